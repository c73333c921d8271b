"""The server is killed while it is written to; what it has then is made equal to SQLite again."""

import os
import random
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.milvus import collection
from index.milvus.place import SETTING
from index.milvus.rows import MilvusRows, coded
from index.store import Index
from index.words import words
from tests import milvus_server
from tests.fakes import FakeEmbedder
from tests.milvus_server import MilvusServer
from tests.milvus_shelves import Truth, change

milvus = milvus_server.milvus
pytestmark = pytest.mark.ci
KILLS = 5 if os.environ.get("FOOTNOTE_TORTURE") else 2


def test_killed_again_and_again_during_upserts_then_equal_to_the_library(
    milvus: MilvusServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, milvus.setting)
    monkeypatch.setattr("index.milvus.keep.BATCH", 4)  # many upserts, to be killed between and in
    chance, embedder = random.Random(5), FakeEmbedder()
    folder, halves = tmp_path / "library" / "index", 0
    with Library.open(tmp_path / "library", create=True) as library:
        for number in range(20):
            change(library, chance, number=number)
        index = build(library, embedder, folder=folder)
        for kill in range(KILLS):
            for number in range(20):
                change(library, chance, number=1000 * kill + number)
            stored = index.vectors
            assert isinstance(stored, MilvusRows)
            wanted = stored._collection.count() + chance.randint(4, 40)
            watch = threading.Thread(target=_kill_at, args=(milvus, wanted, index))
            watch.start()
            with pytest.raises(UserError, match=r"^Milvus does not answer at "):
                build(library, embedder, folder=folder)
            watch.join()
            milvus.start()
            index = _patient(library, embedder, folder)
            halves += stored._collection.count() != len(stored._table.spans)
            index = build(library, embedder, folder=folder)
            _assert_equal(Index.open(folder, library, embedder), Truth.of(library, embedder))
    assert halves, "no kill left anything half done"


def _kill_at(milvus: MilvusServer, rows: int, index: Index) -> None:
    """Kills the server as soon as it has so many rows."""
    stored = index.vectors
    assert isinstance(stored, MilvusRows)
    until = time.monotonic() + 60
    while time.monotonic() < until and stored._collection.count() < rows:
        pass
    milvus.kill()


def _patient(library: Library, embedder: FakeEmbedder, folder: Path) -> Index:
    """The index as it was published last, as soon as the client finds the server again."""
    until = time.monotonic() + 30
    while True:
        try:
            index = Index.open(folder, library, embedder, is_partial=True)
            assert isinstance(index.vectors, MilvusRows)
            assert index.vectors._collection.is_there()
            return index
        except UserError:
            assert time.monotonic() < until
            time.sleep(0.2)


def _assert_equal(index: Index, truth: Truth) -> None:
    """Every row of Milvus is a passage of the library, with its vector and its words; and back."""
    found = index.vectors
    assert isinstance(found, MilvusRows)
    ids = [found._id(row) for row in range(len(truth.passages))]
    assert sorted(found._collection.ids()) == sorted(ids)
    assert [index.passage(row) for row in range(len(ids))] == truth.passages
    np.testing.assert_allclose(found.vectors, truth.vectors, atol=1e-3)
    rows = found._collection._ask("get", ids=ids, output_fields=[collection.ID, collection.WORDS])
    held = {row[collection.ID]: sorted(row[collection.WORDS].split()) for row in rows}
    for one, passage in zip(ids, truth.passages, strict=True):
        assert held[one] == sorted(coded(word) for word in words(passage.text))
