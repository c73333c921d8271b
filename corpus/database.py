"""The SQLite file of the library: opened, checked, migrated, and changed one writer at a time."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from corpus import sqlite
from corpus.migrations import STEPS

FORM = sqlite.Form(
    name="The library",
    application_id=0x466F6F74,  # "Foot"
    steps=STEPS,
    restore="Restore it from a copy, or move it away and add the articles again.",
)


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
        with FORM.explained(path):
            connection = FORM.connect(path)
            try:
                _use_write_ahead_log(connection)
                FORM.bring_up(connection, path)
                connection.execute("SELECT count(*) FROM versions").fetchone()  # a torn file
                # From here on, and not while steps write digests: a damaged article can still be
                # listed and removed, and whoever shows or quotes a text looks at its digest.
                connection.text_factory = partial(str, encoding="utf-8", errors="replace")
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
        with self._turn, FORM.explained(self._path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with (
            self._turn,
            FORM.explained(self._path),
            sqlite.transaction(self._connection, begin) as connection,
        ):
            yield connection


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to the log that lets readers go on while one writes; kept in the file from then on."""
    last_try = time.monotonic() + sqlite.WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # Two that make the file at once: SQLite does not wait by itself for this switch.
            if sqlite.code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(0.02)
