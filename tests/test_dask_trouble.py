"""What goes wrong with Dask is told in one line, and nothing is lost or mixed by it."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

import index.dask
from corpus.article import Article
from corpus.errors import UserError
from corpus.formats.kinds import TEXT
from corpus.read import Source
from index.dask import DaskWorkers
from index.embed import SHIPPED
from index.scheduler import SETTING
from tests import dask_tasks
from tests.dask_cluster import Cluster, started
from tests.fakes import FakeEmbedder
from ui.cli import main

pytestmark = pytest.mark.ci
RAIN = Source(b"It rained in Macau.", "/news/rain.txt", "rain.txt", TEXT)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with one worker."""
    yield from started(tmp_path_factory, workers=1)


@pytest.fixture
def workers(cluster: Cluster) -> Iterator[DaskWorkers]:
    with DaskWorkers(cluster.address, SHIPPED) as opened:
        yield opened


def texts(workers: DaskWorkers, *sources: Source) -> list[list[str]]:
    found = workers.read((each.name, each) for each in sources)
    return [[one.text for one in read or () if isinstance(one, Article)] for _, read in found]


@pytest.mark.parametrize("do", [dask_tasks.end_the_worker, dask_tasks.want_too_much])
def test_a_batch_that_ends_every_worker_is_done_here_and_the_others_there(
    workers: DaskWorkers, do: Callable[[Sequence[str]], list[str]]
) -> None:
    bad = workers._start(do, ["a"], here=dask_tasks.shout)
    good = workers._start(dask_tasks.shout, ["b"], here=dask_tasks.shout)
    assert bad.result() == ["A"]
    assert good.result() == ["B"]
    assert texts(workers, RAIN) == [["It rained in Macau."]]


def test_many_files_in_batches_and_a_large_one_read_here(
    workers: DaskWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.dask, "BYTES", 200)
    monkeypatch.setattr(index.dask, "MOST_BYTES", 1000)
    sources = [
        Source(f"Town {number} has {'many ' * (300 * (number == 7))}hats.".encode(), "a", "a", TEXT)
        for number in range(20)
    ]
    assert texts(workers, *sources) == [[each.raw.decode()] for each in sources]
    assert texts(workers) == []


def test_another_release_is_refused(workers: DaskWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.dask, "reader", lambda: "the next release")
    with pytest.raises(UserError, match=r"^The Dask worker tcp://\S+ has another release of Foot"):
        texts(workers, RAIN)


def test_another_model_is_refused(workers: DaskWorkers) -> None:
    with pytest.raises(UserError, match=r"^The Dask worker tcp://\S+ has another embedding model"):
        [*workers.embed(FakeEmbedder(), iter([(1, ["It rained."])]))]


def test_a_worker_without_footnote_is_told(
    workers: DaskWorkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "not_there.py").write_text("def read(batch): return batch")
    monkeypatch.syspath_prepend(tmp_path)
    import not_there  # type: ignore[import-not-found]

    asked = workers._start(not_there.read, [], here=not_there.read)
    with pytest.raises(UserError, match=r"no Footnote, or another release of it \(No module named"):
        asked.result()


def test_nothing_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="the extra [dask]")
    (tmp_path / "rain.txt").write_text("It rained in Macau.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv(SETTING, address)
    assert main(["--library", str(tmp_path / "library"), "add", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"footnote: No Dask scheduler answers at {address}. "
        "Start it (docs/scaling.md), or unset FOOTNOTE_WORKERS to do without.\n"
    )


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH_9.6\r\n"])
def test_what_is_no_dask_is_told_in_time(greeting: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra [dask]")
    monkeypatch.setattr(index.dask, "CONNECT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            talking, _ = server.accept()
            with talking, suppress(OSError):  # who listened may have gone
                talking.sendall(greeting)
                talking.recv(1)

        threading.Thread(target=greet).start()
        began = time.monotonic()
        with (
            DaskWorkers(f"tcp://127.0.0.1:{server.getsockname()[1]}", SHIPPED) as opened,
            pytest.raises(UserError, match=r"^No Dask scheduler answers at "),
        ):
            texts(opened, RAIN)
        assert time.monotonic() - began < 10


def test_a_scheduler_without_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra [dask]")
    monkeypatch.setattr(index.dask, "CONNECT", 3.0)
    alone = Cluster(tmp_path, workers=0)
    try:
        with (
            DaskWorkers(alone.address, SHIPPED) as opened,
            pytest.raises(UserError, match=f"^The Dask scheduler at {alone.address} has no worker"),
        ):
            texts(opened, RAIN)
    finally:
        alone.kill()


def test_a_scheduler_that_answers_no_more_is_not_waited_for(
    cluster: Cluster, workers: DaskWorkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.dask, "LOOK", 0.2)
    assert texts(workers, RAIN)
    monkeypatch.setattr(index.dask, "CONNECT", 1.0)
    asked = workers._start(dask_tasks.dawdle, [str(tmp_path), "late"], here=dask_tasks.shout)
    os.killpg(cluster.scheduler.pid, signal.SIGSTOP)
    try:
        with pytest.raises(UserError, match="does not answer any more"):
            asked.result()
        began = time.monotonic()
        workers.__exit__()
        assert time.monotonic() - began < 10
    finally:
        os.killpg(cluster.scheduler.pid, signal.SIGCONT)


def test_what_is_under_way_is_taken_back(cluster: Cluster, tmp_path: Path) -> None:
    with DaskWorkers(cluster.address, SHIPPED) as opened:
        for number in range(6):
            opened._start(dask_tasks.dawdle, [str(tmp_path), str(number)], here=dask_tasks.shout)
    with DaskWorkers(cluster.address, SHIPPED) as opened:
        assert texts(opened, RAIN)  # at once, not after what was taken back
    assert len([*tmp_path.iterdir()]) < 3


def test_no_worker_is_left(
    cluster: Cluster, workers: DaskWorkers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.dask, "LOOK", 0.02)
    monkeypatch.setattr(index.dask, "ALONE", 0.05)
    asked = workers._start(dask_tasks.dawdle, [str(tmp_path), "late"], here=dask_tasks.shout)
    cluster.kill_worker(0)  # the next one takes a second to come
    with pytest.raises(UserError, match="has had no worker for a minute"):
        asked.result()
