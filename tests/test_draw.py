"""Answers, sources and problems as trees of nodes."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Turn
from tests.fakes_chat import ARTICLES, FakeChatbot, hostile_strings
from ui.draw import answer_node, problem_node, welcome_node
from ui.pieces import Node
from ui.sources import (
    Opened,
    library_node,
    panel_node,
)


def words(node: Node) -> str:
    """All the text of a tree, in order."""
    return node if isinstance(node, str) else "".join(words(child) for child in node["children"])


def every(node: Node, tag: str) -> list[dict[str, Any]]:
    """Every node of a tree that has that tag."""
    if isinstance(node, str):
        return []
    found = [node] if node["tag"] == tag else []
    return found + [hit for child in node["children"] for hit in every(child, tag)]


def drawn(question: str, chatbot: FakeChatbot | None = None) -> tuple[Node, Answer]:
    chatbot = chatbot or FakeChatbot()
    answer = chatbot.ask(question)
    return answer_node(Turn(question, answer), number=0, find=chatbot.library.get), answer


def panel(article: Article, quote: str, **options: bool) -> Node:
    start = article.text.index(quote)
    opened = Opened(article.id, article.version, start, start + len(quote), **options)
    return panel_node(opened, article, newest=article)


class TestAnswer:
    def test_a_claim_has_its_marker_with_the_source(self) -> None:
        node, answer = drawn("When did the harbour tunnel open?")
        chip = next(b for b in every(node, "button") if b["look"] == "chip")
        assert chip["label"] == "Source 1: Harbour tunnel opens a month early"
        assert chip["act"] == {"do": "cite", "turn": 0, "number": 1}
        assert words(chip) == "[1]"
        assert answer.citations[0].quote in words(chip["tip"])
        assert "Harbour Post, 15 January 2026" in words(chip["tip"])
        assert f"{answer.claims[0].text}[1]" in words(node)

    def test_the_exact_words_stand_out(self) -> None:
        node, answer = drawn("When did the harbour tunnel open?")
        start, end = answer.claims[0].highlight or (0, 0)
        assert words(every(node, "strong")[0]) == answer.claims[0].text[start:end] != ""

    def test_what_is_unknown_is_said_in_words(self) -> None:
        node, _ = drawn("How many apple trees did the census count?")
        assert "unknown publisher, no date" in words(node)

    def test_a_missing_title_gives_way_to_the_first_words(self) -> None:
        node, _ = drawn("What agreements did the regions sign?")
        assert "Two regions signed agreements covering" in every(node, "button")[0]["label"]

    def test_a_refusal_is_calm_and_names_the_closest_articles(self) -> None:
        node, answer = drawn("What about zebras?")
        assert answer.verdict == "not_found"
        assert "alert" not in json.dumps(node)
        acts = [button["act"] for button in every(node, "button")]
        assert acts == [{"do": "open", "article": a.id} for a in ARTICLES]

    def test_a_false_premise_shows_what_the_articles_do_say(self) -> None:
        node, answer = drawn("Was the harbour tunnel cheap?")
        assert answer.message in words(node)
        assert answer.claims[0].text in words(node)
        assert "Not confirmed by the quote: Macau" in words(node)

    def test_a_partial_answer_says_what_is_missing(self) -> None:
        node, _ = drawn("Why did the harbour tunnel open?")
        assert "Not in the articles: why it did" in words(node)

    def test_white_space_alone_is_no_other_question(self) -> None:
        answer = FakeChatbot().ask("When did the harbour tunnel open?")
        odd = Turn("When  did\u202e the harbour\ttunnel open?", answer)
        assert "Asked as" not in words(answer_node(odd, number=0, find=lambda *_: None))

    def test_the_question_as_it_was_understood(self) -> None:
        chatbot = FakeChatbot()
        first = chatbot.ask("When did the harbour tunnel open?")
        answer = chatbot.ask("Was it busy?", (Turn(first.question, first),))
        node = answer_node(Turn("Was it busy?", answer), number=1, find=chatbot.library.get)
        assert "Asked as: Was it busy? (When did the harbour tunnel open?)" in words(node)
        assert "Asked as" not in words(drawn("When did the harbour tunnel open?")[0])

    def test_the_copy_has_every_quote_and_source(self) -> None:
        node, answer = drawn("When did the harbour tunnel open?")
        copied = next(b["copy"] for b in every(node, "button") if "copy" in b)
        assert copied.startswith(answer.text)
        assert all(f"“{c.quote}”" in copied and c.source in copied for c in answer.citations)


class TestPage:
    def test_welcome_counts_the_articles_and_names_the_newest_date(self) -> None:
        assert "3 articles in the library, the newest from 15 January" in words(
            welcome_node(ARTICLES)
        )
        assert "1 article in the library." in words(welcome_node(ARTICLES[2:]))

    def test_the_library_lists_the_newest_first(self) -> None:
        acts = [button["act"]["article"] for button in every(library_node(ARTICLES), "button")]
        assert acts == ["a1", "a2", "a3"]

    def test_a_long_library_is_cut_and_says_so(self) -> None:
        node = library_node(ARTICLES * 100)
        assert len(every(node, "button")) == 200
        assert "and 100 more: footnote list" in words(node)

    def test_a_problem_is_announced_with_its_mend(self) -> None:
        node = problem_node(UserError("It broke.", mend="Mend it."))
        assert words(node) == "It broke.Mend it."
        assert isinstance(node, dict)
        assert node["role"] == "alert"

    @pytest.mark.parametrize("string", hostile_strings())
    def test_hostile_words_stay_text(self, string: str) -> None:
        node = problem_node(UserError(string, mend=string))
        assert words(node) == (string + string).replace("\u202e", "")

    def test_half_a_surrogate_pair_can_be_sent(self) -> None:
        json.dumps(problem_node(UserError("\ud83d", mend=""))).encode("utf-8")
        assert words(problem_node(UserError("\ud83d", mend=""))) == "?"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_have_enough_contrast(scheme: str) -> None:
    """WCAG 2.1 AA: at least 4.5 to 1 for text, on every ground that text stands on."""
    file = Path(__file__).parent.parent / "ui/.streamlit/config.toml"
    colours = tomllib.loads(file.read_text(encoding="utf-8"))["theme"][scheme]
    quiet = mixed(colours["textColor"], colours["backgroundColor"], 0.72)  # as in pieces.css
    pairs = [
        (text, colours[ground])
        for text in (colours["textColor"], colours["linkColor"], quiet)
        for ground in ("backgroundColor", "secondaryBackgroundColor")
    ]
    pairs += [
        (colours["textColor"], colours["yellowBackgroundColor"]),
        (colours["textColor"], colours["orangeBackgroundColor"]),
        (colours["orangeTextColor"], colours["backgroundColor"]),
    ]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}


def mixed(one: str, other: str, share: float) -> str:
    channels = (
        round(int(one[i : i + 2], 16) * share + int(other[i : i + 2], 16) * (1 - share))
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
