"""The list of one's chats in the sidebar: search, open, rename, save, delete."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

import streamlit as st

from corpus.errors import UserError
from ui.chat_records import MAX_TITLE
from ui.chats import Chat, Chats
from ui.conversation import Conversation, act_on, start_again
from ui.dates import date_in_words, zone_of
from ui.draw import problem_node
from ui.pieces import Node, node, piece

MAX_LISTED = 50  # a longer list is not looked through by eye: search finds the others


def draw_history(
    chats: Chats, now: Conversation, *, owner: str, draw_saving: Callable[[], None]
) -> None:
    """The owner's chats, the newest first; the open one with a menu below it."""
    words = st.session_state.get("chat_words") or ""
    listed = chats.listed(owner, words, limit=MAX_LISTED)
    if not listed and not words:
        return
    st.text_input(
        "Search your chats",
        key="chat_words",
        type="search",
        live=True,
        placeholder="Search your chats",
        label_visibility="collapsed",
    )
    zone = zone_of(st.context.timezone)
    place = next((n for n, chat in enumerate(listed) if now.chat and chat.id == now.chat.id), -1)
    if place >= 0:
        piece(chats_node(listed[: place + 1], zone, is_last_open=True), key="chats", on_act=act_on)
        _draw_menu(chats, listed[place], owner=owner, draw_saving=draw_saving)
    if listed[place + 1 :]:
        piece(chats_node(listed[place + 1 :], zone), key="later_chats", on_act=act_on)
    if not listed:
        piece(node("p", "No chat has these words.", look="quiet"), key="no_chats", on_act=act_on)
    if len(listed) == MAX_LISTED:
        more = f"These are the newest {MAX_LISTED}. Search finds the others."
        piece(node("p", more, look="quiet"), key="more_chats", on_act=act_on)


def chats_node(listed: Sequence[Chat], zone: tzinfo = UTC, *, is_last_open: bool = False) -> Node:
    """Chats as buttons that open them; the last may be the one that is open."""
    lines = []
    for number, chat in enumerate(listed, start=1):
        is_open = is_last_open and number == len(listed)
        title = node("strong", chat.title) if is_open else chat.title
        line = node(
            "button",
            node("span", title, look="text"),
            node("small", when_in_words(chat.changed, zone), look="text"),
            look="source open" if is_open else "source",
            label=f"{chat.title} (open)" if is_open else None,
            act={"do": "chat", "chat": chat.id},
        )
        lines.append(node("li", line))
    return node("section", node("ul", *lines, look="sources"), look="library", label="Your chats")


def when_in_words(changed: str, zone: tzinfo = UTC, *, today: datetime | None = None) -> str:
    """When a chat was changed, as short as it is clear.

    >>> now = datetime(2026, 1, 15, 18, tzinfo=UTC)
    >>> when_in_words("2026-01-15T08:05:00+00:00", today=now)
    'Today, 08:05'
    >>> when_in_words("2026-01-14T08:05:00+00:00", today=now)
    '14 January 2026'
    """
    then = datetime.fromisoformat(changed).astimezone(zone)
    is_today = then.date() == (today or datetime.now(UTC)).astimezone(zone).date()
    return f"Today, {then:%H:%M}" if is_today else date_in_words(then.date().isoformat())


def _draw_menu(chats: Chats, chat: Chat, *, owner: str, draw_saving: Callable[[], None]) -> None:
    state = st.session_state
    # A key of its own after every change: the menu is then another one, and closed.
    with st.popover(
        "Rename, save or delete", type="tertiary", key=f"menu_{chat.id}_{state.get('menus', 0)}"
    ):
        with st.form("rename", border=False):
            title = st.text_input("Name of this chat", chat.title, max_chars=MAX_TITLE)
            if st.form_submit_button("Rename"):
                _change(lambda: chats.rename(chat.id, title, owner=owner))
        with st.container(horizontal=True):
            draw_saving()
        if state.get("deleting") != chat.id:
            if st.button("Delete this chat"):
                state.deleting = chat.id
                st.rerun()
            return
        sure = "Deleted is gone for good, for everybody who has its link."
        piece(node("p", sure, look="quiet"), key="sure", on_act=act_on)
        with st.container(horizontal=True):
            if st.button("Delete for good", type="primary"):
                _change(lambda: chats.delete(chat.id, owner=owner), then=start_again)
            if st.button("Keep it"):
                _close_menu()


def _change(change: Callable[[], None], then: Callable[[], None] | None = None) -> None:
    try:
        change()
    except UserError as error:
        piece(problem_node(error), key="menu_problem", on_act=act_on)
        return
    if then:
        then()
    _close_menu()


def _close_menu() -> None:
    st.session_state.menus = st.session_state.get("menus", 0) + 1
    st.session_state.deleting = None
    st.rerun()
