"""What is alike in our SQLite files: whose they are, how they are brought up, what goes wrong."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError

WAIT_SECONDS = 30.0  # for another writer; adding a text of 20 MB takes 0.2 s

_ALLOW = "Check that you may write to its folder."
_NO_TEXT = "Could not decode to UTF-8"  # Python's own error, which has no code
_TROUBLES = {
    sqlite3.SQLITE_BUSY: ("is being written by another program", "Try again when it is done."),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Make room on the disk."),
    sqlite3.SQLITE_READONLY: ("cannot be written", _ALLOW),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _ALLOW),
    sqlite3.SQLITE_IOERR: ("could not be read or written", "Check the disk it is on."),
}


@dataclass(frozen=True)
class Form:
    """One kind of file of ours."""

    name: str  # "The library", as messages call it
    application_id: int  # tells the file from another program's
    steps: Sequence[Callable[[sqlite3.Connection], None]]  # that bring it up to this release
    restore: str  # how a person mends a damaged one

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection that begins no transaction by itself; threads may take turns with it."""
        return sqlite3.connect(
            path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )

    def bring_up(self, connection: sqlite3.Connection, path: Path) -> None:
        """Make the connection a careful one, and take the steps that the file has not taken yet.

        All steps or none. Raises UserError for another program's file, and a newer release's.
        """
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # removed is gone: overwritten with zeros
        if self._version(connection, path) == len(self.steps):
            return
        with transaction(connection, "BEGIN IMMEDIATE"):
            # Asked again: another process may have done it while this one waited.
            for number in range(self._version(connection, path), len(self.steps)):
                self.steps[number](connection)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute(f"PRAGMA application_id = {self.application_id}")

    @contextmanager
    def explained(self, path: Path) -> Iterator[None]:
        """What a person can mend about the file, as UserError; all other errors as they are."""
        damaged = {
            sqlite3.SQLITE_NOTADB: ("is damaged, or is not Footnote's", self.restore),
            sqlite3.SQLITE_CORRUPT: ("is damaged", self.restore),
        }
        try:
            yield
        except sqlite3.DatabaseError as error:
            words = (damaged | _TROUBLES).get(code(error))
            if str(error).startswith(_NO_TEXT):
                words = damaged[sqlite3.SQLITE_CORRUPT]
            if words is None:
                raise
            raise UserError(f"{self.name} {path} {words[0]}.", mend=words[1]) from error

    def _version(self, connection: sqlite3.Connection, path: Path) -> int:
        """The number of the last step that the file has taken."""
        # In one statement: between two, another process may have made the tables.
        version, owner, tables = connection.execute(
            "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)"
            " FROM pragma_user_version, pragma_application_id"
        ).fetchone()
        if owner != self.application_id and (version or tables):
            raise UserError(
                f"The file {path} is the database of another program.",
                mend="Move it away, or choose another folder with --library.",
            )
        if version > len(self.steps):
            raise UserError(
                f"{self.name} {path} was made by a newer Footnote.",
                mend="Update Footnote, or choose another folder with --library.",
            )
        return int(version)


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[sqlite3.Connection]:
    """The connection in a transaction that ends with all its changes, or with none."""
    connection.execute(begin)
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def code(error: sqlite3.Error) -> int:
    """The primary code of SQLite's error; 0 for one that Python raised itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
