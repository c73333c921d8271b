"""Two files, what became of them, and what an index knows: for the tests of `index.ingest`.

A test module takes the fixtures over by name: `folder, news = ingested.folder, ingested.news`.
"""

import hashlib
from pathlib import Path

import pytest

import index.ingest
from corpus.library import Library
from index.ingest import Report
from index.manifest import INDEX
from index.store import Index
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder

SUN = "The sun shone in Macau on Tuesday, and nobody in the city closed anything."


@pytest.fixture(autouse=True)
def no_model(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake embedder stands in for the model, in every test of the module."""
    monkeypatch.setattr(index.ingest, "open_embedder", lambda name: embedder)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened to be read, in order."""
    names: list[str] = []
    real = index.ingest.open_source

    def open_source(path: str, *, allow_url: bool = False) -> object:
        names.append(Path(path).name)
        return real(path, allow_url=allow_url)

    monkeypatch.setattr(index.ingest, "open_source", open_source)
    return names


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "rain.txt").write_text(RAIN)
    (folder / "trade.md").write_text(TRADE)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library goes."""
    return tmp_path / "library"


def outcomes(report: Report) -> dict[str, list[str]]:
    pairs = {
        name: [Path(source).name for _, source in getattr(report, name)]
        for name in ("added", "updated", "unchanged", "duplicate", "removed")
    }
    pairs["refused"] = [Path(refused.source).name for refused in report.refused]
    return {name: sources for name, sources in pairs.items() if sources}


def indexed(folder: Path, embedder: FakeEmbedder) -> list[str]:
    """The names of the sources of the articles that the index knows."""
    with Library.open(folder) as library:
        table = Index.open(folder / INDEX, library, embedder).table
        return [article.source for name, _ in table.articles if (article := library.get(name))]


def digest(folder: Path) -> str:
    """One sha256 over all files of an index: pointer, manifests and segments, with their names."""
    found = hashlib.sha256()
    for path in sorted((folder / INDEX).rglob("*")):
        if path.is_file() and path.name != ".lock":
            found.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return found.hexdigest()
