"""Passages for a question: found by meaning and by words, fused by rank."""

from collections import defaultdict
from collections.abc import Collection
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
    found = {
        "meaning": index.by_meaning(vector, k=depth, rows=rows),
        "words": index.by_words(question, k=depth, rows=rows),
    }
    scores: dict[int, float] = defaultdict(float)
    finders: dict[int, list[str]] = defaultdict(list)
    for finder, ranked in found.items():
        for rank, row in enumerate(ranked, start=1):
            scores[row] += 1 / (RANK_CONSTANT + rank)
            finders[row].append(finder)
    best = sorted(scores, key=lambda row: (-scores[row], row))
    read = ((row, index.passage(row)) for row in best)
    passages = list(islice(((row, p) for row, p in read if p is not None), k))
    cosines = index.vectors.cosines(vector, [row for row, _ in passages])
    return [
        Hit(passage, rank, scores[row], float(cosine), tuple(finders[row]))
        for rank, ((row, passage), cosine) in enumerate(
            zip(passages, cosines, strict=True), start=1
        )
    ]
