"""A tree of HTML -> the lines of its main text, each as it stands on the page.

trafilatura says which lines they are. They are written out again from the page, since its own
output joins and splits lines; and what it is known to miss or to take is put right: lines of the
same shape as those that stay, headings inside buttons, bylines, rows of links.
"""

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import trafilatura
from lxml import html
from lxml.html import HtmlElement

from corpus.formats.blocks import Block, blocks_of
from corpus.formats.markup import Facts
from corpus.formats.published import BYLINE_WORDS, certain_date

_LETTERS = re.compile(r"[\W_]+")
_SURE = 30  # bytes of letters; a shorter line ("Share") may stand in another one by chance
_END = 40  # letters; hardly two lines of a page share so many
_LINKS = 0.5  # of a line's characters; a sentence with a link or two has less
_ALL_LINKS = 0.9  # of a line's letters; the rest is "Read more:" or a bar between two links
_MAX_BYLINE = 15  # words: two names, a publisher, a date and a time
_ENOUGH = 0.5  # of what plainly is the text; with less of it, trafilatura has missed the text
_MIN_TEXT = 200  # characters; a shorter articleBody or <article> is a teaser

_ASIDE = frozenset({
    "nav", "aside", "footer", "form", "button", "menu", "dialog", "figcaption", "label",
})  # fmt: skip
_ASIDE_ROLES = frozenset({
    "navigation", "complementary", "contentinfo", "dialog", "alertdialog", "search",
})  # fmt: skip
_TEXT_TAGS = frozenset({
    "p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
    "pre", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "summary", "details", "figure",
    "caption",
})  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What sites call the lines between a headline and its article.
_STANDFIRST = re.compile(
    r"\b(?:dec?k|stand-?first|sub-?(?:title|head(?:line)?|line)|hero-sub|summary|lead|lede|intro)\b",
    re.IGNORECASE,
)


def main_text(body: HtmlElement, facts: Facts) -> list[str]:
    """The lines of the main text in order, the headline first where the page shows it; or none."""
    blocks = blocks_of(body)
    letters = [_letters(block.text) for block in blocks]
    found = _kept_by_trafilatura(body, letters)
    kept = _or_what_plainly_is_the_text(blocks, letters, found, facts.body)
    if kept is None:
        return _told_lines(facts.body)
    headline = _headline(blocks, letters, facts.title)
    kept = _with_the_same_shape(blocks, letters, kept)
    kept |= _headings_between(blocks, kept)
    kept |= _standfirst(blocks, letters, kept, headline, facts.summaries)
    kept -= set(_bylines(blocks, kept, facts))
    same = _letters(facts.title or "")
    lines = _without_links(blocks, {n for n in kept if letters[n] != same})
    if headline is not None:
        lines.insert(0, headline)
    return [blocks[n].text for n in lines]


def _letters(text: str) -> str:
    """What is compared: trafilatura may change white space, bars and bullets."""
    return _LETTERS.sub("", text)


def _kept_by_trafilatura(body: HtmlElement, letters: list[str]) -> set[int]:
    """The numbers of the blocks that trafilatura takes for the main text."""
    tree = html.Element("html")
    tree.append(copy.deepcopy(body))
    for button in list(tree.iter("button")):
        if _opens_a_part(button):
            button.attrib.clear()
            button.tag = "span"  # trafilatura drops all buttons
    try:
        text = trafilatura.extract(tree, include_comments=False) or ""
    except (RecursionError, ValueError):  # a tree too deep for it
        text = ""
    ends: set[int] = set()
    found = ""
    for part in re.split(r"[\n|]", text):
        found += _letters(part)
        ends.add(len(found))
    kept = set()
    here = 0
    for number, line in enumerate(letters):
        if not line:
            continue
        where = -1
        if len(line.encode()) >= _SURE:
            places = (found.find(part, start) for part in _probes(line) for start in (here, 0))
            where = next((place for place in places if place >= 0), -1)
        elif found.startswith(line, here) and here + len(line) in ends:
            where = here
        if where >= 0:
            kept.add(number)
            here = where + len(line)
    return kept


def _probes(line: str) -> list[str]:
    """The line, and of a long one also its ends: a formula or an image may differ between them."""
    return [line, line[:_END], line[-_END:]] if len(line) > 3 * _END else [line]


def _or_what_plainly_is_the_text(
    blocks: list[Block], letters: list[str], kept: set[int], told: str
) -> set[int] | None:
    """What is kept, unless it is far less than what the page itself marks as its text.

    None where that is only in the metadata.
    """
    size = sum(len(letters[n]) for n in kept)
    body = _letters(told)
    if len(body) >= _MIN_TEXT and size < _ENOUGH * len(body):
        shown = {n for n, line in enumerate(letters) if line and line in body}
        if sum(len(letters[n]) for n in shown) < _ENOUGH * len(body):
            return None
        return shown
    best = kept
    for is_one in (_is_marked, lambda element: element.tag in ("body", "html")):
        sections: dict[HtmlElement, set[int]] = {}
        for number, block in enumerate(blocks):
            if block.link_share <= _LINKS and not _is_aside(block.element):
                for element in _upwards(block.element):
                    if is_one(element):
                        sections.setdefault(element, set()).add(number)
        for numbers in sections.values():
            length = sum(len(letters[n]) for n in numbers)
            is_far_more = length >= _MIN_TEXT and size < _ENOUGH * length
            if not size or (is_far_more and is_one is _is_marked):
                best, size = numbers, length
    return best


def _is_marked(element: HtmlElement) -> bool:
    return (
        element.tag in ("article", "main")
        or element.get("role") in ("main", "article")
        or element.get("itemprop") == "articleBody"
    )


def _with_the_same_shape(blocks: list[Block], letters: list[str], kept: set[int]) -> set[int]:
    """What is kept and, between the first and last of it, the lines built in the same way.

    The shape of a line is the path of classes to it: sites write each paragraph, item and entry
    of one article by one template, and teasers and boxes by others.
    """
    if not kept:
        return kept
    shapes = {_shape(blocks[n].element) for n in kept}
    containers = {shape[0] for shape in shapes}
    more = {
        number
        for number in range(min(kept), len(blocks))
        if number not in kept
        and letters[number]
        and blocks[number].link_share <= _LINKS
        and not _is_aside(blocks[number].element)
        and (
            (shape := _shape(blocks[number].element)) in shapes
            or (not shape[1] and shape[0] in containers)
        )
        and (number < max(kept) or shape[0])
    }
    return kept | more


def _headings_between(blocks: list[Block], kept: set[int]) -> set[int]:
    """The headings straight above a line that stays; that of a box has its box below it."""
    return {
        number
        for number in range(min(kept, default=0), max(kept, default=0))
        if number + 1 in kept
        and blocks[number].element.tag in _HEADINGS[1:]
        and blocks[number].link_share <= _LINKS
        and not _is_aside(blocks[number].element)
    }


def _shape(element: HtmlElement) -> tuple[tuple[str, ...], str]:
    """The classes of what it stands in, outermost first, and its own."""
    own = ""
    path = []
    for parent in _upwards(element):
        name = re.sub(r"\d+", "", parent.get("class", "")).strip()
        if parent.tag in _TEXT_TAGS:
            own = own or name
        elif name:
            path.append(f"{parent.tag}.{name}")
    return tuple(reversed(path)), own


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()


def _is_aside(element: HtmlElement) -> bool:
    return any(
        (parent.tag in _ASIDE and not _opens_a_part(parent)) or parent.get("role") in _ASIDE_ROLES
        for parent in _upwards(element)
    )


def _opens_a_part(button: HtmlElement) -> bool:
    """Whether it is the button around a heading: a press on it unfolds the part below."""
    return button.tag == "button" and any(
        parent.tag in (*_HEADINGS, "summary", "dt") for parent in button.iterancestors()
    )


def _headline(blocks: list[Block], letters: list[str], title: str | None) -> int | None:
    """The number of the block that shows the title: a heading rather than a repetition of it."""
    wanted = _letters(title or "")
    same = [n for n, line in enumerate(letters) if line == wanted and wanted]
    headings = [n for n in same if any(e.tag in _HEADINGS for e in _upwards(blocks[n].element))]
    return next(iter(headings or same), None)


def _standfirst(
    blocks: list[Block],
    letters: list[str],
    kept: set[int],
    headline: int | None,
    told: Sequence[str],
) -> set[int]:
    """The lines between headline and text that the page calls its summary, or tells as such."""
    if headline is None or not kept:
        return set()
    first = min((n for n in kept if n > headline), default=headline)
    known = {_letters(text) for text in told}
    return {
        number
        for number in range(headline + 1, first)
        if letters[number]
        and blocks[number].link_share <= _LINKS
        and (letters[number] in known or _STANDFIRST.search(_classes(blocks[number].element)))
    }


def _classes(element: HtmlElement) -> str:
    return re.sub(r"[_\s]+", " ", element.get("class", ""))


def _bylines(blocks: list[Block], kept: set[int], facts: Facts) -> Iterator[int]:
    """The short lines that say nothing but who wrote the article, for whom and when."""
    known = Counter(word for text in (facts.author, facts.publisher) for word in _words(text or ""))
    for number in kept:
        words = _words(blocks[number].text)
        is_one = any(word in known for word in words) or certain_date(blocks[number].text)
        if len(words) <= _MAX_BYLINE and is_one:
            rest = [word for word in words if word not in known and word not in BYLINE_WORDS]
            if not [word for word in rest if not word.isdecimal()]:
                yield number


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _without_links(blocks: list[Block], kept: set[int]) -> list[int]:
    """What is kept, in order, without links around it, teasers in it, and a heading last."""
    numbers = sorted(kept)
    while numbers and blocks[numbers[0]].link_share > _LINKS:
        numbers.pop(0)
    while numbers and (
        blocks[numbers[-1]].link_share > _LINKS or blocks[numbers[-1]].element.tag in _HEADINGS
    ):
        numbers.pop()
    return [n for n in numbers if not _is_teaser(blocks[n])]


def _is_teaser(block: Block) -> bool:
    """Whether a line is nothing but a link: by itself, or on the card of another article."""
    if block.link_share < _ALL_LINKS:
        return False
    cards = sum(1 for _ in block.element.iterancestors("article"))
    return cards > 1 or block.element.tag in ("p", "div", "section", "article", "main", "center")


def _told_lines(text: str) -> list[str]:
    """The lines of a text that metadata hold, which may itself be HTML."""
    if re.search(r"</?(?:p|br|div|li)\b", text):
        return [block.text for block in blocks_of(html.fragment_fromstring(text, "div"))]
    return [line for part in text.splitlines() if (line := " ".join(part.split()))]
