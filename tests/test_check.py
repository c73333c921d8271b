from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import index.check
from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.check import Finding, check
from index.disk import REPAIR
from index.manifest import INDEX, SEGMENTS
from index.segment import VECTORS
from index.store import Index
from tests.fakes import FakeEmbedder
from tests.test_damage import damage


@pytest.fixture(autouse=True)
def _no_model(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.check, "open_embedder", lambda name: embedder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def built(library: Library, embedder: FakeEmbedder, folder: Path) -> Index:
    return build(library, embedder, folder=folder / INDEX)


def ill(folder: Path) -> list[Finding]:
    return [finding for finding in check(folder, "fake") if not finding.is_well]


@pytest.mark.usefixtures("built")
def test_all_is_well(folder: Path) -> None:
    findings = check(folder, "fake")
    assert all(finding.is_well and finding.detail for finding in findings)
    assert [finding.name for finding in findings[-3:]] == ["model", "library", "index"]
    assert findings[-1].detail.startswith("2 passages")


def test_no_library(folder: Path) -> None:
    (finding,) = ill(folder)
    assert finding.name == "library"
    assert "footnote add" in finding.mend
    assert not folder.exists()  # looking makes nothing


def test_a_damaged_library(library: Library, folder: Path) -> None:
    library.close()
    for path in folder.glob("library.sqlite3*"):
        path.write_bytes(b"garbage " * 2000)
    (finding,) = ill(folder)
    assert (finding.name, bool(finding.mend)) == ("library", True)


@pytest.mark.usefixtures("library")
def test_no_index(folder: Path) -> None:
    assert ill(folder) == [Finding("index", False, "Nothing is indexed yet.", REPAIR)]


@pytest.mark.usefixtures("built")
def test_an_article_that_is_not_indexed(library: Library, folder: Path) -> None:
    library.add(Article(text="The sun shone.", sources=("/news/sun.txt",)))
    assert ill(folder) == [Finding("index", False, "1 article is not indexed yet", REPAIR)]
    library.add(Article(text="Wind blew.", sources=("/news/wind.txt",)))
    assert ill(folder)[0].detail == "2 articles are not indexed yet"


def test_an_index_without_a_damaged_article_has_all_that_it_can(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    damage(folder, "text || '!'")
    build(library, embedder, folder=folder / INDEX)
    (finding,) = ill(folder)
    assert finding.name == "library"
    assert library.versions()[0][0] in finding.detail
    assert "again: footnote add /" in finding.mend


@pytest.mark.usefixtures("built")
def test_an_article_that_was_removed_before_the_index_was_built_anew(
    library: Library, folder: Path
) -> None:
    library.remove(library.articles()[0].id)
    assert ill(folder) == [Finding("index", False, "1 article is indexed, but gone", REPAIR)]


def test_a_damaged_index(built: Index, folder: Path) -> None:
    (folder / INDEX / SEGMENTS / built.segments[0].name / VECTORS).write_bytes(b"")
    (finding,) = ill(folder)
    assert (finding.name, finding.mend) == ("index", REPAIR)
    assert VECTORS in finding.detail


def test_an_index_of_another_model(
    built: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeEmbedder(fingerprint="fake-2")
    monkeypatch.setattr(index.check, "open_embedder", lambda name: other)
    (finding,) = ill(folder)
    assert "fake-1" in finding.detail
    assert REPAIR in finding.mend


def test_no_such_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> FakeEmbedder:
        raise UserError(f"There is no model {name}.", mend="Install it.")

    monkeypatch.setattr(index.check, "open_embedder", fail)
    assert ill(folder) == [Finding("model", False, "There is no model fake.", "Install it.")]


@pytest.mark.usefixtures("built")
def test_a_missing_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> str:
        if name == "numpy":
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(index.check, "version", fail)
    assert ill(folder) == [
        Finding("numpy", False, "is not installed", "Install it: pip install numpy")
    ]
