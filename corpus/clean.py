"""Site furniture out, one tidy text in.

Cleaning takes whole lines away, joins those that a wrap broke and runs of blank ones; it never
changes what stays, so that what is quoted stands literally in the file, white space aside.
(Control characters, which nobody sees, and a lone "Advertisement" between two sentences of a line
are what is taken out of a line; the line is cut there, and no quote runs over a cut.)

Text that somebody wrote is worth more than a page without menus: what may be either stays.

A further kind of furniture is a further step of `without_furniture`: lines in, lines out.
"""

import re

from corpus.boxes import without_boxes
from corpus.furniture import (
    MAX_TITLE,
    ends_sentence,
    is_age,
    is_label,
    is_share_label,
    is_text,
    is_underline,
    may_be_heading,
)
from corpus.heads import without_menu
from corpus.language import count_latin, count_letters
from corpus.unwrap import unwrap

# What breaks a line in some system or other, from a carriage return to U+2029.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MANY_LINE_FEEDS = re.compile("\n{3,}")
# Controls (but tab and line feed), the marks that reverse the direction of what follows, and lone
# surrogates, which no encoding takes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_MIN_TITLE_WORDS = 3  # a "Yes." or a "***" may well stand on several lines
_HEAD_LINES = 20  # written lines that stay; further down, a repeated line is a refrain
_BREADCRUMB = re.compile(r"\s[/›»>|]\s")

_MIN_LATIN_PAGE = 0.9  # of the letters; sample 003, with its foreign menus, has 0.97
_PAGE_SAMPLE = 100_000  # characters; a page seldom has more, and counting 20 MB takes seconds
_MIN_FOREIGN_LETTERS = 4  # "λ = 0.5" stays
_MAX_FOREIGN_LINE = 300  # characters; a longer one is a passage, the longest of the samples has 76
_MIN_PASSAGE = 4  # lines without a blank one between; a notice has heading, text, button
_MAX_FOREIGN_LABEL = 40  # characters; the longest of the samples has 23
# A box that a scraper ran into the text: "by Wind. Advertisement The index rose".
_IN_LINE = re.compile(r"(?<=[.!?])([”\"’')]*)\ +Advertisement(?:\ +(?=[“‘\"'(]?[A-Z])|$)")


def without_furniture(lines: list[str], *, ages: bool = False) -> list[str]:
    """The lines that stay; with `ages`, a head keeps its "33 minutes ago" for who reads heads.

    >>> without_furniture(["It rained.", "Advertisement", "It poured."])
    ['It rained.', 'It poured.']
    """
    before: list[str] = []
    while before != lines:  # what one step takes out may be what kept the other from seeing
        before = lines
        lines = _IN_LINE.sub(r"\1\n", "\n".join(lines)).split("\n")
        lines = without_boxes(without_menu(lines))
        lines = _without_labels(lines, ages=ages)
        lines = _without_repeated_title(_without_foreign_lines(lines))
        lines = unwrap([line for line in lines if not is_underline(line)])
    return lines


def tidy(raw: str) -> str:
    """The text with line ends, trailing blanks, blank runs and invisible characters put right."""
    return "\n".join(_without_blank_runs(page_lines(raw)))


def page_lines(raw: str) -> list[str]:
    """The lines of a text, their ends and invisible characters put right."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", raw))
    return [line.rstrip() for line in _MANY_LINE_FEEDS.sub("\n\n", text).split("\n")]


def _without_blank_runs(lines: list[str]) -> list[str]:
    """No blank line first, none last, and one at most between two others."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    if kept and not kept[-1]:
        kept.pop()
    return kept


def _without_labels(lines: list[str], *, ages: bool) -> list[str]:
    """The lines without labels, and without share bars: at least two networks in a row."""
    text = next((number for number, line in enumerate(lines) if is_text(line)), len(lines))
    shared = [is_share_label(line) for line in lines]
    labels = [is_label(line) for line in lines]
    return [
        line
        for number, line in enumerate(lines)
        if (ages and number < text and is_age(line))
        or (labels[number] and _heads_text(lines, labels, number))
        or not (
            labels[number]
            or (shared[number] and any(shared[max(0, number - 1) : number]))
            or (shared[number] and any(shared[number + 1 : number + 2]))
        )
    ]


def _heads_text(lines: list[str], labels: list[bool], number: int) -> bool:
    """Whether a label that may be a heading stands right above text, and beside no other label."""
    if not may_be_heading(lines[number]) or number + 1 == len(lines):
        return False
    if any(labels[max(0, number - 2) : number]) or any(labels[number + 1 : number + 3]):
        return False
    below = lines[number + 1] or "".join(lines[number + 2 : number + 3])
    goes_on = lines[number + 1][:1].islower()  # the label is the beginning of a sentence
    above = next((line for line in reversed(lines[:number]) if line.strip()), "")
    return goes_on or (is_text(above) and is_text(below))


def _without_repeated_title(lines: list[str]) -> list[str]:
    """The first line once: pages repeat their title as heading, breadcrumb and caption."""
    title = next((line.strip() for line in lines if line), "")
    if len(title) > MAX_TITLE or len(title.split()) < _MIN_TITLE_WORDS:
        return lines
    kept: list[str] = []
    written = 0
    for number, line in enumerate(lines):
        if written == _HEAD_LINES:
            return kept + lines[number:]
        if written == 0 or not _repeats(line, title):
            kept.append(line)
            written += bool(line)
    return kept


def _repeats(line: str, title: str) -> bool:
    if line.strip() == title:
        return True
    return line.endswith(title) and _BREADCRUMB.search(line[: -len(title)]) is not None


def _without_foreign_lines(lines: list[str]) -> list[str]:
    """The lines of a page in Latin letters that are in Latin letters, or in hardly any.

    A scraper that met a translated site brings its menus along in the other script: labels, and
    between two of them the sentence of a notice (heading, text, button). Other sentences stay.
    """
    if not is_latin_page(lines):
        return lines
    written = [number for number, line in enumerate(lines) if line]
    labels = {number for number in written if is_foreign_label(lines[number])}
    between = {
        here
        for above, here, below in zip(written, written[1:], written[2:], strict=False)
        if above in labels and below in labels and is_foreign(lines[here])
    }
    stay = _foreign_passages(lines)
    return [
        line
        for number, line in enumerate(lines)
        if number in stay or number not in labels | between
    ]


def _foreign_passages(lines: list[str]) -> set[int]:
    """The lines of paragraphs in another script: a wrap may have cut each as short as a label."""
    passages: set[int] = set()
    block: list[int] = []
    for number, line in enumerate([*lines, ""]):
        if is_foreign(line):
            block.append(number)
            continue
        if len(block) >= _MIN_PASSAGE and any(ends_sentence(lines[n]) for n in block):
            passages.update(block)
        block = []
    return passages


def is_latin_page(lines: list[str]) -> bool:
    """Whether nearly all letters of the page are Latin."""
    page = "\n".join(lines)[:_PAGE_SAMPLE]
    return count_latin(page) >= _MIN_LATIN_PAGE * count_letters(page)


def is_foreign_label(line: str) -> bool:
    """Whether the line is a short one in another script, and no sentence."""
    is_short = len(line) <= _MAX_FOREIGN_LABEL
    return is_short and is_foreign(line) and not ends_sentence(line)


def is_foreign(line: str) -> bool:
    """Whether the line is in another script than the Latin one."""
    if line.isascii() or len(line) > _MAX_FOREIGN_LINE:
        return False
    letters = count_letters(line)
    latin = count_latin(line)
    return letters - latin >= _MIN_FOREIGN_LETTERS and latin < letters / 2
