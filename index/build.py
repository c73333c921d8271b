"""A library becomes an index: what is new is split and embedded, the rest is carried over."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock

from corpus.errors import UserError, explained
from corpus.library import Library

from .embed import Embedder, Vectors
from .keywords import Keywords
from .manifest import CHECK, publish
from .passage import Passage
from .split import split
from .store import VECTORS, Index, PassageTable
from .vectors import FaissVectors

Progress: TypeAlias = Callable[[int, int], None]  # passages done, passages in all

# In tokens of cl100k_base: a long paragraph, and room under the 256 word pieces that the shipped
# model reads. Chosen, not measured: other sizes, and overlaps (in sentences), wait for comparison.
MAX_TOKENS = 160
OVERLAP = 0
GROUP = 256  # passages embedded between two reports of progress; a few seconds on two cores


@dataclass(frozen=True)
class _Part:
    """The passages of one article version, with their vectors."""

    article: str
    version: int
    spans: list[tuple[int, int]]
    vectors: Vectors


def build(
    library: Library,
    embedder: Embedder,
    *,
    folder: Path,
    progress: Progress = lambda done, total: None,
) -> Index:
    """The index of everything in the library, published into `folder` if anything changed.

    Only articles (or versions) that the index in `folder` lacks are split and embedded. Builds
    by several processes wait for each other. An index that cannot be used (damaged, of another
    model or of other passage sizes) is built anew, wholly from the library.
    """
    with explained(f"The index cannot be kept in {folder}", mend=CHECK):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock").acquire()
    with lock:
        index = _usable(folder, library, embedder)
        wanted = library.versions()
        if index is not None and index.table.articles == wanted:
            return index
        kept = _kept_parts(index) if index is not None else {}
        new = [pair for pair in wanted if pair not in kept]
        parts = kept | _new_parts(library, embedder, new, progress)
        # An article removed since `versions` was read has no part.
        _publish(library, embedder, folder, [parts[pair] for pair in wanted if pair in parts])
        return Index.open(folder, library, embedder)


def _usable(folder: Path, library: Library, embedder: Embedder) -> Index | None:
    try:
        index = Index.open(folder, library, embedder)
    except UserError:  # none yet, damaged, or another model's: the library is the truth
        return None
    is_same_size = (index.manifest.max_tokens, index.manifest.overlap) == (MAX_TOKENS, OVERLAP)
    return index if is_same_size else None


def _kept_parts(index: Index) -> dict[tuple[str, int], _Part]:
    """The parts of an index by (article, version)."""
    vectors, spans = index.vectors.vectors, index.table.spans
    bounds = np.searchsorted(spans[:, 0], np.arange(len(index.table.articles) + 1))
    parts = {}
    for place, (article, version) in enumerate(index.table.articles):
        rows = slice(bounds[place], bounds[place + 1])
        pairs = [(int(start), int(end)) for _, start, end in spans[rows]]
        parts[article, version] = _Part(article, version, pairs, vectors[rows])
    return parts


def _new_parts(
    library: Library, embedder: Embedder, new: list[tuple[str, int]], progress: Progress
) -> dict[tuple[str, int], _Part]:
    """The parts of articles that the index lacks: split, then embedded in groups."""
    passages: list[Passage] = []
    bounds: list[tuple[str, int, int, int]] = []
    for name, version in new:
        article = library.get(name, version)
        if article is None:
            continue
        found = split(article, max_tokens=MAX_TOKENS, overlap=OVERLAP, model=embedder)
        bounds.append((name, version, len(passages), len(passages) + len(found)))
        passages += found
    vectors = np.zeros((len(passages), embedder.dimension), dtype=np.float32)
    for first in range(0, len(passages), GROUP):
        progress(first, len(passages))
        group = passages[first : first + GROUP]
        vectors[first : first + len(group)] = embedder.embed([passage.text for passage in group])
    progress(len(passages), len(passages))
    return {
        (name, version): _Part(
            name, version, [(p.start, p.end) for p in passages[a:b]], vectors[a:b]
        )
        for name, version, a, b in bounds
    }


def _publish(library: Library, embedder: Embedder, folder: Path, parts: list[_Part]) -> None:
    spans = [(place, start, end) for place, part in enumerate(parts) for start, end in part.spans]
    vectors = np.concatenate(
        [part.vectors for part in parts] or [np.zeros((0, embedder.dimension), np.float32)]
    )
    table = PassageTable(
        [(part.article, part.version) for part in parts],
        np.asarray(spans, dtype=np.int64).reshape(-1, 3),
    )

    def write(generation: Path) -> None:
        table.write(generation)
        FaissVectors(embedder, vectors).write(generation / VECTORS)
        Keywords.build(_texts(library, parts)).write(generation)

    publish(
        folder,
        write,
        model=embedder.fingerprint,
        dimension=embedder.dimension,
        max_tokens=MAX_TOKENS,
        overlap=OVERLAP,
        articles=len(parts),
        passages=len(spans),
    )


def _texts(library: Library, parts: list[_Part]) -> list[str]:
    texts = []
    for part in parts:
        text = library.text(part.article, part.version) or ""
        texts += [text[start:end] for start, end in part.spans]
    return texts
