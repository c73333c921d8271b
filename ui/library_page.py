"""The library page: what is in it, finding and opening an article, adding, refusing, removing.

What is open is in the address (`?article=ID`), so that a link opens it. What is selected is in the
session. Work on the library goes on beside the page (`ui/shelf_work.py`).
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import UserError
from corpus.library import Library
from rag.settings import Settings
from ui import shelf_adding
from ui.chats import strip_removed
from ui.draw import problem_node
from ui.pieces import Act, Node, node, piece, text
from ui.shelf import Shelf, copies
from ui.shelf_chart import draw_summary
from ui.shelf_list import LISTED, draw_found
from ui.shelf_nodes import (
    copies_node,
    counted,
    facts_node,
    named_node,
    origin_of,
    quiet,
    refused_node,
)
from ui.shelf_work import Desk, desk_of
from ui.sources import Opened, panel_node

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

_STORIES = 10  # other outlets of one story, as many as are looked through
_PARTS = ("Articles", "Add", "Refused and copies")


def library_page(settings: Settings, chatbot: "Chatbot | None" = None) -> None:
    """Draws the page and does what was pressed; without a chatbot where there is no index yet."""
    st.session_state.setdefault("picked", ())
    with ExitStack() as stack:
        try:
            library = _library(settings, chatbot, stack)
            _draw(settings, library)
        except UserError as error:
            piece(problem_node(error), key="library_problem", on_act=_act_on)
            st.button("Try again")


def _library(settings: Settings, chatbot: "Chatbot | None", stack: ExitStack) -> Library | None:
    """The chatbot's library, or the one in the folder; None where there is none yet."""
    if chatbot is not None:
        return chatbot.library
    if not Library.is_in(settings.folder):
        return None
    return stack.enter_context(Library.open(settings.folder))


def _draw(settings: Settings, library: Library | None) -> None:
    desk = desk_of(settings.folder)
    if library is not None:
        _do_what_was_pressed(settings, library, desk)
    shelf = _shelf(settings, library, desk)
    piece(node("h1", "Library"), key="library_title", on_act=_act_on)
    if shelf.articles:
        draw_summary(settings, shelf, on_act=_act_on)
    else:
        words = "There are no articles yet. Add some below: then they can be asked."
        piece(node("p", words, look="lead"), key="library_empty", on_act=_act_on)
    shelf_adding.draw_work(desk)
    if library is not None:
        shelf_adding.draw_unindexed(settings, library, desk)
    # Where it begins is in the state: another default would be another widget, on its first tab.
    st.session_state.setdefault("library_part", _PARTS[0] if shelf.articles else _PARTS[1])
    found, added, refused = st.tabs(_PARTS, key="library_part", on_change="rerun")
    if found.open:
        with found:
            draw_found(shelf, on_act=_act_on, on_remove=_ask_to_remove)
    if added.open:
        with added:
            shelf_adding.draw_adding(settings, desk)
    if refused.open:
        with refused:
            _draw_refused(library, shelf)
    if library is not None:
        _draw_opened(library)
        _draw_removing(library)


def _draw_refused(library: Library | None, shelf: Shelf) -> None:
    refused = library.refused() if library is not None else []
    piece(node("h2", "Refused"), key="library_refused_title", on_act=_act_on)
    if refused:
        piece(
            quiet("These could not be used when they were last tried. Adding one again, mended, "
                   "takes it off this list."),
            key="library_refused_about",
            on_act=_act_on,
        )  # fmt: skip
        piece(refused_node(refused), key="library_refused", on_act=_act_on)
    else:
        piece(quiet("Nothing was refused."), key="library_refused_none", on_act=_act_on)
    several = copies(shelf.articles)
    piece(node("h2", "Copies"), key="library_copies_title", on_act=_act_on)
    if several:
        stands = "stands" if len(several) == 1 else "stand"
        words = f"{counted(len(several), 'article')} {stands} in several files, kept once."
        piece(quiet(words), key="library_copies_about", on_act=_act_on)
        piece(copies_node(several[:LISTED]), key="library_copies", on_act=_act_on)
    else:
        piece(quiet("No article was added twice."), key="library_copies_none", on_act=_act_on)


def _draw_opened(library: Library) -> None:
    opened = _opened(st.query_params)
    if opened is None:
        return
    article = library.get(opened.article, opened.version)
    newest = library.get(opened.article)
    tree = panel_node(opened, article, newest=newest)
    if article is not None and newest is not None:
        story = [library.get(each) for each in library.story_of(article.id)[: _STORIES + 1]]
        others = [one for one in story if one and one.id != article.id]
        tree = _with_facts(tree, facts_node(article, newest=newest, story=others))
    piece(tree, key="source_panel", on_act=_act_on, reveal=opened.reveal)


def _draw_removing(library: Library) -> None:
    """Asks once whether the articles are to be removed for good."""
    wanted = st.session_state.get("to_remove", ())
    found = [article for each in wanted if (article := library.get(each))]
    if not found:
        st.session_state.pop("to_remove", None)
        return
    words = f"Remove {counted(len(found), 'article')}?"

    @st.dialog(words, on_dismiss=_keep_them)
    def ask() -> None:
        piece(named_node(found), key="library_to_remove", on_act=_act_on)
        warning = (
            "What is removed is gone at once, from answers too. Chats that quote it will say that "
            "the source was removed. This cannot be undone: to bring it back, add its file again."
        )
        piece(node("p", warning), key="library_remove_warning", on_act=_act_on)
        with st.container(horizontal=True):
            if st.button("Remove for good", key="library_remove_now"):
                st.session_state.remove_now = st.session_state.pop("to_remove", ())
                st.rerun()
            if st.button("Keep", key="library_keep"):
                _keep_them()
                st.rerun()

    ask()


def _do_what_was_pressed(settings: Settings, library: Library, desk: Desk) -> None:
    state = st.session_state
    if origin := state.pop("dismissed", None):
        # To keep nothing of it: what was said of the file goes, its articles stay.
        library.keep(origin, ())
        for one in library.refused():
            if origin_of(one) == origin and one.source != origin:
                library.keep(one.source, ())
    removed = state.pop("remove_now", ())
    if removed:
        for each in removed:
            if library.get(each) is not None:
                library.remove(each)
        state.picked = ()
        desk.changed()
        shelf_adding.index(settings, desk)
        strip_removed(settings.folder)


def _act_on(act: Act) -> None:
    """Does what the pressed button of a piece asks; senseless acts change nothing."""
    state, address = st.session_state, st.query_params
    match act:
        case {"do": "open", "article": str(article), "version": int(version)}:
            address.update({"article": text(article), "version": str(version)})
        case {"do": "open", "article": str(article)}:
            address.pop("version", None)
            address["article"] = text(article)
        case {"do": "close"}:
            _close()
        case {"do": "pick", "article": str(article)}:
            picked = state.get("picked", ())
            others = tuple(each for each in picked if each != article)
            state.picked = others if article in picked else (*others, article)
        case {"do": "remove", "article": str(article)}:
            _close()  # the panel would stand before the question
            _ask_to_remove((article,))
        case {"do": "dismiss", "source": str(source)}:
            state.dismissed = source


def _opened(address: Mapping[str, str]) -> Opened | None:
    """What the address asks to open; a version that is no number is no version."""
    if not address.get("article"):
        return None
    version = address.get("version", "")
    is_number = version.isdecimal() and len(version) < 10
    return Opened(text(address["article"]), int(version) if is_number else None)


def _close() -> None:
    for name in ("article", "version"):
        st.query_params.pop(name, None)


def _ask_to_remove(articles: Sequence[str]) -> None:
    st.session_state.to_remove = tuple(articles)


def _keep_them() -> None:
    st.session_state.pop("to_remove", None)


def _shelf(settings: Settings, library: Library | None, desk: Desk) -> Shelf:
    """The articles, read again when one changes, and after work that may have added copies."""
    if library is None:
        return Shelf.of(())
    stamp = (str(settings.folder), hash(tuple(library.versions())), desk.changes)
    return _read_shelf(stamp, library)


@st.cache_resource(max_entries=2, show_spinner=False)  # two: one is read while the other is shown
def _read_shelf(stamp: tuple[str, int, int], _library: Library) -> Shelf:
    return Shelf.of(_library.described())


def _with_facts(tree: Node, facts: Node) -> Node:
    """The panel with the facts above its text."""
    if isinstance(tree, str):
        return tree
    children = tree["children"]
    place = next(
        (
            at
            for at, child in enumerate(children)
            if isinstance(child, dict) and child.get("look") == "reading"
        ),
        len(children),
    )
    return tree | {"children": [*children[:place], facts, *children[place:]]}
