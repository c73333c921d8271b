"""The page in the browser: its frame, the two pages in it, and what is said instead of them.

Streamlit runs this file again for every click and question.
"""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from corpus.errors import UserError
from corpus.library import Library
from rag.settings import Settings
from ui.chat_page import chat_page
from ui.chats import Chats
from ui.conversation import act_on
from ui.draw import empty_node, problem_node
from ui.pieces import piece

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

    from rag.chatbot import Chatbot


def page(
    open_chatbot: Callable[[Settings], "Chatbot"],
    load_samples: Callable[[Settings], None],
    open_chats: Callable[[Settings], Chats],
) -> None:
    """Draws the page that the address names, or says what is wrong and how to mend it."""
    here = Path(__file__).parent
    st.set_page_config(page_title="Footnote", page_icon=here / "icon.svg")
    st.html(here / "page.css")
    st.logo(here / "wordmark.svg")
    settings = Settings.from_environment()

    def chat() -> None:
        chatbot = _opened(settings, open_chatbot)
        if chatbot is None or (not chatbot.library.count() and "chat" not in st.query_params):
            _draw_empty(settings, load_samples, adding=pages[1])
        else:
            chat_page(settings, chatbot, open_chats)

    def library() -> None:
        from ui.library_page import library_page

        st.session_state.was_away = True  # the chat's address is put back on return
        try:
            chatbot = _opened(settings, open_chatbot)
        except UserError:
            chatbot = None  # that page is where a missing or damaged index is mended
        library_page(settings, chatbot)

    pages = [
        st.Page(chat, title="Chat", default=True),
        st.Page(library, title="Library", url_path="library"),
    ]
    try:
        st.navigation(pages, position="top").run()
    except UserError as error:
        piece(problem_node(error), key="cannot_go_on", on_act=act_on)
        # What is open may be what was damaged: it is opened anew, from the files as they are then.
        st.button("Try again", on_click=st.cache_resource.clear)


def _opened(settings: Settings, open_chatbot: Callable[[Settings], "Chatbot"]) -> "Chatbot | None":
    """The chatbot, or None where there are no articles yet."""
    try:
        with st.spinner("Opening the library…"):
            return open_chatbot(settings)
    except UserError:
        if not _is_empty(settings.folder):
            raise
    return None


def _draw_empty(
    settings: Settings, load_samples: Callable[[Settings], None], *, adding: "Page"
) -> None:
    """What to do where there is nothing to ask yet: add the first articles."""
    library = f"--library {shlex.quote(str(settings.library))} " if settings.library else ""
    piece(empty_node(), key="empty", on_act=act_on)
    st.code(f"footnote add {library}PATH", language=None)
    with st.container(horizontal=True, vertical_alignment="center"):
        is_wanted = st.button("Load the five sample articles", type="primary")
        st.page_link(adding, label="Add your own")
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


@st.cache_resource(show_spinner=False)
def _open_chatbot(settings: Settings) -> "Chatbot":
    from rag.chatbot import Chatbot  # loads the models: only once, and only when it is needed

    return Chatbot.open(settings)


@st.cache_resource(show_spinner=False)
def _open_chats(settings: Settings) -> Chats:
    return Chats.open(settings.folder, keep_days=settings.keep_chats)


if __name__ == "__main__":
    page(_open_chatbot, _load_samples, _open_chats)
