"""The tables of the library, by numbered steps.

`PRAGMA user_version` says how many steps a file has taken. A step is never edited once released:
a change to the tables is a new function at the end.
"""

import sqlite3
from collections.abc import Callable


def _first_tables(database: sqlite3.Connection) -> None:
    for statement in (
        # AUTOINCREMENT: `number` is the order added, also after the newest one was removed.
        """CREATE TABLE articles (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL CHECK (version >= 1)
        )""",
        """CREATE TABLE versions (
            number INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            version INTEGER NOT NULL,
            digest TEXT NOT NULL,
            title TEXT,
            publisher TEXT,
            author TEXT,
            published TEXT,
            language TEXT,
            added TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (number, version)
        )""",
        "CREATE INDEX versions_by_digest ON versions (digest)",
        """CREATE TABLE sources (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL UNIQUE,
            number INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE
        )""",
        "CREATE INDEX sources_by_article ON sources (number)",
        "CREATE TABLE retired (id TEXT PRIMARY KEY)",  # ids of removed articles, not given again
        """CREATE TABLE refused (
            source TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            mend TEXT NOT NULL,
            "when" TEXT NOT NULL
        )""",
        "CREATE TABLE flags (name TEXT PRIMARY KEY)",
    ):
        database.execute(statement)


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_tables,)
