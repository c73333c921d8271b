"""A quote in an article that changed: still there, gone, or something like it."""

from dataclasses import replace

import pytest

from corpus.article import Article
from tests.fakes_chat import ARTICLES
from tests.test_draw import every, words
from ui.sources import Opened, panel_node
from ui.versions import nearest_paragraph

QUOTE = "Engineers dug for three years."


def panel_after(text: str) -> str:
    """What the panel shows of the quote when the article has that text now."""
    start = ARTICLES[0].text.index(QUOTE)
    opened = Opened("a1", 1, start, start + len(QUOTE))
    newest = replace(ARTICLES[0], version=2, text=text, added="2026-02-01T10:00:00+00:00")
    node = panel_node(opened, ARTICLES[0], newest=newest)
    assert [words(mark) for mark in every(node, "mark")] == [QUOTE]
    acts = [button["act"] for button in every(node, "button")]
    assert {"do": "open", "article": "a1"} in acts
    return words(node)


def test_a_sentence_that_still_stands_there() -> None:
    shown = panel_after("New: engineers.\nAnd engineers. Engineers  dug for three years. So.")
    assert "has changed since (on 1 February 2026). The sentence still stands in it." in shown


def test_the_paragraph_nearest_to_a_sentence_that_is_gone() -> None:
    shown = panel_after("It rained.\n\n  Engineers dug for four years, they say.  \n\nThe end.")
    assert "What comes nearest to it now:Engineers dug for four years, they say.Open" in shown
    assert shown.index("four years") < shown.index("What was quoted:") < shown.index("three years")


@pytest.mark.parametrize("text", ["", "\n \n", "All is new.", "Three. Of the. For."])
def test_a_sentence_that_is_gone_without_a_trace(text: str) -> None:
    assert "nothing like it stands there now" in panel_after(text)


@pytest.mark.parametrize("quote", ["", "…", "the of and", "漢字"])
def test_quotes_of_no_words_have_nothing_near(quote: str) -> None:
    assert nearest_paragraph(quote, "The cat sat.\nOn the mat.") is None


def test_an_old_text_that_is_not_kept_offers_the_new_one() -> None:
    newest = Article(id="a1", version=2, text="New.", sources=("a.txt",), title="Now")
    shown = words(panel_node(Opened("a1", 1, 0, 4), None, newest=newest))
    assert "The text that was quoted is not kept any more." in shown
    assert "Open the article as it is now" in shown
