"""What tests share: a library in a temporary folder, and the sample library built once a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.embed import SHIPPED
from index.ingest import add_samples
from tests.fakes import FakeEmbedder

RAIN = "It rained in Hong Kong on Monday. Officials closed 50 schools.\nThe storm was called Kai."
TRADE = "Zhejiang and Macau signed a pact on trade in May 2025. It covers 12 projects."


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
