"""What the commands share: the settings that the arguments name, and the two ways to print."""

import argparse
import json
import logging
import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from rag.settings import Settings
from ui import lines
from ui.backup import STAGED

Given: TypeAlias = argparse.Namespace


def settings_of(given: Given) -> Settings:
    """The settings of the environment and of the arguments; an interrupted restore is finished."""
    settings = Settings.from_environment()
    if given.library:
        settings = replace(settings, library=given.library)
    if llm := getattr(given, "llm", None):
        settings = replace(settings, llm=llm)
    if (settings.folder / STAGED).is_dir():  # a restore was interrupted
        from ui.restore import finish

        finish(settings.folder)
    return settings


def with_library(text: str, library: Path | None) -> str:
    """The text, its commands over the library that was named: as written they mend another."""
    if library is None:
        return text
    named = f"footnote --library {shlex.quote(str(library))} "
    return re.sub(r"(?<=: )footnote (?=[a-z])", lambda _: named, text)


class Told(logging.Formatter):
    """What is logged, as a line for people."""

    def __init__(self, library: Path | None) -> None:
        super().__init__("footnote: %(message)s")
        self._library = library

    def format(self, record: logging.LogRecord) -> str:
        """The line, its commands over the library that was named."""
        return with_library(super().format(record), self._library)


def print_found(given: Given, found: dict[str, Any], text: Iterable[str]) -> None:
    """Prints one JSON object, or lines for people."""
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for line in text:
            print(lines.safe(line))
