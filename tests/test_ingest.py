import json
import os
import time
from pathlib import Path

import pytest

import index.ingest
from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from corpus.samples import sample_files
from index.ingest import INDEX, Report, Watch, add_samples, ingest, reindex
from index.store import Index
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder

SUN = "The sun shone in Macau on Tuesday, and nobody in the city closed anything."


@pytest.fixture(autouse=True)
def _no_model(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.ingest, "open_embedder", lambda name: embedder)


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


# --- what is read again, and what is not


def lines_of(*texts: str) -> str:
    return "".join(json.dumps({"text": text, "title": text[:9]}) + "\n" for text in texts)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read, in order."""
    names: list[str] = []
    real = index.ingest.read

    def read(path: str, *, allow_url: bool = False) -> object:
        names.append(Path(path).name)
        return real(path, allow_url=allow_url)

    monkeypatch.setattr(index.ingest, "read", read)
    return names


def test_a_file_that_is_as_it_was_is_not_read_again(
    news: Path, folder: Path, parsed: list[str], embedder: FakeEmbedder
) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    os.utime(news / "rain.txt", ns=(1, 1))  # the content decides, not the time
    (news / "trade.md").write_text(TRADE + " It rained.")
    (news / "empty.txt").write_text("")
    parsed.clear()
    for _ in range(2):
        report = ingest([news], folder=folder, embedder_name="fake")
        assert "rain.txt" in outcomes(report)["unchanged"]
        assert outcomes(report)["refused"] == ["empty.txt"]
    assert parsed == ["empty.txt", "trade.md", "empty.txt"]
    assert len(embedder.embedded) == 3


def test_another_release_reads_everything_again(
    news: Path, folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    monkeypatch.setattr("corpus.seen.reader", lambda: "the next release")
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"unchanged": ["rain.txt", "trade.md"]}
    assert parsed == ["rain.txt", "trade.md"] * 2


def test_what_was_removed_comes_back_with_its_file(news: Path, folder: Path) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    with Library.open(folder) as library:
        library.remove(library.articles()[0].id)
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["rain.txt"], "unchanged": ["trade.md"]}


def test_a_file_of_several_articles(
    news: Path, folder: Path, parsed: list[str], embedder: FakeEmbedder
) -> None:
    file = news / "all.jsonl"
    file.write_text(lines_of(RAIN, TRADE, SUN))
    report = ingest([file], folder=folder, embedder_name="fake")
    assert [article.part for article, _ in report.added] == [1, 2, 3]
    names = [article.id for article, _ in report.added]

    file.write_text(lines_of(SUN, RAIN))
    embedder.embedded.clear()
    report = ingest([file], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"unchanged": ["all.jsonl"] * 2, "removed": ["all.jsonl"]}
    assert [article.id for article, _ in report.unchanged] == [names[2], names[0]]
    assert [article.id for article, _ in report.removed] == [names[1]]
    assert embedder.embedded == []
    assert len(indexed(folder, embedder)) == 2

    file.write_text("{torn\n" + lines_of(SUN))
    for _ in range(2):  # a file with a bad line is tried again
        report = ingest([file], folder=folder, embedder_name="fake")
        assert [article.id for article, _ in report.unchanged] == [names[2]]
        assert outcomes(report)["refused"] == ["all.jsonl:1"]
    assert len(parsed) == 4
    with Library.open(folder) as library:
        assert [one.source for one in library.refused()] == [f"{file}:1"]
        assert {name for name, _ in library.versions()} == {names[0], names[2]}  # kept


def test_a_file_that_cannot_be_read_any_more_keeps_its_articles(news: Path, folder: Path) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    (news / "rain.txt").write_text("")
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"unchanged": ["trade.md"], "refused": ["rain.txt"]}
    with Library.open(folder) as library:
        assert library.count() == 2


def test_how_far_it_is_is_told(news: Path, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    watch = Watch(reading=lambda source, number, total: told.append((source, number, total)))
    ingest([news, news / "none.txt"], folder=folder, embedder_name="fake", watch=watch)
    assert told == [(str(news / "rain.txt"), 1, 3), (str(news / "trade.md"), 2, 3)]


def test_a_web_address_is_read_only_where_that_is_allowed(folder: Path, parsed: list[str]) -> None:
    report = ingest(["https://example.org/a"], folder=folder, embedder_name="fake")
    (refused,) = report.refused
    assert (refused.source, parsed) == ("https://example.org/a", ["a"])
    assert "--allow-url" in refused.mend


@pytest.mark.ci
def test_a_thousand_articles_three_times(
    tmp_path: Path, folder: Path, embedder: FakeEmbedder
) -> None:
    for number in range(1000):
        text = f"The town of Number{number} opened a library. It has {number + 20} shelves.\n"
        (tmp_path / f"{number:04}.txt").write_text(text)
    paths = sorted(tmp_path.glob("*.txt"))

    def added() -> tuple[dict[str, int], list[str], list[tuple[str, int]]]:
        embedder.embedded.clear()
        report = ingest(paths, folder=folder, embedder_name="fake")
        counts = {name: len(found) for name, found in outcomes(report).items()}
        with Library.open(folder) as library:
            return counts, [*embedder.embedded], library.versions()

    counts, embedded, versions = added()
    assert (counts, len(embedded), len(versions)) == ({"added": 1000}, 1000, 1000)
    for _ in range(2):
        assert added() == ({"unchanged": 1000}, [], versions)
    assert indexed(folder, embedder) == [path.name for path in paths]

    paths[500].write_text("The town closed its library.")
    started = time.process_time()
    counts, embedded, changed = added()
    # The work of this process, not the time that others take; 1,000 files are looked at in it.
    assert time.process_time() - started < 1
    assert (counts, len(embedded)) == ({"unchanged": 999, "updated": 1}, 1)
    assert changed == [(name, 2 if at == 500 else 1) for at, (name, _) in enumerate(versions)]
