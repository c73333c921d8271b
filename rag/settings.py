"""Settings: what a user may set, with its default and the reason for it.

Each can be given as an environment variable: `FOOTNOTE_` and the name in capitals.
"""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Values only, never functions; the same for the shell, the chat and the tests."""

    library: Path | None = None  # the folder with everything; None is the user's data folder
    embedder: str = "all-MiniLM-L6-v2"  # a sentence-transformers name or folder; this one ships
    reader: str = "footnote-reader"  # an extractive question-answering model; this one ships

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
            if value := environment.get(f"FOOTNOTE_{knob.name.upper()}", "").strip():
                given[knob.name] = Path(value) if knob.name == "library" else value
        return cls(**given)  # type: ignore[arg-type]
