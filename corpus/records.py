"""The rows behind the library: an Article goes into the tables, and comes out of them.

Every function works inside a transaction of its caller.
"""

import base64
import hashlib
import itertools
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from corpus.article import Article

CURRENT = "articles.version = versions.version"  # the condition for current versions only
# In place of a text: as much of it as a heading is made of, and that only where a heading needs it.
OPENING = "CASE WHEN versions.title IS NULL THEN substr(versions.text, 1, 400) ELSE '' END"

_ID_LENGTH = 10  # characters of 5 bits: one clash is to be expected among 40 million articles
_FACTS = ("title", "publisher", "author", "published", "language")
_COLUMNS = ("version", "added", "text", *_FACTS)  # what a version has of its own


@dataclass(frozen=True)
class Change:
    """What adding an article did, and the article as the library has it now."""

    outcome: Literal["added", "updated", "unchanged", "duplicate"]
    article: Article


def add(database: sqlite3.Connection, article: Article) -> Change:
    """What became of the article; its source is written down with it."""
    (source,) = article.sources
    mine = "number = (SELECT number FROM sources WHERE source = ?)"
    known = find_one(database, f"{mine} AND {CURRENT}", source)
    twin = find_one(database, f"digest = ? AND {CURRENT}", article.digest)
    if known and known.digest == article.digest:
        if known.sources[0] != source or _facts(known) == _facts(article):
            return Change("unchanged", known)
        return Change("updated", _new_version(database, known, article))
    if known and len(known.sources) == 1 and not twin:
        return Change("updated", _new_version(database, known, article))
    if known and len(known.sources) == 1:
        delete(database, known)  # its file has become a copy of another
    elif known:
        database.execute("DELETE FROM sources WHERE source = ?", (source,))
    if twin:
        _join(database, twin.id, source)
        return Change("duplicate", replace(twin, sources=(*twin.sources, source)))
    return Change("added", _new_article(database, article))


def delete(database: sqlite3.Connection, article: Article) -> None:
    """Take away every trace but the id: one that was given is never given to another text."""
    database.execute("INSERT INTO retired VALUES (?)", (article.id,))
    database.execute("DELETE FROM articles WHERE id = ?", (article.id,))


def find_one(database: sqlite3.Connection, where: str, *values: str | int) -> Article | None:
    """The first article that the condition holds for, or None."""
    found = find_all(database, f"{where} ORDER BY number LIMIT 1", *values)
    return found[0] if found else None


def find_all(
    database: sqlite3.Connection, where: str, *values: str | int, text: str = "versions.text"
) -> list[Article]:
    """The articles that the condition holds for; `text` is an SQL expression for their texts."""
    columns = ", ".join(text if name == "text" else f"versions.{name}" for name in _COLUMNS)
    rows = database.execute(
        f"SELECT number, id, {columns} FROM articles JOIN versions USING (number) WHERE {where}",
        values,
    ).fetchall()
    sources = _all_sources(database) if len(rows) > 1 else {}
    return [_article(row, sources.get(row[0]) or _sources(database, row[0])) for row in rows]


def storable(article: Article) -> Article:
    """The article without lone surrogates, which SQLite does not take (nor any encoding)."""
    stated = zip(_FACTS, _facts(article), strict=True)
    facts: dict[str, Any] = {name: fact and _encodable(fact) for name, fact in stated}
    sources = tuple(_encodable(source) for source in article.sources)
    return replace(article, text=_encodable(article.text), sources=sources, **facts)


def now() -> str:
    """The time, UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _new_article(database: sqlite3.Connection, article: Article) -> Article:
    new = replace(article, id=_new_id(database, article.sources[0]), version=1, added=now())
    database.execute("INSERT INTO articles (id, version) VALUES (?, ?)", (new.id, new.version))
    _insert_version(database, new)
    _join(database, new.id, new.sources[0])
    return new


def _new_version(database: sqlite3.Connection, old: Article, article: Article) -> Article:
    new = replace(article, sources=old.sources, id=old.id, version=old.version + 1, added=now())
    database.execute("UPDATE articles SET version = ? WHERE id = ?", (new.version, new.id))
    _insert_version(database, new)
    return new


def _insert_version(database: sqlite3.Connection, article: Article) -> None:
    values = [getattr(article, name) for name in _COLUMNS]
    places = ", ".join("?" * len(_COLUMNS))
    database.execute(
        f"INSERT INTO versions (number, digest, {', '.join(_COLUMNS)})"
        f" VALUES ((SELECT number FROM articles WHERE id = ?), ?, {places})",
        (article.id, article.digest, *values),
    )


def _join(database: sqlite3.Connection, article_id: str, source: str) -> None:
    number = "(SELECT number FROM articles WHERE id = ?)"
    database.execute(
        f"INSERT INTO sources (source, number) VALUES (?, {number})", (source, article_id)
    )


def _new_id(database: sqlite3.Connection, source: str) -> str:
    """A short name for the source, the same in every library unless it is taken there."""
    for attempt in itertools.count():
        seed = f"{source}\n{attempt}" if attempt else source
        code = base64.b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()
        taken = "SELECT id FROM articles WHERE id = :id UNION SELECT id FROM retired WHERE id = :id"
        if database.execute(taken, {"id": code[:_ID_LENGTH]}).fetchone() is None:
            break
    return code[:_ID_LENGTH]


def _sources(database: sqlite3.Connection, number: int) -> tuple[str, ...]:
    """The sources of the article, first added first."""
    select = "SELECT source FROM sources WHERE number = ? ORDER BY position"
    return tuple(row[0] for row in database.execute(select, (number,)))


def _all_sources(database: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """The sources of every article by its number: one question to SQLite, not one an article."""
    rows = database.execute("SELECT number, source FROM sources ORDER BY number, position")
    groups = itertools.groupby(rows, key=lambda row: int(row[0]))
    return {number: tuple(row[1] for row in group) for number, group in groups}


def _article(row: tuple[Any, ...], sources: tuple[str, ...]) -> Article:
    _, article_id, *values = row
    return Article(id=article_id, sources=sources, **dict(zip(_COLUMNS, values, strict=True)))


def _facts(article: Article) -> tuple[str | None, ...]:
    return tuple(getattr(article, name) for name in _FACTS)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()
