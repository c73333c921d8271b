"""What the page says of a library as it is now: worked out once, until the library changes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import streamlit as st

from corpus.article import Article
from index.manifest import INDEX, pointed
from rag.settings import Settings
from ui.references import Find

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

SUGGESTIONS = 4  # as many as fit above the fold at 390 pixels

Mark: TypeAlias = tuple[int, tuple[str, ...]]  # differs whenever the library may have changed


@dataclass(frozen=True)
class Known:
    """What there is to say about a library as it is now."""

    chatbot: "Chatbot"
    articles: tuple[Article, ...]
    publishers: tuple[str, ...]


def mark_of(settings: Settings, chatbot: "Chatbot") -> Mark:
    """How many articles there are, and which index answers: both are read in no time."""
    return chatbot.library.count(), tuple(pointed(settings.folder / INDEX) or ())


def known_of(chatbot: "Chatbot", mark: Mark) -> Known:
    """What there is to say about the library."""
    return _known(chatbot, id(chatbot), mark)


def suggested(chatbot: "Chatbot", mark: Mark) -> tuple[str, ...]:
    """A few questions that the library is known to answer; may be empty."""
    return _suggested(chatbot, id(chatbot), mark)


def finder(chatbot: "Chatbot", mark: Mark) -> Find:
    """Looks articles up as the library does, those of the last drawing without reading again."""
    state = st.session_state
    before: dict[tuple[str, int | None], Article | None] = {}
    if state.get("found_mark") == mark:
        before = state.found
    found = state.found = dict[tuple[str, int | None], Article | None]()
    state.found_mark = mark

    def find(article: str, version: int | None) -> Article | None:
        key = (article, version)
        if key not in found:
            found[key] = before[key] if key in before else chatbot.library.get(article, version)
        return found[key]

    return find


# Both are worked out once for all sessions. The chatbot is told apart by its id, and is in what is
# kept, so that no other one can get that id.
@st.cache_resource(show_spinner=False, max_entries=1)
def _known(_chatbot: "Chatbot", chatbot_id: int, mark: Mark) -> Known:
    articles = tuple(_chatbot.library.described())
    publishers = {article.publisher for article in articles if article.publisher}
    return Known(_chatbot, articles, tuple(sorted(publishers, key=str.casefold)))


@st.cache_resource(show_spinner=False, max_entries=1)
def _suggested(_chatbot: "Chatbot", chatbot_id: int, mark: Mark) -> tuple[str, ...]:
    return tuple(_chatbot.suggestions()[:SUGGESTIONS])
