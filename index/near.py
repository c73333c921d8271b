"""Near: vectors of a segment, and which of them are nearest to another.

Few are compared one by one. Where there are many, each also has a short code (a product quantizer
of 4 bits for every two numbers, FAISS's IndexPQFastScan: doi:10.14778/2856318.2856324): all codes
are looked at, and the best are compared again by the vectors themselves. A code takes 96 bytes of
memory (`python -m tests.bench_vectors`); vectors are left where they are, which for a large segment
is its file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

from .embed import Vectors
from .table import Rows

Stored: TypeAlias = NDArray[np.float16]  # half the room; a cosine changes by 0.00001

# In vectors: beyond, codes are made. Comparing so many one by one takes 4 ms, and beyond is what a
# publication leaves to `compact`, so that nobody who adds an article waits for codes.
SWITCH = 32_768
# How many codes are compared again, for each vector that is wanted, and at least. On 50,471 real
# vectors 200 found 99.9 % of the 50 nearest, 100 found 98.2 % (`python -m tests.bench_kinds`).
TIMES, LEAST = 4, 200
# Beyond this share of all codes, comparing the vectors that are wanted one by one is as fast (of
# 98,304: 3 ms either way where a twentieth is wanted).
SHARE = 0.05
# Rounds of k-means, and vectors of which they learn, for each of a code's 16 values. 25 rounds, as
# FAISS has it, found as many and took four times as long.
ROUNDS, LEARNT = 5, 256
ADDED = 65_536  # vectors widened to float32 at a time: 100 MB
ROUNDING = 1e-5  # cosines nearer than this may be those of equal vectors, summed in another order


@dataclass(frozen=True, eq=False)
class Near:
    """Vectors of unit length, searched by cosine; what is found is found again in any process."""

    vectors: Stored
    """float16 [places, dimension]; never written to."""
    codes: Any = None  # faiss.IndexPQFastScan, where there are many

    @classmethod
    def of(cls, vectors: Vectors | Stored, *, like: Any = None) -> Self:
        """The vectors, with codes if they are many; in the codes of `like` if it has some."""
        stored = np.ascontiguousarray(vectors, dtype=np.float16)
        is_many = len(stored) > SWITCH and stored.shape[1] > 0 and stored.shape[1] % 2 == 0
        return cls(stored, _codes(stored, like) if is_many else None)

    @classmethod
    def read(cls, vectors: Stored, codes: bytes | None) -> Self:
        """The vectors, and codes in the bytes that `code_bytes` gave; ValueError if they differ."""
        if codes is None:
            return cls(vectors)
        found: Any = faiss.deserialize_index(np.frombuffer(codes, dtype=np.uint8))
        if (found.ntotal, found.d) != vectors.shape:
            raise ValueError("codes of other vectors")
        return cls(vectors, found)

    def code_bytes(self) -> memoryview | None:
        """The codes as a file has them; None where there are none."""
        return None if self.codes is None else faiss.serialize_index(self.codes).data

    def cosines(self, vector: Vectors, places: Rows) -> Vectors:
        """The cosine of one vector with those at some places: float32 [places].

        Always summed alike, so that equal vectors are equally near, wherever they lie.
        """
        products = self.vectors[places].astype(np.float32) * vector
        found: Vectors = products.sum(axis=1, dtype=np.float32)
        return found

    def nearest(self, vector: Vectors, *, k: int, wanted: NDArray[np.bool_]) -> Rows:
        """The places of the k nearest of those that are wanted, and of some more, in any order.

        Places as near as the last of them come too: which of two equal passages is found would
        else depend on how the index came about.
        """
        count = int(np.count_nonzero(wanted))
        k = min(k, count)
        if k <= 0:
            return np.zeros(0, dtype=np.int64)
        found = self._by_codes(vector, k, wanted, count) if self.codes is not None else None
        return self._by_all(vector, k, wanted, count) if found is None else found

    def _by_codes(
        self, vector: Vectors, k: int, wanted: NDArray[np.bool_], count: int
    ) -> Rows | None:
        """The candidates for the k nearest; None where looking at all is as fast, or surer.

        FAISS looks at all codes, wanted or not: it is asked for more until enough are wanted.
        """
        least = max(LEAST, TIMES * k)
        asked = least * len(wanted) * 5 // (count * 4)  # a quarter more: rarely to be asked again
        while asked <= SHARE * len(wanted):
            with _one_thread():
                scores, places = self.codes.search(vector.reshape(1, -1), asked)
            is_wanted = wanted[places[0]]
            found: Rows = places[0][is_wanted]
            near = scores[0][is_wanted]
            if len(found) >= min(least, count) and near[-1] < near[k - 1]:
                return found
            asked *= 2
        return None

    def _by_all(self, vector: Vectors, k: int, wanted: NDArray[np.bool_], count: int) -> Rows:
        only = None
        if count < len(wanted):
            selector: Any = faiss.IDSelectorBitmap
            parameters: Any = faiss.SearchParameters
            only = parameters(sel=selector(np.packbits(wanted, bitorder="little")))
        flat, wide = _flat(self.vectors), k
        while True:
            wide = min(2 * wide, count)
            with _one_thread():
                cosines, places = flat.search(vector.reshape(1, -1), wide, params=only)
            if wide == count or cosines[0, -1] < cosines[0, k - 1] - ROUNDING:
                found: Rows = places[0][places[0] >= 0]  # -1: what is damaged is near to nothing
                return found


def _flat(vectors: Stored) -> Any:
    """FAISS's exact search over vectors that stay where they are, also in a file that is mapped.

    Its own reader would map its own format only. What is searched must outlive what is returned.
    """
    kind: Any = faiss.IndexScalarQuantizer
    flat = kind(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    if len(vectors):
        codes = flat.codes
        codes.view_data = codes.c_ptr = faiss.swig_ptr(vectors.reshape(-1).view(np.uint8))
        codes.view_size = codes.c_size = vectors.nbytes
        codes.is_owned = False
        flat.ntotal = len(vectors)
    return flat


def _codes(vectors: Stored, like: Any) -> Any:
    """The codes of vectors: the same for the same vectors (FAISS's k-means has a fixed seed)."""
    count, dimension = vectors.shape
    kind: Any = faiss.IndexPQFastScan
    codes = kind(dimension, dimension // 2, 4, faiss.METRIC_INNER_PRODUCT)
    if like is not None and like.d == dimension:
        codes.pq, codes.is_trained = like.pq, True
    else:
        codes.pq.cp.niter, codes.pq.cp.max_points_per_centroid = ROUNDS, LEARNT
        step = max(1, count // (LEARNT * 16))  # from all over: neighbours are of one article
        with _one_thread():
            codes.train(vectors[::step].astype(np.float32))
    for first in range(0, count, ADDED):
        codes.add(vectors[first : first + ADDED].astype(np.float32))
    return codes


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS in one thread, for the thread that calls.

    One question is searched in one anyway: a second only waits, at a full processor's cost (11 ms
    of processors instead of 4.5 for 32,768 vectors). K-means in two took ten times as long on a
    machine with other work, and has other sums on another machine.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
