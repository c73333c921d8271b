"""The SQLite file of the library: opened, checked, migrated, and changed one writer at a time."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError
from corpus.migrations import STEPS

_WAIT_SECONDS = 30.0  # for another writer; adding a text of 20 MB takes 0.2 s
_APPLICATION_ID = 0x466F6F74  # "Foot": tells our file from another program's


class Database:
    """One connection that threads take turns with; readers of other processes do not wait."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use `Database.open`, which sets the connection up."""
        self._path = path
        self._connection = connection
        self._turn = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> "Database":
        """The database of the file, made where there is none, brought up to this release.

        Raises UserError for a file that is no database, is damaged, is another program's or comes
        from a newer release.
        """
        with _explained(path):
            connection = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                _set_up(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._turn:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the library, whatever others write meanwhile."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are all on disk at the end, or not made at all."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def forget(self) -> None:
        """Wipe what was deleted from the write-ahead log too, unless somebody is reading it."""
        with self._turn, _explained(self._path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._turn, _explained(self._path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # removed is gone: overwritten with zeros
    if _version(connection, path) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked again: another process may have done it while this one waited.
            for number, step in list(enumerate(STEPS, 1))[_version(connection, path) :]:
                step(connection)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    connection.execute("SELECT count(*) FROM versions").fetchone()  # a torn file shows here


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to the log that lets readers go on while one writes; kept in the file from then on."""
    last_try = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Two that make the file at once: SQLite does not wait by itself for this switch.
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(0.02)


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
            f"The library {path} was made by a newer Footnote.",
            mend="Update Footnote, or choose another folder with --library.",
        )
    return int(version)


def _code(error: sqlite3.Error) -> int:
    """The primary code of SQLite's error; 0 for one that Python raised itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """What a person can mend about the file, as UserError; all other errors as they are."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        words = {
            sqlite3.SQLITE_NOTADB: ("is damaged, or no library", _RESTORE),
            sqlite3.SQLITE_CORRUPT: ("is damaged", _RESTORE),
            sqlite3.SQLITE_BUSY: (
                "is being written by another program",
                "Try again when it is done.",
            ),
            sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Make room on the disk."),
            sqlite3.SQLITE_READONLY: ("cannot be written", _ALLOW),
            sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _ALLOW),
            sqlite3.SQLITE_IOERR: ("could not be read or written", "Check the disk it is on."),
        }.get(_code(error))
        if words is None:
            raise
        raise UserError(f"The library {path} {words[0]}.", mend=words[1]) from error


_RESTORE = "Restore it from a copy, or move it away and add the articles again."
_ALLOW = "Check that you may write to its folder."
