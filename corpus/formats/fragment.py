"""HTML that stands in a field, not on a page: all of it is the article, so all of it is text.

Finding the main text of a page (`html.py`) would lose short ones: there is nothing around them.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from corpus.page import Page

_UNSEEN = frozenset({"script", "style", "head", "template", "iframe", "object", "svg", "noscript"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.I)


def pages_of_fragment(raw: bytes) -> Iterator[Page]:
    """The one page of a piece of HTML in UTF-8."""
    yield Page(fragment_text(raw.decode("utf-8", "replace")))


def is_fragment(text: str) -> bool:
    """Whether the text has tags or entities of HTML in it: "a < b" has none.

    >>> is_fragment("<p>It rained.</p>"), is_fragment("Rain &amp; sun"), is_fragment("a < b > c")
    (True, True, False)
    """
    return _TAG.search(text) is not None


def fragment_text(html: str) -> str:
    """The text of a piece of HTML, a blank line between two blocks of it.

    >>> fragment_text("<p>It <b>rained</b>.</p><script>x</script><p>Rain &amp; sun.")
    'It rained.\\n\\nRain & sun.'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    written = (" ".join(block.split()) for block in reader.blocks)
    return "\n\n".join(block for block in written if block)


class _Reader(HTMLParser):
    """The blocks of text, tag by tag: no tree, so no tags are nested too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self._unseen: list[str] = []  # the element that is open and not shown, so often as it is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or something that is not shown."""
        if self._unseen:
            self._unseen += [tag] * (tag == self._unseen[0])
        elif tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _BLOCKS:
            self.blocks.append("")
        elif tag in ("td", "th") and self.blocks[-1].strip():
            self.blocks[-1] += " | "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As a tag that opens, unless it would hide all that follows."""
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """A block ends, or what was not shown."""
        if self._unseen:
            if tag == self._unseen[0]:
                self._unseen.pop()
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Text between two tags."""
        if not self._unseen:
            self.blocks[-1] += data
