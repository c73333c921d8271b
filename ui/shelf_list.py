"""The list of the library page: found by words and publisher, sorted, drawn a page at a time."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui.pieces import Act, piece, text
from ui.shelf import Order, Shelf, find, publishers
from ui.shelf_nodes import counted, list_node, quiet

LISTED = 50  # articles a page: all of them are drawn in a tenth of a second
_ORDERS: dict[Order, str] = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "Title",
    "added": "Last added",
}


def draw_found(
    shelf: Shelf, *, on_act: Callable[[Act], None], on_remove: Callable[[Sequence[str]], None]
) -> None:
    """The search, and a page of the articles that it finds, to open or to select."""
    state = st.session_state
    if not shelf.articles:
        piece(quiet("Nothing to list yet."), key="library_none", on_act=on_act)
        return
    words = st.text_input(
        "Search titles, publishers and files",
        type="search",
        live=True,
        key="library_words",
        on_change=_first_page,
        persist_state="session",
        max_chars=200,
        placeholder="",
    )
    # A choice is the names of some publishers: none of them for all.
    choices = [(), *((name,) for name, _ in publishers(shelf.articles))]
    if state.get("library_publisher", ()) not in choices:
        state.library_publisher = ()  # its last article was removed
    with st.container(horizontal=True):
        publisher = st.selectbox(
            "Publisher",
            choices,
            key="library_publisher",
            format_func=_publisher_label,
            on_change=_first_page,
            persist_state="session",
        )
        order = st.selectbox(
            "Order",
            [*_ORDERS],
            key="library_order",
            format_func=lambda name: _ORDERS[name],
            on_change=_first_page,
            persist_state="session",
            filter_mode=None,
        )
    found = find(
        shelf, words or "", publisher=next(iter(publisher or ()), None), order=order or "newest"
    )
    _draw_picked(shelf, on_act, on_remove)
    if not found:
        piece(
            quiet("No article has all of these words. Try fewer, or another publisher."),
            key="library_no_hits",
            on_act=on_act,
        )
        return
    pages = -(-len(found) // LISTED)
    state.library_page = min(state.get("library_page", 1), pages)
    first = (state.library_page - 1) * LISTED
    last = min(first + LISTED, len(found))
    where = f"{first + 1:,} to {last:,} of {counted(len(found), 'article')}"
    piece(quiet(where if pages > 1 else counted(len(found), "article")), key="library_where",
          on_act=on_act)  # fmt: skip
    tree = list_node(found[first:last], picked={*state.picked})
    piece(tree, key="library_list", on_act=on_act)
    if pages > 1:
        st.pagination(pages, key="library_page", persist_state="session")


def _draw_picked(
    shelf: Shelf, on_act: Callable[[Act], None], on_remove: Callable[[Sequence[str]], None]
) -> None:
    """What can be done with the selected articles, those that are still there."""
    state = st.session_state
    there = {article.id for article in shelf.articles}
    state.picked = tuple(each for each in state.picked if each in there)
    if not state.picked:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        piece(quiet(f"{counted(len(state.picked), 'article')} selected"),
              key="library_picked", on_act=on_act)  # fmt: skip
        st.button("Remove", key="library_remove", on_click=on_remove, args=(state.picked,))
        st.button("Select none", key="library_unpick", on_click=_unpick)


def _publisher_label(names: tuple[str, ...]) -> str:
    return text(names[0] or "Not known") if names else "All publishers"


def _first_page() -> None:
    st.session_state.library_page = 1


def _unpick() -> None:
    st.session_state.picked = ()
