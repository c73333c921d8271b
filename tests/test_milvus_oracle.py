"""Random cases of filter, delete, upsert and hybrid search in a real Milvus, against the truth.

Counts must be equal and no hit outside the filter; of the ten that exact search finds first, nearly
all are to be found.
"""

import os
import random
from pathlib import Path

import numpy as np
import pytest

from corpus.library import Library
from index.build import build
from index.milvus.place import SETTING
from index.milvus.rows import MilvusRows
from rag.retrieve import fuse, retrieve
from tests import milvus_server
from tests.fakes import FakeEmbedder
from tests.milvus_server import MilvusServer
from tests.milvus_shelves import Truth, change, made_question

milvus = milvus_server.milvus
pytestmark = pytest.mark.ci

# `make torture` takes 200. The library changes before every fifth case.
IS_ALL = bool(os.environ.get("FOOTNOTE_TORTURE"))
CASES, EVERY = (200 if IS_ALL else 60), 5
LEAST = 0.95 if IS_ALL else 0.9  # of the ten best; of few cases a smaller share may be found


def test_random_cases_agree_with_the_truth(
    milvus: MilvusServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, milvus.setting)
    chance, embedder = random.Random(20261122), FakeEmbedder()
    recalls: dict[str, list[float]] = {"meaning": [], "words": [], "hybrid": []}
    with Library.open(tmp_path / "library", create=True) as library:
        for number in range(12):
            change(library, chance, number=number)
        for case in range(CASES):
            if case % EVERY == 0:
                for extra in range(chance.randint(1, 3)):
                    change(library, chance, number=1000 + 10 * case + extra)
                index = build(library, embedder, folder=tmp_path / "library" / "index")
                truth = Truth.of(library, embedder)
                assert isinstance(index.vectors, MilvusRows)
                stored = index.vectors._collection
                assert stored.count() == index.manifest.passages == len(truth.passages)
                assert index.table.articles == library.versions()
            if case == CASES // 2:
                stored.settle()  # from here on some rows are in files, some in memory
            names = [name for name, _ in library.versions()]
            only = (
                None if case % 4 == 0 else set(chance.sample(names, chance.randint(0, len(names))))
            )
            rows = None if only is None else index.table.rows_of(only)
            if rows is not None:
                assert stored.count(index.vectors._only(rows)) == len(rows)
            question = made_question(chance)
            vector = embedder.embed([question])[0]
            found = {
                "meaning": index.by_meaning(vector, k=10, rows=rows),
                "words": index.by_words(question, k=10, rows=rows),
            }
            wanted = {
                "meaning": truth.by_meaning(vector, k=10, only=only),
                "words": truth.by_words(question, k=10, only=only),
            }
            for name, places in found.items():
                allowed = truth.allowed(only)
                assert set(places) <= set(allowed), "a hit outside the filter"
                assert len(places) == len(wanted[name])
                recalls[name] += _recall(places, wanted[name])
            hits = retrieve(index, question, k=10, only=only)
            deep = {
                "meaning": truth.by_meaning(vector, k=50, only=only),
                "words": truth.by_words(question, k=50, only=only),
            }
            best = [truth.passages[one.row] for one in fuse(deep)[:10]]
            recalls["hybrid"] += _recall([hit.passage for hit in hits], best)
            assert all(only is None or hit.passage.article in only for hit in hits)
            exact = [truth.vectors[truth.passages.index(hit.passage)] @ vector for hit in hits]
            assert [hit.similarity for hit in hits] == pytest.approx(exact, abs=1e-3)
    measured = {name: float(np.mean(values)) for name, values in recalls.items()}
    print("recall@10:", {name: round(value, 4) for name, value in measured.items()})
    half = {name: float(np.mean(values[: len(values) // 2])) for name, values in recalls.items()}
    print("before any was in files:", {name: round(value, 4) for name, value in half.items()})
    assert all(value >= LEAST for value in measured.values()), measured


def _recall(found: list, wanted: list) -> list[float]:  # type: ignore[type-arg]
    return [sum(one in found for one in wanted) / len(wanted)] if wanted else []
