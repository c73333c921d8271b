"""BM25: passages that share the question's words, rare words counting most."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .counts import WordCounts
from .table import Rows
from .words import words

# bm25s's and most others' defaults; Robertson and Zaragoza 2009 find 1.2 to 2 and 0.5 to 0.8 good.
K1, B = 1.5, 0.75


class Keywords:
    """BM25 over the rows of an index (Lucene's variant: arXiv:2407.03618, table 1).

    Segments keep only counts; how rare a word is, and how long a passage is against the average,
    are of all rows that count now. So scores are those of an index that was built in one go.
    """

    def __init__(self, parts: Sequence[tuple[WordCounts, Rows]]) -> None:
        """Each segment's counts, with the row of each of its places, -1 for none."""
        self._parts = [(counts, rows, bool((rows >= 0).all())) for counts, rows in parts]
        self._count = sum(int(np.count_nonzero(rows >= 0)) for _, rows in parts)
        lengths = np.zeros(self._count, dtype=np.float64)
        for counts, rows in parts:
            lengths[rows[rows >= 0]] = counts.lengths[rows >= 0]
        average = max(1.0, float(lengths.sum())) / max(1, self._count)
        self._dampings = K1 * (1 - B + B * lengths / average)  # float64 [rows]

    @classmethod
    def build(cls, texts: Iterable[str]) -> Self:
        """The index of some texts; row i is text i."""
        counts = WordCounts.of(texts)
        return cls([(counts, np.arange(counts.passages))])

    def rarity(self, word: str) -> float:
        """How rare a word (as `words` gives it) is: 0 in every passage, 1 in none.

        BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), over its largest.
        """
        holding = sum(len(rows) for rows, _ in self._rows_with(word))
        return self._inverse_frequency(holding) / self._inverse_frequency(0)

    def best(
        self, query: str, *, k: int, rows: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k best rows that share a word with the query, with their scores, best first."""
        scores: NDArray[np.float32] = np.zeros(self._count, dtype=np.float32)
        for word in words(query):
            holding = [*self._rows_with(word)]
            weight = np.float32(self._inverse_frequency(sum(len(found) for found, _ in holding)))
            for found, times in holding:
                share = times / (times + self._dampings[found])
                scores[found] += (weight * share).astype(np.float32)
        if rows is not None:
            allowed = np.zeros(len(scores), dtype=bool)
            allowed[rows] = True
            scores = np.where(allowed, scores, 0)
        best = np.flatnonzero(scores)
        if k < len(best):  # sorting 100,000 rows takes longer than everything above
            best = best[scores[best] >= np.partition(scores[best], -k)[-k]] if k > 0 else best[:0]
        top = best[np.argsort(-scores[best], kind="stable")][:k]  # ties: the earlier first
        return [(int(row), float(scores[row])) for row in top]

    def _rows_with(self, word: str) -> Iterator[tuple[Rows, NDArray[np.int32]]]:
        """The rows that hold a word, with how often each does, segment by segment."""
        for counts, rows, is_whole in self._parts:
            places, times = counts.of_word(word)
            found = rows[places]
            yield (found, times) if is_whole else (found[found >= 0], times[found >= 0])

    def _inverse_frequency(self, holding: int) -> float:
        return math.log(1 + (self._count - holding + 0.5) / (holding + 0.5))
