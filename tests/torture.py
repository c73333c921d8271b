"""Real processes that die: a warm one forks a child for each job, and may kill it.

Starting Python and its packages takes seconds, a fork milliseconds, so hundreds can be killed in
a minute. A job is a `footnote` command (with an embedder that needs no model), or a function of
`tests.torture_jobs` by name; either may be told to die at its n-th step, or after some seconds.
"""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_RANDOM = (
    (r"\.writing-\w+", ".writing"),
    (r"\b[0-9a-f]{16}\b", "SEGMENT"),
    (r"\b[0-9]{6}\b", "GENERATION"),
    (r"\bsegment-\d+", "segment"),
)


@dataclass(frozen=True)
class Job:
    """What a child does, and when it dies."""

    arguments: list[str]  # of the command; or "job:NAME" and the function's own
    step: str = ""  # dies just before the step of this name
    nth: int = 1  # the n-th of that name
    seconds: float = 0.0  # is killed after so long, if not 0
    most_bytes: int = 0  # no file may grow beyond, if not 0


@dataclass(frozen=True)
class Outcome:
    """What became of a job: its exit code (-9 where it was killed), and what it said."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def steps(self) -> list[str]:
        """The steps that it took, in order."""
        return [line[6:] for line in self.err.splitlines() if line.startswith("step: ")]

    @property
    def kept(self) -> list[str]:
        """The files whose articles it said are on disk: each that it read, but the last if cut."""
        read = [line[9:] for line in self.err.splitlines() if line.startswith("reading: ")]
        return read if self.code == 0 else read[:-1]

    @property
    def told(self) -> Any:
        """What a function of `tests.torture_jobs` returned."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """What it told the user on standard error."""
        lines = self.err.splitlines()
        return "\n".join(line for line in lines if not line.startswith(("step: ", "reading: ")))


class Template:
    """The warm process."""

    def __init__(self, folder: Path) -> None:
        """`folder` is for what the children say."""
        self._said = folder
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # none to lose by forking
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | threads,
        )

    def run(self, *jobs: Job) -> list[Outcome]:
        """What became of each job; they run at the same time."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([asdict(job) for job in jobs]), file=self._process.stdin, flush=True)
        ended = json.loads(self._process.stdout.readline())
        found = []
        for number, (code, seconds) in enumerate(ended):
            out, err = (
                (self._said / f"{number}.{name}").read_text(errors="replace")
                for name in ("out", "err")
            )
            found.append(Outcome(code, out, err, seconds))
        return found

    def footnote(self, *arguments: object, **when: Any) -> Outcome:
        """What became of one `footnote` command."""
        (outcome,) = self.run(Job([str(each) for each in arguments], **when))
        return outcome

    def call(self, name: str, *arguments: object) -> Any:
        """What a function of `tests.torture_jobs` returned, which must not fail."""
        outcome = self.footnote(f"job:{name}", *arguments)
        assert outcome.code == 0, outcome.err
        return outcome.told

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)


@contextmanager
def template(folder: Path) -> Iterator[Template]:
    """The warm process, ended at the end."""
    warm = Template(folder)
    try:
        yield warm
    finally:
        warm.close()


def named(step: str) -> str:
    """A step's name without what differs from run to run."""
    for pattern, word in _RANDOM:
        step = re.sub(pattern, word, step)
    return step


# --- inside the warm process ---


def serve(folder: Path) -> None:
    """Runs jobs, a list of them a line, until there are no more."""
    for line in sys.stdin:
        began = time.monotonic()
        children: dict[int, tuple[int, Job]] = {}
        for number, facts in enumerate(json.loads(line)):
            job = Job(**facts)
            said = [folder / f"{number}.{name}" for name in ("out", "err")]
            for path in said:
                path.write_text("")  # not what the job before said, if this one dies at once
            child = os.fork()
            if not child:
                _die_as(job, *said)
            children[child] = number, job
        ended: list[tuple[int, float]] = [(0, 0.0)] * len(children)
        while children:
            for child, (number, job) in [*children.items()]:
                seconds = time.monotonic() - began
                if job.seconds and seconds >= job.seconds:
                    os.kill(child, signal.SIGKILL)
                done, status = os.waitpid(child, os.WNOHANG)
                if done:
                    ended[number] = os.waitstatus_to_exitcode(status), seconds
                    del children[child]
            time.sleep(0.0005)
        print(json.dumps(ended), flush=True)


def _die_as(job: Job, out: Path, err: Path) -> None:
    """Does the job in this process, the child, and ends it."""
    code = 70  # not one of the command's own
    with out.open("w", buffering=1) as stdout, err.open("w", buffering=1) as stderr:
        with redirect_stdout(stdout), redirect_stderr(stderr):
            try:
                code = _do(job)
            except BaseException:
                import traceback

                traceback.print_exc(file=stderr)
        stdout.flush()
        stderr.flush()
        os._exit(code)


def _do(job: Job) -> int:
    from tests import torture_jobs

    if job.most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead
        resource.setrlimit(resource.RLIMIT_FSIZE, (job.most_bytes, job.most_bytes))
    torture_jobs.watch(job.step, job.nth)
    name, *arguments = job.arguments
    if name.startswith("job:"):
        print(json.dumps(getattr(torture_jobs, name.removeprefix("job:"))(*arguments)))
        return 0
    from ui.cli import main

    return main(job.arguments)


if __name__ == "__main__":
    from tests import torture_jobs

    torture_jobs.warm_up(Path(sys.argv[1]))
    serve(Path(sys.argv[1]))
