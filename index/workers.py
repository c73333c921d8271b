"""Who reads and who embeds: this machine, or Dask workers where FOOTNOTE_WORKERS names them.

Reading is a function of bytes, embedding one of texts. What comes of them is put away in order by
the caller alone, so that it does not matter who did it, when, or how often.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeAlias, TypeVar

from corpus.article import Article
from corpus.confined import cores
from corpus.errors import Refused, UserError
from corpus.read import Source, articles_in

from .embed import Embedder, Vectors
from .scheduler import scheduler

Key = TypeVar("Key")
Item = TypeVar("Item")
Result = TypeVar("Result")
Read: TypeAlias = list[Article | Refused]

_AHEAD = 4  # files a core that are read before the first of them is put away: one may be slow
_MOST_BYTES = 1 << 26  # of files that are in memory together, unless one alone is larger


class Workers(Protocol):
    """Who reads and embeds. Each takes pairs of a key, which stays here, and what is to be done.

    The keys come back in the same order, each with the result; None comes back for None.
    """

    def read(
        self, sources: Iterator[tuple[Key, Source | None]]
    ) -> Iterator[tuple[Key, Read | None]]:
        """What is in each source, or why it was refused."""

    def embed(
        self, embedder: Embedder, groups: Iterator[tuple[Key, list[str] | None]]
    ) -> Iterator[tuple[Key, Vectors | None]]:
        """The vectors of each group of texts."""


class Here:
    """This machine: as many files are parsed at once as there are cores, one group embedded."""

    def read(
        self, sources: Iterator[tuple[Key, Source | None]]
    ) -> Iterator[tuple[Key, Read | None]]:
        """What is in each source, or why it was refused."""
        return in_order(
            read_soon,
            sources,
            size=lambda source: len(source.raw),
            at_once=lambda: _AHEAD * cores(),
        )

    def embed(
        self, embedder: Embedder, groups: Iterator[tuple[Key, list[str] | None]]
    ) -> Iterator[tuple[Key, Vectors | None]]:
        """The vectors of each group of texts; the encoder uses all cores for one group."""
        for key, texts in groups:
            yield key, None if texts is None else embedder.embed(texts)


HERE = Here()


def open_workers(embedder_name: str) -> AbstractContextManager[Workers]:
    """Whoever the setting says; they are called when there is something to do, and left at the end.

    Raises UserError for a setting that means nothing, and where Dask is not installed.
    """
    address = scheduler()
    if address is None:
        return nullcontext(HERE)
    from .dask import DaskWorkers

    return DaskWorkers(address, embedder_name)


def read_source(source: Source) -> Read:
    """What is in the source, or one Refused for all of it."""
    try:
        return [*articles_in(source)]
    except UserError as error:
        return [Refused(source.source, error.what, error.mend)]


Given_co = TypeVar("Given_co", covariant=True)


class Promise(Protocol[Given_co]):
    """What was begun."""

    def result(self) -> Given_co:
        """What came of it, waited for; raises what it raised."""


def in_order(
    start: Callable[[Item], Promise[Result]],
    pairs: Iterator[tuple[Key, Item | None]],
    *,
    size: Callable[[Item], int],
    at_once: Callable[[], int],
) -> Iterator[tuple[Key, Result | None]]:
    """Each key with the result for its item, in order; `at_once` of them are begun at the most.

    Items that are begun have at most 64 MiB together, by `size` in bytes, or are one.
    """
    begun: deque[tuple[Key, Promise[Result] | None, int]] = deque()
    total = 0
    for key, item in pairs:
        taken = 0 if item is None else size(item)
        while begun and (
            begun[0][1] is None or len(begun) >= at_once() or total + taken > _MOST_BYTES
        ):
            first, promise, gone = begun.popleft()
            total -= gone
            yield first, None if promise is None else promise.result()
        begun.append((key, None if item is None else start(item), taken))
        total += taken
    for key, promise, _ in begun:
        yield key, None if promise is None else promise.result()


def read_soon(source: Source) -> "Future[Read]":
    """What will be in the source: foreign formats are read by a thread that waits for their parser.

    Others are read at once: threads would only take turns at Python, which is slower.
    The thread is none of a pool, whose threads keep the process from ending.
    """
    future: Future[Read] = Future()

    def run() -> None:
        try:
            future.set_result(read_source(source))
        except Exception as error:  # a defect of ours: raised where the result is asked for
            future.set_exception(error)

    if source.kind.is_foreign:
        threading.Thread(target=run, daemon=True).start()
    else:
        run()
    return future
