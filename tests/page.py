"""The chat page run by Streamlit without a browser: how tests start it, press it and read it."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

from rag.settings import Settings
from tests.fakes_chat import FakeChatbot
from tests.test_draw import every, words
from ui.chats import Chats
from ui.conversation import Conversation
from ui.pieces import Node

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

OWNER = "Q2hhdHMgb2YgbXkgb3duLg"


FOLDERS = TemporaryDirectory(prefix="footnote-chats-")  # of chats that no test asks for by name


def script(open_chatbot: object, load_samples: object, open_chats: object) -> None:
    """The page, after what clicks on its pieces would do."""
    import streamlit as st

    from ui.app import page
    from ui.conversation import act_on

    for act in st.session_state.pop("clicks", ()):
        act_on(act)
    page(open_chatbot, load_samples, open_chats)


def start(
    chatbot: "FakeChatbot | Chatbot",
    load_samples: Callable[[Settings], None] | None = None,
    *,
    chats: Chats | None = None,
    owner: str = OWNER,
    **address: str | list[str],
) -> AppTest:
    """The page as a browser opens it at that address, with that owner's cookie."""
    return run(lambda settings: chatbot, load_samples, chats=chats, owner=owner, **address)


def run(
    open_chatbot: object,
    load_samples: object = None,
    *,
    chats: Chats | Callable[[Settings], Chats] | None = None,
    owner: str = OWNER,
    **address: str | list[str],
) -> AppTest:
    kept = chats or Chats.open(Path(mkdtemp(dir=FOLDERS.name)))
    open_chats = kept if callable(kept) else lambda settings: kept
    args = (open_chatbot, load_samples, open_chats)
    test = AppTest.from_function(script, args=args, default_timeout=300)
    test.session_state["owner"] = owner
    test.query_params.update(address)
    test.run()
    assert not test.exception
    return test


def sent(test: AppTest) -> list[dict[str, Any]]:
    """What the browser gets for each piece of the page, in order."""
    drawn = [element for block in test._tree.children.values() for element in block]
    protos = [element.proto for element in drawn if element.type == "bidi_component"]
    found = [json.loads(proto.json or proto.mixed.json) for proto in protos]
    return [data for data in found if "tree" in data]  # all but the one that keeps the cookie


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


def talk(test: AppTest) -> Conversation:
    """The conversation on the page."""
    found = test.session_state["conversation"]
    assert isinstance(found, Conversation)
    return found
