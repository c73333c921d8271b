"""Work on the library beside the page: adding files goes on while people read and ask.

One piece of work at a time for each library, in a thread of its own: who comes second waits. It
goes on when its page is closed, and can be stopped; what was read by then is kept and indexed.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from corpus.article import source_name
from corpus.errors import UserError
from index.compact import compact
from index.ingest import Report, Watch
from index.manifest import INDEX
from rag.wording.kept import keep_lexicon
from ui.chats import strip_removed

State = Literal["waiting", "begun", "reading", "linking", "indexing", "done", "stopped", "failed"]
# What is to be done, telling the watch how far it is and the report what became of each file.
Do = Callable[[Watch, Report], None]

_REMEMBERED = 20  # pieces of work that are over: a page that saw one run shows how it ended
_LOOK_SECONDS = 0.1  # how soon work that waits sees that it was stopped


class _StoppedError(BaseException):
    """Somebody pressed Stop. Not an Exception: nothing on the way may take it for an error."""


@dataclass
class Work:
    """One piece of work, and how far it is."""

    number: int
    what: str = "Adding files"
    state: State = "waiting"
    done: int = 0
    total: int = 0
    source: str = ""  # what is being read
    read: tuple[int, int] = (0, 0)  # files: how many were read, of how many
    report: Report = field(default_factory=Report)
    error: UserError | None = None  # what a person can mend
    is_broken: bool = False  # a defect of ours; the terminal says which
    began: float = 0.0  # of this phase, in seconds of time.monotonic
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "stopped", "failed")

    @property
    def seconds_left(self) -> float | None:
        """How long this phase will go on at its pace so far; None before that can be told."""
        if self.is_over or not self.done:
            return None
        return (time.monotonic() - self.began) / self.done * (self.total - self.done)

    def stop(self) -> None:
        """Asks it to end; a file that is being read, or a group of passages, is finished first."""
        self.stopping.set()

    def wait(self, seconds: float | None = None) -> None:
        """Waits until it is over."""
        if self.thread is not None:
            self.thread.join(seconds)

    def reading(self, source: str, number: int, total: int) -> None:
        """Takes note of the file that is read now, unless the work is to stop."""
        self.read = (number - 1, total)
        self._enter("reading", number - 1, total)
        self.source = source_name(source)

    def passages(self, done: int, total: int) -> None:
        """Takes note of how many passages are indexed, unless the work is to stop."""
        self._enter("indexing", done, total)

    def linking(self, done: int, total: int) -> None:
        """Takes note of how many articles are compared, unless the work is to stop."""
        self._enter("linking", done, total)

    def _enter(self, state: State, done: int, total: int) -> None:
        if self.stopping.is_set():
            raise _StoppedError
        if self.state != state:
            self.state, self.began = state, time.monotonic()
        self.done, self.total = done, total


class Desk:
    """The work on one library: what is done now, what waits, and what was done last."""

    def __init__(self, folder: Path | None = None) -> None:
        """The desk of the library in that folder, whose chats lose what its work removes."""
        self._folder = folder
        self._turn = threading.Lock()  # who has it works
        self._listing = threading.Lock()
        self._works: list[Work] = []
        self._count = 0
        self.changes = 0  # grows whenever the library may be another one than before

    def start(self, do: Do, *, what: str, finish: Do | None = None) -> Work:
        """The work, begun; after a stop while reading, `finish` makes what was read usable."""
        with self._listing:
            self._count += 1
            work = Work(self._count, what)
            over = [each for each in self._works if each.is_over]
            for each in over[: len(over) - _REMEMBERED]:
                self._works.remove(each)
            self._works.append(work)
        # A daemon: a server that ends does not wait, and the library is whole at every moment.
        work.thread = threading.Thread(target=self._run, args=(work, do, finish), daemon=True)
        work.thread.start()
        return work

    def works(self) -> list[Work]:
        """All that goes on or waits, and the last that are over, in the order begun."""
        with self._listing:
            return [*self._works]

    def changed(self) -> None:
        """Takes note that the library was changed."""
        with self._listing:
            self.changes += 1

    def _run(self, work: Work, do: Do, finish: Do | None) -> None:
        end: State = "failed"
        try:
            while not self._turn.acquire(timeout=_LOOK_SECONDS):
                if work.stopping.is_set():
                    end = "stopped"
                    return
            work.state = "begun"
            try:
                end = self._do(work, do, finish)
            finally:
                try:
                    if self._folder is not None:  # also after a stop: some was removed by then
                        strip_removed(self._folder)
                finally:
                    self._turn.release()
        except UserError as error:
            work.error = error
        except _StoppedError:
            end = "stopped"
        except BaseException:
            work.is_broken = True
            raise  # the terminal tells it
        finally:
            self.changed()
            work.state = end
        if self._folder is not None:
            _tidy(self._folder)

    def _do(self, work: Work, do: Do, finish: Do | None) -> State:
        watch = Watch(work.reading, work.passages, work.linking)
        try:
            do(watch, work.report)
        except _StoppedError:
            if work.state == "reading" and finish is not None:
                work.stopping.clear()  # a second press ends this too
                finish(watch, work.report)
            return "stopped"
        return "done"


def _tidy(folder: Path) -> None:
    """Keeps the library's words, and merges what the index has too many of: nobody waits for it."""
    with suppress(UserError):  # damage: who searches next is told; a full disk: who adds next
        keep_lexicon(folder)
        compact(folder / INDEX)


@cache
def desk_of(folder: Path) -> Desk:
    """The desk of the library in the folder: the same for every page of this server."""
    return Desk(folder)
