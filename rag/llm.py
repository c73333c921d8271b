"""A name becomes a language model that answers within its time, or says in words why not.

Any chat model that LangChain's `init_chat_model` opens; none is imported until one is named. Keys
are read by the provider's package from its own environment variables, and by nobody else.
"""

import importlib
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError, install

from .prompts import Message
from .settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FAILURES = 3  # in a row, after which a model is left alone
REST = 30.0  # seconds for which it is
MAX_REST = 300.0  # seconds; a server that asks for more is asked again all the same
GRACE = 2.0  # seconds that a package's own clock runs longer than ours
BEAT = 0.25  # seconds: whoever waits for a piece can stop as often
MAX_CHARACTERS = 6_000  # of one reply: an answer has 80 words, the rest is a model gone astray
MAX_TOKENS = 300  # asked for: three sentences are about 100
# The extra of pyproject.toml that brings a provider; others are named by LangChain's own message.
EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic"}


class ModelError(Exception):
    """Why a model gave no answer, to stand behind "The language model"."""

    def __init__(self, why: str, *, rest: float | None = None) -> None:
        super().__init__(why)
        self.rest = rest  # seconds that the server asks to be left alone, None if it does not


@dataclass
class Breaker:
    """Leaves a model alone for a while once it has failed three times in a row."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    until: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Returns where the model may be asked. Raises ModelError while it is left alone."""
        if (left := self.until - self.clock()) > 0:
            raise ModelError(f"failed just now and is asked again in {max(1, round(left))} s")

    def failed(self, *, rest: float | None = None) -> None:
        """Counts a failure; `rest` is for how many seconds the server wants to be left alone."""
        with self._lock:
            self.failures += 1
            if rest is not None or self.failures >= FAILURES:
                self.until = self.clock() + min(MAX_REST, rest if rest is not None else REST)

    def worked(self) -> None:
        """Forgets the failures."""
        with self._lock:
            self.failures = 0


class Llm:
    """A chat model with its time limits and its breaker. Safe to share between threads."""

    def __init__(self, model: "BaseChatModel", *, settings: Settings) -> None:
        self.name = settings.llm or ""
        self.breaker = Breaker()
        self._model = model
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings) -> "Llm":
        """The model that the settings name.

        Raises UserError when its package is missing, or when it cannot be opened.
        """
        return cls(_open(settings), settings=settings)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The pieces of the reply as they come, an empty one every quarter of a second of waiting.

        Raises ModelError when the model cannot be reached, is too slow, breaks off, says nothing
        or is left alone. Closing the iterator ends the reply.
        """
        self.breaker.check()
        has_spoken = False
        try:
            for piece in self._timed(messages):
                has_spoken = has_spoken or bool(piece)
                yield piece
        except ModelError as error:
            self.breaker.failed(rest=error.rest)
            raise
        except GeneratorExit:  # enough was heard, or somebody stopped it
            if has_spoken:
                self.breaker.worked()
            raise
        self.breaker.worked()

    def _timed(self, messages: Sequence[Message]) -> Iterator[str]:
        """The pieces, each within its time: a thread reads, since a reader may hang."""
        line: queue.Queue[str | Exception | None] = queue.Queue()
        stopped = threading.Event()
        reader = threading.Thread(
            target=_pump, args=(self._model, [*messages], line, stopped), daemon=True
        )
        reader.start()
        limits, began, seen = self._settings, time.monotonic(), 0
        since = began  # when waiting for this piece began
        try:
            while True:
                limit = since + (limits.llm_gap_seconds if seen else limits.llm_first_seconds)
                end = began + limits.llm_total_seconds
                left = min(limit, end) - time.monotonic()
                try:
                    piece = line.get(timeout=max(0.0, min(BEAT, left)))
                except queue.Empty:
                    if left > BEAT:
                        yield ""
                        continue
                    raise _late(limits, is_first=not seen, is_total=end <= limit) from None
                if isinstance(piece, Exception):
                    raise _told(piece) from piece
                if piece is None:
                    if not seen:
                        raise ModelError("said nothing")
                    return
                yield piece[: MAX_CHARACTERS - seen]
                seen += len(piece)
                if seen >= MAX_CHARACTERS:
                    return
                since = time.monotonic()
        finally:
            stopped.set()


def _pump(
    model: "BaseChatModel",
    messages: list[Message],
    line: "queue.Queue[str | Exception | None]",
    stopped: threading.Event,
) -> None:
    """Puts the pieces of the reply in line, then None, or the exception that ended it."""
    try:
        reply = model.stream(messages)
        for chunk in reply:
            if stopped.is_set():
                break
            if text := _text(chunk.content):
                line.put(text)
        line.put(None)
    except Exception as error:  # foreign code meets ours: what a server sends can raise anything
        line.put(error)


def _text(content: object) -> str:
    """The words of a chunk, which some providers send in blocks; reasoning is none of them."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        block if isinstance(block, str) else str(block.get("text", ""))
        for block in blocks
        if isinstance(block, str) or block.get("type") == "text"
    )


def _late(limits: Settings, *, is_first: bool, is_total: bool) -> ModelError:
    if is_total:
        return ModelError(f"took longer than {limits.llm_total_seconds:g} s")
    if is_first:
        return ModelError(f"did not begin to answer within {limits.llm_first_seconds:g} s")
    return ModelError(f"fell silent for {limits.llm_gap_seconds:g} s")


def _told(error: Exception) -> ModelError:
    """Why a provider's package failed, in words; those packages share no class of errors."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _refused(status, getattr(getattr(error, "response", None), "headers", {}) or {})
    kinds = {type(one).__name__ for one in _chain(error)}
    if kinds & {"APITimeoutError", "ConnectTimeout", "ReadTimeout", "TimeoutException"}:
        return ModelError("did not answer in time")
    if kinds & {"ConnectError", "gaierror", "ConnectionRefusedError"}:
        return ModelError("could not be reached")
    if kinds & {"RemoteProtocolError", "ReadError", "ChunkedEncodingError", "IncompleteRead"}:
        return ModelError("broke off")
    if "APIConnectionError" in kinds:
        return ModelError("could not be reached")
    return ModelError("sent what is no answer")


def _refused(status: int, headers: Mapping[str, str]) -> ModelError:
    if status in (401, 403):
        return ModelError(f"refused the key (error {status})")
    if status == 429:
        asked = str(headers.get("retry-after", ""))
        rest = float(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else None
        return ModelError("has too much to do (error 429)", rest=rest)
    verb = "failed" if status >= 500 else "refused the question"
    return ModelError(f"{verb} (error {status})")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(10):  # no chain is longer, but one may be a ring
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def _open(settings: Settings) -> "BaseChatModel":
    name = settings.llm or ""
    provider = name.partition(":")[0]
    extra = EXTRAS.get(provider)
    try:
        from langchain.chat_models import init_chat_model

        if extra:  # or LangChain looks for an older package that may have it
            importlib.import_module(f"langchain_{provider}")
        model: BaseChatModel = init_chat_model(name, **_options(provider, settings))
    except ImportError as error:
        mend = install(extra) if extra else f"{error}".strip()
        raise UserError(f"The package for {name} is not installed.", mend=mend) from error
    except Exception as error:  # each provider's package checks its options in its own way
        raise UserError(
            f"The language model {name[:80]} could not be opened: {_first_line(error)}.",
            mend="Name one as provider:model, such as openai:gpt-5, and set the provider's key.",
        ) from error
    return model


def _first_line(error: Exception) -> str:
    return (f"{error}".strip().splitlines() or [type(error).__name__])[0][:160].rstrip(".")


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What a provider's package is told: where, how long to wait, and to try but once."""
    import os

    url = settings.llm_url
    # Our clock says which limit it was; a package's own ends a thread that nobody hears any more.
    slowest = max(settings.llm_first_seconds, settings.llm_gap_seconds) + GRACE
    # One's own server is asked for the same words each time; some hosted models refuse to be.
    steady: dict[str, Any] = {"temperature": 0, "seed": 1} if url else {}
    where = {"base_url": url} if url else {}
    if provider == "openai":
        import httpx

        # A server of one's own may want no key, and the package wants one.
        key = {"api_key": "none"} if url and not os.environ.get("OPENAI_API_KEY") else {}
        waits = httpx.Timeout(slowest, connect=settings.llm_connect_seconds)
        return where | steady | key | {
            "timeout": waits, "max_retries": 0, "max_tokens": MAX_TOKENS, "stream_usage": False,
        }  # fmt: skip
    if provider == "anthropic":
        return where | {
            "timeout": slowest, "max_retries": 0, "max_tokens": MAX_TOKENS,
        }  # fmt: skip
    if provider == "ollama":
        return where | {
            "temperature": 0, "seed": 1, "num_predict": MAX_TOKENS,
            "client_kwargs": {"timeout": slowest},
        }  # fmt: skip
    return where
