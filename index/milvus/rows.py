"""MilvusRows: the rows of an index searched in Milvus, by meaning and by words.

It answers as `FaissVectors` and `Keywords` do, so that `Index` takes either. Milvus may hold more
than the index: what a build has just written, what it has not removed yet, or what a crash left.
None of that is a row here, and so it is never found.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from corpus.errors import UserError

from ..disk import REPAIR
from ..embed import Vectors
from ..table import PassageTable, Rows
from ..words import words
from . import filters
from .collection import COUNTS, EDITION, ID, MOST, VECTOR, WORDS, Collection
from .place import is_made_for


class MilvusRows:
    """The rows of one generation of an index. Safe to share between threads."""

    def __init__(self, collection: Collection, table: PassageTable, *, dimension: int) -> None:
        self._collection = collection
        self._table = table
        self._dimension = dimension
        self._sizes = np.bincount(table.spans[:, 0], minlength=len(table.articles))
        self._first = np.cumsum([0, *self._sizes])[: len(table.articles)]
        self._places = {edition(*pair): place for place, pair in enumerate(table.articles)}
        self.rarity = lru_cache(maxsize=100_000)(self._rarity)  # a question's words come again

    def check(self, made_for: str) -> None:
        """Nothing; UserError where the collection is another's, or lacks passages."""
        place = self._collection.place
        if not is_made_for(place.collection, made_for):
            raise UserError(
                f"The vectors in Milvus at {place.address} were made by another embedding model.",
                mend=f"{REPAIR}, or set FOOTNOTE_EMBEDDER back.",
            )
        if not self._collection.is_there():
            raise UserError(
                f"Milvus at {place.address} has no collection {place.collection}.",
                mend=f"{REPAIR}, or set FOOTNOTE_VECTORS to where it is.",
            )
        missing = len(self._table.spans) - self._collection.count()
        if missing > 0:
            noun = "passage is" if missing == 1 else "passages are"
            raise UserError(f"{missing:,} {noun} missing in Milvus.", mend=REPAIR)

    # --- by meaning, as FaissVectors ---

    def nearest(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[Rows, Vectors]:
        """The k nearest rows to a vector, of `rows` only if given, and their cosines."""
        found = self._search(VECTOR, vector.tolist(), k=k, rows=rows)
        return (
            np.asarray([row for row, _ in found], dtype=np.int64),
            np.asarray([cosine for _, cosine in found], dtype=np.float32),
        )

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> Vectors:
        """The cosine of one vector with each of some rows: float32 [rows].

        0 for a row that a build has removed from Milvus since it was found.
        """
        ids = [self._id(row) for row in rows]
        stored = self._collection.vectors(ids)
        none = np.zeros(len(vector), dtype=np.float32)
        return np.asarray([stored.get(one, none) @ vector for one in ids], dtype=np.float32)

    @property
    def vectors(self) -> Vectors:
        """A copy of all vectors: float32 [rows, dimension], unit length."""
        ids = [self._id(row) for row in range(len(self._table.spans))]
        stored = self._collection.vectors(ids)
        found = np.zeros((len(ids), self._dimension), dtype=np.float32)
        for row, one in enumerate(ids):
            found[row] = stored[one]
        return found

    # --- by words, as Keywords ---

    def best(
        self, query: str, *, k: int, rows: Sequence[int] | Rows | None = None
    ) -> list[tuple[int, float]]:
        """The k best rows that share a word with the query, with their scores, best first."""
        asked = " ".join(coded(word) for word in words(query))
        if not asked:
            return []
        only = None if rows is None else np.asarray(rows, dtype=np.int64)
        return self._search(COUNTS, asked, k=k, rows=only)

    def _rarity(self, word: str) -> float:
        """How rare a word (as `words` gives it) is: 0 in every passage, 1 in none."""
        # Finding them is the faster way in milvus-lite, which counts by reading every passage.
        holding = len(self._collection.search(COUNTS, coded(word), limit=MOST))
        if holding == MOST:
            holding = self._collection.count(filters.holding(WORDS, coded(word)))
        count = max(len(self._table.spans), holding)

        def inverse_frequency(times: int) -> float:
            return math.log(1 + (count - times + 0.5) / (times + 0.5))

        return inverse_frequency(holding) / inverse_frequency(0)

    # --- rows and Milvus's ids ---

    def _search(
        self, field: str, asked: Any, *, k: int, rows: Rows | None
    ) -> list[tuple[int, float]]:
        """The k best of the rows, best first; of those that tie, the earlier first.

        Milvus keeps any of those that tie for the last places, and may hold what is no row here; so
        more are asked for until neither can matter.
        """
        k = min(k, len(self._table.spans) if rows is None else len(rows))
        if k <= 0:
            return []
        only = "" if rows is None else self._only(rows)
        allowed = None if rows is None else frozenset(rows.tolist())
        wide = min(k + 1, MOST)
        while True:
            hits = self._collection.search(field, asked, limit=wide, only=only)
            known = [(row, score) for one, score in hits if (row := self._row(one)) is not None]
            if allowed is not None:  # whatever the server makes of the filter
                known = [(row, score) for row, score in known if row in allowed]
            is_settled = len(known) > k and known[-1][1] < known[k - 1][1]
            if is_settled or len(hits) < wide or wide == MOST:
                return sorted(known, key=lambda one: (-one[1], one[0]))[:k]
            wide = min(2 * wide, MOST)

    def _only(self, rows: Rows) -> str:
        """A filter for some rows: by edition where they are whole articles, else by id."""
        places, counts = np.unique(self._table.spans[rows, 0], return_counts=True)
        if (counts != self._sizes[places]).any():
            return filters.among(ID, [self._id(row) for row in rows.tolist()])
        if 2 * len(places) <= len(self._table.articles):
            return filters.among(EDITION, [self._edition(place) for place in places.tolist()])
        others = np.setdiff1d(np.arange(len(self._table.articles)), places)
        return filters.not_among(EDITION, [self._edition(place) for place in others.tolist()])

    def _edition(self, place: int) -> str:
        return edition(*self._table.articles[place])

    def _id(self, row: int) -> str:
        place = int(self._table.spans[row, 0])
        return f"{self._edition(place)}-{row - int(self._first[place])}"

    def _row(self, one: str) -> int | None:
        """The row of an id; None where there is none in this generation."""
        name, _, number = one.rpartition("-")
        place = self._places.get(name)
        if place is None or not number.isdecimal() or int(number) >= self._sizes[place]:
            return None
        return int(self._first[place]) + int(number)


def edition(article: str, version: int) -> str:
    """What Milvus calls one version of an article."""
    return f"{article}-{version}"


def coded(word: str) -> str:
    """The word as every analyser of Milvus leaves it: in one piece.

    A number's point would part it, so a letter stands for it that no article has.

    >>> coded("25001.64")
    '25001ꞏ64'
    """
    return word.replace(".", "ꞏ")
