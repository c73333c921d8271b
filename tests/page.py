"""The chat page run by Streamlit without a browser: how tests start it, press it and read it."""

import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from rag.chatbot import Chatbot
from rag.settings import Settings
from tests.fakes_chat import FakeChatbot
from tests.test_draw import every, words
from ui.pieces import Node


def script(open_chatbot: object, load_samples: object) -> None:
    """The page, after what clicks on its pieces would do."""
    import streamlit as st

    from ui.app import act_on, page

    for act in st.session_state.pop("clicks", ()):
        act_on(act)
    page(open_chatbot, load_samples)


def start(
    chatbot: FakeChatbot | Chatbot, load_samples: Callable[[Settings], None] | None = None
) -> AppTest:
    return run(lambda settings: chatbot, load_samples)


def run(open_chatbot: object, load_samples: object = None) -> AppTest:
    test = AppTest.from_function(script, args=(open_chatbot, load_samples), default_timeout=20)
    test.run()
    assert not test.exception
    return test


def sent(test: AppTest) -> list[dict[str, Any]]:
    """What the browser gets for each piece of the page, in order."""
    drawn = [*test.main, *test.sidebar]
    protos = [element.proto for element in drawn if element.type == "bidi_component"]
    return [json.loads(proto.json or proto.mixed.json) for proto in protos]


def pieces(test: AppTest) -> list[Node]:
    """The trees on the page, in order."""
    return [data["tree"] for data in sent(test)]


def shown(test: AppTest) -> str:
    return "\n".join(words(tree) for tree in pieces(test))


def buttons(test: AppTest) -> dict[str, Any]:
    """What a click on each button of the pieces sends, by the words on it."""
    found = [button for tree in pieces(test) for button in every(tree, "button")]
    return {words(button): button.get("act") for button in found}


def click(test: AppTest, *acts: Any) -> None:
    test.session_state["clicks"] = acts
    test.run()
    assert not test.exception


def press(test: AppTest, label: str) -> None:
    """Presses one of Streamlit's own buttons."""
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception


def ask(test: AppTest, question: str) -> None:
    test.chat_input[0].set_value(question).run()
    assert not test.exception
