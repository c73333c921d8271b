"""JSON lines: one article a line, its fields under the names that most people give them."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.confined import parse_confined
from corpus.decode import decode
from corpus.errors import UserError
from corpus.formats.facts import day
from corpus.formats.kinds import MAX_TEXT
from corpus.formats.unread import Unread
from corpus.frontmatter import stated_language, stated_text
from corpus.page import Page

_TITLE = ("title", "headline", "headline_main")
_TEXT = ("text", "body", "content", "article", "articlebody", "article_body", "full_text")
_AUTHOR = ("author", "authors", "byline", "creator")
_PUBLISHER = ("publisher", "source", "site", "site_name", "outlet", "publication")
_PUBLISHED = (
    *("published", "date", "published_at", "publishedat", "date_published", "datepublished"),
    *("publish_date", "pub_date", "pubdate"),
)
_LANGUAGE = ("language", "lang", "inlanguage")
_PARAGRAPH = re.compile(r"</(?:p|div|h[1-6]|li|article)>", re.IGNORECASE)


def pages_of_jsonl(raw: bytes, *, name: str) -> Iterator[Page | Unread]:
    """The page of each line, and for each line that is none an Unread with its number."""
    for number, line in enumerate(_lines(raw, name), start=1):
        if not line.strip():
            continue
        try:
            yield _page_of_line(line, where=f"Line {number} of {name}")
        except UserError as error:
            yield Unread(number, error.what, error.mend)


def _lines(raw: bytes, name: str) -> Iterator[bytes]:
    """The lines in UTF-8, which JSON is in; UTF-16 is turned into it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        text = decode(raw)
        if text is None:
            raise UserError(
                f"{name} holds bytes that are no text in any encoding Footnote knows.",
                mend="Save it as UTF-8.",
            )
        raw = text.encode("utf-8", "replace")
    return io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf"))


def _page_of_line(line: bytes, *, where: str) -> Page:
    if len(line) > MAX_TEXT:
        raise UserError(
            f"{where} has {len(line) / 1e6:,.0f} MB; Footnote reads texts of up to 20 MB.",
            mend="Split its text into several articles.",
        )
    try:
        # Numbers as they are written, whatever their size: none is counted with. NaN is no JSON,
        # though Python writes it for what is unknown.
        stated = json.loads(line, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        why = "its brackets are nested too deep" if isinstance(error, RecursionError) else error
        why = "its bytes are no UTF-8" if isinstance(error, UnicodeDecodeError) else why
        raise UserError(f"{where} is no JSON ({why}).", mend="Mend or remove the line.") from error
    if not isinstance(stated, dict):
        raise UserError(
            f"{where} is no JSON object.", mend='Write each article as {"title": ..., "text": ...}.'
        )
    fields = {key.strip().casefold(): _plain(value) for key, value in stated.items()}
    text = next((found for key in _TEXT if isinstance(found := fields.get(key), str)), "")
    if not text.strip():
        raise UserError(
            f"{where} has no text.", mend='Give it a field "text", "body" or "content".'
        )
    published = next((found for key in _PUBLISHED if (found := _day(fields.get(key)))), None)
    return Page(
        text=_without_tags(text, where),
        title=stated_text(fields, *_TITLE),
        publisher=stated_text(fields, *_PUBLISHER),
        author=stated_text(fields, *_AUTHOR),
        published=published,
        published_from="field of the line" if published else None,
        language=stated_language(fields, *_LANGUAGE),
    )


def _without_tags(text: str, where: str) -> str:
    """The text, or that of the HTML that it is: exports of web sites have paragraphs in tags."""
    if not _PARAGRAPH.search(text):
        return text
    parser = "corpus.formats.fragment:pages_of_fragment"
    found = parse_confined(parser, text.encode("utf-8", "replace"), name=where, options={})
    return "\n\n".join(one.text for one in found if isinstance(one, Page))


def _plain(value: Any) -> object:
    """The value, or the name in it: {"name": "Ana Li"} is Ana Li, in a list too."""
    if isinstance(value, list):
        return [_plain(one) if isinstance(one, dict) else one for one in value]
    return value.get("name") if isinstance(value, dict) else value


def _day(value: object) -> str | None:
    return day(value) if isinstance(value, str) else None
