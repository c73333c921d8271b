"""Who reads and embeds: results in order, few at once, and a setting that means something."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

import index.workers
from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.formats.kinds import HTML, TEXT
from corpus.read import Source
from index.ingest import ingest
from index.scheduler import checked
from index.workers import HERE, in_order, open_workers
from rag.settings import Settings
from tests import ingested
from tests.ingested import outcomes

folder, no_model = ingested.folder, ingested.no_model


def source(name: str, text: str) -> Source:
    kind = HTML if name.endswith(".html") else TEXT
    return Source(text.encode(), f"/news/{name}", name, kind)


def soon(item: int) -> "Future[int]":
    """Its square, the sooner the larger it is."""
    future: Future[int] = Future()
    threading.Timer((9 - item) / 200, future.set_result, [item * item]).start()
    return future


def test_results_come_in_order_whoever_is_done_first() -> None:
    pairs = [(str(number), number if number % 3 else None) for number in range(10)]
    found = [*in_order(soon, iter(pairs), size=lambda _: 1, at_once=lambda: 4)]
    assert found == [(key, None if item is None else item**2) for key, item in pairs]
    assert [*in_order(soon, iter([]), size=lambda _: 1, at_once=lambda: 4)] == []


@pytest.mark.parametrize(("size", "most"), [(1, 4), (30 << 20, 2), (100 << 20, 1)])
def test_few_are_begun_at_once_and_64_megabytes(size: int, most: int) -> None:
    begun: list[int] = []
    done: list[int] = []
    waiting: list[int] = []

    def start(item: int) -> "Future[int]":
        begun.append(item)
        waiting.append(len(begun) - len(done))
        future: Future[int] = Future()
        future.set_result(item)
        return future

    pairs = ((number, number) for number in range(10))
    for key, _ in in_order(start, pairs, size=lambda _: size, at_once=lambda: 4):
        done.append(key)
    assert done == list(range(10))
    assert max(waiting) == most


def test_what_need_not_be_done_is_passed_on_at_once() -> None:
    asked: list[int] = []

    def pairs() -> Iterator[tuple[int, int | None]]:
        for number in range(3):
            asked.append(number)
            yield number, None

    found = in_order(soon, pairs(), size=lambda _: 1, at_once=lambda: 4)
    next(found)
    assert asked == [0, 1]


@pytest.mark.slow
def test_a_file_is_refused_and_a_defect_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [source("a.html", "<p>It rained."), source("b.txt", ""), source("c.txt", "It shone.")]
    found = [one for _, one in HERE.read((each.name, each) for each in sources)]
    assert [isinstance(one, Article) for read in found for one in read or ()] == [True, False, True]
    refused = (found[1] or [])[0]
    assert refused == Refused("/news/b.txt", "b.txt is empty.", "Add a file that has text in it.")

    def fail(_: Source) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(index.workers, "articles_in", fail)
    for each in sources:
        with pytest.raises(ZeroDivisionError):
            [*HERE.read(iter([(1, each)]))]


@pytest.mark.slow
def test_the_library_and_the_report_are_in_the_order_of_the_files(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number:02}.{'html' if number % 2 else 'txt'}" for number in range(20)]
    (tmp_path / "news").mkdir()
    for name in names:
        (tmp_path / "news" / name).write_text(f"<p>The town of Number{name[:2]} has a library.</p>")
    real = index.workers.articles_in

    def slow_at_first(found: Source) -> Iterator[Article | Refused]:
        time.sleep(max(0, 8 - int(found.name[:2])) / 100)
        return real(found)

    monkeypatch.setattr(index.workers, "articles_in", slow_at_first)
    report = ingest([tmp_path / "news"], folder=folder, embedder_name="fake")
    assert outcomes(report) == {"added": names}


@pytest.mark.parametrize(
    "value",
    [
        *("dask", "8786", "tcp://", "tcp://host", "tcp://host:", "tcp://host:x", "tcp://:8786"),
        *("tls://host:8786", "http://host:8786", "tcp://host:8786/", "tcp://host:8786?a"),
        *("tcp://me:word@host:8786", "tcp://host:99999", "tcp:// h:1", "tcp://[::1", "x" * 5000),
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_scheduler_is_said(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"FOOTNOTE_WORKERS is .*tcp://HOST:8786") as caught:
        Settings.from_environment({"FOOTNOTE_WORKERS": value})
    assert len(str(caught.value)) < 300
    monkeypatch.setenv("FOOTNOTE_WORKERS", value)
    with pytest.raises(UserError, match=r"FOOTNOTE_WORKERS is "):
        open_workers("fake")


@pytest.mark.parametrize("value", ["tcp://127.0.0.1:8786", "tcp://scheduler:1", "tcp://[::1]:8786"])
def test_an_address_of_a_scheduler(value: str) -> None:
    assert checked(value) == value
    assert Settings.from_environment({"FOOTNOTE_WORKERS": f" {value} "}).workers == value
    assert Settings.from_environment({}).workers is None


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_WORKERS", "tcp://127.0.0.1:8786")
    monkeypatch.setattr("index.dask.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"Dask is not installed.*\.\[dask\]"), open_workers("fake"):
        pass


def test_blank_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_WORKERS", " ")
    with open_workers("fake") as workers:
        assert workers is HERE
