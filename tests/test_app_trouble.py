"""The chat page when something is missing, broken or makes no sense."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corpus.errors import UserError
from rag.answer import Turn
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests.fakes_chat import FakeChatbot
from tests.page import OWNER, ask, click, press, run, shown, start, talk
from ui.app import _is_empty
from ui.chats import Chats

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
SUGGESTED = ("How much did the harbour tunnel cost?",)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_library_that_cannot_be_opened(
    is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with something in it is a problem to mend; one that is not there is only empty."""
    folder = tmp_path / "library"
    if is_there:
        folder.mkdir()
        (folder / "library.sqlite3").write_bytes(b"torn")
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(folder))

    def fail(settings: Settings) -> FakeChatbot:
        raise UserError("It is torn.", mend="Mend it.")

    test = run(fail)
    assert ("It is torn.Mend it." in shown(test)) == is_there
    assert ("Your library is empty" in shown(test)) != is_there
    assert _is_empty(folder) != is_there


@pytest.mark.parametrize(
    ("broken", "act"),
    [
        ("suggestions", None),
        ("library.count", None),
        ("library.described", None),
        ("library.get", {"do": "open", "article": "a1"}),
    ],
)
def test_what_breaks_while_the_chat_is_open_is_told_and_can_be_mended(
    broken: str, act: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UserError("The index is damaged.", mend="Run: footnote doctor --repair")

    chatbot = FakeChatbot(suggestions=SUGGESTED)
    *path, name = broken.split(".")
    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(chatbot.library if path else chatbot, name, fail)
        test = start(chatbot)
        if act:
            click(test, act)
        assert "The index is damaged.Run: footnote doctor --repair" in shown(test)
    press(test, "Try again")
    assert "The index is damaged" not in shown(test)
    assert "Ask your articles" in shown(test)


def test_trying_again_opens_the_library_again() -> None:
    """It may have been restored from a copy: what was open then still reads the torn file."""
    opened = []

    class Torn(FakeChatbot):
        def suggestions(self) -> list[str]:
            raise UserError("It is torn.", mend="Mend it.")

    def open_cached(settings: Settings) -> FakeChatbot:
        import streamlit as st

        def open_once() -> FakeChatbot:
            opened.append(FakeChatbot(suggestions=SUGGESTED) if opened else Torn())
            return opened[-1]

        return st.cache_resource(open_once)()

    test = run(open_cached)
    test.run()
    assert "It is torn." in shown(test)
    press(test, "Try again")
    assert SUGGESTED[0] in shown(test)


def test_a_question_that_could_not_be_asked_yet_is_asked_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise UserError("The library is locked.", mend="Try again.")

    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    with monkeypatch.context() as locked:
        locked.setattr(chatbot.library, "count", fail)  # nothing can be drawn
        ask(test, "What did the two regions sign?")
        assert "The library is locked.Try again." in shown(test)
        assert len(chatbot.heard) == 1
    test.run()
    assert [question for question, _ in chatbot.heard[1:]] == ["What did the two regions sign?"]


SENSELESS = (
    {},
    None,
    "cite",
    [],
    {"do": "?"},
    {"do": ["ask"]},
    {"do": "ask", "question": " "},
    {"do": "ask", "question": 1},
    {"do": "whole", "is_whole": True},
    {"do": "whole"},
    {"do": "cite", "turn": "0"},
    {"do": "cite", "turn": 0},
    {"do": "cite", "turn": 0, "number": 99},
    {"do": "cite", "turn": 1, "number": 1},  # this one has no answer
    {"do": "cite", "turn": 2, "number": 1},
    {"do": "cite", "turn": 10**30, "number": 1},
    {"do": "cite", "turn": -1, "number": 1},
    {"do": "cite", "turn": -2, "number": 1},
    {"do": "again"},
    {"do": "rewrite", "turn": 0, "question": " "},
    {"do": "rewrite", "turn": 0},
    {"do": "rewrite", "turn": 1, "question": "Was it?"},
    {"do": "rewrite", "turn": -1, "question": "Was it?"},
    {"do": "rate", "turn": 0, "is_good": "yes"},
    {"do": "rate", "turn": 5, "is_good": True},
    {"do": "unrate", "turn": None},
    {"do": "export", "turn": 0, "format": "exe"},
    {"do": "export", "turn": 2, "format": "docx"},
    {"do": "chat", "chat": 1},
)


def test_a_click_that_makes_no_sense_does_nothing() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    talk(test).turns = (*talk(test).turns, Turn("Was it busy?"))
    before = shown(test.run())
    click(test, *SENSELESS)
    assert shown(test) == before
    assert len(chatbot.heard) == 1


def test_a_click_in_a_session_that_was_lost_does_nothing(tmp_path: Path) -> None:
    def lost(open_chatbot: object, open_chats: object) -> None:
        import streamlit as st

        from tests.test_app_trouble import SENSELESS
        from ui.app import page
        from ui.conversation import act_on

        if "conversation" not in st.session_state:
            for act in ({"do": "cite", "turn": 0, "number": 1}, {"do": "close"}, *SENSELESS):
                act_on(act)
        page(open_chatbot, None, open_chats)

    openers = (lambda settings: FakeChatbot(), lambda settings: Chats.open(tmp_path))
    test = AppTest.from_function(lost, args=openers, default_timeout=300)
    test.session_state["owner"] = OWNER
    test.run()
    assert not test.exception
    assert "Ask your articles" in shown(test)


def test_an_article_that_never_was_is_said_to_be_gone(chatbot: Chatbot) -> None:
    test = start(chatbot)
    for article in ("", "a99", "\ud800", "' OR 1=1 --"):
        click(test, {"do": "open", "article": article})
        assert "This article was removed from the library." in shown(test)
