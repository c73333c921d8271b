"""What is kept of chats, as nouns, and how they go into the tables and come out of them."""

import json
import secrets
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from corpus.errors import UserError
from rag.answer import Answer, Citation, Claim, Turn, Verdict

from .references import NOT_TOLD

MAX_TITLE = 200  # characters; a list shows about 40, and a pasted page is no title

Reason: TypeAlias = Literal["wrong", "source does not say this", "out of date", "missing"]


@dataclass(frozen=True)
class Chat:
    """One line of the list of chats; times are ISO 8601, UTC."""

    id: str
    title: str
    owner: str
    created: str
    changed: str
    questions: int


@dataclass(frozen=True)
class Feedback:
    """What a reader thought of an answer."""

    is_good: bool
    reason: Reason | None = None
    note: str = ""


@dataclass(frozen=True)
class Rated:
    """An answer that a reader gave feedback on, with what it cited."""

    when: str  # ISO 8601, UTC
    question: str
    text: str
    verdict: Verdict
    citations: tuple[Citation, ...]
    feedback: Feedback


# The columns of a Chat, in order.
CHATS = """SELECT id, title, owner, created, changed,
    (SELECT count(*) FROM turns WHERE chat = chats.number) FROM chats"""
# Of a JSON array of words, none is missing in both the title and all turns. Words are looked for
# with instr, to which "%" and "_" are letters as any other.
HAS_WORDS = """NOT EXISTS (SELECT 1 FROM json_each(?) AS word
    WHERE NOT instr(chats.folded, word.value) AND NOT EXISTS (
        SELECT 1 FROM turns WHERE chat = chats.number AND instr(turns.folded, word.value)))"""

# The articles that any answer still has words of, by chat. SQLite reads the JSON: 10,000 turns in
# 0.14 s, where Python takes 1.3. What is no JSON is told where it is read.
SAID = """SELECT chat, one.value ->> 'article' AS article FROM
    (SELECT chat, CASE WHEN json_valid(turn) THEN turn ELSE '{}' END AS turn FROM turns) AS kept,
    json_each(kept.turn, '$.answer.citations') AS one WHERE one.value ->> 'quote' != ''
    UNION SELECT chat, one.value ->> 'article' FROM
    (SELECT chat, CASE WHEN json_valid(turn) THEN turn ELSE '{}' END AS turn FROM turns) AS kept,
    json_each(kept.turn, '$.answer.closest') AS one"""
# In place of a message that named what was removed, so that what follows is no answer.
NEAREST = "No article found says this; the nearest says:"


def new_id() -> str:
    """An id for a chat: 128 bits of chance, so that nobody guesses a link."""
    return secrets.token_urlsafe(16)


def now() -> str:
    """The time, ISO 8601, UTC; to the microsecond, since chats are listed by it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def find_one(database: sqlite3.Connection, chat_id: str) -> Chat | None:
    """The chat of that id."""
    row = database.execute(f"{CHATS} WHERE id = ?", (chat_id,)).fetchone()
    return Chat(*row) if row else None


def find_turns(database: sqlite3.Connection, chat_id: str) -> list[str]:
    """The turns of a chat as they are written, oldest first."""
    rows = database.execute(
        "SELECT turn FROM turns JOIN chats ON chats.number = chat"
        " WHERE id = ? ORDER BY turns.number",
        (chat_id,),
    )
    return [row[0] for row in rows]


def rename(database: sqlite3.Connection, chat_id: str, title: str) -> None:
    """Give the chat that title."""
    database.execute(
        "UPDATE chats SET title = ?, folded = ? WHERE id = ?", (title, folded(title), chat_id)
    )


def forget(database: sqlite3.Connection, *, days: int) -> int:
    """How many chats were deleted because they were not changed for that many days."""
    last = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    return database.execute("DELETE FROM chats WHERE changed < ?", (last,)).rowcount


def written(turn: Turn) -> str:
    """The turn as JSON; in ASCII, so that a half of a surrogate pair is kept as it is."""
    answer = turn.answer.to_json() if turn.answer else None
    return json.dumps({"question": turn.question, "answer": answer})


def read(written: str) -> Turn:
    """The turn that was written; ValueError where it is none."""
    try:
        value = json.loads(written)
        answer = value["answer"]
        return Turn(value["question"], None if answer is None else Answer.from_json(answer))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no turn of a chat: {written[:80]}") from error


def stripped(turns: Iterable[Turn], articles: Collection[str]) -> tuple[Turn, ...]:
    """The turns of a chat without the words of these articles; what did not cite them is the same.

    A follow-up was asked in words of the answers before it: after one of these it is "asked as" it
    was typed.
    """
    found, is_after = [], False
    for turn in turns:
        answer = turn.answer
        if answer and is_after and answer.asked_as != answer.question:
            answer = _as_typed(answer)
        if answer and not _named(answer).isdisjoint(articles):
            answer, is_after = _without(_as_typed(answer), articles), True
        found.append(replace(turn, answer=answer))
    return tuple(found)


def _named(answer: Answer) -> set[str]:
    return {one.article for one in answer.citations} | {one.article for one in answer.closest}


def _without(answer: Answer, articles: Collection[str]) -> Answer:
    """The answer with the places of what it cited of these articles, and not a word of it."""
    gone = {one.number for one in answer.citations if one.article in articles}
    told = {one.number for one in answer.citations} - gone

    def is_told(claim: Claim) -> bool:
        return not gone & {*claim.citations} or bool(told & {*claim.citations})

    is_premise = answer.verdict == "false_premise" and any(map(is_told, answer.claims))
    # The message of a refusal says no word of an article; any other may name what is cited.
    message = answer.message if not gone else NEAREST if is_premise else ""
    return replace(
        answer,
        message=message,
        notes=(),
        claims=tuple(
            claim
            if is_told(claim)
            else replace(claim, text=NOT_TOLD, highlight=None, supported=False, checks=())
            for claim in answer.claims
        ),
        citations=tuple(
            # Not even the file's name, which often is the title.
            Citation(one.number, one.article, one.version, "", (), None, None, None, "", 0, 0)
            if one.number in gone
            else one
            for one in answer.citations
        ),
        closest=tuple(one for one in answer.closest if one.article not in articles),
    )


def _as_typed(answer: Answer) -> Answer:
    """The answer as to the question that was typed, with nothing that only "asked as" said."""
    typed = answer.question.casefold()
    message = answer.message
    if answer.asked_as != answer.question and answer.verdict == "false_premise" and answer.claims:
        message = NEAREST
    return replace(
        answer,
        asked_as=answer.question,
        message=message,
        missing=tuple(part for part in answer.missing if part.casefold() in typed),
        claims=tuple(
            replace(
                claim,
                checks=tuple(one for one in claim.checks if one.value.casefold() in typed),
            )
            for claim in answer.claims
        ),
    )


def searched(turn: Turn) -> str:
    """What searches look in: the question and the answer."""
    return folded(f"{turn.question} {turn.answer.text if turn.answer else ''}")


def folded(text: str) -> str:
    """The text as searches compare it: without capitals, ligatures and other forms of letters."""
    return unicodedata.normalize("NFKC", plain(text)).casefold()


def plain(text: str) -> str:
    """The text without what SQLite takes for no text: halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def as_title(text: str) -> str:
    """The text as a title: one line, not too long. Raises UserError when nothing is left."""
    line = " ".join(plain(text).split())
    if not line:
        raise UserError("The title is empty.", mend="Write at least one word.")
    return line if len(line) <= MAX_TITLE else f"{line[: MAX_TITLE - 1].rstrip()}…"
