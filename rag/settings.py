"""Settings: every knob, with its default, its unit and the reason for it.

Each can be given as an environment variable: `FOOTNOTE_` and the name in capitals.
"""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError


@dataclass(frozen=True)
class Settings:
    """Values only, never functions; the same for the shell, the chat and the tests."""

    library: Path | None = None  # the folder with everything; None is the user's data folder
    embedder: str = "all-MiniLM-L6-v2"  # a sentence-transformers name or folder; this one ships

    @property
    def folder(self) -> Path:
        """The library's folder: the one given, or the platform's place for user data."""
        if self.library is not None:
            return self.library.expanduser().absolute()
        from platformdirs import user_data_path

        return user_data_path("footnote", appauthor=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The defaults, with every `FOOTNOTE_*` variable that is set put in their place."""
        given: dict[str, object] = {}
        for knob in dataclasses.fields(cls):
            value = environment.get(f"FOOTNOTE_{knob.name.upper()}", "").strip()
            if not value:
                continue
            if knob.name == "library":
                given[knob.name] = Path(value)
            elif isinstance(knob.default, (int, float)):
                try:
                    given[knob.name] = type(knob.default)(value)
                except ValueError:
                    raise UserError(
                        f"FOOTNOTE_{knob.name.upper()} is {value!r}, which is not a number.",
                        mend=f"Unset it, or set it to a number such as {knob.default}.",
                    ) from None
            else:
                given[knob.name] = value
        return cls(**given)  # type: ignore[arg-type]
