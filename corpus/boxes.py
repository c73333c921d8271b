"""Furniture that its neighbours give away: boxes within a story, and all that stands below it.

A label alone says little of the lines around it, a block of labels says much. So lines that no
word marks go where they stand between labels of one block, or below a label under the last
sentence. Sentences stay, but those that ask the reader to subscribe, to agree or to sign in.

A line of a story that is lost cannot be found, a label that stays does little harm. So words that
an author may have as a heading, too ("Next", "Related"), take no other line with them.
"""

import re
from collections import Counter
from itertools import dropwhile, groupby, pairwise, takewhile
from operator import lt
from statistics import median

from corpus.appeals import is_advertising, is_notice, is_request
from corpus.bylines import read_byline, read_closing, read_disclaimer, read_imprint
from corpus.furniture import (
    ends_sentence,
    is_age,
    is_bare_count,
    is_foot_label,
    is_headline,
    is_label,
    is_onward_link,
    is_opener,
    is_related_label,
    is_text,
    may_be_heading,
)
from corpus.heads import count_words

_MAX_PLAIN = 15  # lines that nothing marks, in a row; more are a list that the author made
_MAX_BETWEEN = 3  # of them between two labels; a box has a heading and a button
_MIN_LINK = 5  # words; headlines of other stories have as many, headings within one have fewer
_MAX_LINKS = 6  # lines; a box within a story is small
_MIN_REPEATS = 3  # pages that have the same running title; twice may be the author's
_MIN_PAGE = 1_000  # characters; a printed page has about 2,000, one with a picture half of them
_MIN_TITLE = 3  # words; "Key findings" may be above all and again above each
_MIN_BROKEN = 0.5  # of the pages; about as many end in the middle of a sentence
# Openers that head a passage as well: of minutes, of a policy paper, of notes.
_MAY_HEAD = re.compile(
    r"""previous | next | older | newer | comments? | related | (?:see|read)\ also
    | (?:tagged\ with|topics?|posted\ in|categor(?:y|ies))\s?[:：].*
    | (?:terms|conditions)\ (?:of|and)\ (?:use|service|conditions) | privacy\ policy
    | (?:purchase\ )?licensing\ rights | 分享 | シェア(?:する)?
    | (?:推荐|推薦|延伸)(?:阅读|閱讀)""",
    re.IGNORECASE | re.VERBOSE,
)
# Openers that seldom do; a sure opener beside them says that they do not.
_MAY_LIST = re.compile(
    r"""up\ next | trending
    | (?:also|more)\ (?:from|on)\ (?!this\b|these\b).*
    | (?:related|recommended|popular|trending)\ (?:content|links|topics|videos|pages)""",
    re.IGNORECASE | re.VERBOSE,
)
_EDGES = " \t\xa0.,…:：!?？-–—•*>»→←‹«|_"  # what decorates a label
_AD_BREAK = re.compile(r"\W*(?:advertisements?|广告|廣告)\W*", re.IGNORECASE)
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
    counts = Counter(line.strip() for line in lines)  # what is elsewhere as well is no text
    for start, end in pairwise([-1, *texts]):
        gone |= _box(lines, written[start + 1 : end], marks, counts)
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


def _box(lines: list[str], run: list[int], marks: set[int], counts: Counter[str]) -> set[int]:
    """What a box holds between two paragraphs: all from its first label to its last."""
    marked = [at for at, number in enumerate(run) if number in marks]
    gone: set[int] = set()
    for first, last in pairwise(marked):
        between = run[first + 1 : last]
        is_framed = not any(_may_stand_in_text(lines[run[at]]) for at in (first, last))
        is_small = len(between) <= _MAX_BETWEEN
        if is_framed and is_small and not any(_is_own(lines[n]) for n in between):
            gone |= {run[first], *between, run[last]}
    for at, number in enumerate(run):
        if not is_related_label(lines[number]):
            continue
        links = _links(lines, run[at + 1 : at + 2 + _MAX_LINKS])
        beside = [*run[max(0, at - 1) : at], *run[at + 1 + len(links) : at + 2 + len(links)]]
        is_sure = not _may_be_own(lines[number]) or any(
            (one in marks and not _may_stand_in_text(lines[one])) for one in beside
        )
        if 1 < len(links) <= _MAX_LINKS and (
            is_sure or any(counts[lines[one].strip()] > 1 for one in links)
        ):
            gone |= {number, *links}
    return gone


def _may_stand_in_text(line: str) -> bool:
    """Whether a label between paragraphs may be the author's, or stand anywhere: "2 hours ago"."""
    is_about_text = may_be_heading(line) or is_age(line) or is_onward_link(line)
    return is_about_text or _AD_BREAK.fullmatch(line) is not None


def _links(lines: list[str], below: list[int]) -> list[int]:
    """The headlines right below a label, as far from each other as the first two are."""
    links = list(takewhile(lambda number: _is_link(lines[number]), below))
    steps = [after - before for before, after in pairwise(links)]
    return links[: 1 + len(list(takewhile(lambda step: step == steps[0], steps)))]


def _is_link(line: str) -> bool:
    is_long = count_words(line) >= _MIN_LINK
    return is_long and is_headline(line) and not line.lstrip()[0].islower() and not _is_own(line)


def _foot(lines: list[str], run: list[int], marks: set[int]) -> set[int]:
    """All below the first sure label under the last sentence, but what says who published this.

    Other labels of a foot go with nothing but themselves, and only if no other line is below.
    """
    asked = {n for n in run if n in marks and (is_request(lines[n]) or is_notice(lines[n]))}
    asked = asked if len(asked) > 1 else set()  # one may be the call of a release: "Sign up now"
    sure = {n for n in run if n in asked or _opens(lines[n])}
    below = list(dropwhile(lambda n: not (n in sure or (sure and _may_list(lines[n]))), run))
    gone: set[int] = set()
    for is_marked, group in groupby(below, lambda n: n in marks or _is_foot(lines[n])):
        plain = list(group)
        if is_marked:
            gone |= set(plain)
        elif len(plain) <= _MAX_PLAIN:
            gone |= {number for number in plain if not _is_own(lines[number])}
    for number in reversed(run):
        if not (number in gone or _is_foot(lines[number]) or _is_fact(lines[number])):
            break
        gone.add(number)
    return {number for number in gone if not _is_fact(lines[number])}


def _opens(line: str) -> bool:
    """Whether no line of a story comes below, if no sentence does."""
    return is_opener(line) and not _may_be_own(line)


def _may_be_own(line: str) -> bool:
    """Whether an opener may be a heading of the author's."""
    return _may_list(line) or _MAY_HEAD.fullmatch(line.strip(_EDGES)) is not None


def _may_list(line: str) -> bool:
    return _MAY_LIST.fullmatch(line.strip(_EDGES)) is not None


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

    The signs are three of the same line, each with a number beside it, and numbers that grow; and
    that they stand a page apart and break sentences, or that the title is the one above all.
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
            is_title = ats[0] == 0 and _page_number(lines, written, side) == -1
            running = ats[1:] if is_title else ats
            pages = [_page_number(lines, written, at + side) for at in running]
            is_numbered = -1 not in pages and all(map(lt, pages, pages[1:]))
            if len(running) < _MIN_REPEATS or not is_numbered:
                continue
            if _holds_title(lines, written, running) or (
                _is_page_apart(lines, written, running)
                and _breaks_sentences(lines, written, running, side)
            ):
                gone |= {written[at] for at in running} | {written[at + side] for at in running}
    return [line for number, line in enumerate(lines) if number not in gone]


def _holds_title(lines: list[str], written: list[int], ats: list[int]) -> bool:
    """Whether the lines repeat, in full, the title above all; a short one may be a heading's."""
    title = lines[written[0]].strip()
    is_above = ats[0] > 0 and count_words(title) >= _MIN_TITLE
    return is_above and title.casefold() in lines[written[ats[0]]].casefold()


def _is_page_apart(lines: list[str], written: list[int], ats: list[int]) -> bool:
    """Whether as much stands between two of the lines as on a page, of most of them."""
    between = [
        sum(len(lines[number]) for number in written[at:following])
        for at, following in pairwise(ats)
    ]
    return median(between) >= _MIN_PAGE


def _breaks_sentences(lines: list[str], written: list[int], ats: list[int], side: int) -> bool:
    """Whether sentences begin above the title and its number, and go on below, on most pages."""
    broken = 0
    within = 0
    for at in ats:
        above, below = min(at, at + side) - 1, max(at, at + side) + 1
        if above < 0 or below == len(written):
            continue
        before, after = lines[written[above]].rstrip(), lines[written[below]].lstrip()
        goes_on = after[0].isalpha() and not after[0].isupper()  # no script but ours has capitals
        within += 1
        broken += goes_on and not ends_sentence(before) and before[-1] not in ":;：；"
    return within > 1 and broken >= _MIN_BROKEN * within


def _page_number(lines: list[str], written: list[int], at: int) -> int:
    if not 0 <= at < len(written):
        return -1
    found = _PAGE_NUMBER.fullmatch(lines[written[at]].strip())
    return int(found.group(1)) if found else -1
