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

from corpus import errors
from corpus.errors import UserError

from .chat_migrations import STEPS

FILE = "chats.sqlite3"
_WAIT_SECONDS = 30.0  # for another writer; keeping one answer takes some milliseconds
_APPLICATION_ID = 0x466F6F43  # "FooC": tells our file from another program's


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
def explained(path: Path) -> Iterator[None]:
    """What a person can mend about the file, as UserError; all other errors as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        words = {
            sqlite3.SQLITE_NOTADB: ("is damaged, or holds no chats", RESTORE),
            sqlite3.SQLITE_CORRUPT: ("is damaged", RESTORE),
            sqlite3.SQLITE_BUSY: ("is being written by another program", "Try again in a minute."),
            sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Make room on the disk."),
            sqlite3.SQLITE_READONLY: ("cannot be written", _ALLOW),
            sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _ALLOW),
            sqlite3.SQLITE_IOERR: ("could not be read or written", "Check the disk it is on."),
        }.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)  # the primary code; 0 is Python's own
        if words is None:
            raise
        raise UserError(f"The file of the chats {path} {words[0]}.", mend=words[1]) from error


RESTORE = "Restore it from a backup, or move it away to begin without chats."
_ALLOW = "Check that you may write to its folder."


@contextmanager
def _transaction(path: Path, begin: str) -> Iterator[sqlite3.Connection]:
    with (
        explained(path),
        closing(sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection,
    ):
        _set_up(connection, path)
        connection.execute(begin)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # deleted is gone: overwritten with zeros
    if _version(connection, path) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another process may have done it while this one waited.
        for number, step in list(enumerate(STEPS, 1))[_version(connection, path) :]:
            step(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The number of the last step that the file has taken."""
    # In one statement: between two, another process may have made the tables.
    version, owner, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if owner != _APPLICATION_ID and (version or tables):
        raise UserError(
            f"The file {path} is the database of another program.",
            mend="Move it away, or choose another folder with --library.",
        )
    if version > len(STEPS):
        raise UserError(
            f"The chats in {path} were made by a newer Footnote.",
            mend="Update Footnote, or choose another folder with --library.",
        )
    return int(version)


def _is_there(path: Path) -> bool:
    """Whether anything was kept: a file of no bytes is one that another process is making."""
    with errors.explained(f"The chats in {path} cannot be read", mend=_ALLOW):
        try:
            return path.stat().st_size > 0
        except (FileNotFoundError, NotADirectoryError):
            return False
