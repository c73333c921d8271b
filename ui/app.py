"""The chat in the browser: `page` reads from top to bottom as what is drawn.

Streamlit runs this file again for every click and question. What has to last is in the
session: the turns of the chat, what the source panel shows, what went wrong last.
"""

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from rag.answer import Citation, Turn
from rag.settings import Settings
from ui.draw import (
    answer_node,
    empty_node,
    problem_node,
    question_node,
    suggestions_node,
    welcome_node,
)
from ui.pieces import Act, piece, text
from ui.sources import Opened, library_node, panel_node

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

DRAWN_TURNS = 10  # earlier ones wait behind a button, so that a long chat stays as quick
SUGGESTIONS = 4  # as many as fit above the fold at 390 pixels


def page(
    open_chatbot: Callable[[Settings], "Chatbot"], load_samples: Callable[[Settings], None]
) -> None:
    """Draws the whole page and answers what was asked, or says what is wrong and how to mend it."""
    here = Path(__file__).parent
    st.set_page_config(page_title="Footnote", page_icon=here / "icon.svg")
    st.html(here / "page.css")
    st.session_state.setdefault("turns", [])
    st.session_state.setdefault("drawn_turns", DRAWN_TURNS)
    try:
        _draw(Settings.from_environment(), open_chatbot, load_samples)
    except UserError as error:
        piece(problem_node(error), key="cannot_go_on", on_act=act_on)
        # What is open may be what was damaged: it is opened anew, from the files as they are then.
        st.button("Try again", on_click=st.cache_resource.clear)


def act_on(act: Act) -> None:
    """Changes the session as the pressed button of a piece asks; senseless acts change nothing."""
    state = st.session_state
    match act:
        case {"do": "ask", "question": str(question)} if question.strip():
            state.asked = question
        case {"do": "cite", "turn": int(turn), "number": int(number)}:
            for citation in _citations(turn):
                if citation.number == number:
                    state.opened = Opened(
                        citation.article, citation.version, citation.start, citation.end
                    )
        case {"do": "open", "article": str(article)}:
            state.opened = Opened(text(article))
        case {"do": "whole", "is_whole": bool(is_whole)} if "opened" in state:
            state.opened = replace(state.opened, is_whole=is_whole)
        case {"do": "close"}:
            state.pop("opened", None)


def start_again() -> None:
    """Makes the session that of a new chat."""
    for name in ("turns", "drawn_turns", "opened", "problem", "asked", "suggestions", "is_new"):
        st.session_state.pop(name, None)


def _draw(
    settings: Settings,
    open_chatbot: Callable[[Settings], "Chatbot"],
    load_samples: Callable[[Settings], None],
) -> None:
    state = st.session_state
    try:
        with st.spinner("Opening the library…"):
            chatbot = open_chatbot(settings)
    except UserError:
        if not _is_empty(settings.folder):
            raise
        _draw_empty(settings, load_samples)
        return
    if not chatbot.library.count():
        _draw_empty(settings, load_samples)
        return
    if typed := st.chat_input("Ask a question"):
        state.asked = typed  # kept until it is asked, whatever goes wrong before
    _draw_sidebar(chatbot)
    if not state.turns and "asked" not in state and "problem" not in state:
        _draw_welcome(chatbot)
    _draw_turns(chatbot)
    if "asked" in state:
        _answer(chatbot, state.pop("asked"))
    _draw_panel(chatbot)


def _citations(turn: int) -> tuple[Citation, ...]:
    """What the answer of that turn cites; nothing where there is no such turn or answer."""
    turns: list[Turn] = st.session_state.get("turns", [])
    answer = turns[turn].answer if 0 <= turn < len(turns) else None
    return answer.citations if answer else ()


def _answer(chatbot: "Chatbot", question: str) -> None:
    """Asks, then draws the page again with the answer in its place, or with what went wrong."""
    state = st.session_state
    state.pop("problem", None)
    with st.chat_message("user"):
        piece(question_node(question), key="question_now", on_act=act_on)
    try:
        count = chatbot.library.count()
        with st.chat_message("assistant"), st.spinner(f"Searching {_articles(count)}…"):
            answer = chatbot.ask(question, tuple(state.turns))
        state.turns = [*state.turns, Turn(question, answer)]
        state.is_new = True
    except UserError as error:
        state.problem = (question, error)
    st.rerun()


def _draw_turns(chatbot: "Chatbot") -> None:
    state = st.session_state
    newest = len(state.turns) - 1 if state.pop("is_new", False) else None
    first = max(0, len(state.turns) - state.drawn_turns)
    if first and st.button("Show earlier questions"):
        state.drawn_turns += DRAWN_TURNS
        st.rerun()
    for number, turn in enumerate(state.turns[first:], start=first):
        with st.chat_message("user"):
            piece(question_node(turn.question), key=f"question_{number}", on_act=act_on)
        with st.chat_message("assistant"):
            tree = answer_node(turn, number=number, find=chatbot.library.get)
            said = turn.answer.text if number == newest else None
            piece(tree, key=f"answer_{number}", on_act=act_on, said=said)
    if "problem" in state:
        question, error = state.problem
        with st.chat_message("user"):
            piece(question_node(question), key="question_failed", on_act=act_on)
        with st.chat_message("assistant"):
            piece(problem_node(error), key="problem_piece", on_act=act_on)


def _draw_panel(chatbot: "Chatbot") -> None:
    opened: Opened | None = st.session_state.get("opened")
    if opened is None:
        return
    library = chatbot.library
    tree = panel_node(
        opened,
        library.get(opened.article, opened.version),
        newest=library.get(opened.article),
    )
    piece(tree, key="source_panel", on_act=act_on, reveal=opened.reveal)


def _draw_sidebar(chatbot: "Chatbot") -> None:
    with st.sidebar:
        st.button("New chat", on_click=start_again, width="stretch")
        piece(library_node(_listed(chatbot)), key="library", on_act=act_on)


def _draw_welcome(chatbot: "Chatbot") -> None:
    state = st.session_state
    piece(welcome_node(_listed(chatbot)), key="welcome", on_act=act_on)
    if "suggestions" not in state:  # each is tried out, so they are kept until the next chat
        with st.spinner("Choosing questions to begin with…"):
            state.suggestions = chatbot.suggestions()[:SUGGESTIONS]
    if state.suggestions:
        piece(suggestions_node(state.suggestions), key="suggestions_piece", on_act=act_on)


def _draw_empty(settings: Settings, load_samples: Callable[[Settings], None]) -> None:
    """What to do where there is nothing to ask yet: add the first articles."""
    library = f"--library {shlex.quote(str(settings.library))} " if settings.library else ""
    piece(empty_node(), key="empty", on_act=act_on)
    st.code(f"footnote add {library}PATH", language=None)
    with st.container(horizontal=True):
        is_wanted = st.button("Load the five sample articles", type="primary")
        st.button("Look again")
    if not is_wanted:
        return
    try:
        with st.spinner("Reading and indexing five articles…"):
            load_samples(settings)
    except UserError as failure:
        piece(problem_node(failure), key="cannot_load", on_act=act_on)
    else:
        st.rerun()


def _is_empty(folder: Path) -> bool:
    """Whether there are no articles, as against articles that cannot be used."""
    try:
        with Library.open(folder) as library:
            return not library.count()
    except UserError:
        return not folder.is_dir() or not any(folder.iterdir())


def _load_samples(settings: Settings) -> None:
    from corpus.samples import sample_files  # loads the model: only when it is asked for
    from index.ingest import add_samples, ingest

    embedder = settings.embedder
    if add_samples(settings.folder, embedder) is None:  # added before, and removed since
        ingest(sample_files(), folder=settings.folder, embedder_name=embedder)


def _listed(chatbot: "Chatbot") -> tuple[Article, ...]:
    """Every article with no more of its text than a heading needs, read again when one changes."""
    state = st.session_state
    versions = chatbot.library.versions()
    if state.get("listed_versions") != versions:
        articles = chatbot.library.described()
        state.listed = tuple(replace(each, text=each.text[:400]) for each in articles)
        state.listed_versions = versions
    listed: tuple[Article, ...] = state.listed
    return listed


def _articles(count: int) -> str:
    return f"{count:,} article{'s' if count != 1 else ''}"


@st.cache_resource(show_spinner=False)
def _open_chatbot(settings: Settings) -> "Chatbot":
    from rag.chatbot import Chatbot  # loads the models: only once, and only when it is needed

    return Chatbot.open(settings)


if __name__ == "__main__":
    page(_open_chatbot, _load_samples)
