"""Answers, sources and problems as trees of nodes."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Check, Citation, Claim, Turn
from tests.fakes_chat import ARTICLES, FakeChatbot, FakeLibrary, hostile_strings
from ui.draw import answer_node, problem_node, welcome_node
from ui.pieces import Node
from ui.sources import Opened, panel_node


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


def cite(number: int, article: Article, quote: str) -> Citation:
    """A citation of the first place where the article says the quote."""
    start = article.text.index(quote)
    return Citation(
        number, article.id, article.version, article.source, article.sources, article.title,
        article.publisher, article.published, quote, start, start + len(quote),
    )  # fmt: skip


OPENED = "When did the harbour tunnel open?"
TWO = Answer(
    "When?",
    "When?",
    "answered",
    (
        Claim("The harbour tunnel opened on Monday.", (1,), None, True),
        Claim("Two regions signed agreements covering over 50 projects.", (2,), None, True),
    ),
    (
        cite(1, ARTICLES[0], "The harbour tunnel opened on Monday."),
        cite(2, ARTICLES[1], "Two regions signed agreements covering over 50 projects."),
    ),
)


def drawn_answer(answer: Answer, **options: Any) -> Node:
    options = {"find": FakeLibrary(ARTICLES).get, "ratings": {}} | options
    return answer_node(Turn(answer.question, answer), number=0, **options)


def checked(*checks: Check) -> Answer:
    claim = replace(TWO.claims[0], checks=checks)
    return replace(TWO, claims=(claim,), citations=TWO.citations[:1])


def chips(node: Node) -> list[dict[str, Any]]:
    return [button for button in every(node, "button") if button.get("look") == "chip"]


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
        acts = [button["act"] for button in every(node, "button") if button.get("look") == "source"]
        assert acts == [{"do": "open", "article": a.id} for a in ARTICLES]

    def test_a_false_premise_shows_what_the_articles_do_say(self) -> None:
        node, answer = drawn("Was the harbour tunnel cheap?")
        assert answer.message in words(node)
        assert answer.claims[0].text in words(node)
        assert "The source does not say “Macau”." in words(node)

    def test_a_partial_answer_says_what_is_missing(self) -> None:
        node, _ = drawn("Why did the harbour tunnel open?")
        assert "Not found in the articles: why it did" in words(node)

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

    def test_a_sentence_of_several_is_copied_with_its_reference_alone(self) -> None:
        node = drawn_answer(TWO, today=None)
        first, second, whole = [b["copy"] for b in every(node, "button") if "copy" in b]
        sentence = "The harbour tunnel opened on Monday."
        assert first == (
            f"{sentence} [1]\n\n[1] “{sentence}” "
            "Harbour tunnel opens a month early (Harbour Post, 15 January 2026; tunnel.txt)"
        )
        assert second.startswith("Two regions")
        assert "[1]" not in second
        assert whole.count("[2]") == 2

    def test_a_marker_tells_how_old_its_source_is(self) -> None:
        first, second = chips(drawn_answer(TWO, today=date(2026, 3, 20)))
        assert [words(chip) for chip in (first, second)] == ["[1] 2 months", "[2] 4 months"]
        assert first["label"] == "Source 1: Harbour tunnel opens a month early, 2 months old"
        assert words(chips(drawn_answer(TWO, today=date(2025, 1, 1)))[0]) == "[1]"

    def test_the_newest_of_several_sources_is_named(self) -> None:
        newest = "The newest source is [1], 15 January 2026."
        assert newest in words(drawn_answer(TWO))
        assert "newest" not in words(drawn_answer(replace(TWO, notes=("As of 15 January 2026.",))))
        same = tuple(replace(one, published="2026-01-15") for one in TWO.citations)
        assert "newest" not in words(drawn_answer(replace(TWO, citations=same)))
        one_dated = (TWO.citations[0], replace(TWO.citations[1], published=None))
        assert "newest" not in words(drawn_answer(replace(TWO, citations=one_dated)))

    def test_an_opinion_is_called_one(self) -> None:
        opinion = replace(ARTICLES[0], is_opinion=True)
        node = drawn_answer(TWO, find=lambda *_: opinion)
        assert "opinion by Ana Lee, Harbour Post, 15 January 2026" in words(node)
        assert "opinion by Ana Lee" in words(chips(node)[0]["tip"])

    def test_what_the_question_names_is_told_where_a_source_does_not_say_it(self) -> None:
        ana, macau = Check("name", "Ana", True), Check("place", "Macau", False)
        said = words(drawn_answer(checked(ana, macau)))
        assert "The source says “Ana”, but does not say “Macau”." in said
        assert "“" not in words(drawn_answer(checked(ana)))
        refused = replace(checked(ana, macau), verdict="false_premise")
        assert "says “Ana”, but does not say “Macau”" in words(drawn_answer(refused))
        named = replace(refused, message="No article found says this of “Macau”; the nearest says:")
        assert "The source does say “Ana”." in words(drawn_answer(named))
        assert words(drawn_answer(named)).count("Macau") == 1

    def test_one_of_several_sources_that_says_it_is_enough(self) -> None:
        first, second = TWO.claims
        both = replace(TWO, claims=(
            replace(first, checks=(Check("name", "Ana", False),)),
            replace(second, checks=(Check("name", "Ana", True),)),
        ))  # fmt: skip
        assert "do not say" not in words(drawn_answer(both))

    def test_a_source_that_changed_is_told(self) -> None:
        newest = replace(ARTICLES[0], version=2)
        node = drawn_answer(TWO, find=lambda _, version: ARTICLES[0] if version else newest)
        assert "15 January 2026, changed since" in words(node)


class TestRemoved:
    def test_nothing_of_a_removed_article_is_shown_or_copied(self) -> None:
        for question in (OPENED, "Was the harbour tunnel cheap?", "What about zebras?"):
            node = answer_node(
                Turn(question, FakeChatbot().ask(question)), number=0, find=lambda *_: None
            )
            sent = json.dumps(node, ensure_ascii=False)
            assert not re.search("Monday|Post|tunnel|orchard|signed|They do say|2026", sent)
        assert "The closest articles:This article was removed." in words(node)

    def test_what_rests_on_another_article_too_stays(self) -> None:
        claim = replace(TWO.claims[0], citations=(1, 2))
        answer = replace(TWO, claims=(claim, TWO.claims[1]), message="The articles differ: Monday.")
        node = drawn_answer(answer, find=FakeLibrary(ARTICLES[1:]).get)
        assert words(node).startswith("The harbour tunnel opened on Monday.[1][2]Copy")
        assert "Harbour" not in json.dumps(node)
        assert words(chips(node)[0]["tip"]) == "This article was removed."

    def test_a_false_premise_does_not_turn_into_an_answer(self) -> None:
        claim = replace(TWO.claims[0], citations=(1, 2))
        answer = replace(TWO, verdict="false_premise", claims=(claim,), message="It says “Monday”:")
        node = drawn_answer(answer, find=FakeLibrary(ARTICLES[1:]).get)
        assert words(node).startswith("No article found says this; the nearest says:The harbour")


class TestPage:
    def test_welcome_counts_the_articles_and_names_the_newest_date(self) -> None:
        assert "3 articles in the library, the newest from 15 January" in words(
            welcome_node(ARTICLES)
        )
        assert "1 article in the library." in words(welcome_node(ARTICLES[2:]))

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
