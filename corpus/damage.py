"""Texts that are no longer as they were written: told, never quoted, and mended by their file.

A disk that rots may turn a figure into another one, in a file that SQLite finds whole. So the
digest that each text was kept with is held against it. That digest is the one that tells copies
(copies.py): it says nothing of white space, of marks without width and of Unicode form.
"""

import shlex
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.article import Article, source_name
from corpus.copies import source_key, text_digest
from corpus.errors import DamagedError


class Sound:
    """The texts that were found to say what they said when they were written."""

    def __init__(self) -> None:
        """None of them yet."""
        self._found: dict[tuple[str, int], int] = {}

    def checked(self, database: sqlite3.Connection, article: Article) -> Article:
        """The article; without its text, and with its `damage`, where the text is another one.

        Its digest is worked out once, for as long as the row has the same text in this process.
        """
        key, mark = (article.id, article.version), hash(article.text)
        if self._found.get(key) == mark:
            return article
        digest, newest = database.execute(
            "SELECT digest, articles.version FROM versions JOIN articles USING (number)"
            " WHERE id = ? AND versions.version = ?",
            key,
        ).fetchone()
        if digest != text_digest(article.text):
            bad = _Bad(article.id, article.sources[0], is_current=article.version == newest)
            return replace(article, text="", damage=_told([bad]))
        self._found[key] = mark
        return article


def refuse_damage(database: sqlite3.Connection) -> None:
    """Nothing, after a look at every text; DamagedError naming the articles that are damaged."""
    rows = database.execute(
        "SELECT id, articles.version = versions.version, digest, text,"
        " (SELECT source FROM sources WHERE number = articles.number ORDER BY position LIMIT 1)"
        " FROM versions JOIN articles USING (number) ORDER BY number"
    )
    bad = [
        _Bad(name, source, is_current=bool(is_current))
        for name, is_current, digest, text, source in rows
        if digest != text_digest(text)
    ]
    if bad:
        raise _told(bad)


def is_damaged(database: sqlite3.Connection, source: str) -> bool:
    """Whether the text of an article is damaged that the source holds."""
    rows = database.execute(
        "SELECT DISTINCT digest, text FROM sources JOIN articles USING (number)"
        " JOIN versions USING (number, version) WHERE key = ?",
        (source_key(source),),
    )
    return any(digest != text_digest(text) for digest, text in rows)


def mend(database: sqlite3.Connection, article: Article) -> bool:
    """Whether damaged texts said what the article says; they are written anew.

    In place where they took as many bytes, as all do of which bits were turned: what was found in
    them is where it was. Otherwise as a new version, for which passages are made anew.
    """
    size = len(article.text.encode())
    rows = database.execute(
        "SELECT versions.rowid, number, articles.version = versions.version,"
        " length(CAST(text AS BLOB)), text FROM versions JOIN articles USING (number)"
        " WHERE digest = ?",
        (article.digest,),
    ).fetchall()
    bad = [row[:4] for row in rows if text_digest(row[4]) != article.digest]
    for row, number, is_current, bytes_kept in bad:
        database.execute("UPDATE versions SET text = ? WHERE rowid = ?", (article.text, row))
        if is_current and bytes_kept != size:
            database.execute("UPDATE versions SET version = version + 1 WHERE rowid = ?", (row,))
            database.execute(
                "UPDATE articles SET version = version + 1 WHERE number = ?", (number,)
            )
    return bool(bad)


@dataclass(frozen=True)
class _Bad:
    """A damaged text: of which article, where that was read, whether it is its current text."""

    article: str
    source: str
    is_current: bool


def _told(bad: Sequence[_Bad]) -> DamagedError:
    """What is damaged, and how it is mended: by the file, which has what is current only."""
    named = {one.article: f"{one.article} ({source_name(one.source)})" for one in bad}
    if len(named) == 1:
        what = f"The article {named[bad[0].article]} is damaged: its text is not as it was written."
    else:
        what = f"{len(named)} articles are damaged, not as they were written: "
        what += f"{', '.join(named.values())}."
    old = {one.article: one.source for one in bad if not one.is_current}
    new = {one.article: one.source for one in bad if one.article not in old}
    mends = []
    if new:
        them = "its file" if len(new) == 1 else "their files"
        mends.append(f"Add {them} again: {_add(new.values())}")
        mends.append(f"where a file is lost: footnote remove {' '.join(new)}")
    if old:
        # Of its earlier versions a file has nothing any more.
        mends.append(
            f"take out what has a damaged earlier version: footnote remove {' '.join(old)}"
        )
        mends.append(f"then add it again: {_add(old.values())}")
    told = "; ".join(mends)
    return DamagedError(what, mend=told[:1].upper() + told[1:])


def _add(sources: Iterable[str]) -> str:
    """The command that reads these sources."""
    named = [*dict.fromkeys(sources)]
    option = "--allow-url " if any("://" in source for source in named) else ""
    return f"footnote add {option}{shlex.join(named)}"
