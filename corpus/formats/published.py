"""The day on which a page says that it was published, and where it says so.

Never the day of a change, never today, never a guess: 03/04/2024 is no certain day.
"""

import re
from collections.abc import Iterator

from htmldate import find_date
from lxml import html
from lxml.html import HtmlElement

from corpus.dates import DATE
from corpus.formats.blocks import blocks_of
from corpus.formats.facts import day
from corpus.formats.linked_data import Node, strings

_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "publishdate", "publish-date", "publish_date", "published-date", "pubdate", "date-published",
    "publication_date", "citation_publication_date", "citation_date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date",
    "dc.date.created", "date",
)  # fmt: skip
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?", re.ASCII)
_CHANGED = re.compile(
    r"updat|modif|chang|revis|edit|last|review|correct|更新|修改|修訂", re.IGNORECASE
)
_AMBIGUOUS = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b")
# What stands in a byline beside names and figures.
BYLINE_WORDS = frozenset({
    "by", "and", "am", "pm", "gmt", "utc", "et", "est", "edt", "bst", "cet", "published",
    "posted", "updated", "on", "at", "the", "min", "read", "from", "january", "february", "march",
    "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "作者", "撰文", "来源", "來源", "记者", "記者", "出版", "更新", "年", "月", "日",
})  # fmt: skip
_MAX_LINE = 120  # characters; a line with a date in it, and no sentence
_MAX_STATED = 200  # characters; a date with its time and zone has 60
_HEAD_LINES = 12  # lines after the headline in which its date may stand


def published_of(
    tree: HtmlElement, meta: dict[str, list[str]], article: Node, *, url: str | None
) -> tuple[str | None, str | None]:
    """The date in ISO 8601 and the place that states it, or None twice."""
    for date, place in _stated(tree, meta, article):
        if date:
            return date, place
    return _found_by_htmldate(tree, url)


def _stated(
    tree: HtmlElement, meta: dict[str, list[str]], article: Node
) -> Iterator[tuple[str | None, str]]:
    for text in strings(article.get("datePublished")):
        yield certain_date(text), "JSON-LD datePublished"
    for name in _META:
        for text in meta.get(name, []):
            yield certain_date(text), f"meta {name}"
    times = [time for time in tree.iter("time") if not _is_changed(time)]
    for time in times:
        is_own = time.get("itemprop") == "datePublished" or "pubdate" in time.attrib
        if is_own or "published" in time.get("class", "").split():
            yield certain_date(time.get("datetime") or time.text_content()), "time element"
    for line, times_in_it in _below_the_headline(tree):
        for time in times_in_it:
            yield certain_date(time.get("datetime") or time.text_content()), "time element"
        yield certain_date(line), "line below the headline"


def certain_date(text: str) -> str | None:
    """The one day that a text states, in ISO 8601; None for none, for two, and for what is unsure.

    >>> certain_date("By Ana Li, 14 March 2024"), certain_date("March 3rd, 2024 at 9 am")
    ('2024-03-14', '2024-03-03')
    >>> certain_date("03/04/2024"), certain_date("9999-12-31"), certain_date("2020-13-45")
    (None, None, None)
    """
    line = " ".join(text[:_MAX_STATED].split())
    if compact := _COMPACT.fullmatch(line):
        line = "-".join(compact.groups())
    days = {found for date in DATE.finditer(line) if (found := day(date.group()))}
    if len(days) > 1:
        return None
    return days.pop() if days else day(line)


def _is_changed(time: HtmlElement) -> bool:
    """Whether a time is said to be that of a change, by its own marks or the words before it."""
    parent, before = time.getparent(), time.getprevious()
    words = [time.get("class", ""), time.get("itemprop", "")]
    if before is not None:
        words.append(before.tail or before.text_content()[-20:])
    elif parent is not None:
        words.append(parent.text or "")
        words.append(parent.get("class", ""))
    return any(_CHANGED.search(word) for word in words)


def _below_the_headline(tree: HtmlElement) -> Iterator[tuple[str, list[HtmlElement]]]:
    """The short lines after the headline that speak of no change, each with its time elements."""
    body = tree.find(".//body")
    blocks = blocks_of(body) if body is not None else []
    heads = [n for n, block in enumerate(blocks) if block.element.tag == "h1"]
    if not heads:
        return
    for block in blocks[heads[0] + 1 : heads[0] + 1 + _HEAD_LINES]:
        if len(block.text) > _MAX_LINE:
            return  # the text itself begins
        is_heading = block.element.tag in ("h1", "h2", "h3", "h4")
        if not is_heading and _is_byline(block.text) and not _CHANGED.search(block.text):
            yield block.text, [t for t in block.element.iter("time") if not _is_changed(t)]


def _is_byline(line: str) -> bool:
    """Whether a line has only names, figures and the words of a byline; a sentence has others."""
    words = re.findall(r"[^\W\d]+", line)
    return all(word.casefold() in BYLINE_WORDS or not word[0].islower() for word in words)


def _found_by_htmldate(tree: HtmlElement, url: str | None) -> tuple[str | None, str | None]:
    """What htmldate reads out of the address and the lines below the headline, and no more.

    Of the whole page it would take the day of a change, a copyright year, or a day that the
    article tells of.
    """
    canonical = tree.find('.//link[@rel="canonical"]')
    address = url or (canonical.get("href") if canonical is not None else None)
    lines = [line for line, _ in _below_the_headline(tree) if not _AMBIGUOUS.search(line)]
    for place, texts in (("web address", []), ("line below the headline", lines)):
        page = html.Element("html")
        page.append(html.Element("body"))
        for text in texts:
            paragraph = html.Element("p")
            paragraph.text = text
            page[0].append(paragraph)
        found = find_date(page, extensive_search=False, original_date=True, url=address or "")
        if found and (date := certain_date(found)):  # not a day to come
            return date, place
    return None, None
