"""A real Milvus for tests: milvus-lite as a process of its own, which can be killed and come back.

A test module takes the fixtures over by name: `milvus = milvus_server.milvus`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.milvus.collection import Collection
from index.milvus.place import SETTING
from index.milvus.rows import MilvusRows
from index.store import Index
from rag.retrieve import retrieve
from tests.fakes import FakeEmbedder

SUN = "The sun shone in Macau on Tuesday. Its 25,001.64 visitors wore hats."

PATIENCE = 60  # seconds until it must listen: it imports for some on a busy machine


class MilvusServer:
    """One server over one folder, always on the same port of this machine only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def setting(self) -> str:
        """What FOOTNOTE_VECTORS is to be."""
        return f"milvus:{self.address}"

    def start(self) -> None:
        """Nothing; it listens."""
        command = ["server", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self._folder.parent / "milvus.log").open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sys.executable).parent / "milvus-lite", *command,
                 "--data-dir", str(self._folder)],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, "milvus-lite ended"
            time.sleep(0.05)
        raise AssertionError("milvus-lite does not listen")

    def kill(self) -> None:
        """Nothing; it is gone as after `kill -9`."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It is there, and does not answer, until the block ends."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    """A server for the module."""
    pytest.importorskip("milvus_lite", reason="the extra [milvus-test]")
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    yield server
    server.kill()


@pytest.fixture(params=["faiss", pytest.param("milvus", marks=pytest.mark.ci)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where vectors go: what the setting says, for each test once."""
    if request.param == "milvus":
        server: MilvusServer = request.getfixturevalue("milvus")
        monkeypatch.setenv(SETTING, server.setting)
    else:
        monkeypatch.setenv(SETTING, "faiss")
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def built(engine: str, library: Library, embedder: FakeEmbedder, folder: Path) -> Index:
    library.add(Article(text=SUN, sources=("/news/sun.txt",)))
    index = build(library, embedder, folder=folder)
    assert isinstance(index.vectors, MilvusRows) == (engine == "milvus")
    return index


def stored(index: Index) -> Collection:
    assert isinstance(index.vectors, MilvusRows)
    return index.vectors._collection


def texts(index: Index, question: str, **options: object) -> list[str]:
    hits = retrieve(index, question, k=5, **options)  # type: ignore[arg-type]
    return [hit.passage.text for hit in hits]
