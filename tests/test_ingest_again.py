"""Files added again, and what was interrupted: only what is new is read, embedded and linked."""

import json
import os
import time
from pathlib import Path

import pytest

from corpus.library import Library
from index.ingest import Watch, ingest
from tests import ingested
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from tests.ingested import SUN, digest, indexed, outcomes

folder, news, no_model = ingested.folder, ingested.news, ingested.no_model
opened = ingested.opened


def lines_of(*texts: str) -> str:
    return "".join(json.dumps({"text": text, "title": text[:9]}) + "\n" for text in texts)


def test_a_file_that_is_as_it_was_is_not_read_again(
    news: Path, folder: Path, opened: list[str], embedder: FakeEmbedder
) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    os.utime(news / "rain.txt", ns=(1, 1))  # the content decides, not the time
    (news / "trade.md").write_text(TRADE + " It rained.")
    (news / "empty.txt").write_text("")
    opened.clear()
    for _ in range(2):
        report = ingest([news], folder=folder, embedder_name="fake")
        assert "rain.txt" in outcomes(report)["unchanged"]
        assert outcomes(report)["refused"] == ["empty.txt"]
    assert opened == ["empty.txt", "trade.md", "empty.txt"]
    assert len(embedder.embedded) == 3


def test_another_release_reads_everything_again(
    news: Path, folder: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    monkeypatch.setattr("corpus.seen.reader", lambda: "the next release")
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"unchanged": ["rain.txt", "trade.md"]}
    assert opened == ["rain.txt", "trade.md"] * 2


def test_what_was_removed_comes_back_with_its_file(news: Path, folder: Path) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    with Library.open(folder) as library:
        library.remove(library.articles()[0].id)
    report = ingest([news], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": ["rain.txt"], "unchanged": ["trade.md"]}


def test_a_file_of_several_articles(
    news: Path, folder: Path, opened: list[str], embedder: FakeEmbedder
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
    assert len(opened) == 4
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


def test_a_web_address_is_read_only_where_that_is_allowed(folder: Path, opened: list[str]) -> None:
    report = ingest(["https://example.org/a"], folder=folder, embedder_name="fake")
    (refused,) = report.refused
    assert (refused.source, opened) == ("https://example.org/a", ["a"])
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
    first = digest(folder)
    assert (counts, len(embedded), len(versions)) == ({"added": 1000}, 1000, 1000)
    for _ in range(2):
        assert added() == ({"unchanged": 1000}, [], versions)
        assert digest(folder) == first
    assert indexed(folder, embedder) == [path.name for path in paths]

    paths[500].write_text("The town closed its library.")
    started = time.process_time()
    counts, embedded, changed = added()
    # The work of this process, not the time that others take; 1,000 files are looked at in it.
    assert time.process_time() - started < 1
    assert (counts, len(embedded)) == ({"unchanged": 999, "updated": 1}, 1)
    assert changed == [(name, 2 if at == 500 else 1) for at, (name, _) in enumerate(versions)]
    assert digest(folder) != first


def test_the_same_articles_three_times(news: Path, folder: Path, embedder: FakeEmbedder) -> None:
    ingest([news], folder=folder, embedder_name="fake")
    first = digest(folder)
    with Library.open(folder) as library:
        versions = library.versions()
    embedder.embedded.clear()
    for _ in range(2):
        report = ingest([news], folder=folder, embedder_name="fake")
        assert outcomes(report) == {"unchanged": ["rain.txt", "trade.md"]}
        assert (digest(folder), embedder.embedded) == (first, [])
    with Library.open(folder) as library:
        assert library.versions() == versions
