"""Search by meaning: the vectors of all segments of an index, compared with a question's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .embed import Vectors
from .near import Near
from .table import Rows


@dataclass(frozen=True)
class _Part:
    """Vectors of one segment, and the row of each."""

    near: Near
    rows: Rows  # -1 for a vector that is not in the index any more
    is_live: NDArray[np.bool_]  # whether it has a row

    def nearest(
        self, vector: Vectors, *, k: int, wanted: NDArray[np.bool_] | None
    ) -> tuple[Rows, Vectors]:
        """The k nearest rows and some more, of the wanted ones only if given; -1 must not be."""
        mask = self.is_live if wanted is None else wanted[self.rows]
        places = self.near.nearest(vector, k=k, wanted=mask)
        return self.rows[places], self.near.cosines(vector, places)


class FaissVectors:
    """Vectors of segments, searched by cosine: exactly, or by codes where they are many."""

    def __init__(self, parts: Sequence[tuple[Near, Rows]], *, dimension: int) -> None:
        """Those of each segment, with the row of each of its places, -1 for none."""
        self._parts = [_Part(near, rows, rows >= 0) for near, rows in parts]
        self._dimension = dimension
        count = sum(int(np.count_nonzero(part.is_live)) for part in self._parts)
        self._homes: Rows = np.zeros((count, 2), dtype=np.int64)  # [rows, (part, place in it)]
        for number, part in enumerate(self._parts):
            places = np.flatnonzero(part.is_live)
            self._homes[part.rows[places], 0] = number
            self._homes[part.rows[places], 1] = places

    @property
    def vectors(self) -> Vectors:
        """A copy of all vectors: float32 [rows, dimension], unit length."""
        found = np.zeros((len(self._homes), self._dimension), dtype=np.float32)
        for part in self._parts:
            found[part.rows[part.is_live]] = part.near.vectors[part.is_live]
        return found

    def nearest(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[Rows, Vectors]:
        """The k nearest rows to a vector, of `rows` only if given, and their cosines."""
        wanted = None
        if rows is not None:
            wanted = np.zeros(len(self._homes) + 1, dtype=bool)  # the last one is for row -1
            wanted[rows] = True
        parts = [part.nearest(vector, k=k, wanted=wanted) for part in self._parts]
        found = np.concatenate([np.zeros(0, dtype=np.int64), *(rows for rows, _ in parts)])
        cosines = np.concatenate([np.zeros(0, dtype=np.float32), *(near for _, near in parts)])
        order = np.lexsort((found, -cosines))[: max(0, k)]  # ties: the earlier first
        return found[order], cosines[order]

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> Vectors:
        """The cosine of one vector with each of some rows: float32 [rows]."""
        found = np.zeros(len(rows), dtype=np.float32)
        homes = self._homes[np.asarray(rows, dtype=np.int64)]
        for number in np.unique(homes[:, 0]).tolist():
            own = homes[:, 0] == number
            found[own] = self._parts[number].near.cosines(vector, homes[own, 1])
        return found
