"""The conversation on the page: what lasts from one run of the script to the next.

It is changed in place, and not through Streamlit's state: a stop can fall on every use of that, so
what belongs together would be half done.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias, get_args

import streamlit as st

from corpus.errors import UserError
from rag.answer import Citation, Turn
from ui.chats import Chat, Chats, Feedback, Reason, new_id
from ui.pieces import Act, text
from ui.sources import Opened

DRAWN_TURNS = 10  # earlier ones wait behind a button, so that a long chat stays as quick

Format: TypeAlias = Literal["docx", "md"]


@dataclass(frozen=True)
class Asked:
    """A question to be answered: after all turns, or in place of the last."""

    question: str
    number: int | None = None  # of the last turn, which it replaces; None is behind all others
    is_alone: bool = False  # asked as it stands, whatever was said before


@dataclass
class Conversation:
    """The chat on the page, and what is going on in it."""

    chat: Chat | None = None  # as it was when its turns were read; None: none is kept yet
    turns: tuple[Turn, ...] = ()
    ratings: dict[int, Feedback] = field(default_factory=dict)
    asked: Asked | None = None  # waits to be answered
    stopped: Asked | None = None  # was stopped before there was an answer
    problem: tuple[Asked, UserError] | None = None  # could not be answered
    unkept: UserError | None = None  # why the last answer is nowhere but here
    rated: dict[int, Feedback | None] = field(default_factory=dict)  # is not kept yet
    export: tuple[int, Format] | None = None  # the turn that a file is offered of
    opened: Opened | None = None  # what the source panel shows
    newest: int | None = None  # the turn that was answered just now
    drawn_turns: int = DRAWN_TURNS
    is_moved: bool = False  # the address does not name it yet

    def is_mine(self, owner: str) -> bool:
        """Whether going on here changes no one else's chat."""
        return self.chat is None or self.chat.owner == owner

    def read(self, chat: Chat, chats: Chats, *, reader: str) -> None:
        """Take over what is kept of the chat, where that has changed."""
        if self.chat is None or self.chat.changed != chat.changed:
            self.turns = chats.turns(chat.id)
            self.ratings = chats.ratings(chat.id, reader=reader)
        self.chat = chat

    def add(self, turn: Turn, *, number: int) -> None:
        """Put a turn in that place; what was there and after it goes."""
        self.turns = (*self.turns[:number], turn)
        self.ratings = {n: kept for n, kept in self.ratings.items() if n < number}
        self.newest, self.export = number, None

    def take(self, turn: Turn, chats: Chats | None, *, number: int, owner: str) -> None:
        """Put a turn in its place, where there are chats for good: no stop can fall in between."""
        self.add(turn, number=number)
        if chats:
            self.keep(chats, number=number, owner=owner)
        self.stopped = None

    def keep(self, chats: Chats, *, number: int, owner: str) -> None:
        """Keep the turns from that number on; somebody else's chat goes on in a copy of one's own.

        Where that cannot be done, `unkept` says why.
        """
        try:
            chat_id = self.chat.id if self.chat else new_id()
            if not self.is_mine(owner):
                chat_id, self.ratings = chats.copy(chat_id, owner=owner), {}
            first = min(number, self.chat.questions if self.chat else 0)  # some were not kept
            before = self.chat.questions if self.chat else len(self.turns)
            for place in range(first, len(self.turns)):
                # Behind all others: another window may have kept an answer meanwhile.
                kept_at = place if place < before else None
                chats.keep(chat_id, self.turns[place], number=kept_at, owner=owner)
            self.chat, self.is_moved = chats.find(chat_id), True
            if self.chat and self.chat.questions != len(self.turns):
                self.turns = chats.turns(chat_id)
                self.ratings = chats.ratings(chat_id, reader=owner)
                self.newest = len(self.turns) - 1
        except UserError as error:
            self.unkept = error
        else:
            self.unkept = None

    def keep_ratings(self, chats: Chats, *, reader: str) -> None:
        """Keep what the reader thought of answers since the last time. Raises UserError."""
        rated, self.rated = self.rated, {}
        for number, thought in rated.items():
            if self.chat is None:
                continue
            chats.rate(self.chat.id, number, thought, reader=reader)
            self.ratings.pop(number, None)
            if thought is not None:
                self.ratings[number] = thought


def conversation() -> Conversation:
    """The conversation of this session."""
    kept = st.session_state.setdefault("conversation", Conversation())
    assert isinstance(kept, Conversation)
    return kept


def start_again() -> None:
    """Make the page that of a new chat."""
    st.session_state.conversation = Conversation()
    st.session_state.pop("was_away", None)
    st.query_params.pop("chat", None)


def act_on(act: Act) -> None:
    """Change the conversation as the pressed button of a piece asks; senseless acts do nothing."""
    now = conversation()
    _ask(now, act)
    _show(now, act)
    _judge(now, act)


def _ask(now: Conversation, act: Act) -> None:
    match act:
        case {"do": "ask", "question": str(question)} if question.strip():
            now.asked = Asked(question)
        case {"do": "again"} if now.stopped:
            now.asked = now.stopped
        case {"do": "rewrite", "turn": int(turn), "question": str(question)} if question.strip():
            if _answered(now, turn):
                is_last = turn == len(now.turns) - 1  # an earlier one takes no other away
                now.asked = Asked(question, turn if is_last else None, is_alone=True)


def _show(now: Conversation, act: Act) -> None:
    match act:
        case {"do": "cite", "turn": int(turn), "number": int(number)}:
            for citation in _citations(now, turn):
                if citation.number == number:
                    now.opened = Opened(
                        citation.article, citation.version, citation.start, citation.end
                    )
        case {"do": "open", "article": str(article)}:
            now.opened = Opened(text(article))
        case {"do": "whole", "is_whole": bool(is_whole)} if now.opened:
            now.opened = replace(now.opened, is_whole=is_whole)
        case {"do": "close"}:
            now.opened = None
        case {"do": "chat", "chat": str(chat)}:
            st.query_params["chat"] = text(chat)


def _judge(now: Conversation, act: Act) -> None:
    match act:
        case {"do": "rate", "turn": int(turn), "is_good": bool(is_good)} if _answered(now, turn):
            reason, note = act.get("reason"), act.get("note")
            known = next((one for one in get_args(Reason) if one == reason), None)
            now.rated[turn] = Feedback(is_good, known, note if isinstance(note, str) else "")
        case {"do": "unrate", "turn": int(turn)} if _answered(now, turn):
            now.rated[turn] = None
        case {"do": "export", "turn": int(turn), "format": "docx" | "md" as written}:
            if _answered(now, turn):
                now.export = (turn, written)


def _answered(now: Conversation, turn: int) -> bool:
    return 0 <= turn < len(now.turns) and now.turns[turn].answer is not None


def _citations(now: Conversation, turn: int) -> tuple[Citation, ...]:
    """What the answer of that turn cites; nothing where there is no such turn or answer."""
    answer = now.turns[turn].answer if 0 <= turn < len(now.turns) else None
    return answer.citations if answer else ()
