"""RSS and Atom: one article an entry."""

import io
from collections.abc import Iterator
from typing import Any

from corpus.errors import UserError
from corpus.formats.facts import day
from corpus.formats.fragment import fragment_text, is_fragment
from corpus.formats.prolog import xml_text
from corpus.formats.unread import Unread
from corpus.frontmatter import stated_language, stated_text
from corpus.page import Page

# The text is checked and in UTF-8 by then: the library must not guess another encoding.
MAX_SUMMARY = 60  # words; a summary in a feed is a paragraph, a short report is longer
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def pages_of_feed(raw: bytes, *, name: str) -> Iterator[Page | Unread]:
    """The page of each entry, with its own title and date and the feed's name as publisher."""
    import feedparser

    text = xml_text(raw, name=name)
    feed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),  # bytes alone are tried as a file's name
        response_headers=_HEADERS,
        sanitize_html=False,  # no tag stays
        resolve_relative_uris=False,
    )
    if not feed.entries:
        raise UserError(
            f"{name} is {'a feed without entries' if feed.version else 'no RSS or Atom feed'}.",
            mend="Add a feed that has entries, or save the page as .html.",
        )
    if isinstance(feed.get("bozo_exception"), Exception) and _is_torn(feed.bozo_exception):
        yield Unread(
            0,
            f"{name} is damaged ({feed.bozo_exception}); what could be read of it was added.",
            "Save the feed again, and add it again.",
        )
    for number, entry in enumerate(feed.entries, start=1):
        text = _text(entry)
        if not text.strip():
            yield Unread(
                number, f"Entry {number} of {name} has no text.", "Save the page that it links to."
            )
            continue
        # RSS 1.0 has one date, which the library calls `updated`; Atom's is that of an edit.
        names = ("published", "updated") if feed.version.startswith("rss") else ("published",)
        dates = (day(str(dict.get(entry, name, ""))) for name in names)
        published = next((date for date in dates if date), None)
        yield Page(
            text=text,
            title=stated_text({"title": _line(entry.get("title"))}, "title"),
            publisher=stated_text({"title": _line(feed.feed.get("title"))}, "title"),
            author=stated_text({"author": _line(entry.get("author"))}, "author"),
            published=published,
            published_from="feed" if published else None,
            language=stated_language(feed.feed, "language"),
            is_teaser=_is_summary(entry, text),
        )


def _is_summary(entry: Any, text: str) -> bool:
    """Whether an entry is only the opening of a page that it links to."""
    is_short = len(text.split()) < MAX_SUMMARY
    return is_short and not entry.get("content") and bool(entry.get("link"))


def _text(entry: Any) -> str:
    """The longest of what the entry says: the whole text where there is one, or the summary."""
    said = [*entry.get("content", []), entry.get("summary_detail") or {}]
    texts = [
        str(one.get("value", ""))
        if one.get("type") == "text/plain"
        else fragment_text(str(one.get("value", "")))
        for one in said
    ]
    return max(texts, key=len, default="")


def _line(value: object) -> str:
    text = str(value or "")
    return " ".join((fragment_text(text) if is_fragment(text) else text).split())


def _is_torn(problem: Exception) -> bool:
    """Whether the XML is broken; a wrong label of the encoding is nothing to speak of."""
    from xml.sax import SAXException

    return isinstance(problem, SAXException)
