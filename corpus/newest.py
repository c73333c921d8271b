"""Which articles are the newest, and who published any: told from what stands before the texts."""

import sqlite3

_CURRENT = "articles JOIN versions USING (number, version)"


def newest_first(database: sqlite3.Connection) -> list[str]:
    """The ids of all articles, the newest first: by date, or by when they were added."""
    order = "coalesce(nullif(published, ''), added) DESC, number"
    return [row[0] for row in database.execute(f"SELECT id FROM {_CURRENT} ORDER BY {order}")]


def newest_and_publishers(database: sqlite3.Connection) -> tuple[str | None, frozenset[str]]:
    """The date of the newest article, ISO 8601, None where none has one; and all publishers."""
    rows = database.execute(
        f"SELECT publisher, max(published) FROM {_CURRENT} GROUP BY publisher"
    ).fetchall()
    newest = max((day for _, day in rows if day), default=None)
    return newest, frozenset(name for name, _ in rows if name)
