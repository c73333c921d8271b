"""The SQLite file of the chats: opened for each action, checked, migrated, and closed again.

Unlike the library's it has no write-ahead log: the log would keep the words of a deleted chat for
as long as somebody reads. And it is not held open: a file that was deleted or restored meanwhile is
not the one that is used. That takes 0.4 ms (the median of 300 `reading`s, on a busy machine).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from corpus import errors, sqlite

from .chat_migrations import STEPS

FILE = "chats.sqlite3"
FORM = sqlite.Form(
    name="The file of the chats",
    application_id=0x466F6F43,  # "FooC"
    steps=STEPS,
    restore="Restore it from a backup, or move it away to begin without chats.",
)
_ALLOW = "Check that you may write to its folder."


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that sees one state of the chats; None where none was ever kept."""
    if not _is_there(path):
        yield None
        return
    with _transaction(path, "BEGIN") as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose changes are all on disk at the end, or not made at all."""
    make_private(path)
    with _transaction(path, "BEGIN IMMEDIATE") as connection:
        yield connection


def make_private(path: Path) -> None:
    """Make the file, if there is none, for the eyes of its user only."""
    with errors.explained(f"The chats cannot be kept in {path}", mend=_ALLOW):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with suppress(FileExistsError):  # made by another meanwhile
                # Exclusively: to open and close a file that is there would end SQLite's locks.
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def _transaction(path: Path, begin: str) -> Iterator[sqlite3.Connection]:
    with FORM.explained(path), closing(FORM.connect(path)) as connection:
        FORM.bring_up(connection, path)
        with sqlite.transaction(connection, begin):
            yield connection


def _is_there(path: Path) -> bool:
    """Whether anything was kept: a file of no bytes is one that another process is making."""
    with errors.explained(f"The chats in {path} cannot be read", mend=_ALLOW):
        try:
            return path.stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False
