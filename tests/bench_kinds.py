"""Kinds of FAISS indexes side by side, on the same vectors: why `index/near.py` has the one it has.

python -m tests.bench_kinds VECTORS.npy QUESTIONS.npy

Each gives candidates, which are ranked again by the vectors themselves.
"""

import sys
import time
from typing import Any

import faiss
import numpy as np

from index.embed import Vectors

QUESTIONS, K, SEED = 200, 50, 20261122
# FAISS's names, how many of the cells are looked at, and how many candidates are ranked again.
KINDS = [
    ("SQfp16", 0, 50),
    ("SQ8", 0, 200),
    *(("IVF1024,SQ8", cells, 200) for cells in (32, 128, 256)),
    *(("PQ192x4fs", 0, candidates) for candidates in (100, 200, 400)),
    *(("PQ96x4fs", 0, candidates) for candidates in (200, 800)),
    ("RaBitQfs", 0, 800),
]


def main(vectors: str, questions: str) -> None:
    """Prints a line for each kind: what it finds, how long that takes, and its bytes a vector."""
    chance = np.random.default_rng(SEED)
    stored = np.load(vectors).astype(np.float32)
    stored = stored[chance.permutation(len(stored))]
    asked = np.load(questions).astype(np.float32)
    asked = asked[chance.permutation(len(asked))[:QUESTIONS]]
    exact = np.argsort(-(asked @ stored.T), axis=1, kind="stable")[:, :K]
    faiss.omp_set_num_threads(1)
    print(f"{len(stored):,} vectors, {len(asked)} questions")
    made: dict[str, Any] = {}
    for name, cells, candidates in KINDS:
        if name not in made:
            made[name] = faiss.index_factory(stored.shape[1], name, faiss.METRIC_INNER_PRODUCT)
            made[name].train(stored)
            made[name].add(stored)
        if cells:
            made[name].nprobe = cells
        seconds, hits = [], np.zeros(2)
        for vector, wanted in zip(asked, exact.tolist(), strict=True):
            began = time.perf_counter()
            best = _ranked(made[name], stored, vector, candidates)
            seconds.append(time.perf_counter() - began)
            hits += [len({*best[:k]} & {*wanted[:k]}) / k for k in (10, K)]
        size = len(faiss.serialize_index(made[name])) / len(stored)
        recall = hits / len(asked)
        print(
            f"{name}, {cells or 'all'} cells, {candidates} candidates: "
            f"recall@10 {recall[0]:.4f}, @{K} {recall[1]:.4f}; "
            f"p50 {np.median(seconds) * 1e3:.2f} ms; {size:.0f} bytes",
            flush=True,
        )


def _ranked(kind: Any, stored: Vectors, vector: Vectors, candidates: int) -> list[int]:
    (places,) = kind.search(vector.reshape(1, -1), candidates)[1]
    places = places[places >= 0]
    found: list[int] = places[np.argsort(-(stored[places] @ vector), kind="stable")].tolist()
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
