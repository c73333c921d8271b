"""An index over a real Milvus: what it keeps here, what is lost, and a server that is down."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import MAX_TOKENS, OVERLAP, build
from index.milvus.collection import ANSWER
from index.milvus.filters import among, not_among
from index.milvus.keep import NOTE
from index.milvus.place import SETTING, description
from index.milvus.rows import MilvusRows
from index.store import Index
from tests import milvus_server
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from tests.milvus_server import MilvusServer, stored, texts

milvus, engine = milvus_server.milvus, milvus_server.engine
folder, built = milvus_server.folder, milvus_server.built
pytestmark = [pytest.mark.ci, pytest.mark.parametrize("engine", ["milvus"], indirect=True)]

HOSTILE = ['"', "\\", '\\"', '"] or id != "', "' or 1 == 1", "a\nb", "%_*", "{x}", "", "\x00", "ü…"]


def test_values_with_quotes_and_operators_are_data(built: Index) -> None:
    there = {f'{one} and "{one}': number for number, one in enumerate(HOSTILE)} | {
        one: 100 + number for number, one in enumerate(HOSTILE) if one
    }
    collection = stored(built)
    vector = np.zeros(64, dtype=np.float32)
    collection.upsert(
        [
            {"id": one, "edition": one, "words": f"w{number}", "vector": vector}
            for one, number in there.items()
        ]
    )
    count = 3 + len(there)
    assert collection.count() == count
    for one in there:
        assert collection.count(among("edition", [one])) == 1, one
        assert collection.count(not_among("edition", [one])) == count - 1, one
        found = collection.search("vector", vector.tolist(), limit=99, only=among("id", [one]))
        assert [name for name, _ in found] == [one]
    assert collection.count(among("edition", there)) == len(there)
    for one in there:
        collection.delete("edition", [one])
        count -= 1
        assert collection.count() == count
    assert sorted(built.by_words("storm pact sun", k=9)) == [0, 1, 2]


def test_no_vector_and_no_word_is_kept_here(built: Index, folder: Path) -> None:
    (segment,) = built.segments
    assert segment.vectors.shape == (3, 0)
    assert segment.counts.holding == {}
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert len(raw) < 2000
            assert b"storm" not in raw


def test_a_first_build_that_is_interrupted_goes_on_in_its_collection(
    engine: str, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(library, embedder, folder=folder, progress=stop)
    begun = (folder / NOTE).read_text()
    index = build(library, embedder, folder=folder)
    assert index.manifest.model == begun
    assert texts(index, "storm")[0] == RAIN


def test_a_damaged_index_folder_is_made_anew_where_it_was(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv(SETTING)
    (built.generation / "manifest.json").write_text("{}")
    with pytest.raises(UserError, match="damaged"):
        Index.open(folder, library, embedder)
    index = build(library, embedder, folder=folder)
    assert index.place == built.place
    assert texts(index, "storm")[0] == RAIN


def test_the_collection_of_the_model_before_is_dropped(
    built: Index, library: Library, folder: Path
) -> None:
    before = stored(built)
    index = build(library, FakeEmbedder(fingerprint="fake-2"), folder=folder)
    assert not before.is_there()
    assert stored(index).is_there()


def test_another_models_collection_is_no_place_for_this_index(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    """As if the manifest named the collection of a library with another model."""
    assert isinstance(built.vectors, MilvusRows)
    with pytest.raises(UserError, match=r"made by another embedding model.*--repair"):
        built.vectors.check(description("fake-2", MAX_TOKENS, OVERLAP))
    with pytest.raises(UserError, match=r"made by another embedding model"):
        built.vectors.check(description(embedder.fingerprint, MAX_TOKENS + 1, OVERLAP))
    built.check()


def test_a_collection_that_is_gone_is_told_and_made_again(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    stored(built).drop()
    with pytest.raises(UserError, match=r"^Milvus at .* has no collection footnote_.*--repair"):
        Index.open(folder, library, embedder)
    build(library, embedder, folder=folder)
    assert texts(Index.open(folder, library, embedder), "storm")[0] == RAIN


def test_what_milvus_lost_is_told_and_mended(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    names = [name for name, _ in built.table.articles]
    stored(built).delete("edition", [f"{names[1]}-1"])
    with pytest.raises(UserError, match=r"^1 passage is missing in Milvus\..*--repair"):
        Index.open(folder, library, embedder)
    embedder.embedded.clear()
    build(library, embedder, folder=folder)
    assert embedder.embedded == [TRADE]
    assert texts(Index.open(folder, library, embedder), "pact")[0] == TRADE


def test_one_lost_and_one_too_much_is_mended_too(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    names = [name for name, _ in built.table.articles]
    collection = stored(built)
    collection.delete("edition", [f"{names[1]}-1"])
    vector = np.zeros(64, dtype=np.float32)
    row = {"id": "gone-1-0", "edition": "gone-1", "words": "pact", "vector": vector}
    collection.upsert([row])
    assert texts(built, "pact") != [TRADE]
    index = build(library, embedder, folder=folder)
    assert sorted(collection.ids()) == sorted(f"{name}-1-0" for name in names)
    assert texts(index, "pact")[0] == TRADE


def test_an_index_moves_between_milvus_and_here(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    setting = os.environ[SETTING]
    monkeypatch.delenv(SETTING)  # it stays where it is
    assert isinstance(build(library, embedder, folder=folder).vectors, MilvusRows)
    found = texts(built, "storm Macau")
    monkeypatch.setenv(SETTING, "faiss")
    here = build(library, embedder, folder=folder)
    assert not isinstance(here.vectors, MilvusRows)
    assert texts(here, "storm Macau") == found
    monkeypatch.setenv(SETTING, setting)
    library.add(Article(text="Hail fell.", sources=("/news/hail.txt",)))
    library.remove(here.table.articles[1][0])
    embedder.embedded.clear()
    there = build(library, embedder, folder=folder)
    assert embedder.embedded == ["Hail fell."]  # the others' vectors were moved
    assert isinstance(there.vectors, MilvusRows)
    assert len([*stored(there).ids()]) == 3
    assert {*texts(there, "storm hail")[:2]} == {RAIN, "Hail fell."}


def test_a_server_that_is_down_is_told_within_seconds(
    built: Index, milvus: MilvusServer, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    is_written: list[bool] = []
    milvus.kill()
    try:
        for do in (
            lambda: Index.open(folder, library, embedder),
            lambda: build(library, embedder, folder=folder),
            lambda: texts(built, "storm"),
        ):
            began = time.monotonic()
            with pytest.raises(UserError, match=r"^Milvus does not answer at .* Start it") as told:
                do()
            assert time.monotonic() - began < 12
            is_written.append(told.value.mend.endswith("footnote doctor --repair"))
            assert "\n" not in str(told.value)
        assert is_written == [False, True, False]
    finally:
        milvus.start()
    until = time.monotonic() + 30
    while time.monotonic() < until:  # gRPC waits a second or two before it tries again
        try:
            texts(built, "storm")
            break
        except UserError:
            time.sleep(0.2)
    assert texts(built, "storm")[0] == RAIN


def test_a_server_that_hangs_is_told(
    built: Index, milvus: MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ANSWER <= 10  # a few seconds; here they are cut short
    monkeypatch.setattr("index.milvus.collection.ANSWER", 0.5)
    with milvus.paused(), pytest.raises(UserError, match=r"^Milvus does not answer at .* Start it"):
        texts(built, "storm")
    monkeypatch.undo()
    assert texts(built, "storm")[0] == RAIN
