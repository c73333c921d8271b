"""Files become articles and passages, and each is accounted for."""

from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from corpus.samples import sample_files
from index.ingest import Watch, add_samples, ingest, reindex
from tests import ingested
from tests.conftest import TRADE
from tests.fakes import FakeEmbedder
from tests.ingested import SUN, indexed, outcomes

folder, news, no_model = ingested.folder, ingested.news, ingested.no_model


def test_what_becomes_of_each_file(news: Path, folder: Path, embedder: FakeEmbedder) -> None:
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["rain.txt", "trade.md"]}
    assert report.passages == {article.id: 1 for article, _ in report.added}

    (news / "rain.txt").write_text(SUN)
    (news / "copy.txt").write_text(TRADE)
    (news / "empty.txt").write_text(" \n")
    (news / "photo.jpg").write_bytes(b"\xff\xd8")
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {
        "updated": ["rain.txt"],
        "unchanged": ["trade.md"],
        "duplicate": ["copy.txt"],
        "refused": ["empty.txt", "photo.jpg"],
    }
    assert report.is_usable
    assert all(refused.reason and refused.mend for refused in report.refused)
    assert indexed(folder, embedder) == ["rain.txt", "trade.md"]
    with Library.open(folder) as library:
        assert [Path(each.source).name for each in library.refused()] == ["empty.txt", "photo.jpg"]


def test_a_file_that_is_mended_is_refused_no_more(news: Path, folder: Path) -> None:
    (news / "empty.txt").write_text("")
    assert outcomes(ingest([news], folder=folder, embedder_name="fake"))["refused"]
    (news / "empty.txt").write_text(SUN)
    report = ingest([news / "empty.txt"], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["empty.txt"]}
    with Library.open(folder) as library:
        assert library.refused() == []


def test_nothing_usable(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    report = ingest(
        [tmp_path / "empty.txt", tmp_path / "missing.txt", "https://example.org/a"],
        folder=folder,
        embedder_name="fake",
    )
    assert not report.is_usable
    assert len(report.refused) == 3
    assert report.passages == {}
    assert not folder.exists()  # a mistyped path makes no library


def test_what_was_refused_first_is_remembered_with_the_first_article(
    news: Path, folder: Path
) -> None:
    report = ingest([news / "missing.txt", news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["rain.txt", "trade.md"], "refused": ["missing.txt"]}
    with Library.open(folder) as library:
        assert [Path(each.source).name for each in library.refused()] == ["missing.txt"]


def test_a_library_that_is_there_remembers_what_was_refused(news: Path, folder: Path) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    ingest([news / "missing.txt"], folder=folder, embedder_name="fake")
    with Library.open(folder) as library:
        assert [Path(each.source).name for each in library.refused()] == ["missing.txt"]


def test_what_cleaning_left_empty_is_refused_and_the_rest_is_added(
    news: Path, folder: Path
) -> None:
    (news / "labels.txt").write_text("Advertisement\n\u00a0\nComments\n")
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["rain.txt", "trade.md"], "refused": ["labels.txt"]}


def test_a_library_that_cannot_be_written_stops_everything(
    news: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(library: Library, source: str, found: list[Article], seen: object) -> None:
        raise UserError("The library cannot grow: the disk is full.", mend="Make room on the disk.")

    monkeypatch.setattr(Library, "keep", fail)
    with pytest.raises(UserError, match="the disk is full"):
        ingest([news], folder=folder, embedder_name="fake")


def test_what_was_added_stays_after_an_interruption(
    news: Path, folder: Path, embedder: FakeEmbedder
) -> None:
    ingest([news / "trade.md"], folder=folder, embedder_name="fake")
    (news / "sun.txt").write_text(SUN)
    (news / "photo.jpg").write_bytes(b"\xff\xd8")

    def interrupt(source: str, number: int, total: int) -> None:
        if source.endswith("sun.txt"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([news], folder=folder, embedder_name="fake", watch=Watch(reading=interrupt))
    with Library.open(folder) as library:
        assert [article.source for article in library.articles()] == ["trade.md", "rain.txt"]
        assert [Path(each.source).name for each in library.refused()] == ["photo.jpg"]
    (news / "photo.jpg").unlink()
    assert indexed(folder, embedder) == ["trade.md"]  # the old index goes on answering
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["sun.txt"], "unchanged": ["rain.txt", "trade.md"]}
    assert indexed(folder, embedder) == ["trade.md", "rain.txt", "sun.txt"]


def test_an_interrupted_index_is_finished_by_the_next_call(
    news: Path, folder: Path, embedder: FakeEmbedder
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([news], folder=folder, embedder_name="fake", watch=Watch(passages=interrupt))
    report = ingest([], folder=folder, embedder_name="fake")
    assert not report.is_usable
    assert indexed(folder, embedder) == ["rain.txt", "trade.md"]


def test_reindex_after_a_removal(news: Path, folder: Path, embedder: FakeEmbedder) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    with Library.open(folder) as library:
        for left in (1, 0):
            library.remove(library.articles()[0].id)
            assert len(reindex(library, folder, "fake")) == left
    assert indexed(folder, embedder) == []


def test_samples_are_added_once(folder: Path) -> None:
    report = add_samples(folder, "fake")
    assert report is not None
    assert len({source for _, source in report.added}) == len(sample_files()) == 5
    assert min(report.passages.values()) >= 1
    assert sum(report.passages.values()) > 20
    assert add_samples(folder, "fake") is None


def test_a_sample_that_was_removed_stays_away(folder: Path) -> None:
    report = add_samples(folder, "fake")
    assert report is not None
    with Library.open(folder) as library:
        library.remove(report.added[0][0].id)
        assert add_samples(folder, "fake") is None
        assert library.count() == len(report.added) - 1


def test_samples_that_were_interrupted_are_added_the_next_time(
    folder: Path, embedder: FakeEmbedder
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_samples(folder, "fake", progress=interrupt)
    assert add_samples(folder, "fake") is not None
    assert set(indexed(folder, embedder)) == {Path(path).name for path in sample_files()}
