"""Trees of nodes, and that the browser's half knows every tag of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Turn
from tests.fakes_chat import ARTICLES, FakeChatbot, HostileChatbot, hostile_strings
from tests.test_draw import panel
from ui.chats import Feedback
from ui.draw import answer_node
from ui.pieces import Node, node, text

SCRIPT = (Path(__file__).parent.parent / "ui/pieces.js").read_text(encoding="utf-8")


def listed(name: str) -> set[str]:
    """The words of a list that pieces.js holds."""
    found = re.search(rf"const {name} = new Set\(\[(.*?)\]\)", SCRIPT, re.S)
    assert found
    return set(re.findall(r'"([^"]+)"', found[1]))


def every_node(tree: Node) -> list[dict[str, Any]]:
    if isinstance(tree, str):
        return []
    below = [tree.get("tip", ""), *tree["children"]]
    return [tree, *(found for child in below for found in every_node(child))]


class TestText:
    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("", ""),
            ("a\tb\nc\r\nd", "a\tb\nc\r\nd"),
            ("a\x00b\x07c\x1bd\x7fe\x9bf", "abcdef"),
            ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
            ("flag \U000e0068\U000e0069\U000e007f", "flag "),
            ("\ud83d \udc00", "? ?"),
            ("Zoë 😀 漢字 العربية\u200f", "Zoë 😀 漢字 العربية\u200f"),
        ],
    )
    def test_what_is_unseen_goes(self, words: str, shown: str) -> None:
        assert text(words) == shown

    def test_it_holds_for_words_and_for_options(self) -> None:
        drawn = node("button", "a\u202e", None, label="b\x00", copy="c\ud83d", look=None, most=3)
        assert drawn == {
            "tag": "button", "label": "b", "copy": "c?", "most": 3, "children": ["a"]
        }  # fmt: skip


class TestBrowser:
    def test_it_knows_every_tag_that_is_drawn_and_no_dangerous_one(self) -> None:
        chatbot = FakeChatbot()
        first = chatbot.ask("When did the harbour tunnel open?")
        turns = [
            Turn(question, chatbot.ask(question, (Turn(first.question, first),)))
            for question in ("Was it busy?", "What about zebras?", "Was the tunnel cheap?", "Why?")
        ]
        rating = Feedback(False, "wrong", "No.")
        trees = [
            answer_node(one, number=0, find=chatbot.library.get, ratings={0: rating})
            for one in turns
        ]
        trees.append(panel(ARTICLES[2], "The last orchard tree stands in a schoolyard."))
        tags = {each["tag"] for tree in trees for each in every_node(tree)}
        assert {"a", "form", "input", "mark", "blockquote"} <= tags <= listed("TAGS")
        assert not listed("TAGS") & {"script", "style", "img", "iframe", "object", "link", "svg"}

    def test_it_allows_the_addresses_that_python_does(self) -> None:
        assert listed("SCHEMES") == {"http:", "https:", "mailto:"}

    def test_it_never_makes_markup_of_words(self) -> None:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", SCRIPT)

    def test_hostile_words_are_never_where_the_browser_reads_more_than_words(self) -> None:
        chatbot = HostileChatbot()
        answer = chatbot.ask("?")
        rating = Feedback(False, None, "\n".join(hostile_strings()))
        tree = answer_node(
            Turn("?", answer), number=0, find=chatbot.library.get, ratings={0: rating}
        )
        sources = [panel(article, "Quote") for article in chatbot.library.described()]
        nodes = [each for one in (tree, *sources) for each in every_node(one)]
        assert {each["tag"] for each in nodes} <= listed("TAGS") - {"a"}
        worded = {"label", "copy", "value", "children", "tip", "act"}
        rest = {str(v) for each in nodes for k, v in each.items() if k not in worded}
        assert not [word for word in rest if not re.fullmatch(r"[\w -]+", word)]
