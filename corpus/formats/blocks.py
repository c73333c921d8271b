"""A tree of HTML -> its blocks: what a browser shows as lines of their own, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

# Elements that begin and end a line, whatever a style sheet says.
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
# Elements whose text no browser shows as text of the page.
_UNSEEN = frozenset({
    "applet", "audio", "base", "canvas", "datalist", "embed", "head", "iframe", "input", "link",
    "map", "math", "meta", "noembed", "noframes", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # where a line may break, and where not
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_CELL = 300  # characters; the cells of data are short, those of a layout hold whole articles


@dataclass(frozen=True, eq=False)
class Block:
    """One line of a page: its text in one row, and the element that it stands in."""

    text: str
    element: HtmlElement
    link_share: float  # how many of its letters lead to other pages, from 0 to 1


def blocks_of(root: HtmlElement) -> list[Block]:
    """The lines of a tree, as they stand: white space joined, nothing else changed.

    >>> from lxml.html import fromstring
    >>> [block.text for block in blocks_of(fromstring("<p>It <b>rain</b>ed.<br>A lot.</p>"))]
    ['It rained.', 'A lot.']
    """
    return list(_Lines().of(root))


def drop_unread(body: HtmlElement) -> None:
    """Takes out the marks of footnotes and what the page itself hides, but never most of its text.

    A page that was saved with a dialogue open calls all behind it hidden, and some pages show
    their text only once their script has run.
    """
    whole = len(body.text_content())
    for element in list(body.iter("*")):
        if (
            (_is_hidden(element) or _is_mark(element))
            and element is not body
            and len(element.text_content()) < whole / 2
            and element.getparent() is not None
        ):
            element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or _NOT_SHOWN.search(element.get("style", "")) is not None
    )


class _Lines:
    """Collects the text of the line that is open, and what of it are links."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.linked: list[str] = []

    def of(self, root: HtmlElement) -> Iterator[Block]:
        inside = [root]  # the block elements that are open
        links = 0
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                row = _data_row(element) if tag == "tr" else None
                is_left_out = not isinstance(tag, str) or tag in _UNSEEN
                if tag in _BLOCKS or tag == "br":
                    yield from self._end(inside[-1])
                if row is not None:
                    yield row
                if row is not None or is_left_out:
                    walker.skip_subtree()
                    continue
                inside += [element] if tag in _BLOCKS else []
                links += _is_link(element)
                yield from self._add(element.text, inside[-1], is_link=links > 0)
            else:
                if inside[-1] is element:
                    yield from self._end(element)
                    if len(inside) > 1:
                        inside.pop()
                links -= _is_link(element)
                if element is not root:
                    yield from self._add(element.tail, inside[-1], is_link=links > 0)

    def _add(self, text: str | None, element: HtmlElement, *, is_link: bool) -> Iterator[Block]:
        first, *more = (text or "").split("\n") if element.tag == "pre" else [text or ""]
        for part in [first, *more]:
            if part is not first:
                yield from self._end(element)
            self.text.append(part)
            if is_link:
                self.linked.append(part)

    def _end(self, element: HtmlElement) -> Iterator[Block]:
        line = _line("".join(self.text))
        if line:
            share = _count_letters("".join(self.linked)) / max(_count_letters(line), 1)
            yield Block(line, element, min(share, 1.0))
        self.text, self.linked = [], []


def _count_letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _is_link(element: HtmlElement) -> bool:
    """Whether it leads to another page; a heading that links to itself does not."""
    return element.tag == "a" and not element.get("href", "#").startswith("#")


def _line(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


def _is_mark(element: HtmlElement) -> bool:
    """Whether it is the raised number that leads to a footnote."""
    if element.tag != "sup":
        return False
    links = element.findall(".//a")
    return len(links) == 1 and links[0].get("href", "").startswith("#")


def _data_row(row: HtmlElement) -> Block | None:
    """A row of short cells as one line; None for a row that lays out a page."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or row.find(".//table") is not None:
        return None
    lines = [blocks_of(cell) for cell in cells]
    if any(len(inside) > 1 or sum(len(b.text) for b in inside) > _MAX_CELL for inside in lines):
        return None
    filled = [block for inside in lines for block in inside]
    text = " | ".join(block.text for block in filled)
    length = sum(len(block.text) for block in filled)
    if not length:
        return None
    linked = sum(block.link_share * len(block.text) for block in filled)
    return Block(text, row, linked / length)
