"""The source panel and the list of articles: pure functions from articles to nodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from tests.fakes_chat import ARTICLES
from tests.test_draw import every, panel, words
from ui.sources import (
    CONTEXT,
    MAX_PARAGRAPH,
    SHORT_PARAGRAPH,
    Opened,
    context_around,
    panel_node,
    paragraph_around,
)


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

    def test_a_headline_has_the_beginning_of_a_long_story(self) -> None:
        text = "The headline.\n\n" + "word " * MAX_PARAGRAPH
        first, last = context_around(text, 0, 13)
        assert first == 0
        assert CONTEXT <= last <= CONTEXT + 15
        assert text[last - 4 : last + 1] == "word "

    @given(st.text("ab \n", max_size=60), st.data())
    def test_it_is_whole_lines_around_the_paragraph(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        first, last = context_around(text, start, end)
        a, b = paragraph_around(text, start, end)
        assert 0 <= first <= a <= b <= last <= len(text)
        assert not text[text.rfind("\n", 0, first) + 1 : first].strip()
        assert not text[last:].partition("\n")[0].strip()


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
