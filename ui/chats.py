"""Chats: conversations in SQLite, each with an id that cannot be guessed, and readers' feedback.

There is no login. A chat is listed for its owner only (a token that the page gives each browser),
and whoever has its id may read it. Nothing is written before the first answer is kept.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import UserError
from corpus.library import Library
from rag.answer import Turn

from . import chat_records as records
from .chat_database import FILE, FORM, reading, writing
from .chat_records import Chat, Feedback, Rated, Reason, new_id, plain

__all__ = ["Chat", "Chats", "Feedback", "Rated", "Reason", "new_id", "strip_removed"]

MAX_NOTE = 2_000  # characters of a note on an answer, as many as a question may have


class Chats:
    """The chats in one folder. Safe to share between threads and processes; holds no file open."""

    def __init__(self, path: Path, *, keep_days: int | None = None) -> None:
        """Use `Chats.open`, which checks the file."""
        self._path = path
        self._keep_days = keep_days

    @classmethod
    def open(cls, folder: Path, *, keep_days: int | None = None) -> "Chats":
        """The chats of the folder; those not changed for `keep_days` days are deleted, now and on.

        Raises UserError for a file that is damaged, another program's or of a newer release.
        """
        chats = cls(folder / FILE, keep_days=keep_days)
        with reading(chats._path) as database:
            if database is not None:  # a torn file shows here
                database.execute("SELECT count(*), count(turn) FROM turns").fetchone()
        if keep_days is not None:
            chats.forget(days=keep_days)
        return chats

    def find(self, chat_id: str) -> Chat | None:
        """The chat of that id, whoever asks; None where there is none."""
        with reading(self._path) as database:
            return None if database is None else records.find_one(database, plain(chat_id))

    def turns(self, chat_id: str) -> tuple[Turn, ...]:
        """What was asked and answered, oldest first; nothing for an unknown id."""
        with reading(self._path) as database:
            found = [] if database is None else records.find_turns(database, plain(chat_id))
        return tuple(self._read(each) for each in found)

    def keep(self, chat_id: str, turn: Turn, *, number: int | None, owner: str) -> None:
        """Keep a turn in its place, from 0: what was in that place and all after it goes.

        Number 0 makes the chat, titled by its first question. None is the place after all others,
        also those that another window has added. Raises UserError where the chat is somebody
        else's, or where the turn before is gone: deleted in another window.
        """
        chat_id, owner, when = plain(chat_id), plain(owner), records.now()
        title = records.as_title(turn.question)
        with writing(self._path) as database:
            chat = _own(database, chat_id, owner)
            if number is None:
                number = chat.questions if chat else -1
            if not 0 <= number <= (chat.questions if chat else 0):
                raise UserError(
                    "The earlier questions of this chat were deleted in another window.",
                    mend="Start a new chat.",
                )
            if chat is None:
                database.execute(
                    "INSERT INTO chats (id, owner, title, folded, created, changed)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (chat_id, owner, title, records.folded(title), when, when),
                )
            elif number == 0 and chat.title == self._title(database, chat_id):
                records.rename(database, chat_id, title)
            database.execute(
                "DELETE FROM turns WHERE number >= ?"
                " AND chat = (SELECT number FROM chats WHERE id = ?)",
                (number, chat_id),
            )
            database.execute(
                "INSERT INTO turns SELECT number, ?, ?, ? FROM chats WHERE id = ?",
                (number, records.written(turn), records.searched(turn), chat_id),
            )
            database.execute("UPDATE chats SET changed = ? WHERE id = ?", (when, chat_id))
            if self._keep_days is not None:  # here too, since a server may run for months
                records.forget(database, days=self._keep_days)

    def listed(self, owner: str, words: str = "", *, limit: int = 50) -> list[Chat]:
        """The owner's chats, newest change first; with `words`, those that have every one.

        Words are looked for in the title, the questions and the answers, in capitals or not.
        """
        wanted = json.dumps(records.folded(words).split())
        with reading(self._path) as database:
            if database is None:
                return []
            rows = database.execute(
                f"{records.CHATS} WHERE owner = ? AND {records.HAS_WORDS}"
                " ORDER BY changed DESC, number DESC LIMIT ?",
                (plain(owner), wanted, limit),
            )
            return [Chat(*row) for row in rows]

    def rename(self, chat_id: str, title: str, *, owner: str) -> None:
        """Give one's own chat another title; UserError for an empty one."""
        title = records.as_title(title)
        with self._changing(chat_id) as database:
            _own(database, plain(chat_id), plain(owner))
            records.rename(database, plain(chat_id), title)

    def delete(self, chat_id: str, *, owner: str) -> None:
        """Delete one's own chat, with its feedback: its words are then in no file of ours."""
        if self.find(chat_id) is None:  # deleted in another window, which is just as well
            return
        with writing(self._path) as database:
            _own(database, plain(chat_id), plain(owner))
            database.execute("DELETE FROM chats WHERE id = ?", (plain(chat_id),))

    def copy(self, chat_id: str, *, owner: str) -> str:
        """The id of a copy that is the owner's, to go on with; feedback is not copied."""
        fresh, when = new_id(), records.now()
        with self._changing(chat_id) as database:
            made = database.execute(
                "INSERT INTO chats (id, owner, title, folded, created, changed)"
                " SELECT ?, ?, title, folded, ?, ? FROM chats WHERE id = ?",
                (fresh, plain(owner), when, when, plain(chat_id)),
            )
            database.execute(
                "INSERT INTO turns SELECT ?, turns.number, turn, turns.folded"
                " FROM turns JOIN chats ON chats.number = chat WHERE id = ?",
                (made.lastrowid, plain(chat_id)),
            )
        return fresh

    def rate(self, chat_id: str, number: int, feedback: Feedback | None, *, reader: str) -> None:
        """Keep what a reader thinks of an answer, in place of what they did; None takes it back.

        Whoever has the chat's id may, each for themselves: `reader` is their token, as an owner's.

        Raises UserError where there is no such answer, and for a note that is a document.
        """
        if feedback and len(feedback.note) > MAX_NOTE:
            raise UserError(
                f"The note has {len(feedback.note):,} characters.",
                mend=f"Write at most {MAX_NOTE:,} characters.",
            )
        with self._changing(chat_id) as database:
            turns = records.find_turns(database, plain(chat_id))
            if not 0 <= number < len(turns) or self._read(turns[number]).answer is None:
                raise UserError("This answer is not kept any more.", mend="Load the page again.")
            (chat,) = database.execute(
                "SELECT number FROM chats WHERE id = ?", (plain(chat_id),)
            ).fetchone()
            place = (chat, number, plain(reader))
            database.execute(
                "DELETE FROM ratings WHERE chat = ? AND number = ? AND reader = ?", place
            )
            if feedback is not None:
                thought = (feedback.is_good, feedback.reason, plain(feedback.note))
                database.execute(
                    "INSERT INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (*place, *thought, records.now()),
                )

    def ratings(self, chat_id: str, *, reader: str) -> dict[int, Feedback]:
        """What that reader thinks of the answers of a chat, by the number of their turn."""
        with reading(self._path) as database:
            if database is None:
                return {}
            rows = database.execute(
                "SELECT ratings.number, is_good, reason, note"
                " FROM ratings JOIN chats ON chats.number = chat WHERE id = ? AND reader = ?",
                (plain(chat_id), plain(reader)),
            )
            return {number: Feedback(bool(good), *rest) for number, good, *rest in rows}

    def feedback(self) -> list[Rated]:
        """All feedback, newest first, each with its answer."""
        with reading(self._path) as database:
            rows = (
                database
                and database.execute(
                    'SELECT "when", turn, is_good, reason, note FROM ratings'
                    ' JOIN turns USING (chat, number) ORDER BY "when" DESC'
                ).fetchall()
            )
        found = []
        for when, written, good, *rest in rows or ():
            turn = self._read(written)
            if answer := turn.answer:  # always there: nothing else is rated
                about = (turn.question, answer.text, answer.verdict, answer.citations)
                found.append(Rated(when, *about, Feedback(bool(good), *rest)))
        return found

    def forget(self, *, days: int) -> int:
        """How many chats were deleted because they were not changed for that many days."""
        with reading(self._path) as database:
            if database is None:
                return 0
        with writing(self._path) as database:
            return records.forget(database, days=days)

    def said(self) -> set[str]:
        """The ids of the articles that any answer has words of."""
        with reading(self._path) as database:
            rows = database.execute(records.SAID).fetchall() if database else ()
        return {article for _, article in rows}

    def strip(self, articles: Collection[str]) -> int:
        """How many answers lost the words of these articles, which nothing brings back.

        The answers keep the places of what they cited. No chat counts as changed by that.
        """
        if not self.said() & {*articles}:
            return 0
        count, wanted = 0, json.dumps([*articles])
        with writing(self._path) as database:
            chats = database.execute(
                f"SELECT DISTINCT chat FROM ({records.SAID})"
                " WHERE article IN (SELECT value FROM json_each(?))",
                (wanted,),
            ).fetchall()
            for (chat,) in chats:
                rows = database.execute(
                    "SELECT number, turn FROM turns WHERE chat = ? ORDER BY number", (chat,)
                ).fetchall()
                before = [self._read(written) for _, written in rows]
                after = records.stripped(before, articles)
                for (number, _), old, new in zip(rows, before, after, strict=True):
                    if new == old:
                        continue
                    count += 1
                    database.execute(
                        "UPDATE turns SET turn = ?, folded = ? WHERE chat = ? AND number = ?",
                        (records.written(new), records.searched(new), chat, number),
                    )
        return count

    @contextmanager
    def _changing(self, chat_id: str) -> Iterator[sqlite3.Connection]:
        """A connection to change that chat with; UserError where there is none, and no file."""
        if self.find(chat_id) is None:
            raise _gone()
        with writing(self._path) as database:
            if records.find_one(database, plain(chat_id)) is None:
                raise _gone()
            yield database

    def _title(self, database: sqlite3.Connection, chat_id: str) -> str:
        """The title that the first question gave the chat."""
        return records.as_title(self._read(records.find_turns(database, chat_id)[0]).question)

    def _read(self, written: str) -> Turn:
        try:
            return records.read(written)
        except ValueError as error:
            raise UserError(f"The chats in {self._path} are damaged.", mend=FORM.restore) from error


def strip_removed(folder: Path) -> int:
    """How many answers in the folder's chats lost words, since the library lost their articles.

    To be called after each removal; it makes good what an interrupted one left.
    """
    chats = Chats.open(folder)
    said = chats.said()  # before the library: what is added meanwhile is not taken for removed
    if not said or not Library.is_in(folder):
        return 0
    with Library.open(folder) as library:
        return chats.strip(said - {article for article, _ in library.versions()})


def _own(database: sqlite3.Connection, chat_id: str, owner: str) -> Chat | None:
    """The chat of that id, if there is one; UserError where it is somebody else's."""
    chat = records.find_one(database, chat_id)
    if chat is not None and chat.owner != owner:
        raise UserError(
            "This chat is somebody else's: you can read it, but not change it.",
            mend="Go on with a copy of it.",
        )
    return chat


def _gone() -> UserError:
    return UserError("This chat was deleted.", mend="Start a new chat.")
