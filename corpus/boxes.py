"""Furniture that its neighbours give away: boxes within a story, and all that stands below it.

A label alone says little of the lines around it, a block of labels says much. So lines that no
word marks go where they stand between labels of one block, or below a label under the last
sentence. Sentences stay, but those that ask the reader to subscribe, to agree or to sign in.
"""

import re
from collections import Counter
from itertools import groupby, pairwise, takewhile
from operator import lt

from corpus.appeals import is_advertising, is_notice, is_request
from corpus.bylines import read_byline, read_closing, read_disclaimer, read_imprint
from corpus.furniture import (
    ends_sentence,
    is_age,
    is_bare_count,
    is_foot_label,
    is_label,
    is_opener,
    is_related_label,
    is_text,
)
from corpus.heads import count_words

_MAX_PLAIN = 15  # lines that nothing marks, in a row; more are a list that the author made
_MAX_BETWEEN = 3  # of them between two labels; a box has a heading and a button
_MIN_LINK = 5  # words; headlines of other stories have as many, headings within one have fewer
_MAX_LINKS = 6  # lines; a box within a story is small
_MIN_REPEATS = 3  # pages that have the same running title; twice may be the author's
# What an author writes below a text: items, "Source: ...", "(Reporting by ...)", an address.
_OWN = re.compile(r"\s*(?:[-*•·–—]\s|\(?\d{1,3}[.)]\s|[(（\[^]|.*(?:\t|\S+@\S+\.|\w[:：]\s|:$))")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?(\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)


def without_boxes(lines: list[str]) -> list[str]:
    """The lines without boxes between two paragraphs, and without the foot of the page."""
    written = [number for number, line in enumerate(lines) if line.strip()]
    if not any(is_text(lines[number]) for number in written):
        return lines
    marks = _marks(lines, written)
    texts = [at for at, number in enumerate(written) if _is_said(lines, number, marks)]
    if not texts:
        return lines
    gone = {number for number in marks if is_notice(lines[number]) or is_advertising(lines[number])}
    for start, end in pairwise([-1, *texts]):
        gone |= _box(lines, written[start + 1 : end], marks)
    gone |= _foot(lines, written[texts[-1] + 1 :], marks)
    gone |= _counts(lines, written[: texts[-1]], gone)
    return [line for number, line in enumerate(lines) if number not in gone]


def _marks(lines: list[str], written: list[int]) -> set[int]:
    """The lines that are furniture by their words; a sentence that advertises, near another."""
    marks = {
        n for n in written if is_label(lines[n]) or is_request(lines[n]) or is_notice(lines[n])
    }
    for beside in (written, written[::-1]):
        for at, number in enumerate(beside):
            near = reversed(beside[max(0, at - _MAX_BETWEEN) : at])
            mark = next((n for n in near if n in marks or is_text(lines[n])), None)
            if mark in marks and is_advertising(lines[number]):
                marks.add(number)
    return marks


def _is_said(lines: list[str], number: int, marks: set[int]) -> bool:
    """Whether the line is a sentence of the text, however short."""
    line = lines[number]
    if number in marks or _is_fact(line) or is_foot_label(line) or is_opener(line):
        return False
    is_asked = line.rstrip("”\"’')」 ")[-1:] in ("?", "!", "？", "！")
    return is_text(line) or (ends_sentence(line) and not is_asked)


def _box(lines: list[str], run: list[int], marks: set[int]) -> set[int]:
    """What a box holds between two paragraphs: all from its first label to its last."""
    marked = [at for at, number in enumerate(run) if number in marks]
    gone: set[int] = set()
    for first, last in pairwise(marked):
        between = run[first + 1 : last]
        if len(between) <= _MAX_BETWEEN and not any(_is_own(lines[n]) for n in between):
            gone |= {run[first], *between, run[last]}
    for at, number in enumerate(run):
        if is_related_label(lines[number]):
            links = list(takewhile(lambda below: _is_link(lines[below]), run[at + 1 :]))
            if 1 < len(links) <= _MAX_LINKS:
                gone |= {number, *links}
    return gone


def _is_link(line: str) -> bool:
    return count_words(line) >= _MIN_LINK and not _is_own(line)


def _foot(lines: list[str], run: list[int], marks: set[int]) -> set[int]:
    """All below the first label under the last sentence, but what says who published this."""
    openers = [at for at, number in enumerate(run) if _opens(lines[number], number in marks)]
    gone: set[int] = set()
    below = run[openers[0] :] if openers else []
    for is_marked, group in groupby(below, lambda n: n in marks or _is_foot(lines[n])):
        plain = list(group)
        if is_marked:
            gone |= set(plain)
        elif len(plain) <= _MAX_PLAIN:
            gone |= {number for number in plain if not _is_own(lines[number])}
    gone |= set(takewhile(lambda n: _is_foot(lines[n]) or _is_fact(lines[n]), reversed(run)))
    return {number for number in gone if not _is_fact(lines[number])}


def _opens(line: str, is_marked: bool) -> bool:
    return is_opener(line) or (is_marked and (is_request(line) or is_notice(line)))


def _is_foot(line: str) -> bool:
    return is_foot_label(line) or is_opener(line)


def _is_own(line: str) -> bool:
    return _OWN.match(line) is not None


def _is_fact(line: str) -> bool:
    return bool(read_imprint(line) or read_closing(line) or read_disclaimer(line))


def _counts(lines: list[str], head: list[int], gone: set[int]) -> set[int]:
    """The bare figures and dots beside labels and bylines: how many shares, how many comments."""
    found: set[int] = set()
    for at, number in enumerate(head):
        if not is_bare_count(lines[number]):
            continue
        near = at - 1
        while near >= 0 and head[near] in found:
            near -= 1
        below = next((one for one in head[at + 1 :] if not is_bare_count(lines[one])), None)
        beside = [head[near]] if near >= 0 else []
        beside += [below] if below is not None else []
        if any(one in gone or is_label(lines[one]) or _is_signed(lines[one]) for one in beside):
            found.add(number)
    return found


def _is_signed(line: str) -> bool:
    return is_age(line) or read_byline(line, is_titled=True) is not None


def without_running_titles(lines: list[str]) -> list[str]:
    """The lines of a printed text without the title and the number that each page repeats.

    The signs are three of the same line, each with a number beside it, and numbers that grow.
    """
    written = [number for number, line in enumerate(lines) if line.strip()]
    places: dict[str, list[int]] = {}
    counts = Counter(lines[number].strip() for number in written)
    for at, number in enumerate(written):
        line = lines[number].strip()
        is_title = count_words(line) > 1 and not is_text(line)  # "Article" and "1" head an article
        if is_title and counts[line] >= _MIN_REPEATS:
            places.setdefault(line, []).append(at)
    gone: set[int] = set()
    for ats in places.values():
        for side in (1, -1):
            pages = [_page_number(lines, written, at + side) for at in ats]
            if -1 not in pages and all(map(lt, pages, pages[1:])):
                gone |= {written[at] for at in ats} | {written[at + side] for at in ats}
    return [line for number, line in enumerate(lines) if number not in gone]


def _page_number(lines: list[str], written: list[int], at: int) -> int:
    if not 0 <= at < len(written):
        return -1
    found = _PAGE_NUMBER.fullmatch(lines[written[at]].strip())
    return int(found.group(1)) if found else -1
