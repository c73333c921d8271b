"""The rows behind the library: an Article goes into the tables, and comes out of them.

Every function works inside a transaction of its caller. A new text waits to be linked to its
story (near_copies.py).
"""

import base64
import hashlib
import itertools
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from corpus.article import Article
from corpus.copies import source_key
from corpus.damage import mend
from corpus.near_copies import unlink

CURRENT = "articles.version = versions.version"  # the condition for current versions only
# In place of a text: as much of it as a heading is made of, and that only where a heading needs it.
OPENING_CHARACTERS = 400
OPENING = (
    "CASE WHEN versions.title IS NULL"
    f" THEN substr(versions.text, 1, {OPENING_CHARACTERS}) ELSE '' END"
)

_ID_LENGTH = 10  # characters of 5 bits: one clash is to be expected among 40 million articles
_STATED = (
    "title", "publisher", "author", "published", "published_from", "published_as", "language",
)  # fmt: skip
_FACTS = (*_STATED, "is_opinion", "is_teaser")
_COLUMNS = ("version", "added", "text", *_FACTS)  # what a version has of its own
_AT_PLACE = "SELECT number FROM sources WHERE key = ? AND part = ?"
_FEW = 100  # articles, whose sources are asked for one by one: quicker than reading all sources


@dataclass(frozen=True)
class Change:
    """What adding an article did, and the article as the library has it now."""

    outcome: Literal["added", "updated", "unchanged", "duplicate"]
    article: Article


@dataclass(frozen=True)
class _Place:
    """Where an article stands: the same for every address of one page."""

    key: str
    part: int


def add(database: sqlite3.Connection, article: Article) -> Change:
    """What became of the article; its source is written down with it.

    A text that says what a damaged one said mends it: the damaged article was updated.
    """
    is_mended = mend(database, article)
    change = _added(database, article)
    is_told = change.outcome != "unchanged" or not is_mended
    return change if is_told else replace(change, outcome="updated")


def _added(database: sqlite3.Connection, article: Article) -> Change:
    place = _Place(source_key(article.sources[0]), article.part)
    known = find_one(database, f"number = ({_AT_PLACE}) AND {CURRENT}", *_values(place))
    if known and known.digest == article.digest:
        is_its_own = _places(database, known)[0] == place
        is_same = known.text == article.text and _facts(known) == _facts(article)
        if is_same or not is_its_own:
            is_new_address = _join(database, known.id, article)
            return _change("duplicate" if is_new_address else "unchanged", database, known.id)
        return _change("updated", database, _new_version(database, known, article))
    twin = find_one(database, f"digest = ? AND {CURRENT}", article.digest)
    is_shared = known is not None and len(_places(database, known)) > 1
    if known and not is_shared and not twin:
        return _change("updated", database, _new_version(database, known, article))
    if known and not is_shared:
        delete(database, known)  # its file has become a copy of another
    elif known:
        database.execute("DELETE FROM sources WHERE key = ? AND part = ?", _values(place))
    if twin:
        _join(database, twin.id, article)
        return _change("duplicate", database, twin.id)
    return _change("added", database, _new_article(database, article))


def delete(database: sqlite3.Connection, article: Article) -> None:
    """Take away every trace but the id: one that was given is never given to another text."""
    number = _number(database, article.id)
    mine = "SELECT source FROM sources WHERE number = ?"
    # A file that lost an article is read anew when it is added again.
    database.execute(f"DELETE FROM seen WHERE source IN ({mine})", (number,))
    unlink(database, number)
    database.execute("INSERT INTO retired VALUES (?)", (article.id,))
    database.execute("DELETE FROM articles WHERE number = ?", (number,))


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
    sources = _all_sources(database) if len(rows) > _FEW else {}
    return [_article(row, sources.get(row[0]) or _sources(database, row[0])) for row in rows]


def storable(article: Article) -> Article:
    """The article without lone surrogates, which SQLite does not take (nor any encoding)."""
    stated = {name: getattr(article, name) for name in _STATED}
    facts: dict[str, Any] = {name: fact and _encodable(fact) for name, fact in stated.items()}
    sources = tuple(_encodable(source) for source in article.sources)
    return replace(article, text=_encodable(article.text), sources=sources, **facts)


def now() -> str:
    """The time, UTC, to the second, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _change(
    outcome: Literal["added", "updated", "unchanged", "duplicate"],
    database: sqlite3.Connection,
    article_id: str,
) -> Change:
    article = find_one(database, f"id = ? AND {CURRENT}", article_id)
    assert article is not None  # it was written in this transaction
    return Change(outcome, article)


def _new_article(database: sqlite3.Connection, article: Article) -> str:
    """The id of the article, which is new."""
    new = replace(article, id=_new_id(database, article), version=1, added=now())
    database.execute("INSERT INTO articles (id, version) VALUES (?, ?)", (new.id, new.version))
    _insert_version(database, new)
    _join(database, new.id, article)
    return new.id


def _new_version(database: sqlite3.Connection, old: Article, article: Article) -> str:
    """The id of the old article, which now reads as the other one."""
    new = replace(article, id=old.id, version=old.version + 1, added=now())
    database.execute("UPDATE articles SET version = ? WHERE id = ?", (new.version, new.id))
    _insert_version(database, new)
    _join(database, new.id, article)
    if new.text != old.text:
        unlink(database, _number(database, new.id))
    return new.id


def _insert_version(database: sqlite3.Connection, article: Article) -> None:
    values = [getattr(article, name) for name in _COLUMNS]
    places = ", ".join("?" * len(_COLUMNS))
    database.execute(
        f"INSERT INTO versions (number, digest, {', '.join(_COLUMNS)})"
        f" VALUES ((SELECT number FROM articles WHERE id = ?), ?, {places})",
        (article.id, article.digest, *values),
    )


def _join(database: sqlite3.Connection, article_id: str, article: Article) -> bool:
    """Whether the source of `article` is new to the one with the id; it is a source of it now."""
    (source,) = article.sources
    row = (source, article.part)
    where = "source = ? AND part = ?"
    known = database.execute(f"SELECT publisher FROM sources WHERE {where}", row).fetchone()
    if known is None:
        database.execute(
            "INSERT INTO sources (source, part, key, publisher, number) VALUES (?, ?, ?, ?, ?)",
            (*row, source_key(source), article.publisher, _number(database, article_id)),
        )
    elif known[0] != article.publisher:
        publisher = (article.publisher, *row)
        database.execute(f"UPDATE sources SET publisher = ? WHERE {where}", publisher)
    return known is None


def _new_id(database: sqlite3.Connection, article: Article) -> str:
    """A short name for the source and part, the same in every library unless it is taken there."""
    (source,) = article.sources
    place = source if article.part == 1 else f"{source}\npart {article.part}"
    for attempt in itertools.count():
        seed = f"{place}\n{attempt}" if attempt else place
        code = base64.b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()
        taken = "SELECT id FROM articles WHERE id = :id UNION SELECT id FROM retired WHERE id = :id"
        if database.execute(taken, {"id": code[:_ID_LENGTH]}).fetchone() is None:
            break
    return code[:_ID_LENGTH]


def _number(database: sqlite3.Connection, article_id: str) -> int:
    found = database.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
    return int(found[0])


def _values(place: _Place) -> tuple[str, int]:
    return place.key, place.part


def _places(database: sqlite3.Connection, article: Article) -> list[_Place]:
    """Where the article stands, first added first; its facts are those of the first place."""
    rows = database.execute(
        "SELECT key, part FROM sources WHERE number = ? GROUP BY key, part ORDER BY min(position)",
        (_number(database, article.id),),
    )
    return [_Place(*row) for row in rows]


def _sources(database: sqlite3.Connection, number: int) -> list[tuple[str, int]]:
    """The sources of the article with their parts, first added first."""
    select = "SELECT source, part FROM sources WHERE number = ? ORDER BY position"
    return database.execute(select, (number,)).fetchall()


def _all_sources(database: sqlite3.Connection) -> dict[int, list[tuple[str, int]]]:
    """The sources of every article by its number: one question to SQLite, not one an article."""
    rows = database.execute("SELECT number, source, part FROM sources ORDER BY number, position")
    groups = itertools.groupby(rows, key=lambda row: int(row[0]))
    return {number: [(row[1], row[2]) for row in group] for number, group in groups}


def _article(row: tuple[Any, ...], sources: list[tuple[str, int]]) -> Article:
    _, article_id, *values = row
    known = dict(zip(_COLUMNS, values, strict=True))
    known |= {name: bool(known[name]) for name in ("is_opinion", "is_teaser")}
    names = tuple(dict.fromkeys(source for source, _ in sources))  # one may hold it twice
    return Article(id=article_id, sources=names, part=sources[0][1], **known)


def _facts(article: Article) -> tuple[str | bool | None, ...]:
    return tuple(getattr(article, name) for name in _FACTS)


def _encodable(text: str) -> str:
    """The text without lone surrogates."""
    return text.encode("utf-8", "ignore").decode()
