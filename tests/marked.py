"""Sentences with the words that answer between < and >: for the tests of `rag.shorten`."""

from rag.shorten import holds_words, shorten

MOST = 12  # words


def told(marked: str) -> tuple[str, tuple[int, int]]:
    """The text without its marks, and what stands between them."""
    start = marked.index("<")
    return marked.replace("<", "").replace(">", ""), (start, marked.index(">") - 1)


def check_shortened(marked: str, question: str, left: str) -> None:
    text, words = told(marked)
    short, shown = shorten(text, words, question, most=MOST)
    assert (short, shown) == told(left)
    assert short[slice(*shown)] == text[slice(*words)]
    assert holds_words(text, short)


def check_whole(marked: str, question: str) -> None:
    text, words = told(marked)
    assert len(text.split()) > MOST
    assert shorten(text, words, question, most=MOST) == (text, words)
