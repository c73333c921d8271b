"""Web pages: bytes of HTML become a Page, its main text without the site around it.

html.py         bytes -> a tree -> a Page
blocks.py       a tree -> its lines
linked_data.py  JSON-LD -> the object that is the article
published.py    the day of publication, and where it is stated
markup.py       a tree -> the facts that its markup states
main_text.py    a tree -> the lines of the main text
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.decode import decode
from corpus.errors import UserError
from corpus.formats.blocks import blocks_of, drop_unread
from corpus.formats.main_text import main_text
from corpus.formats.markup import facts_of
from corpus.language import language_of
from corpus.page import Page

_HEAD_BYTES = 4096  # browsers look for the encoding in the first 1,024; some heads are late
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_MAX_BROKEN = 0.001  # of the characters; a page of another encoding has ten times as many
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # characters that no tree can hold


def pages_of_html(raw: bytes, *, url: str | None = None) -> Iterator[Page]:
    """The article of a web page; raises UserError where it has no text.

    >>> [page.title for page in pages_of_html(b"<h1>Rain</h1><p>It rained on the plain.</p>")]
    ['Rain']
    """
    tree = _tree(raw)
    facts = facts_of(tree, url=url)
    body = tree.find(".//body")
    lines: list[str] = []
    if body is not None:
        drop_unread(body)
        lines = main_text(body, facts)
    if not lines:
        is_bare = body is None or not blocks_of(body)
        raise UserError(
            "The page has no text of its own; a script may fetch it when a browser opens the page."
            if is_bare
            else "The page has links and labels, but no text.",
            mend="Open it in a browser, and save the text that it shows as a .txt file.",
        )
    text = "\n".join(lines)
    plain = language_of(text)
    yield Page(
        text=text,
        title=facts.title,
        publisher=facts.publisher,
        author=facts.author,
        published=facts.published,
        published_from=facts.published_from,
        # A template may say "en" over a text in Chinese; where no language is stated, the text
        # speaks for itself later.
        language=plain if facts.language and plain else facts.language,
        is_opinion=facts.is_opinion,
    )


def _tree(raw: bytes) -> HtmlElement:
    text = _decode(raw)
    if text is None:
        raise UserError(
            "The page holds bytes that are no text in any encoding Footnote knows.",
            mend="Save it anew from a browser.",
        )
    text = _CONTROLS.sub("", text).encode("utf-8", "replace").decode()
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree: HtmlElement = document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # nothing but white space and comments
        return document_fromstring("<html><body></body></html>")
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UserError(
            "The page nests its tags deeper than any page does that people wrote.",
            mend="Open it in a browser, and save the text that it shows as a .txt file.",
        )
    return tree


def _decode(raw: bytes) -> str | None:
    """The text by the mark in front, else by the encoding that the page states, else by guess."""
    found = _CHARSET.search(raw[:_HEAD_BYTES])
    if found is None or b"\0" in raw:
        return decode(raw)
    declared = found.group(1).decode("ascii", "replace")
    # A template may state any encoding; text that is UTF-8 by chance has hardly a letter beside
    # ASCII. And one broken character, cut in two by some program, is no other encoding.
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken == 0 or ("utf" in declared.lower() and broken <= _MAX_BROKEN * len(text)):
        return text.removeprefix("\ufeff")
    return decode(raw, declared=declared)
