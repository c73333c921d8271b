"""The tables of the library, by numbered steps.

`PRAGMA user_version` says how many steps a file has taken. A step is never edited once released:
a change to the tables is a new function at the end.

The second step calls `text_digest` and `source_key` as they are now, and no copies of them: what
it writes is compared with what they give for the next file that is added. When one of them is to
give something else, a new step writes all digests or keys anew, for every library; a library that
takes both steps at once is then as one that took them a year apart.
"""

import sqlite3
from collections.abc import Callable

from corpus.copies import source_key, text_digest


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


def _parts_and_stories(database: sqlite3.Connection) -> None:
    for statement in (
        "ALTER TABLE versions ADD COLUMN published_from TEXT",
        "ALTER TABLE versions ADD COLUMN published_as TEXT",
        "ALTER TABLE versions ADD COLUMN is_opinion INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE versions ADD COLUMN is_teaser INTEGER NOT NULL DEFAULT 0",
        # A source may hold several articles; `key` is the same for all addresses of one page.
        """CREATE TABLE new_sources (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            source TEXT NOT NULL,
            part INTEGER NOT NULL CHECK (part >= 1),
            key TEXT NOT NULL,
            publisher TEXT,
            number INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
            UNIQUE (source, part)
        )""",
        """INSERT INTO new_sources (position, source, part, key, publisher, number)
            SELECT position, source, 1, source,
                (SELECT publisher FROM articles JOIN versions USING (number, version)
                    WHERE articles.number = sources.number),
                number
            FROM sources""",
        "DROP TABLE sources",
        "ALTER TABLE new_sources RENAME TO sources",
        "CREATE INDEX sources_by_article ON sources (number)",
        "CREATE INDEX sources_by_key ON sources (key, part)",
        # Several parts of one source may be refused, each by its own name: `origin` is what was
        # read.
        """CREATE TABLE new_refused (
            position INTEGER PRIMARY KEY,
            origin TEXT NOT NULL,
            source TEXT NOT NULL,
            reason TEXT NOT NULL,
            mend TEXT NOT NULL,
            "when" TEXT NOT NULL
        )""",
        """INSERT INTO new_refused (origin, source, reason, mend, "when")
            SELECT source, source, reason, mend, "when" FROM refused""",
        "DROP TABLE refused",
        "ALTER TABLE new_refused RENAME TO refused",
        "CREATE INDEX refused_by_origin ON refused (origin)",
        # The files as they were when they were read (seen.py).
        """CREATE TABLE seen (
            source TEXT PRIMARY KEY,
            stamp TEXT NOT NULL,
            digest TEXT NOT NULL,
            reader TEXT NOT NULL
        )""",
        # The story is named by the number of an article in it; both are NULL until it is looked for
        # (near_copies.py). A band that two articles share shows that they may be one story.
        "ALTER TABLE articles ADD COLUMN story INTEGER",
        "ALTER TABLE articles ADD COLUMN signature BLOB",
        "CREATE INDEX articles_by_story ON articles (story)",
        "CREATE INDEX articles_unsigned ON articles (number) WHERE signature IS NULL",
        """CREATE TABLE bands (
            band INTEGER NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (band, number)
        ) WITHOUT ROWID""",
    ):
        database.execute(statement)
    # Digests were those of the bytes; one text at a time, as all may not fit in memory.
    versions = database.execute("SELECT rowid FROM versions").fetchall()
    for (row,) in versions:
        (text,) = database.execute("SELECT text FROM versions WHERE rowid = ?", (row,)).fetchone()
        database.execute("UPDATE versions SET digest = ? WHERE rowid = ?", (text_digest(text), row))
    addresses = database.execute("SELECT source FROM sources WHERE source LIKE '%://%'").fetchall()
    for (source,) in addresses:
        database.execute(
            "UPDATE sources SET key = ? WHERE source = ?", (source_key(source), source)
        )


STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first_tables, _parts_and_stories)
