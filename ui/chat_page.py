"""The chat: what is drawn, from top to bottom."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import UserError
from rag.settings import Settings
from ui.asking import Asking, answer
from ui.chats import Chats
from ui.conversation import (
    DRAWN_TURNS,
    Asked,
    Conversation,
    act_on,
    conversation,
    start_again,
)
from ui.draw import (
    answer_node,
    problem_node,
    question_node,
    stopped_node,
    suggestions_node,
    welcome_node,
)
from ui.filters import NAMES, Filters, clear, draw_filters, filters_in, in_address, in_words
from ui.history import draw_history
from ui.known import Known, Mark, finder, known_of, mark_of, suggested
from ui.owner import keep_owner, owner
from ui.pieces import Node, node, piece
from ui.references import Find
from ui.saving import draw_download, draw_saving
from ui.sources import panel_node

if TYPE_CHECKING:
    from rag.chatbot import Chatbot


def chat_page(
    settings: Settings, chatbot: "Chatbot", open_chats: Callable[[Settings], Chats]
) -> None:
    """Draws the chat that the address names, and answers what was asked."""
    me, state = owner(), st.session_state
    chats, trouble = _opened(settings, open_chats)
    is_there = _follow_address(chats)
    now = conversation()
    mark = mark_of(settings, chatbot)
    known = known_of(chatbot, mark)
    find = finder(chatbot, mark)
    filters = filters_in(in_address(), known.publishers)
    state.filters_were = in_address()
    if is_there:
        _draw_input(filters)
    with st.sidebar:
        st.button("New chat", on_click=start_again, width="stretch")
        draw_filters(filters, known.publishers)
        # No words of a language model, where one is named.
        is_quoted = bool(settings.llm) and st.checkbox("Answer in quotes only", key="is_quoted")
        if chats:
            draw_history(chats, now, owner=me, draw_saving=lambda: draw_saving(chatbot, now))
        keep_owner()
    if not is_there:
        _draw_unknown()
        return
    if chats:
        now.keep_ratings(chats, reader=me)
    if not (now.turns or now.asked or now.problem or now.stopped):
        _draw_welcome(chatbot, known, mark)
    if not now.is_mine(me):
        words = "Somebody else’s chat: asking here goes on in a copy of your own."
        piece(node("p", words, look="quiet"), key="not_mine", on_act=act_on)
    _draw_turns(chatbot, now, find)
    if told := now.unkept or trouble:
        words = f"This chat is not kept: it is gone when you leave this page. {told}"
        piece(node("p", words, look="quiet"), key="not_kept", on_act=act_on)
    if now.asked:
        asking = Asking(
            chatbot, chats, find, filters, has_llm=bool(settings.llm), is_quoted=is_quoted
        )
        answer(asking, now)
    _draw_panel(now, find)


def _opened(
    settings: Settings, open_chats: Callable[[Settings], Chats]
) -> tuple[Chats | None, UserError | None]:
    """The chats, or why there are none: questions are answered all the same."""
    try:
        return open_chats(settings), None
    except UserError as error:
        return None, error


def _follow_address(chats: Chats | None) -> bool:
    """Makes the conversation that of the address, or the other way round where that is newer.

    False where the address names a chat that is not there.
    """
    state, now = st.session_state, conversation()
    address = st.query_params
    was_away = state.pop("was_away", False)
    if was_away and not any(name in address for name in ("chat", *NAMES)):
        address.update(state.get("filters_were", {}))  # links between pages carry nothing along
        now.is_moved = now.chat is not None
    if now.is_moved and now.chat:
        address["chat"] = now.chat.id
    now.is_moved = False
    wanted = address.get("chat")
    if wanted is None:
        if now.chat is not None:  # back in the browser, to before the first answer
            state.conversation = Conversation()
        return True
    if chats is None:
        return True
    kept = chats.find(wanted)
    if kept is None:
        state.conversation = Conversation()
        return False
    if now.chat is None or now.chat.id != kept.id:
        state.conversation = Conversation()  # what was being asked is no question of that chat
    conversation().read(kept, chats, reader=owner())
    return True


def _draw_input(filters: Filters) -> None:
    with st.bottom:
        if filters:
            with st.container(horizontal=True, vertical_alignment="center", key="filter_line"):
                piece(_filters_node(filters), key="filters", on_act=act_on)
                st.button("Clear filters", type="tertiary", on_click=clear)
        st.chat_input("Ask a question", key="typed", on_submit=_take_typed, submit_mode="stop")


def _take_typed() -> None:
    """Keeps what was typed until it is asked, whatever goes wrong before that."""
    conversation().asked = Asked(st.session_state.typed)


def _filters_node(filters: Filters) -> Node:
    """Which articles may answer, and what of the address makes no sense."""
    only = f"Only articles {in_words(filters.narrowing)}." if filters.narrowing else ""
    odd = ", ".join(f"“{word}”" for word in filters.ignored)
    ignored = f"Not a filter here, so left out: {odd}." if odd else ""
    return node("p", f"{only} {ignored}".strip(), look="quiet")


def _draw_turns(chatbot: "Chatbot", now: Conversation, find: Find) -> None:
    today = date.today()
    newest, now.newest = now.newest, None
    end = len(now.turns)
    if now.asked and now.asked.number is not None:
        end = now.asked.number  # what is being replaced is not shown beside its successor
    first = max(0, end - now.drawn_turns)
    if first and st.button("Show earlier questions"):
        now.drawn_turns += DRAWN_TURNS
        st.rerun()
    for number, turn in enumerate(now.turns[first:end], start=first):
        with st.chat_message("user"):
            piece(question_node(turn.question), key=f"question_{number}", on_act=act_on)
        with st.chat_message("assistant"):
            tree = answer_node(
                turn,
                number=number,
                find=find,
                ratings=now.ratings if now.chat and number < now.chat.questions else None,
                today=today,
            )
            said = turn.answer.text if turn.answer and number == newest else None
            if number == end - 1 and isinstance(tree, dict):
                tree = tree | {"newest": True}
            piece(tree, key=f"answer_{number}", on_act=act_on, said=said)
            if now.export and now.export[0] == number:
                draw_download(chatbot, now, (turn,), now.export[1], "Save this answer")
    if now.stopped:
        _draw_failed(now.stopped, stopped_node())
    if now.problem:
        asked, error = now.problem
        _draw_failed(asked, problem_node(error))


def _draw_failed(asked: Asked, tree: Node) -> None:
    with st.chat_message("user"):
        piece(question_node(asked.question), key="question_failed", on_act=act_on)
    with st.chat_message("assistant"):
        piece(tree, key="problem_piece", on_act=act_on)


def _draw_panel(now: Conversation, find: Find) -> None:
    if (opened := now.opened) is None:
        return
    article, newest = find(opened.article, opened.version), find(opened.article, None)
    tree = panel_node(opened, article, newest=newest)
    piece(tree, key="source_panel", on_act=act_on, reveal=opened.reveal)


def _draw_welcome(chatbot: "Chatbot", known: Known, mark: Mark) -> None:
    piece(welcome_node(known.articles), key="welcome", on_act=act_on)
    with st.spinner("Choosing questions to begin with…"):
        suggestions = suggested(chatbot, mark)
    if suggestions:
        piece(suggestions_node(suggestions), key="suggestions_piece", on_act=act_on)


def _draw_unknown() -> None:
    tree = node(
        "section",
        node("h1", "There is no such chat"),
        node("p", "It was deleted, or its address is not whole.", look="lead"),
        look="welcome",
    )
    piece(tree, key="unknown", on_act=act_on)
    st.button("Start a new chat", type="primary", on_click=start_again)
