"""The source panel: a quote in its paragraph, or its whole article; and the library's list.

Pure functions from our nouns to nodes; `ui/pieces.py` puts nodes on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article, source_name
from ui.draw import byline, date_in_words
from ui.pieces import Node, node

MAX_PARAGRAPH = 1200  # characters: about 200 words, one screen of the panel at 390 pixels
MAX_LISTED = 200  # articles: a longer list is not looked through by eye


@dataclass(frozen=True)
class Opened:
    """What the panel shows: an article, and the quote in it that was asked for."""

    article: str
    version: int | None = None  # None: the newest
    start: int | None = None  # None: no quote, so the whole article is shown
    end: int | None = None
    is_whole: bool = False

    @property
    def reveal(self) -> str:
        """A text that differs for everything that there is to scroll to."""
        return f"{self.article} {self.version} {self.start} {self.end} {self.is_whole}"


def panel_node(opened: Opened, article: Article | None, *, newest: Article | None) -> Node:
    """An article as far as it was opened; without a word of it where it has been removed."""
    if article is None or newest is None:
        return _panel("Source", node("p", "This article was removed from the library."))
    has_quote = opened.start is not None and opened.end is not None
    start, end = (opened.start or 0, opened.end or 0) if has_quote else (0, 0)
    is_whole = opened.is_whole or not has_quote
    first, last = (0, len(article.text)) if is_whole else paragraph_around(article.text, start, end)
    has_changed = has_quote and newest.version != article.version
    return _panel(
        article.title or article.heading,
        *_about_nodes(article),
        node("p", "The article has changed since: this is the text that was quoted.", look="quiet")
        if has_changed
        else None,
        node(
            "button",
            "Show only the paragraph" if is_whole else "Open article",
            look="plain",
            act={"do": "whole", "is_whole": not is_whole},
        )
        if has_quote
        else None,
        node(
            "div",
            *_paragraph_nodes(article.text, first, last, start, end),
            look="reading",
        ),
    )


def library_node(articles: Sequence[Article]) -> Node:
    """Every article as a button that opens it, the newest first, the undated last."""
    listed = sorted(articles, key=lambda article: article.published or "", reverse=True)
    return node(
        "section",
        node("h2", f"Library: {len(articles):,} article{'s' if len(articles) != 1 else ''}"),
        node(
            "ul",
            *(
                node(
                    "li",
                    node(
                        "button",
                        node("span", article.heading, look="text"),
                        node("small", byline(article.publisher, article.published), look="text"),
                        look="source",
                        act={"do": "open", "article": article.id},
                    ),
                )
                for article in listed[:MAX_LISTED]
            ),
            look="sources",
        ),
        node("p", f"and {len(listed) - MAX_LISTED:,} more: footnote list", look="quiet")
        if len(listed) > MAX_LISTED
        else None,
        look="library",
    )


def paragraph_around(
    text: str, start: int, end: int, *, max_characters: int = MAX_PARAGRAPH
) -> tuple[int, int]:
    """Where the paragraph that holds text[start:end] starts and ends, without white space.

    A paragraph longer than `max_characters` is cut at the spaces nearest to an equal share of
    them before and after the quote; the quote itself is never cut.

    >>> text = "First.\\n\\nOne. Two. Three.\\n\\nLast."
    >>> first, last = paragraph_around(text, 13, 17)
    >>> text[13:17], text[first:last]
    ('Two.', 'One. Two. Three.')
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if last - first > max_characters:
        spare = max(0, max_characters - (end - start)) // 2
        first, last = _cut_before(text, first, start, spare), _cut_after(text, end, last, spare)
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def _cut_before(text: str, first: int, start: int, spare: int) -> int:
    if start - first <= spare:
        return first
    space = text.find(" ", start - spare, start)
    return space + 1 if space >= 0 else start - spare


def _cut_after(text: str, end: int, last: int, spare: int) -> int:
    if last - end <= spare:
        return last
    space = text.rfind(" ", end, end + spare)
    return space if space >= 0 else end + spare


def _panel(title: str, *children: Node | None) -> Node:
    return node(
        "section",
        node(
            "header",
            node("h2", title),
            node("button", "Close", look="plain", act={"do": "close"}, label="Close the source"),
        ),
        *children,
        look="panel",
        role="complementary",
        label="Source",
    )


def _about_nodes(article: Article) -> list[Node]:
    """Who wrote it, when, and the files or addresses that it was read from."""
    known = [article.publisher or "unknown publisher", article.author]
    known.append(date_in_words(article.published))
    return [
        node("p", ", ".join(part for part in known if part), look="about"),
        node("p", ", ".join(source_name(source) for source in article.sources), look="file"),
    ]


def _paragraph_nodes(text: str, first: int, last: int, start: int, end: int) -> list[Node]:
    """text[first:last] line by line, with text[start:end] marked and cuts shown as an ellipsis."""
    nodes: list[Node] = []
    position = first
    for line in text[first:last].split("\n"):
        after = position + len(line)
        if line.strip():
            a, b = (min(max(at, position), after) for at in (start, end))
            cut_before = position == first and first > 0 and text[first - 1] == " "
            nodes.append(
                node(
                    "p",
                    "… " if cut_before else None,
                    text[position:a],
                    node("mark", text[a:b]) if a < b else None,
                    text[b:after],
                    " …" if after == last and text[last : last + 1] == " " else None,
                )
            )
        position = after + 1
    return nodes
