"""A library becomes an index: what is new is split and embedded, the rest is carried over."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock

from corpus.errors import UserError, explained
from corpus.library import Library

from .disk import CHECK
from .embed import Embedder
from .merge import merge
from .passage import Passage
from .publish import drop_unused, publish
from .segment import Segment
from .split import split
from .store import Index
from .table import Pair

Progress: TypeAlias = Callable[[int, int], None]  # passages done, passages in all

# In tokens of cl100k_base: a long paragraph, and room under the 256 word pieces that the shipped
# model reads. Chosen, not measured: other sizes, and overlaps (in sentences), wait for comparison.
MAX_TOKENS = 160
OVERLAP = 0
GROUP = 256  # passages embedded between two reports of progress; a few seconds on two cores


def build(
    library: Library,
    embedder: Embedder,
    *,
    folder: Path,
    progress: Progress = lambda done, total: None,
) -> Index:
    """The index of everything in the library, published into `folder` if anything changed.

    Only articles (or versions) that the index in `folder` lacks are split, embedded and written;
    the rest stays where it is. Builds by several processes wait for each other. An index that
    cannot be used (damaged, of another model, release or passage size) is built anew, wholly from
    the library.
    """
    with explained(f"The index cannot be kept in {folder}", mend=CHECK):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock").acquire()
    with lock:
        index = _usable(folder, library, embedder)
        wanted = library.versions()
        known = set(index.table.articles) if index is not None else set()
        if index is not None and index.table.articles == wanted:
            drop_unused(folder)  # what a crash left after the last switch
            return index
        new = [pair for pair in wanted if pair not in known]
        segments = [
            *(index.segments if index is not None else ()),
            _new_segment(library, embedder, new, progress),
        ]
        # An article removed since `versions` was read is in no segment.
        there = known.union(segments[-1].articles)
        articles = [pair for pair in wanted if pair in there]
        segments = merge(segments, articles)
        publish(
            folder,
            segments,
            articles,
            model=embedder.fingerprint,
            dimension=embedder.dimension,
            max_tokens=MAX_TOKENS,
            overlap=OVERLAP,
        )
        return Index.open(folder, library, embedder)


def _usable(folder: Path, library: Library, embedder: Embedder) -> Index | None:
    try:
        index = Index.open(folder, library, embedder)
    except UserError:  # none yet, damaged, or another model's: the library is the truth
        return None
    is_same_size = (index.manifest.max_tokens, index.manifest.overlap) == (MAX_TOKENS, OVERLAP)
    return index if is_same_size else None


def _new_segment(
    library: Library, embedder: Embedder, new: list[Pair], progress: Progress
) -> Segment:
    """A segment of articles that the index lacks: split, then embedded in groups."""
    found: dict[Pair, list[Passage]] = {}
    for name, version in new:
        article = library.get(name, version)
        if article is not None:
            found[name, version] = split(
                article, max_tokens=MAX_TOKENS, overlap=OVERLAP, model=embedder
            )
    passages = [passage for each in found.values() for passage in each]
    vectors = np.zeros((len(passages), embedder.dimension), dtype=np.float32)
    for first in range(0, len(passages), GROUP):
        progress(first, len(passages))
        group = passages[first : first + GROUP]
        vectors[first : first + len(group)] = embedder.embed([passage.text for passage in group])
    progress(len(passages), len(passages))
    return Segment.of([*found], [*found.values()], vectors)
