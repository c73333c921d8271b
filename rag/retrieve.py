"""Passages for a question: found by meaning and by words, fused by rank."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from index.passage import Hit
from index.store import Index

DEPTH = 50  # how deep each search looks before fusing; deeper changed nothing on the fitting set
RANK_CONSTANT = 60  # Cormack, Clarke and Buettcher, SIGIR 2009: 1 / (60 + rank)


def retrieve(
    index: Index, question: str, *, k: int, only: Collection[str] | None = None
) -> list[Hit]:
    """The k best passages, best first; from the articles in `only` if it is given.

    Two searches, by embedding and by BM25, each give ranks; a passage's score is the sum of
    1 / (60 + rank) over the searches that found it (reciprocal rank fusion).
    """
    rows = None if only is None else index.table.rows_of(only)
    vector = index.embedder.embed([question])[0]
    depth = max(DEPTH, k)
    ranked = fuse(
        {
            "meaning": index.by_meaning(vector, k=depth, rows=rows),
            "words": index.by_words(question, k=depth, rows=rows),
        }
    )
    read = ((found, index.passage(found.row)) for found in ranked)
    best = list(islice(((found, p) for found, p in read if p is not None), k))
    cosines = index.vectors.cosines(vector, [found.row for found, _ in best])
    return [
        Hit(passage, place, found.score, float(cosine), found.by)
        for place, ((found, passage), cosine) in enumerate(zip(best, cosines, strict=True), start=1)
    ]


@dataclass(frozen=True)
class Found:
    """A row of the index with its fused score and the names of the searches that found it."""

    row: int
    score: float
    by: tuple[str, ...]


def fuse(searches: Mapping[str, Sequence[int]]) -> list[Found]:
    """The rows that some searches found, best first in each, as one ranking, best first."""
    scores: dict[int, float] = defaultdict(float)
    finders: dict[int, list[str]] = defaultdict(list)
    for finder, rows in searches.items():
        for place, row in enumerate(rows, start=1):
            scores[row] += 1 / (RANK_CONSTANT + place)
            finders[row].append(finder)
    best = sorted(scores, key=lambda row: (-scores[row], row))
    return [Found(row, scores[row], tuple(finders[row])) for row in best]
