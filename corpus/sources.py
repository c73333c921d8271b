"""All that one source holds: kept when it is read, looked up, taken away.

Every function works inside a transaction of its caller.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.article import Article, source_name
from corpus.copies import source_key
from corpus.errors import Refused, UserError, printable
from corpus.parts import Part, match
from corpus.records import CURRENT, OPENING, Change, add, delete, find_all, find_one, now
from corpus.seen import Seen

_AWAY = 1_000_000_000  # more parts than any source has


@dataclass(frozen=True)
class Kept:
    """What became of all that a source was read as, and the articles that it holds no more."""

    changes: tuple[Change, ...]
    gone: tuple[Article, ...]


def keep(
    database: sqlite3.Connection, source: str, articles: Sequence[Article], *, is_whole: bool
) -> Kept:
    """What became of the articles, which are now all that the source holds, if that is whole."""
    key = source_key(source)
    rows = database.execute(
        "SELECT DISTINCT part, digest, title, text FROM sources JOIN articles USING (number)"
        " JOIN versions USING (number, version) WHERE key = ? ORDER BY part",
        (key,),
    )
    old = [Part(*row) for row in rows]
    new = [Part(one.part, one.digest, one.title, one.text) for one in articles]
    places = match(old, new)
    gone: list[Article] = []
    if any(before != after for after, before in places.items()) or len(places) < len(old):
        # By way of numbers that no part has, since two parts may have changed places.
        database.execute("UPDATE sources SET part = part + ? WHERE key = ?", (_AWAY, key))
        for after, before in places.items():
            move = "UPDATE sources SET part = ? WHERE key = ? AND part = ?"
            database.execute(move, (after, key, before + _AWAY))
        if is_whole:
            gone = _take(database, "key = ? AND part > ?", key, _AWAY)
        else:  # behind the others, in their order
            last = max(one.part for one in articles)
            rest = sorted({one.part for one in old} - {*places.values()})
            for number, part in enumerate(rest, start=last + 1):
                move = "UPDATE sources SET part = ? WHERE key = ? AND part = ?"
                database.execute(move, (number, key, part + _AWAY))
    return Kept(tuple(add(database, article) for article in articles), tuple(gone))


def held(database: sqlite3.Connection, source: str) -> list[Article]:
    """The articles of the source, in order of part, without their texts (as `described`)."""
    rows = database.execute(
        "SELECT number FROM sources WHERE key = ? GROUP BY number ORDER BY min(part)",
        (source_key(source),),
    )
    where = f"number = ? AND {CURRENT}"
    return [
        article
        for (number,) in rows.fetchall()
        for article in find_all(database, where, number, text=OPENING)
    ]


def outlets(database: sqlite3.Connection, article_id: str) -> tuple[str, ...]:
    """Who has the article's story: publishers, or sites and files where none is known."""
    rows = database.execute(
        "SELECT publisher, source FROM sources JOIN articles USING (number) WHERE id = :id"
        " OR story = (SELECT story FROM articles WHERE id = :id) ORDER BY position",
        {"id": article_id},
    )
    return tuple(dict.fromkeys(publisher or _outlet(source) for publisher, source in rows))


def take_away(database: sqlite3.Connection, source: str) -> list[Article]:
    """The articles that are gone with the source; those that others hold too stay."""
    database.execute("DELETE FROM seen WHERE source = ?", (source,))
    refuse(database, source, ())
    return _take(database, "key = ?", source_key(source))


def source_named(database: sqlite3.Connection, name: str) -> str | None:
    """The source that people call by that name; UserError where there are several."""
    rows = database.execute("SELECT source FROM sources GROUP BY key ORDER BY min(position)")
    sources = [source for (source,) in rows]
    exact = [source for source in sources if source_key(source) == source_key(name)]
    found = exact or [source for source in sources if source_name(source) == name]
    if len(found) > 1:
        raise UserError(
            f"{len(found)} files are called {printable(name)}: {', '.join(found)}.",
            mend="Give the whole path of the one that is meant.",
        )
    return found[0] if found else None


def last_seen(database: sqlite3.Connection, source: str) -> Seen | None:
    """The source as it was when it was last read whole; None if it was not."""
    select = "SELECT stamp, digest, reader FROM seen WHERE source = ?"
    row = database.execute(select, (source,)).fetchone()
    return Seen(*row) if row else None


def remember(database: sqlite3.Connection, source: str, seen: Seen | None) -> None:
    """Writes down how the source was when it was read; None: it is to be read the next time."""
    if seen is None:
        database.execute("DELETE FROM seen WHERE source = ?", (source,))
    elif seen != last_seen(database, source):
        row = (source, seen.stamp, seen.digest, seen.reader)
        database.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", row)


def refuse(database: sqlite3.Connection, origin: str, found: Sequence[Refused]) -> None:
    """Writes down what of a source could not be used, in place of what was said of it before."""
    origin = printable(origin)
    database.execute("DELETE FROM refused WHERE origin = ?", (origin,))
    when = now()
    database.executemany(
        'INSERT INTO refused (origin, source, reason, mend, "when") VALUES (?, ?, ?, ?, ?)',
        [(origin, printable(one.source), one.reason, one.mend, when) for one in found],
    )


def refused(database: sqlite3.Connection, origin: str | None = None) -> list[Refused]:
    """What could not be used of that source, or of any, in order of source."""
    rows = database.execute(
        'SELECT source, reason, mend, "when" FROM refused'
        " WHERE :origin IS NULL OR origin = :origin ORDER BY origin, position",
        {"origin": origin},
    )
    return [Refused(*row) for row in rows]


def _outlet(source: str) -> str:
    """What a source without a publisher is called: the site, or the file."""
    return urlsplit(source).hostname or source if "://" in source else source_name(source)


def _take(database: sqlite3.Connection, where: str, *values: str | int) -> list[Article]:
    """The articles that no source holds any more, once those rows of sources are away."""
    rows = database.execute(f"SELECT DISTINCT number FROM sources WHERE {where}", values).fetchall()
    others = f"SELECT 1 FROM sources WHERE number = ? AND NOT ({where})"
    gone = []
    for (number,) in rows:
        article = find_one(database, f"number = ? AND {CURRENT}", number)
        if article is not None and not database.execute(others, (number, *values)).fetchone():
            delete(database, article)
            gone.append(article)
    database.execute(f"DELETE FROM sources WHERE {where}", values)
    return gone
