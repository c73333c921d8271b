"""The source panel: a quote among its lines, or its whole article.

Pure functions from our nouns to nodes; `ui/pieces.py` puts nodes on the page.
"""

from dataclasses import dataclass

from corpus.article import Article, source_name
from ui.dates import date_in_words
from ui.links import original_node
from ui.pieces import Node, node
from ui.versions import changed_nodes, now_node

MAX_PARAGRAPH = 1200  # characters: about 200 words, one screen of the panel at 390 pixels
SHORT_PARAGRAPH = 300  # characters: a line of a list, which says little without its neighbours
CONTEXT = 500  # characters: about 80 words, a paragraph of usual length


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
    if newest is None:
        return _panel("Source", node("p", "This article was removed from the library."))
    if article is None:
        return _panel(
            newest.title or newest.heading,
            node("p", "The text that was quoted is not kept any more."),
            now_node(newest),
        )
    if article.damage:
        return _panel(article.heading, *_about_nodes(article), node("p", str(article.damage)))
    has_quote = opened.start is not None and opened.end is not None
    start, end = (opened.start or 0, opened.end or 0) if has_quote else (0, 0)
    is_whole = opened.is_whole or not has_quote
    first, last = (0, len(article.text)) if is_whole else context_around(article.text, start, end)
    has_more = is_whole or bool(article.text[:first].strip() or article.text[last:].strip())
    has_changed = has_quote and newest.version != article.version
    return _panel(
        article.title or article.heading,
        *_about_nodes(article),
        node(
            "button",
            "Show less" if is_whole else "Open article",
            look="plain",
            act={"do": "whole", "is_whole": not is_whole},
        )
        if has_quote and has_more
        else None,
        node("p", str(newest.damage)) if has_changed and newest.damage else None,
        *(
            changed_nodes(article.text[start:end], article, newest)
            if has_changed and not newest.damage
            else ()
        ),
        node(
            "div",
            *_paragraph_nodes(article.text, first, last, start, end),
            look="reading",
        ),
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


def context_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the part of the text starts and ends that makes text[start:end] understood.

    That is its paragraph; where this is short, with lines before and after it until there are
    `CONTEXT` characters, as far as `MAX_PARAGRAPH` allows. Lines are whole but for the last: a
    headline says little without the beginning of its story.

    >>> text = "They agreed:\\n- on trade\\n- on housing\\n"
    >>> first, last = context_around(text, 15, 23)
    >>> text[15:23], text[first:last]
    ('on trade', 'They agreed:\\n- on trade\\n- on housing')
    """
    first, last = paragraph_around(text, start, end)
    before = (-1, -1)
    if last - first >= SHORT_PARAGRAPH:
        return first, last
    while last - first < CONTEXT and (first, last) != before:
        before = first, last
        above = _line_above(text, first)
        first = above if last - above <= MAX_PARAGRAPH else first
        below = _line_below(text, last)
        is_long = below - first > MAX_PARAGRAPH
        last = _cut_after(text, last, below, CONTEXT) if is_long else below
    return first, last


def _line_above(text: str, first: int) -> int:
    """Where the nearest line before `first` starts that has words; `first` if there is none."""
    words = text[:first].rstrip()
    line = words[words.rfind("\n") + 1 :].lstrip()
    return len(words) - len(line) if line else first


def _line_below(text: str, last: int) -> int:
    """Where the nearest line after `last` ends that has words; `last` if there is none."""
    words = text[last:].lstrip()
    line = words.partition("\n")[0].rstrip()
    return len(text) - len(words) + len(line) if line else last


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
    """Who wrote it and when, and the files or addresses that it was read from."""
    by = article.author
    if article.is_opinion:
        by = f"opinion by {by}" if by else "opinion"
    known = [article.publisher or "unknown publisher", by, date_in_words(article.published)]
    links = [(source, original_node(source)) for source in article.sources]
    files = ", ".join(source_name(source) for source, link in links if link is None)
    return [
        node("p", ", ".join(part for part in known if part), look="about"),
        node("p", "Only the opening of the story.", look="about") if article.is_teaser else "",
        node("div", *(link for _, link in links), files, look="file"),
    ]


def _paragraph_nodes(text: str, first: int, last: int, start: int, end: int) -> list[Node]:
    """text[first:last] line by line, with text[start:end] marked and cuts shown as an ellipsis."""
    nodes: list[Node] = []
    is_cut_before = bool(text[text.rfind("\n", 0, first) + 1 : first].strip())
    is_cut_after = bool(text[last:].partition("\n")[0].strip())
    position = first
    for line in text[first:last].split("\n"):
        after = position + len(line)
        if line.strip():
            a, b = (min(max(at, position), after) for at in (start, end))
            nodes.append(
                node(
                    "p",
                    "… " if is_cut_before and position == first else None,
                    text[position:a],
                    node("mark", text[a:b]) if a < b else None,
                    text[b:after],
                    " …" if is_cut_after and after == last else None,
                )
            )
        position = after + 1
    return nodes
