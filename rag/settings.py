"""Settings: what a user may set, with its default and the reason for it.

Each can be given as an environment variable: `FOOTNOTE_` and the name in capitals.
"""

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from index.milvus.place import checked
from index.scheduler import checked as checked_scheduler

MAX_DAYS = 36_500  # a hundred years: a longer time is a slip of the finger
MAX_SECONDS = 3_600  # an hour: the same
MAX_TOKENS = 100_000  # more than all passages of a question have


@dataclass(frozen=True)
class Settings:
    """Values only, never functions; the same for the shell, the chat and the tests."""

    library: Path | None = None  # the folder with everything; None is the user's data folder
    embedder: str = "all-MiniLM-L6-v2"  # a sentence-transformers name or folder; this one ships
    reader: str = "footnote-reader"  # an extractive question-answering model; this one ships
    keep_chats: int | None = None  # in days since their last change; None keeps them for ever
    # Where vectors go: "milvus:http://HOST:19530", or "faiss" for here; None leaves them where they
    # are. Only checked here: whoever builds an index reads it himself (index/milvus/place.py).
    vectors: str | None = None
    # Who reads and embeds: a Dask scheduler, "tcp://HOST:8786"; None is this machine. Only checked
    # here too (index/scheduler.py).
    workers: str | None = None
    llm: str | None = None  # a language model as LangChain names it, "openai:gpt-5"; None is none
    llm_url: str | None = None  # where an OpenAI-compatible server is; None is the provider's own
    llm_tokens: int = (
        1_000  # of passages shown to it (tiktoken): six of 160; fewer for a tiny model
    )
    llm_connect_seconds: float = 3.0  # a server that is up answers within one
    llm_first_seconds: float = 15.0  # until its first word: a model may have to be loaded
    llm_gap_seconds: float = 10.0  # between two words: the slowest models say two a second
    llm_total_seconds: float = 60.0  # for a whole reply: nobody waits longer

    @property
    def folder(self) -> Path:
        """The library's folder: the one given, or the platform's place for user data."""
        if self.library is not None:
            return self.library.expanduser().absolute()
        from platformdirs import user_data_path

        return user_data_path("footnote", appauthor=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The defaults, with every `FOOTNOTE_*` variable that is set put in their place.

        Raises UserError for a value that means nothing.
        """
        read: dict[str, Callable[[str, str], object]] = {
            "library": lambda _, value: Path(value),
            "keep_chats": lambda _, value: _days(value),
            "llm_tokens": _tokens,
            "vectors": lambda _, value: checked(value),
            "workers": lambda _, value: checked_scheduler(value),
        }
        given: dict[str, object] = {}
        for knob in dataclasses.fields(cls):
            if value := environment.get(f"FOOTNOTE_{knob.name.upper()}", "").strip():
                is_time = knob.name.endswith("_seconds")
                known = read.get(knob.name, _seconds if is_time else _text)
                given[knob.name] = known(knob.name, value)
        return cls(**given)  # type: ignore[arg-type]


def _days(value: str) -> int:
    days = int(value) if value.isascii() and value.isdecimal() and len(value) <= 5 else 0
    if not 1 <= days <= MAX_DAYS:
        raise UserError(
            f"FOOTNOTE_KEEP_CHATS is {value[:40]!r}, which is no number of days.",
            mend=f"Set it to a whole number from 1 to {MAX_DAYS:,}, or unset it to keep all chats.",
        )
    return days


def _text(_: str, value: str) -> str:
    return value


def _seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_SECONDS:
        raise UserError(
            f"FOOTNOTE_{name.upper()} is {value[:40]!r}, which is no time to wait.",
            mend=f"Set it to a number of seconds up to {MAX_SECONDS:,}, or unset it.",
        )
    return seconds


def _tokens(name: str, value: str) -> int:
    tokens = int(value) if value.isascii() and value.isdecimal() and len(value) <= 7 else 0
    if not 1 <= tokens <= MAX_TOKENS:
        raise UserError(
            f"FOOTNOTE_{name.upper()} is {value[:40]!r}, which is no number of tokens.",
            mend=f"Set it to a whole number from 1 to {MAX_TOKENS:,}, or unset it.",
        )
    return tokens
