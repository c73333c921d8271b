"""Dask workers read and embed; this process asks, and puts away what comes back.

A task is bytes that only a worker unpickles: the scheduler needs no Footnote. A worker says no
where it has another release or another embedding model, since what two of them make does not go
into one library. What a worker was at when it ended, another does again; what ends one worker after
the other is done here.
"""

import logging
import pickle
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic, Self
from urllib.parse import urlsplit

from corpus.errors import UserError, install
from corpus.read import Source
from corpus.seen import reader

from .embed import Embedder, Vectors, open_embedder
from .scheduler import SETTING
from .workers import Key, Promise, Read, Result, in_order, read_soon, read_source

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 10.0  # seconds until the scheduler must answer, and have a worker
LOOK = 5.0  # seconds a batch is waited for before a look whether somebody is there still
ALONE = 60.0  # seconds without any worker until it is given up: one that ended is back in ten
# A batch of files is sent when it has so many, or so many bytes: sending one costs 10 ms
# (docs/scaling.md), reading a file 5 and more (docs/evaluation.md).
FILES, BYTES = 16, 1 << 20
MOST_BYTES = 1 << 23  # a larger file is read here: Dask warns of messages of more than 10 MB
KNOWN = 256  # files that need not be read, after which what is known of them is passed on
AHEAD = 3  # batches for each thread of a worker: one is done, one waits, one is on its way
_MEND = f"Start it (docs/scaling.md), or unset {SETTING} to do without."
_SAME = "Install the same release and model there as here (docs/scaling.md)."


class DaskWorkers:
    """The workers of a Dask scheduler, called when there is something to do."""

    def __init__(self, address: str, embedder_name: str) -> None:
        """`address` is tcp://HOST:PORT; the model's name, or its folder, is the same everywhere."""
        self._address = address
        self._embedder_name = embedder_name
        self._client: Client | None = None
        self._threads = 1
        self._alone_since: float | None = None

    def __enter__(self) -> Self:
        if find_spec("distributed") is None:
            raise UserError(
                f"{SETTING} names a Dask scheduler, and Dask is not installed.",
                mend=install("dask"),
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Takes back what is under way: a scheduler forgets what nobody waits for."""
        if self._client is not None:
            self._client.close(timeout=2)  # seconds: it may be gone
            self._client = None

    def read(
        self, sources: Iterator[tuple[Key, Source | None]]
    ) -> Iterator[tuple[Key, Read | None]]:
        """What is in each source, or why it was refused."""
        batches = in_order(self._read, _batches(sources), size=_bytes, at_once=self._at_once)
        for pairs, found in batches:
            reads = iter(found or ())
            for key, is_read in pairs:
                yield key, next(reads) if is_read else None

    def embed(
        self, embedder: Embedder, groups: Iterator[tuple[Key, list[str] | None]]
    ) -> Iterator[tuple[Key, Vectors | None]]:
        """The vectors of each group of texts."""
        there = partial(embed_batch, self._embedder_name, embedder.fingerprint)

        def start(texts: list[str]) -> Promise[Vectors]:
            return self._start(there, texts, here=embedder.embed)

        return in_order(start, groups, size=_characters, at_once=self._at_once)

    def _at_once(self) -> int:
        return AHEAD * self._threads

    def _read(self, batch: list[Source]) -> Promise[list[Read]]:
        if _bytes(batch) > MOST_BYTES:
            return _Here([read_soon(source) for source in batch])
        return self._start(read_batch, batch, here=read_batch)

    def _start(
        self, do: Callable[[Any], Result], batch: Any, *, here: Callable[[Any], Result]
    ) -> Promise[Result]:
        if self._client is None:
            self._client = self._connected()
        call = pickle.dumps(_Call(at_worker, reader(), do, batch))
        with self._told():
            future = self._client.submit(pickle.loads, call, pure=False)
        return _Sent(partial(self._result, future), partial(here, batch))

    def _connected(self) -> "Client":
        from distributed import Client

        for name in ("distributed", "distributed.client", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # all is said in one line, here
        try:
            _check_dask(self._address)
            client = Client(self._address, timeout=CONNECT, set_as_default=False)
        except Exception as error:  # foreign code: refused, too late, another release of Dask
            raise UserError(f"No Dask scheduler answers at {self._address}.", mend=_MEND) from error
        try:
            client.wait_for_workers(1, timeout=CONNECT)
            self._threads = sum(client.nthreads().values())
        except OSError as error:  # a TimeoutError is one
            client.close(timeout=2)
            raise UserError(
                f"The Dask scheduler at {self._address} has no worker.",
                mend=f"Start one (docs/scaling.md), or unset {SETTING} to do without.",
            ) from error
        return client

    def _result(self, future: "Future[Any]") -> Any:
        """What came of it, as soon as it did; UserError where nothing can come any more."""
        from distributed import wait

        assert self._client is not None
        with self._told(), self._client.as_current():
            while True:
                try:
                    wait(future, timeout=LOOK)
                except TimeoutError:
                    self._look()
                else:
                    self._alone_since = None
                    return future.result()

    def _look(self) -> None:
        """Raises UserError where the scheduler, or all workers for a minute, are gone."""
        assert self._client is not None
        if self._client.status not in ("running", "connecting"):
            raise OSError("closed")
        asked = self._client.scheduler.identity
        found = self._client.sync(asked, n_workers=-1, callback_timeout=CONNECT)["workers"]
        self._threads = sum(one["nthreads"] for one in found.values()) or self._threads
        now = time.monotonic()
        self._alone_since = None if found else self._alone_since or now
        if self._alone_since and now - self._alone_since > ALONE:
            raise UserError(
                f"The Dask scheduler at {self._address} has had no worker for a minute.",
                mend="Start one, and run the same command again: nothing that was kept is lost.",
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with Dask in a UserError, its cause kept."""
        from distributed import CancelledError

        try:
            yield
        except (OSError, CancelledError) as error:  # a closed connection is an OSError
            raise UserError(
                f"The Dask scheduler at {self._address} does not answer any more.",
                mend="Nothing that was kept is lost; run the same command again.",
            ) from error
        except (ImportError, AttributeError) as error:  # of the worker, that knows no such function
            raise UserError(
                f"A Dask worker has no Footnote, or another release of it ({error}).", mend=_SAME
            ) from error


class _Sent(Generic[Result]):
    """What was asked of a worker."""

    def __init__(self, there: Callable[[], Result], here: Callable[[], Result]) -> None:
        self._there, self._here = there, here

    def result(self) -> Result:
        """What came of it; of what ended several workers, or had too little memory there, here."""
        from distributed import KilledWorker

        try:
            return self._there()
        except (KilledWorker, MemoryError):
            return self._here()


class _Here:
    """Files too large to be sent."""

    def __init__(self, promises: Sequence[Promise[Read]]) -> None:
        self._promises = promises

    def result(self) -> list[Read]:
        """What is in each."""
        return [promise.result() for promise in self._promises]


class _Call:
    """A function and its arguments: the one who unpickles this calls it, and has what it gives."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._all = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._all


def _check_dask(address: str) -> None:
    """Nothing; OSError where no Dask is: Dask itself would wait for its greeting for ever.

    A scheduler greets first, with the length of its greeting in eight bytes.
    """
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=CONNECT) as tried:
        if int.from_bytes(tried.recv(8, socket.MSG_WAITALL) or b"\xff" * 8, "little") > BYTES:
            raise OSError("this is no Dask")


def _batches(
    sources: Iterator[tuple[Key, Source | None]],
) -> Iterator[tuple[list[tuple[Key, bool]], list[Source] | None]]:
    """What is sent together; of each key whether it has a source among them."""
    pairs: list[tuple[Key, bool]] = []
    sent: list[Source] = []
    for key, source in sources:
        if source is not None and sent and _bytes(sent) + len(source.raw) > BYTES:
            yield pairs, sent
            pairs, sent = [], []
        pairs.append((key, source is not None))
        if source is not None:
            sent.append(source)
        if len(sent) >= FILES or len(pairs) >= KNOWN:
            yield pairs, sent or None
            pairs, sent = [], []
    yield pairs, sent or None


def _bytes(batch: Sequence[Source]) -> int:
    return sum(len(source.raw) for source in batch)


def _characters(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


# --- on the workers


def at_worker(reader_here: str, do: Callable[[Any], Result], batch: Any) -> Result:
    """What comes of the batch; UserError where this worker is no match for who asks."""
    if reader() != reader_here:
        raise UserError(
            f"The Dask worker {_name()} has another release of Footnote, or of what it reads with.",
            mend=_SAME,
        )
    try:
        return do(batch)
    except OSError as error:  # of that machine: no memory, no file more. Not of the way there
        raise UserError(
            f"The Dask worker {_name()} cannot work: {error}.",
            mend="Mend that there or end it, and run the same command again.",
        ) from error


def read_batch(sources: Sequence[Source]) -> list[Read]:
    """What is in each source, or why it was refused."""
    return [read_source(source) for source in sources]


def embed_batch(embedder_name: str, fingerprint: str, texts: Sequence[str]) -> Vectors:
    """The vectors of the texts, by the very model that the fingerprint names."""
    try:
        embedder = _embedder(embedder_name)
    except UserError as error:
        raise UserError(f"The Dask worker {_name()}: {error.what}", mend=_SAME) from error
    if embedder.fingerprint != fingerprint:
        raise UserError(f"The Dask worker {_name()} has another embedding model.", mend=_SAME)
    return embedder.embed(texts)


@cache
def _embedder(name: str) -> Embedder:
    return open_embedder(name)


def _name() -> str:
    from distributed import get_worker

    return str(get_worker().address)
