"""A question is answered: what is drawn meanwhile, and what is kept of it.

A stop can fall on every use of Streamlit, and leaves the page as it is then. So what is said of a
stop is drawn before; ui/page.css hides it for as long as something runs, and what is being written
as soon as nothing does.
"""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException

from corpus.errors import UserError
from rag.answer import Answer, Turn
from ui.chats import Chats
from ui.conversation import Conversation, act_on
from ui.draw import (
    CHECKING,
    answer_node,
    checking_node,
    in_articles,
    question_node,
    settled_node,
    stopped_node,
)
from ui.filters import Filters, in_words
from ui.owner import owner
from ui.pieces import Node, piece, text
from ui.references import Find, without_removed

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from rag.chatbot import Chatbot

DRAWN_EVERY = 0.1  # seconds between drawings of what is being written: as often as anybody sees
STOPPED = "Stopped before the language model had finished."


@dataclass(frozen=True)
class Asking:
    """What a question is asked of, and how."""

    chatbot: "Chatbot"
    chats: Chats | None  # where the answer is kept; None is nowhere
    find: Find
    filters: Filters
    has_llm: bool = False  # a language model is named; without one an answer comes whole
    is_quoted: bool = False  # the model is not to be asked


def answer(asking: Asking, now: Conversation) -> None:
    """Asks, then draws the page again with the answer in its place, or with what went wrong."""
    asked = now.asked
    assert asked is not None
    me = owner()  # now: a stop can fall on it, and must not between an answer and its keeping
    now.asked, now.problem = None, None
    now.stopped = asked  # until there is an answer: a stop may fall on any line of this
    number = len(now.turns) if asked.number is None else asked.number
    history = () if asked.is_alone else without_removed(now.turns, asking.find)
    live = _Live(asking, asked.question, number=number)
    try:
        with st.chat_message("user"):
            piece(question_node(asked.question), key="question_now", on_act=act_on)
        with st.chat_message("assistant"):
            found = _answered(asking, asked.question, history, live)
            turn = Turn(asked.question, _narrowed(found, asking.filters))
    except UserError as error:
        now.problem = (asked, error)
    except RerunException:  # something else was pressed meanwhile: it is asked again after that
        now.asked, now.stopped = asked, None
        raise
    except StopException:
        if live.turn:
            now.take(live.turn, asking.chats, number=number, owner=me)
        raise
    else:
        now.take(turn, asking.chats, number=number, owner=me)
    now.stopped = None  # a problem, too, is told in its place
    st.rerun()


def _answered(asking: Asking, question: str, history: Sequence[Turn], live: "_Live") -> Answer:
    """The whole answer; what a language model writes is drawn as it comes."""
    chatbot, narrowing = asking.chatbot, asking.filters.narrowing
    live.begin()
    spinner = st.spinner(f"Searching {in_articles(chatbot.library.count())}…")
    if not asking.has_llm:
        with spinner:
            return chatbot.ask(question, history, narrowing=narrowing)
    told = chatbot.stream(question, history, narrowing=narrowing, is_quoted=asking.is_quoted)
    with closing(told):  # after a stop nothing more is written
        with spinner:
            item = next(told)
            while item == "":
                live.draw(item)
                item = next(told)
        while isinstance(item, str) or not item.seconds:
            live.draw(item)
            item = next(told)
        return item


class _Live:
    """What is on the page while a question is being answered, and what a stop would leave."""

    def __init__(self, asking: Asking, question: str, *, number: int) -> None:
        self.turn: Turn | None = None  # with the sentences that are checked
        self._asking = asking
        self._question = question
        self._number = number
        self._drawn = 0  # answers; each has a key of its own
        self._next = 0.0  # when words are drawn again
        self._is_labelled = False

    def begin(self) -> None:
        """Draws what a stop leaves, and makes the places for what comes."""
        with st.container(key="stopped"):
            self._left = st.empty()
        _fill(self._left, stopped_node(), key="stopped_piece")
        if self._asking.has_llm:
            with st.container(key="writing"):
                self._checked, self._label, self._words = st.empty(), st.empty(), st.empty()

    def draw(self, item: str | Answer) -> None:
        """Draws what is being written, or the sentences that are checked until now."""
        if isinstance(item, Answer):
            self._settle(item)
        elif time.monotonic() >= self._next:
            if item and not self._is_labelled:
                self._is_labelled = True
                _fill(self._label, checking_node(), key="checking", said=CHECKING)
            self._words.text(text(item))
            self._next = time.monotonic() + DRAWN_EVERY

    def _settle(self, answer: Answer) -> None:
        self._drawn += 1
        notes = (*answer.notes, STOPPED)
        turn = Turn(self._question, _narrowed(replace(answer, notes=notes), self._asking.filters))
        left = answer_node(
            turn,
            number=self._number,
            find=self._asking.find,
            ratings={} if self._asking.chats else None,
            today=date.today(),
        )
        _fill(self._left, left, key=f"stopped_piece_{self._drawn}")
        _fill(self._checked, settled_node(answer), key=f"settled_{self._drawn}")
        self._words.text("")
        self.turn = turn  # now that the page has it: a stop may fall on the drawing


def _fill(place: "DeltaGenerator", tree: Node, *, key: str, said: str | None = None) -> None:
    with place:
        piece(tree, key=key, on_act=act_on, said=said)


def _narrowed(answer: Answer, filters: Filters) -> Answer:
    """The answer, with a note on which articles it was asked of where not of all."""
    if not filters.narrowing:
        return answer
    only = f"Asked only of articles {in_words(filters.narrowing)}."
    return replace(answer, notes=(only, *answer.notes))
