"""Settings: what a user may set, with its default and the reason for it.

Each can be given as an environment variable: `FOOTNOTE_` and the name in capitals.
"""

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError

MAX_DAYS = 36_500  # a hundred years: a longer time is a slip of the finger


@dataclass(frozen=True)
class Settings:
    """Values only, never functions; the same for the shell, the chat and the tests."""

    library: Path | None = None  # the folder with everything; None is the user's data folder
    embedder: str = "all-MiniLM-L6-v2"  # a sentence-transformers name or folder; this one ships
    reader: str = "footnote-reader"  # an extractive question-answering model; this one ships
    keep_chats: int | None = None  # in days since their last change; None keeps them for ever

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
        read: dict[str, Callable[[str], object]] = {"library": Path, "keep_chats": _days}
        given: dict[str, object] = {}
        for knob in dataclasses.fields(cls):
            if value := environment.get(f"FOOTNOTE_{knob.name.upper()}", "").strip():
                given[knob.name] = read.get(knob.name, str)(value)
        return cls(**given)  # type: ignore[arg-type]


def _days(value: str) -> int:
    days = int(value) if value.isascii() and value.isdecimal() and len(value) <= 5 else 0
    if not 1 <= days <= MAX_DAYS:
        raise UserError(
            f"FOOTNOTE_KEEP_CHATS is {value[:40]!r}, which is no number of days.",
            mend=f"Set it to a whole number from 1 to {MAX_DAYS:,}, or unset it to keep all chats.",
        )
    return days
