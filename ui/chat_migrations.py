"""The tables of the chats, by numbered steps.

`PRAGMA user_version` says how many steps a file has taken. A step is never edited once released:
a change to the tables is a new function at the end.
"""

import sqlite3
from collections.abc import Callable


def _first_tables(database: sqlite3.Connection) -> None:
    for statement in (
        # `folded` is what searches look in: SQLite itself knows the small letters of English only.
        """CREATE TABLE chats (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL,
            title TEXT NOT NULL,
            folded TEXT NOT NULL,
            created TEXT NOT NULL,
            changed TEXT NOT NULL
        )""",
        "CREATE INDEX chats_by_owner ON chats (owner, changed)",
        "CREATE INDEX chats_by_change ON chats (changed)",
        """CREATE TABLE turns (
            chat INTEGER NOT NULL REFERENCES chats ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 0),
            turn TEXT NOT NULL,
            folded TEXT NOT NULL,
            PRIMARY KEY (chat, number)
        )""",
        """CREATE TABLE ratings (
            chat INTEGER NOT NULL,
            number INTEGER NOT NULL,
            is_good INTEGER NOT NULL CHECK (is_good IN (0, 1)),
            reason TEXT,
            note TEXT NOT NULL,
            "when" TEXT NOT NULL,
            PRIMARY KEY (chat, number),
            FOREIGN KEY (chat, number) REFERENCES turns ON DELETE CASCADE
        )""",
    ):
        database.execute(statement)


def _ratings_by_reader(database: sqlite3.Connection) -> None:
    """Whoever has the link of a chat may rate its answers, each for themselves."""
    for statement in (
        "ALTER TABLE ratings RENAME TO ratings_before",
        """CREATE TABLE ratings (
            chat INTEGER NOT NULL,
            number INTEGER NOT NULL,
            reader TEXT NOT NULL,
            is_good INTEGER NOT NULL CHECK (is_good IN (0, 1)),
            reason TEXT,
            note TEXT NOT NULL,
            "when" TEXT NOT NULL,
            PRIMARY KEY (chat, number, reader),
            FOREIGN KEY (chat, number) REFERENCES turns ON DELETE CASCADE
        )""",
        """INSERT INTO ratings
            SELECT chat, ratings_before.number, owner, is_good, reason, note, "when"
            FROM ratings_before JOIN chats ON chats.number = chat""",
        "DROP TABLE ratings_before",
    ):
        database.execute(statement)


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_tables, _ratings_by_reader)
