"""Library: articles in SQLite, with their versions and sources, and what was refused and why.

Every change is one transaction, on disk when the method returns. Several threads may share one
Library, and several processes one file: a writer waits for the other.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from corpus.article import Article
from corpus.damage import Sound, is_damaged, refuse_damage
from corpus.database import Database
from corpus.errors import Refused, UserError, explained, printable
from corpus.near_copies import link_new, story_of, unlinked
from corpus.newest import newest_and_publishers, newest_first
from corpus.records import (
    CURRENT,
    OPENING,
    Change,
    add,
    delete,
    find_all,
    find_one,
    storable,
)
from corpus.seen import Seen
from corpus.sources import (
    Kept,
    held,
    keep,
    last_seen,
    outlets,
    refuse,
    refused,
    remember,
    source_named,
    take_away,
)

__all__ = ["Change", "Kept", "Library"]

_FILE = "library.sqlite3"
_ELSEWHERE = "Choose another one with --library."
_LINKED = 200  # articles linked in one transaction: half a second, for which another writer waits


class Library:
    """The articles of one folder."""

    def __init__(self, database: Database) -> None:
        """Use `Library.open`, which makes and checks the database."""
        self._database = database
        self._sound = Sound()

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

        A known place (a source, and a part of it) with another text or other facts is a new version
        of its article. A text that another source has already is no new article: the source joins
        that article, whose first source is the one that its facts come from. A source that shared
        an article and changes leaves it and becomes its own.
        """
        article = storable(article)
        (source,) = article.sources
        if not article.text.strip():
            raise UserError(f"{source} is empty.", mend="Add a file that has text in it.")
        with self._database.writing() as database:
            remember(database, source, None)
            refuse(database, source, ())
            change = add(database, article)
            link_new(database)
            return change

    def keep(
        self,
        source: str,
        found: Sequence[Article | Refused],
        *,
        seen: Seen | None = None,
    ) -> Kept:
        """What became of all that the source was read as; what it no longer holds is gone.

        An article that only moved to another part of the source keeps its id. A source of which
        not everything could be read keeps what it had, and so does a feed: its old entries leave
        it, and are no less true. `seen` is remembered where all could be used. What is new waits
        for `link`.
        """
        source = printable(source)  # only of what is refused it is not so already
        articles = [storable(one) for one in found if isinstance(one, Article)]
        unused = [one for one in found if isinstance(one, Refused)]
        with self._database.writing() as database:
            refuse(database, source, unused)
            remember(database, source, None if unused else seen)
            if not articles:
                return Kept((), ())
            is_whole = not unused and not any(one.is_entry for one in articles)
            return keep(database, source, articles, is_whole=is_whole)

    def link(self, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Nothing; every article that is new, changed or of an old release finds its story.

        `progress` is told how many are done, and of how many. Each group is a transaction: what
        is interrupted goes on from there the next time.
        """
        with self._database.reading() as database:
            total = unlinked(database)
        done = 0
        while done < total:
            progress(done, total)
            with self._database.writing() as database:
                linked = link_new(database, at_most=_LINKED)
            if not linked:  # another process did it
                break
            done += linked
        if total:
            progress(total, total)

    def unchanged(self, source: str, seen: Seen) -> list[Article]:
        """The articles of the source, without texts, if it was read whole as `seen` has it.

        None of them where a text is damaged: the source is read again, which mends it.
        """
        with self._database.reading() as database:
            known = last_seen(database, source)
            if known is None or (known.digest, known.reader) != (seen.digest, seen.reader):
                return []
            if is_damaged(database, source):
                return []
            articles = held(database, source)
            is_told = known == seen and not refused(database, source)
        if articles and not is_told:
            with self._database.writing() as database:
                refuse(database, source, ())
                remember(database, source, seen)
        return articles

    def last_seen(self, source: str) -> Seen | None:
        """The source as it was when it was last read whole; None if it was not."""
        with self._database.reading() as database:
            return last_seen(database, source)

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

    def forget(self) -> None:
        """Nothing; what is gone or replaced is wiped from the file's log too."""
        self._database.forget()

    def source_named(self, name: str) -> str | None:
        """The source of that name, path or address; UserError where several have the name."""
        with self._database.reading() as database:
            return source_named(database, name)

    def held(self, source: str) -> list[Article]:
        """The articles of the source, in order of part, without their texts (as `described`)."""
        with self._database.reading() as database:
            return held(database, source)

    def remove_source(self, source: str) -> list[Article]:
        """The articles that were in the source and nowhere else; now they are gone with it."""
        with self._database.writing() as database:
            gone = take_away(database, source)
        self._database.forget()
        return gone

    def story_of(self, article_id: str) -> tuple[str, ...]:
        """The ids of the articles of the same origin, itself among them, oldest first.

        Sentences may differ between them (near_copies.py).
        """
        with self._database.reading() as database:
            return story_of(database, article_id)

    def outlets(self, article_id: str) -> tuple[str, ...]:
        """Who has the story: publishers, or sites and files where none is known, oldest first."""
        with self._database.reading() as database:
            return outlets(database, article_id)

    def articles(self) -> list[Article]:
        """The current version of every article, in the order added; damage is not looked for."""
        with self._database.reading() as database:
            return find_all(database, f"{CURRENT} ORDER BY number")

    def described(self) -> list[Article]:
        """As `articles`, without the texts: for lists and for choosing among articles.

        `text` is empty, but for the opening of an untitled article, which its heading is made of.
        """
        with self._database.reading() as database:
            return find_all(database, f"{CURRENT} ORDER BY number", text=OPENING)

    def newest_first(self) -> list[str]:
        """The ids of all articles, the newest first; reads no text."""
        with self._database.reading() as database:
            return newest_first(database)

    def newest_and_publishers(self) -> tuple[str | None, frozenset[str]]:
        """The date of the newest article, if any has one, and who published any."""
        with self._database.reading() as database:
            return newest_and_publishers(database)

    def versions(self) -> list[tuple[str, int]]:
        """The id and current version of every article, in the order added; reads no text."""
        with self._database.reading() as database:
            return database.execute("SELECT id, version FROM articles ORDER BY number").fetchall()

    def get(self, article_id: str, version: int | None = None) -> Article | None:
        """The article in that version, or the current one; None if it is not there any more.

        Where the disk has changed its text, it has none, and `damage` says so.
        """
        with self._database.reading() as database:
            if version is None:
                article = find_one(database, f"id = ? AND {CURRENT}", article_id)
            else:
                where = "id = ? AND versions.version = ?"
                article = find_one(database, where, article_id, version)
            return article and self._sound.checked(database, article)

    def text(self, article_id: str, version: int) -> str | None:
        """The text of that version; None if it is not there any more; DamagedError if damaged."""
        article = self.get(article_id, version)
        if article and article.damage:
            raise article.damage
        return article.text if article else None

    def check(self) -> None:
        """Nothing, after a look at all of every text; DamagedError naming all that are damaged."""
        with self._database.reading() as database:
            refuse_damage(database)

    def count(self) -> int:
        """How many articles there are."""
        with self._database.reading() as database:
            return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])

    def refused(self) -> list[Refused]:
        """What could not be used when it was last tried, in order of source."""
        with self._database.reading() as database:
            return refused(database)

    def flag(self, name: str) -> bool:
        """Whether that was done once: a mark such as "samples loaded"."""
        with self._database.reading() as database:
            found = database.execute("SELECT 1 FROM flags WHERE name = ?", (name,)).fetchone()
        return found is not None

    def raise_flag(self, name: str) -> None:
        """Mark that as done; a second time changes nothing."""
        with self._database.writing() as database:
            database.execute("INSERT OR IGNORE INTO flags VALUES (?)", (name,))
