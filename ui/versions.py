"""What stands now where a sentence was quoted: an article that changed, then and now."""

from corpus.article import Article
from index.words import words
from ui.dates import date_in_words
from ui.pieces import Node, node

# Share of a sentence's words. Of 252 sentences of 21 articles, every twentieth shared 0.5 with some
# paragraph of an unrelated article; with 4 of 10 words gone, 19 of 20 shared 0.57 with their own.
ALIKE = 0.5


def changed_nodes(quote: str, quoted: Article, newest: Article) -> list[Node]:
    """What became of the quote: it still stands there, or what comes nearest to it now, or nothing.

    The last node leads over to the text that was quoted.
    """
    day = f" (on {date_in_words(newest.added)})" if newest.added else ""
    nearest = None
    if " ".join(quote.split()) in " ".join(newest.text.split()):
        fate = "The sentence still stands in it."
    elif nearest := nearest_paragraph(quote, newest.text):
        fate = "The sentence is gone. What comes nearest to it now:"
    else:
        fate = "The sentence is gone, and nothing like it stands there now."
    of = f" (added on {date_in_words(quoted.added)})" if quoted.added else ""
    return [
        node(
            "div",
            node("p", f"The article has changed since{day}. {fate}"),
            node("blockquote", nearest) if nearest else None,
            now_node(newest),
            look="changed",
        ),
        node("p", f"What was quoted{of}:", look="quiet"),
    ]


def now_node(newest: Article) -> Node:
    """A button that opens the article as it is now."""
    act = {"do": "open", "article": newest.id}
    return node("button", "Open the article as it is now", look="plain", act=act)


def nearest_paragraph(quote: str, text: str) -> str | None:
    """The line of a text that shares most words with a quote; None where none shares half.

    >>> nearest_paragraph("Two firms signed a pact.", "It rained.\\nTwo firms left the pact.")
    'Two firms left the pact.'
    """
    wanted = set(words(quote))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not wanted or not lines:
        return None
    shared = [len(wanted & set(words(line))) / len(wanted) for line in lines]
    best = max(range(len(lines)), key=lambda place: shared[place])
    return lines[best] if shared[best] >= ALIKE else None
