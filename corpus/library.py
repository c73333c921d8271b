"""Library: articles in SQLite, with their versions and sources, and what was refused and why.

Every change is one transaction, on disk when the method returns. Several threads may share one
Library, and several processes one file: a writer waits for the other.
"""

from pathlib import Path
from typing import Self

from corpus.article import Article
from corpus.database import Database
from corpus.errors import Refused, UserError, explained, printable
from corpus.records import (
    CURRENT,
    OPENING,
    Change,
    add,
    delete,
    find_all,
    find_one,
    now,
    storable,
)

__all__ = ["Change", "Library"]

_FILE = "library.sqlite3"
_ELSEWHERE = "Choose another one with --library."


class Library:
    """The articles of one folder."""

    def __init__(self, database: Database) -> None:
        """Use `Library.open`, which makes and checks the database."""
        self._database = database

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Library":
        """The library in the folder; UserError where there is none and none is to be made."""
        if not cls.is_in(folder):
            if not create:
                raise UserError(
                    f"There is no library in {folder} yet.",
                    mend="Add articles first: footnote add PATH",
                )
            with explained(f"The folder {folder} for the library cannot be made", mend=_ELSEWHERE):
                folder.mkdir(parents=True, exist_ok=True)
        return cls(Database.open(folder / _FILE))

    @staticmethod
    def is_in(folder: Path) -> bool:
        """Whether the folder holds a library; UserError where that cannot be seen."""
        with explained(f"The folder {folder} for the library cannot be used", mend=_ELSEWHERE):
            return (folder / _FILE).exists()

    def __enter__(self) -> Self:
        """The library itself, closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; the library cannot be used after."""
        self._database.close()

    def add(self, article: Article) -> Change:
        """What became of the article, which has one source: where it was read from.

        A known source with another text or other facts is a new version of its article. A text
        that another source has already is no new article: the source joins that article, whose
        first source is the one that its facts come from. A source that shared an article and
        changes leaves it and becomes its own.
        """
        article = storable(article)
        (source,) = article.sources
        if not article.text.strip():
            raise UserError(f"{source} is empty.", mend="Add a file that has text in it.")
        with self._database.writing() as database:
            database.execute("DELETE FROM refused WHERE source = ?", (source,))
            return add(database, article)

    def remove(self, article_id: str) -> Article:
        """The article that was there; now it is gone in all its versions, with its sources."""
        with self._database.writing() as database:
            article = find_one(database, f"id = ? AND {CURRENT}", article_id)
            if article is None:
                raise UserError(
                    f"There is no article {printable(article_id)} in the library.",
                    mend="See the articles and their names with: footnote list",
                )
            delete(database, article)
        self._database.forget()
        return article

    def articles(self) -> list[Article]:
        """The current version of every article, in the order added."""
        with self._database.reading() as database:
            return find_all(database, f"{CURRENT} ORDER BY number")

    def described(self) -> list[Article]:
        """As `articles`, without the texts: for lists and for choosing among articles.

        `text` is empty, but for the opening of an untitled article, which its heading is made of.
        """
        with self._database.reading() as database:
            return find_all(database, f"{CURRENT} ORDER BY number", text=OPENING)

    def versions(self) -> list[tuple[str, int]]:
        """The id and current version of every article, in the order added; reads no text."""
        with self._database.reading() as database:
            return database.execute("SELECT id, version FROM articles ORDER BY number").fetchall()

    def get(self, article_id: str, version: int | None = None) -> Article | None:
        """The article in that version, or the current one; None if it is not there any more."""
        with self._database.reading() as database:
            if version is None:
                return find_one(database, f"id = ? AND {CURRENT}", article_id)
            return find_one(database, "id = ? AND versions.version = ?", article_id, version)

    def text(self, article_id: str, version: int) -> str | None:
        """The text of that version; None if it is not there any more."""
        article = self.get(article_id, version)
        return article.text if article else None

    def count(self) -> int:
        """How many articles there are."""
        with self._database.reading() as database:
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])

    def refuse(self, source: str, reason: str, mend: str) -> None:
        """Remember that a source could not be used; adding it later forgets that."""
        row = (printable(source), reason, mend, now())
        with self._database.writing() as database:
            database.execute("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?)", row)

    def refused(self) -> list[Refused]:
        """What could not be used when it was last tried, in order of source."""
        with self._database.reading() as database:
            rows = database.execute("SELECT * FROM refused ORDER BY source").fetchall()
        return [Refused(*row) for row in rows]

    def flag(self, name: str) -> bool:
        """Whether that was done once: a mark such as "samples loaded"."""
        with self._database.reading() as database:
            found = database.execute("SELECT 1 FROM flags WHERE name = ?", (name,)).fetchone()
        return found is not None

    def raise_flag(self, name: str) -> None:
        """Mark that as done; a second time changes nothing."""
        with self._database.writing() as database:
            database.execute("INSERT OR IGNORE INTO flags VALUES (?)", (name,))
