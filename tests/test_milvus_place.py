"""What FOOTNOTE_VECTORS says, and filters: no server is needed for these."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.milvus.collection import CONNECT, Collection
from index.milvus.filters import among, holding, literal, not_among
from index.milvus.place import (
    SETTING,
    Place,
    address,
    description,
    is_made_for,
    new_name,
    remembered,
    wanted,
)
from index.store import Index
from index.vectors import FaissVectors
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.llm_server import serving

SERVER = "http://127.0.0.1:19530"
KEPT = Place(SERVER, "footnote_0a1b")


@pytest.mark.parametrize(
    ("setting", "server"),
    [
        ("faiss", None),
        (f"milvus:{SERVER}", SERVER),
        ("milvus:https://vectors.example.org:443/", "https://vectors.example.org:443"),
        ("milvus:http://[::1]:19530", "http://[::1]:19530"),
    ],
)
def test_settings_that_mean_something(setting: str, server: str | None) -> None:
    assert address(setting) == server
    assert Settings.from_environment({SETTING: f" {setting} "}).vectors == setting


@pytest.mark.parametrize(
    "setting",
    [
        "milvus", "milvus:", "milvus:127.0.0.1:19530", "milvus:http://127.0.0.1", "FAISS", SERVER,
        "milvus:http://:19530", "milvus:http://host:port", "milvus:ftp://host:19530",
        "milvus:http://user:secret@host:19530", "milvus:http://host:19530/db", "milvus:./file.db",
        "milvus:http://host:99999", "milvus:http://ho st:19530", "milvus:http://host:19530?a=1",
        "x" * 5000,
    ],
)  # fmt: skip
def test_settings_that_mean_nothing_are_told_in_a_line(setting: str) -> None:
    with pytest.raises(UserError, match=r"no place for vectors.*milvus:http://HOST:19530") as told:
        Settings.from_environment({SETTING: setting})
    assert len(str(told.value)) < 300


def test_no_setting_leaves_all_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert Settings.from_environment({}).vectors is None
    assert wanted(None) is None
    assert wanted(KEPT) == SERVER
    monkeypatch.setenv(SETTING, "faiss")
    assert wanted(KEPT) is None
    monkeypatch.setenv(SETTING, "milvus:http://elsewhere:1")
    assert wanted(KEPT) == wanted(None) == "http://elsewhere:1"


def test_a_manifest_remembers_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert remembered("openvino-0a1b2c") == ("openvino-0a1b2c", None)
    assert remembered(f"openvino-0a1b2c in {KEPT}") == ("openvino-0a1b2c", KEPT)
    monkeypatch.setenv(SETTING, "milvus:http://elsewhere:1")
    moved = Place("http://elsewhere:1", KEPT.collection)
    assert remembered(f"openvino-0a1b2c in {KEPT}") == ("openvino-0a1b2c", moved)


def test_a_collections_name_tells_what_it_is_made_for() -> None:
    made_for = description("fake-1", 160, 0)
    name = new_name(made_for)
    assert name != new_name(made_for)
    assert name.isidentifier()
    assert is_made_for(name, made_for)
    for other in (("fake-2", 160, 0), ("fake-1", 161, 0), ("fake-1", 160, 1)):
        assert not is_made_for(name, description(*other))


@given(st.text())
def test_a_value_in_a_filter_is_data(value: str) -> None:
    """Read back by the two rules of the language: it ends at a bare quote, and \\ escapes one."""
    written = literal(value)
    assert written[0] == written[-1] == '"'
    read, rest = "", written[1:-1]
    while rest:
        assert rest[0] not in '"\n\r'
        if rest[0] == "\\":
            read += {"n": "\n", "r": "\r", "t": "\t"}.get(rest[1], rest[1])
            rest = rest[2:]
        else:
            read, rest = read + rest[0], rest[1:]
    assert read == value


def test_filters() -> None:
    assert among("id", ["a", 'b"']) == r'id in ["a", "b\""]'
    assert among("id", []) == "id in []"
    assert not_among("id", ["a"]) == 'id not in ["a"]'
    assert holding("words", "a") == 'text_match(words, "a")'


def test_faiss_by_name_is_what_there_is_without_a_name(
    library: Library, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "faiss")
    index = build(library, embedder, folder=tmp_path / "index")
    assert isinstance(index.vectors, FaissVectors)
    assert index.manifest.model == embedder.fingerprint


@pytest.mark.slow
def test_without_a_server_nothing_is_built_and_a_line_says_why(
    library: Library, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pymilvus", reason="the extra [milvus]")
    monkeypatch.setenv(SETTING, "milvus:http://127.0.0.1:9")  # the discard port: nobody listens
    with pytest.raises(UserError, match=r"at http://127.0.0.1:9\. Start it.*doctor --repair$"):
        build(library, embedder, folder=tmp_path / "index")
    with pytest.raises(UserError, match=r"at http://127.0.0.1:9\. Start it .* to where it is\.$"):
        Collection(Place("http://127.0.0.1:9", "footnote_0a1b"))  # only asked: nothing to repair
    with pytest.raises(UserError, match="Nothing is indexed yet"):
        Index.open(tmp_path / "index", library, embedder)
    assert embedder.embedded == []


def test_without_the_client_its_pip_line_is_told(
    library: Library, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, f"milvus:{SERVER}")
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(UserError, match=r"client is not installed\..*Install it.*\[milvus\]'$"):
        build(library, embedder, folder=tmp_path / "index")


@pytest.mark.ci
def test_a_server_that_takes_the_call_and_says_nothing_is_told_of_within_seconds() -> None:
    pytest.importorskip("pymilvus", reason="the extra [milvus]")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        there = Place(f"http://127.0.0.1:{silent.getsockname()[1]}", "footnote_0a1b")
        began = time.monotonic()
        with pytest.raises(UserError, match=r"^Milvus does not answer at"):
            Collection(there)
        assert time.monotonic() - began < 3 * CONNECT


@pytest.mark.ci
def test_a_server_of_something_else_is_told() -> None:
    pytest.importorskip("pymilvus", reason="the extra [milvus]")
    with serving("hello") as other, pytest.raises(UserError, match=r"^Milvus does not answer at"):
        Collection(Place(other.url.removesuffix("/v1"), "footnote_0a1b"))


@pytest.mark.ci
def test_nothing_of_milvus_is_imported_where_it_is_not_used() -> None:
    code = (
        "import sys, index.build, index.milvus.keep, rag.chatbot\n"
        "print(*sorted({'pymilvus', 'grpc', 'pandas'} & {*sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
