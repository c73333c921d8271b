"""BM25: passages that share the question's words, rare words counting most."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from .words import words


class Keywords:
    """BM25 over passages (Lucene's variant, k1 1.5, b 0.75: bm25s's defaults, arXiv:2407.03618)."""

    def __init__(self, engine: bm25s.BM25) -> None:
        self._engine = engine

    @classmethod
    def build(cls, texts: Iterable[str]) -> Self:
        """The index of some texts; row i is text i."""
        engine = bm25s.BM25()
        # A text without words still keeps its row: the empty string stands in for it, and for
        # the texts of an empty library, which bm25s could not index.
        engine.index([words(text) or [""] for text in texts] or [[""]], show_progress=False)
        return cls(engine)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The index that `write` put into a folder; the caller has checked the files' sha256."""
        return cls(bm25s.BM25.load(folder, show_progress=False))

    def write(self, folder: Path) -> None:
        """Writes arrays (.npy) and vocabulary (.json)."""
        self._engine.save(folder, show_progress=False)

    def rarity(self, word: str) -> float:
        """How rare a word (as `words` gives it) is: 0 in every passage, 1 in none.

        BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), over its largest.
        """
        starts = self._engine.scores["indptr"]
        token = self._engine.vocab_dict.get(word)
        holding = 0 if token is None else int(starts[token + 1] - starts[token])
        count = int(self._engine.scores["num_docs"])
        return math.log(1 + (count - holding + 0.5) / (holding + 0.5)) / math.log(
            1 + (count + 0.5) / 0.5
        )

    def best(
        self, query: str, *, k: int, rows: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k best rows that share a word with the query, with their scores, best first."""
        known = [word for word in words(query) if word in self._engine.vocab_dict]
        if not known:
            return []
        scores: NDArray[np.float32] = self._engine.get_scores(known)
        if rows is not None:
            allowed = np.zeros(len(scores), dtype=bool)
            allowed[rows] = True
            scores = np.where(allowed, scores, 0)
        found = np.flatnonzero(scores)
        if len(found) > k:  # sorting 100,000 rows takes longer than everything above
            found = found[scores[found] >= np.partition(scores[found], -k)[-k]]
        top = found[np.argsort(-scores[found], kind="stable")][:k]  # ties: the earlier first
        return [(int(row), float(scores[row])) for row in top]
