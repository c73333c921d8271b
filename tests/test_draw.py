"""Answers, sources and problems as trees of nodes."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Turn
from tests.fakes_chat import ARTICLES, FakeChatbot, hostile_strings
from ui.draw import answer_node, problem_node, welcome_node
from ui.pieces import Node
from ui.sources import (
    CONTEXT,
    MAX_PARAGRAPH,
    SHORT_PARAGRAPH,
    Opened,
    context_around,
    library_node,
    panel_node,
    paragraph_around,
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


class TestParagraphAround:
    @pytest.mark.parametrize(
        ("text", "quote", "paragraph"),
        [
            ("One. Two.\n\nThree.", "One.", "One. Two."),  # the very start
            ("One.\n\nTwo. Three.", "Three.", "Two. Three."),  # the very end
            ("One. Two. Three.", "Two.", "One. Two. Three."),  # no line end at all
            ("One.\nTwo. Three.\nFour.", "Three.", "Two. Three."),  # single line ends
            ("One.\n\n  Two.  \n\nFour.", "Two.", "Two."),  # blanks are no part of it
            ("One.\nTwo a\nb three.\nFour.", "a\nb", "Two a\nb three."),  # quote over lines
            ("Zoë 😀 naïve. Ünï 漢字。\nx", "naïve.", "Zoë 😀 naïve. Ünï 漢字。"),
            ("Only.", "Only.", "Only."),
        ],
    )
    def test_small(self, text: str, quote: str, paragraph: str) -> None:
        start = text.index(quote)
        first, last = paragraph_around(text, start, start + len(quote))
        assert text[first:last] == paragraph

    def test_huge_paragraph_is_cut_at_spaces_around_the_quote(self) -> None:
        text = "before it. " * 500 + "The quote. " + "after it. " * 500
        start = text.index("The quote.")
        first, last = paragraph_around(text, start, start + 10, max_characters=200)
        assert last - first <= 200
        assert text[first:last].startswith(("before", "it."))
        assert "The quote." in text[first:last]
        assert text[first - 1] == " " == text[last]

    def test_without_any_space_it_is_cut_anyway(self) -> None:
        text = "漢" * 9000
        assert paragraph_around(text, 4000, 4010, max_characters=110) == (3950, 4060)

    def test_a_quote_longer_than_the_limit_is_whole(self) -> None:
        first, last = paragraph_around("a " * 900, 100, 1700, max_characters=50)
        assert (first, last) == (100, 1700)

    @given(st.text("ab \n.", max_size=60), st.data(), st.integers(1, 40))
    def test_it_always_holds_the_quote(self, text: str, data: st.DataObject, most: int) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        first, last = paragraph_around(text, start, end, max_characters=most)
        assert 0 <= first <= start <= end <= last <= len(text)


class TestContextAround:
    @pytest.mark.parametrize(
        ("text", "quote", "context"),
        [
            ("One.\n\n- Two.\n- Three.\n\nFour.", "Two.", None),  # the whole of a short text
            ("\n One.\n \n- Two.\n\n\nThree. \n", "Two.", "One.\n \n- Two.\n\n\nThree."),
            ("Only.", "Only.", None),
            ("漢字。\n“naïve”\nÜnï 😀", "naïve", None),
        ],
    )
    def test_small(self, text: str, quote: str, context: str | None) -> None:
        start = text.index(quote)
        first, last = context_around(text, start, start + len(quote))
        assert text[first:last] == (context or text)

    def test_a_line_of_a_list_has_as_many_before_as_after(self) -> None:
        lines = [f"- {number:03} {'word ' * 14}end." for number in range(40)]  # 80 characters
        text = "\n".join(lines)
        start = text.index("020")
        first, last = context_around(text, start, start + 3)
        assert text[first:last].split("\n") == lines[17:24]
        assert CONTEXT <= last - first < CONTEXT + 2 * 81

    def test_at_an_end_of_the_text_the_other_side_gives_all(self) -> None:
        lines = [f"- {number:03} {'word ' * 14}end." for number in range(40)]
        text = "\n".join(lines)
        assert context_around(text, 3, 4) == (0, len("\n".join(lines[:7])))

    def test_a_paragraph_that_is_long_enough_stands_alone(self) -> None:
        text = "Before.\n\n" + "x" * SHORT_PARAGRAPH + "\n\nAfter."
        assert context_around(text, 20, 30) == (9, 9 + SHORT_PARAGRAPH)

    def test_a_neighbour_that_fills_the_panel_stays_out(self) -> None:
        text = "a " * MAX_PARAGRAPH + "\n\nThe quote.\n\nAfter."
        start = text.index("The quote.")
        assert context_around(text, start, start + 10) == (start, len(text))

    @given(st.text("ab \n", max_size=60), st.data())
    def test_it_is_whole_lines_around_the_paragraph(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        first, last = context_around(text, start, end)
        a, b = paragraph_around(text, start, end)
        assert 0 <= first <= a <= b <= last <= len(text)
        assert not text[text.rfind("\n", 0, first) + 1 : first].strip()
        assert not text[last:].partition("\n")[0].strip()


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


class TestPanel:
    def test_the_quote_is_marked_among_its_lines(self) -> None:
        node = panel(ARTICLES[0], "Engineers dug for three years.")
        assert [words(mark) for mark in every(node, "mark")] == ["Engineers dug for three years."]
        shown = [words(p) for p in every(node, "p")][-3:]
        assert shown == ARTICLES[0].text.split("\n\n")
        assert "Open article" not in words(node)  # all of it is there
        assert "Harbour Post, Ana Lee, 15 January 2026" in words(node)
        assert "tunnel.txt, tunnel.md" in words(node)

    def test_the_whole_article(self) -> None:
        quote = "The last orchard tree stands in a schoolyard."
        part, whole = (panel(ARTICLES[2], quote, is_whole=is_whole) for is_whole in (False, True))
        for node in (part, whole):
            assert [words(mark) for mark in every(node, "mark")] == [quote]
        assert "Open article" in words(part)
        assert "Every tree was measured" not in words(part)
        assert "Show less" in words(whole)
        assert "Every tree was measured" in words(whole)

    def test_a_quote_over_two_lines_is_marked_in_both(self) -> None:
        quote = "critics doubt them.\nMore talks"
        assert [words(m) for m in every(panel(ARTICLES[1], quote), "mark")] == quote.split("\n")

    def test_a_cut_is_shown(self) -> None:
        text = "before it. " * 500 + "The quote. " + "after it. " * 500
        shown = words(panel(Article(text=text, sources=("a.txt",), id="a"), "The quote."))
        assert "… " in shown
        assert shown.endswith(" …")

    def test_an_indent_is_no_cut(self) -> None:
        article = Article(text="- a \n  - b \n  - c ", sources=("a.txt",), id="a")
        assert "…" not in words(panel(article, "b"))

    def test_an_article_without_a_quote_is_shown_whole(self) -> None:
        node = panel_node(Opened("a1"), ARTICLES[0], newest=ARTICLES[0])
        assert "Buses will use it" in words(node)
        assert not every(node, "mark")
        assert [button["act"]["do"] for button in every(node, "button")] == ["close"]

    def test_a_removed_article_shows_none_of_its_words(self) -> None:
        node = panel_node(Opened("a1", 1, 0, 36), None, newest=None)
        assert "This article was removed from the library." in words(node)
        assert "harbour" not in words(node)

    def test_a_changed_article_says_so(self) -> None:
        newest = Article(text="New.", sources=("/news/tunnel.txt",), id="a1", version=2)
        node = panel_node(Opened("a1", 1, 0, 36), ARTICLES[0], newest=newest)
        assert "changed since" in words(node)


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
