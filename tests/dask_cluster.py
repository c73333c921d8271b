"""A real Dask for tests: a scheduler and workers, processes that can be killed and come back.

A test module takes the fixture over by name: `cluster = dask_cluster.cluster`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds until a process must be there: Python imports for some on a busy machine

TOPICS = ("harbours", "tariffs", "orchards", "tunnels", "elections", "glaciers", "violins")


def write_articles(folder: Path, count: int) -> None:
    """Nothing; the folder has so many articles of a passage each, one in five a web page."""
    for number in range(count):
        topic = TOPICS[number % len(TOPICS)]
        text = f"The town of Number{number} opened a museum of {topic} in {1900 + number % 120}."
        if number % 5:
            (folder / f"{number:04}.txt").write_text(text)
        else:
            (folder / f"{number:04}.html").write_text(f"<html><body><p>{text}</p></body></html>")


class Cluster:
    """A scheduler of this machine only, and its workers."""

    def __init__(self, folder: Path, *, workers: int) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = int(free.getsockname()[1])
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._processes: list[subprocess.Popen[bytes]] = []
        # A batch that has ended two workers is done by who asks; four are Dask's own number.
        failures = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        self.scheduler = self._start(
            *("scheduler", "--host", "127.0.0.1", "--port", str(self._port)),
            environment={"PYTHONPATH": ""} | failures,  # it needs no Footnote
        )
        for _ in range(workers):
            self._start(
                *("worker", self.address, "--host", "127.0.0.1", "--nworkers", "1"),
                *("--nthreads", "1", "--memory-limit", "1GiB"),
                *("--local-directory", str(folder)),
                environment={"PYTHONPATH": str(ROOT)},
            )
        self._wait(workers)

    def _start(self, what: str, *options: str, environment: dict[str, str]) -> subprocess.Popen:
        with (self._folder / f"{what}-{len(self._processes)}.log").open("wb") as log:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.dask_{what}", *options,
                     "--dashboard-address", "127.0.0.1:0"],
                    cwd=self._folder, stdout=log, stderr=log, start_new_session=True,
                    env=os.environ | environment,
                )
            )  # fmt: skip
        return self._processes[-1]

    def _wait(self, workers: int) -> None:
        from distributed import Client

        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until, "no scheduler listens"
                time.sleep(0.05)
        if workers:
            with Client(self.address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=PATIENCE)

    def kill_worker(self, number: int) -> None:
        """Nothing; the worker is gone as after `kill -9`, and its nanny starts another."""
        import psutil

        nanny = psutil.Process(self._processes[1 + number].pid)
        for child in nanny.children():
            if any("spawn_main" in word for word in child.cmdline()):
                child.kill()
                return
        raise AssertionError("the worker was gone already")

    def kill(self) -> None:
        """Nothing; all of it is gone."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def started(factory: pytest.TempPathFactory, *, workers: int) -> Iterator[Cluster]:
    """A cluster, until the generator goes on."""
    pytest.importorskip("distributed", reason="the extra [dask]")
    found = Cluster(factory.mktemp("dask"), workers=workers)
    yield found
    found.kill()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers for the module."""
    yield from started(tmp_path_factory, workers=2)
