"""A library becomes an index: what is new is split and embedded, the rest is carried over."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from filelock import FileLock

from corpus.errors import UserError, explained
from corpus.library import Library

from .disk import CHECK
from .embed import Embedder, Vectors
from .merge import merge
from .milvus.keep import open_shelf
from .passage import Passage
from .publish import drop_unused, publish
from .segment import Segment
from .split import split
from .store import Index
from .table import Pair
from .workers import HERE, Workers

logger = logging.getLogger("footnote")

Progress: TypeAlias = Callable[[int, int], None]  # passages done, passages in all

# In tokens of cl100k_base: a long paragraph, and room under the 256 word pieces that the shipped
# model reads. Chosen, not measured: other sizes, and overlaps (in sentences), wait for comparison.
MAX_TOKENS = 160
OVERLAP = 0
GROUP = 256  # passages embedded between two reports of progress; a few seconds on two cores
# Passages after which what is embedded is published, so that an interruption loses a minute's work
# at most. On the way to 40,960 that takes 7 seconds of a processor, embedding them 700.
PUBLISHED = 2048


def build(
    library: Library,
    embedder: Embedder,
    *,
    folder: Path,
    progress: Progress = lambda done, total: None,
    workers: Workers = HERE,
) -> Index:
    """The index of everything in the library, published into `folder` if anything changed.

    Only articles (or versions) that the index in `folder` lacks are split, embedded and written;
    the rest stays where it is. They are published in groups: an interrupted build loses the last
    group only, and the next one goes on from there. Until its new version is published, an article
    is found in the version before. Builds by several processes wait for each other. An index that
    cannot be used (damaged, of another model, release or passage size) is built anew, wholly from
    the library; what is carried over was looked at down to the last byte, once in a process. An
    article whose text is damaged is left out, with a warning to the log "footnote".

    `progress` is told how many passages are embedded, of how many; that is an estimate as long as
    articles wait to be split.
    """
    with explained(f"The index cannot be kept in {folder}", mend=CHECK):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock").acquire()
    with lock:
        # Where Milvus keeps vectors and words; None where segments do.
        shelf = open_shelf(folder, embedder, max_tokens=MAX_TOKENS, overlap=OVERLAP)
        facts = {
            "model": embedder.fingerprint if shelf is None else shelf.model,
            "dimension": embedder.dimension,
            "max_tokens": MAX_TOKENS,
            "overlap": OVERLAP,
        }
        index = _usable(folder, library, embedder)
        if shelf is not None and index is not None and index.place is None:  # moved, not made anew
            moved = [shelf.put(segment) for segment in index.segments]
            publish(folder, moved, index.table.articles, **facts)
            index = Index.open(folder, library, embedder, is_partial=True)
        if index is not None and index.place != (shelf and shelf.collection.place):
            index = None
        wanted = library.versions()
        known = set(index.table.articles) if index is not None else set()
        is_current = index is not None and index.table.articles == wanted
        if shelf is not None and index is not None:
            known -= shelf.reconcile(index.table, is_thorough=is_current)
        new = [pair for pair in wanted if pair not in known]
        if index is not None and is_current and not new:
            drop_unused(folder)  # what a crash left after the last switch
            return index
        before = set(index.table.articles) if index is not None else set()
        for fresh in _new_segments(library, embedder, new, progress, workers):
            kept = fresh if shelf is None else shelf.put(fresh)
            segments = [*(index.segments if index is not None else ()), kept]
            articles = _there(wanted, fresh, index)
            if index is not None and articles == index.table.articles and not fresh.articles:
                continue  # all that is new is damaged
            publish(folder, merge(segments, articles), articles, **facts)
            index = Index.open(folder, library, embedder, is_partial=True)
        assert index is not None  # there is one new segment at least
        if shelf is not None:
            shelf.finish(index.table, before - set(index.table.articles))
    return index


def _usable(folder: Path, library: Library, embedder: Embedder) -> Index | None:
    try:
        index = Index.open(folder, library, embedder, is_partial=True)
        index.check_files()
    except UserError:  # none yet, damaged, or another model's: the library is the truth
        return None
    is_same_size = (index.manifest.max_tokens, index.manifest.overlap) == (MAX_TOKENS, OVERLAP)
    return index if is_same_size else None


def _there(wanted: list[Pair], fresh: Segment, index: Index | None) -> list[Pair]:
    """What can be published of what is wanted: of each article the version that is embedded."""
    before = dict(index.table.articles) if index is not None else {}
    there = before | dict(fresh.articles)
    # An article removed since `versions` was read is in no segment.
    return [(name, there[name]) for name, _ in wanted if name in there]


@dataclass(frozen=True)
class _Cut:
    """Articles that are published together: their passages, and room for the vectors."""

    found: dict[Pair, list[Passage]]
    vectors: Vectors
    expected: int  # passages in all, as far as can be told now


def _new_segments(
    library: Library, embedder: Embedder, new: list[Pair], progress: Progress, workers: Workers
) -> Iterator[Segment]:
    """Segments of the articles that the index lacks, one at least: split, then embedded."""
    groups = _groups(_cuts(library, embedder, new), progress)
    done = 0
    for (cut, first), vectors in workers.embed(embedder, groups):
        if vectors is not None:
            cut.vectors[first : first + len(vectors)] = vectors
            done += len(vectors)
        if first + GROUP >= len(cut.vectors):
            yield Segment.of([*cut.found], [*cut.found.values()], cut.vectors)
        if done:
            progress(done, cut.expected)


def _cuts(library: Library, embedder: Embedder, new: list[Pair]) -> Iterator[_Cut]:
    """The articles in their order, split."""
    left = deque(new)
    done = 0
    while True:
        found: dict[Pair, list[Passage]] = {}
        count = 0
        while left and count < PUBLISHED:
            name, version = left.popleft()
            article = library.get(name, version)
            if article is not None and article.damage:
                logger.warning(article.damage.with_outcome("It is not indexed."))
            elif article is not None:
                found[name, version] = split(
                    article, max_tokens=MAX_TOKENS, overlap=OVERLAP, model=embedder
                )
                count += len(found[name, version])
        done += count
        # Those left are taken to have as many passages as those before, an article.
        expected = done + round(len(left) * done / max(1, len(new) - len(left)))
        yield _Cut(found, np.zeros((count, embedder.dimension), dtype=np.float32), expected)
        if not left:
            return


def _groups(
    cuts: Iterator[_Cut], progress: Progress
) -> Iterator[tuple[tuple[_Cut, int], list[str] | None]]:
    """The texts that are embedded at once, each with where their vectors go; None for no texts."""
    for number, cut in enumerate(cuts):
        if not number and cut.expected:
            progress(0, cut.expected)
        texts = [passage.text for passages in cut.found.values() for passage in passages]
        for first in range(0, max(1, len(texts)), GROUP):
            yield (cut, first), texts[first : first + GROUP] or None
