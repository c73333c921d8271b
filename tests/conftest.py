"""What tests share: a library in a temporary folder, and the sample library built once a run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from corpus.article import Article
from corpus.library import Library
from index.embed import SHIPPED
from index.ingest import add_samples
from index.manifest import INDEX
from rag.settings import Settings
from tests.fakes import FakeEmbedder, FakeReader

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes free in memory, of which a run takes a tenth

settings.register_profile("footnote", deadline=None)  # a busy machine is no bug
settings.load_profile("footnote")

RAIN = "It rained in Hong Kong on Monday. Officials closed 50 schools.\nThe storm was called Kai."
TRADE = "Zhejiang and Macau signed a pact on trade in May 2025. It covers 12 projects."


def pytest_configure() -> None:
    """Puts temporary folders in memory where there is room.

    A test ends a process or breaks a file, never the power: waiting for a disk would test nothing.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of two small articles, "rain.txt" and "trade.txt"."""
    with Library.open(tmp_path / "library", create=True) as opened:
        opened.add(Article(text=RAIN, sources=("/news/rain.txt",), title="Storm Kai"))
        opened.add(
            Article(
                text=TRADE,
                sources=("/news/trade.txt",),
                publisher="The Post",
                published="2025-05-02",
            )
        )
        yield opened


@pytest.fixture
def embedder() -> FakeEmbedder:
    """An embedder that needs no model."""
    return FakeEmbedder()


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of the five sample articles, real model; do not change it."""
    folder = tmp_path_factory.mktemp("samples") / "library"
    assert add_samples(folder, SHIPPED) is not None
    return folder


@pytest.fixture
def chatbot(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> "Chatbot":
    """The chatbot that ships, over the two small articles; only the model is a fake."""
    from index.build import build
    from rag.chatbot import Chatbot

    settings = Settings(library=tmp_path / "library")
    build(library, embedder, folder=settings.folder / INDEX)
    return Chatbot(library, embedder, FakeReader(), settings=settings)


@pytest.fixture
def _without_a_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit reads what every installed package says of itself, for each test: 0.4 seconds."""
    from streamlit.components.v2 import manifest_scanner

    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)
