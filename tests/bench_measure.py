"""How the benchmarks measure: the machine, seconds, memory, spans of time, whole processes."""

import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).parent / "data"
MATRIX = np.random.default_rng(0).random((1024, 1024), dtype=np.float32)
LIBRARIES = ("faiss-cpu", "numpy", "openvino", "langchain-core", "sentence-transformers", "torch")


def seconds_of(do: Callable[[], object], *, runs: int) -> float:
    """The median of some runs, after one that is not counted."""
    do()
    return float(np.median([timed(do)[0] for _ in range(runs)]))


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something took, and what came of it."""
    began = time.perf_counter()
    found = do()
    return time.perf_counter() - began, found


def product_ms() -> float:
    """Milliseconds of the reference, one matrix product: figures of two runs meet over it."""
    return 1000 * seconds_of(lambda: MATRIX @ MATRIX, runs=20)


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Milliseconds: half of the calls are faster than p50, 95 of 100 than p95."""
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000
    return {"p50": float(p50), "p95": float(p95)}


def machine() -> dict[str, str]:
    """The processor, its cores and memory, and the versions that matter; no name of a host."""
    cpu = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).exists():
        named = [one for one in info.read_text().splitlines() if one.startswith("model name")]
        cpu = named[0].split(":", 1)[1].strip() if named else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = {name: version(name) for name in LIBRARIES}
    return {
        "processor": cpu,
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "Python": platform.python_version(),
        **versions,
    }


def memory() -> dict[str, float]:
    """MiB that this process has in memory: all, and of it what is no file's (elsewhere: peak)."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource

        return {"resident": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    names = {"resident": "VmRSS", "own": "RssAnon", "peak": "VmHWM"}
    return {name: int(lines[key].split()[0]) / 1024 for name, key in names.items() if key in lines}


def footnote(library: Path, *arguments: str) -> tuple[float, float]:
    """Wall and processor seconds of a `footnote` command, from its process's start to its end."""
    command = [sys.executable, "-m", "ui.cli", "--library", str(library), *arguments]
    return cold(command)


def cold(command: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of a process; CalledProcessError with its words if it fails."""
    before = os.times()
    seconds, _ = timed(lambda: subprocess.run(command, check=True, capture_output=True, text=True))
    after = os.times()
    spent = sum(after[2:4]) - sum(before[2:4])  # of children: user, system
    return seconds, spent


class Spans:
    """Where time goes: seconds inside some functions, without those of the others inside them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.missing: list[str] = []  # what is called otherwise by now, and so not told apart
        self._inner: list[float] = []  # for each span that is open: seconds of spans inside it

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Counts the block to the name."""
        self._inner.append(0.0)
        began = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - began
            self.seconds[name] += took - self._inner.pop()
            if self._inner:
                self._inner[-1] += took

    def around(self, owner: Any, attribute: str, name: str) -> None:
        """Counts each call of a function, method or class's method to the name, from now on."""
        inner = getattr(owner, attribute, None)
        if inner is None:
            self.missing.append(f"{getattr(owner, '__name__', type(owner).__name__)}.{attribute}")
            return

        def outer(*args: Any, **options: Any) -> Any:
            with self.span(name):
                return inner(*args, **options)

        setattr(owner, attribute, outer)

    def taken(self) -> dict[str, float]:
        """The seconds of each name since the last call."""
        found = dict(self.seconds)
        self.seconds.clear()
        return found
