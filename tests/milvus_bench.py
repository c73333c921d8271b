"""What Milvus costs beside FAISS and BM25 here, over the same made passages, in one run.

    python -m tests.milvus_bench milvus:http://127.0.0.1:19530 [PASSAGES]

The vectors are random (384 numbers, as the shipped model's), the words made up in the shares of
real text: the slowest case for a search by meaning, an ordinary one for words. Prints JSON.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Vectors
from index.keywords import Keywords
from index.milvus.collection import Collection
from index.milvus.keep import Shelf
from index.milvus.place import Place, address, description, new_name
from index.milvus.rows import MilvusRows
from index.passage import Passage
from index.segment import Segment
from index.table import PassageTable, Rows, lay_out
from index.vectors import FaissVectors
from tests.fakes import FakeEmbedder
from tests.milvus_shelves import WEIGHTS, WORDS, made_question

DIMENSION, EACH, ASKED, DEPTH = 384, 10, 100, 50  # passages an article, questions, hits


def main(setting: str, count: int = 10_000) -> dict[str, Any]:
    """Every figure, in seconds unless it says otherwise."""
    chance, numbers = random.Random(1), np.random.default_rng(1)
    names = [f"made{number:06d}" for number in range(count // EACH)]
    passages = [
        [
            Passage(name, 1, at, at + 1, " ".join(chance.choices(WORDS, WEIGHTS, k=60)))
            for at in range(EACH)
        ]
        for name in names
    ]
    vectors = _unit(numbers, count)
    began = time.perf_counter()
    segment = Segment.of([(name, 1) for name in names], passages, vectors)
    found: dict[str, Any] = {
        "reference: a product of 1024 x 1024 matrices, ms": _product(numbers),
        "passages": count,
        "counting words": _since(began),
    }
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        segment.write(Path(folder))
        found["FAISS: write"] = _since(began)
        found["FAISS: bytes a passage here"] = _bytes(Path(folder)) / count
    table, (rows,) = lay_out([segment], segment.articles)
    embedder = FakeEmbedder()
    embedder.dimension = DIMENSION
    faiss = FaissVectors([(segment.near, rows)], dimension=DIMENSION)
    keywords = Keywords([(segment.counts, rows)])
    server = address(setting)
    assert server is not None
    made_for = description(embedder.fingerprint, 0, 0)
    place = Place(server, new_name(made_for))
    collection = Collection.make(place, description=made_for, dimension=DIMENSION)
    try:
        found |= _written(Shelf(collection, ""), segment, table)
        milvus = MilvusRows(collection, table, dimension=DIMENSION)
        asked = _unit(numbers, ASKED)
        questions = [made_question(chance) for _ in range(ASKED)]
        some = table.rows_of({*chance.sample(names, len(names) // 10)})
        for who, meaning, words in (("FAISS", faiss, keywords), ("Milvus", milvus, milvus)):
            took = _asked((meaning, words), asked, questions, some)
            found |= {f"{who}: {what}": value for what, value in took.items()}
        found["recall@10, meaning"] = _recall(
            lambda at: milvus.nearest(asked[at], k=10)[0].tolist(),
            lambda at: faiss.nearest(asked[at], k=10)[0].tolist(),
        )
        found["recall@10, words"] = _recall(
            lambda at: [row for row, _ in milvus.best(questions[at], k=10)],
            lambda at: [row for row, _ in keywords.best(questions[at], k=10)],
        )
        began = time.perf_counter()
        collection.delete("edition", [f"{name}-1" for name in names[:100]])
        found["Milvus: delete 100 articles"] = _since(began)
        assert collection.count() == count - 100 * EACH
    finally:
        collection.drop()
    return found


def _written(shelf: Shelf, segment: Segment, table: PassageTable) -> dict[str, Any]:
    began = time.perf_counter()
    kept = shelf.put(segment)
    found = {"Milvus: upsert": _since(began)}
    with tempfile.TemporaryDirectory() as folder:
        kept.write(Path(folder))
        found["Milvus: bytes a passage here"] = _bytes(Path(folder)) / len(table.spans)
    began = time.perf_counter()
    shelf.collection.settle()
    found["Milvus: settle"] = _since(began)
    began = time.perf_counter()
    assert shelf.reconcile(table) == set()
    return found | {"Milvus: reconcile": _since(began)}


def _asked(
    engine: tuple[Any, Any], asked: Vectors, questions: list[str], some: Rows
) -> dict[str, Any]:
    found, (meaning, words) = {}, engine
    for only, where in ((None, ""), (some, ", a tenth allowed")):
        listed = None if only is None else only.tolist()
        found[f"by meaning{where}"] = _spread(
            lambda at, only=only: meaning.nearest(asked[at], k=DEPTH, rows=only)
        )
        found[f"by words{where}"] = _spread(
            lambda at, only=listed: words.best(questions[at], k=DEPTH, rows=only)
        )
    found["how rare a word is"] = _spread(lambda at: words.rarity(questions[at].split()[0]))
    return found


def _unit(numbers: np.random.Generator, count: int) -> Vectors:
    vectors = numbers.standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _product(numbers: np.random.Generator) -> float:
    """What this machine takes for a known piece of work, while the rest was measured."""
    one = numbers.standard_normal((1024, 1024)).astype(np.float32)
    took = []
    for _ in range(20):
        began = time.perf_counter()
        one @ one
        took.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(took), 2)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 3)


def _spread(do: Callable[[int], Any]) -> dict[str, float]:
    """Milliseconds: half of the calls are faster than p50, 95 of 100 than p95."""
    do(0)  # the first one may read files
    took = []
    for at in range(ASKED):
        began = time.perf_counter()
        do(at)
        took.append(1000 * (time.perf_counter() - began))
    cuts = statistics.quantiles(took, n=100)
    return {"p50 ms": round(cuts[49], 2), "p95 ms": round(cuts[94], 2)}


def _recall(found: Callable[[int], list[int]], wanted: Callable[[int], list[int]]) -> float:
    shares = []
    for at in range(ASKED):
        best = wanted(at)
        shares.append(len({*best} & {*found(at)}) / len(best))
    return round(statistics.mean(shares), 4)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], *map(int, sys.argv[2:])), indent=1))
