"""What a question says of time: its dates, whether it wants the newest, and as of when we know.

A date in a question is nearly always that of the event, and an article of August may tell of July:
such dates prefer articles and leave none out. Only a question about the articles themselves ("the
articles published since May") narrows them, and never those without a date.
"""

import math
import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.article import Article

from .facts import MONTHS

# How much a date may weigh, in log-odds: an event's moves a sentence past one of 0.50 from 0.45,
# "latest" from 0.30. With dates at random they cost 0.2 and 0.6 of 100 right answers; 2, about 2.
EVENT = 0.2
NEWEST = 0.85
HALF = 30  # days after the newest article that make one half as fresh: the news' month
SOON = 30  # days after an event in which it is still reported, at least: a monthly figure's delay
NEAR = 60  # characters before a date in which its "since" stands; more is another phrase
UNSURE = 0.25  # freshness of an article that may tell of the event but has no date, or a late one

_MONTHS = MONTHS.split("|")
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in [*_MONTHS, "Sept"])
_DATE = re.compile(
    rf"\b(?:(?P<iso>[12]\d{{3}}-\d\d-\d\d)(?![\d-])"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>(?:{_MONTH})\b\.?)"
    rf"(?:\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|,\d))?(?:,?\s+(?:of\s+)?(?P<year>[12]\d{{3}})\b)?"
    r"|(?P<alone>[12]\d{3})\b(?![.,]\d|%)"
    r"|(?P<today>today|tonight|this\s+(?:morning|afternoon|evening))\b"
    r"|(?P<yesterday>yesterday|last\s+night)\b"
    r"|(?P<which>this|last)\s+(?P<unit>week|month|year)\b(?!\s+of\b))",
    re.I | re.ASCII,
)
_RELATION = re.compile(
    r"(?i)\b(?P<relation>since|after|before|until|till|prior\s+to|up\s+to|by|between|in|on|during|of"
    r"|for|from|dated|as\s+of|as\s+at|throughout|last|this|next)\s+"
    r"(?:(?:the|early|mid|late|about|around|last|this|(?:end|start|beginning|middle)\s+of)[\s-]+)*$"
)
_PAIRED = re.compile(r"\s*(?:and|to|until|till|through|[-–—])\s*(?:the\s+)?", re.I)
# Plural or mass nouns only: "the article in 1898 that accused him" is an event.
_REPORTING = re.compile(
    r"(?i)\b(?:articles|headlines|news(?:\s+(?:coverage|stories|reports))?)\s+"
    r"(?:(?:that|which)\s+)?(?:(?:were|was|are|is)\s+)?(?:(?:published|posted|written|printed)\s+)?$"
)
_NOW = re.compile(
    r"(?i)\b(?:currently|right\s+now|at\s+present|presently|at\s+the\s+moment|nowadays|these\s+days"
    r"|(?<!what\s)(?:is|are|has|have|does|do|as\s+of)\s+now(?!-|\s+(?:known|called|named|part)\b)"
    r"|(?:is|are|has|have|does|do|can|will)\b.*(?<!by\s)(?P<now>now)(?=\W*$)"
    r"|(?:the|its|their|his|her|our|\w+['’]s)\s+current\s+(?!\w+ing\b|flows?\b"
    r"|(?:of|in|through|is|was|at|from|to|on|and|that|which)\b)\w+)(?!-)"
)
_LATEST = re.compile(
    r"(?i)\b(?:(?<!\bat\sthe\s)latest|newest|most\s+recent(?:ly)?|(?:the\s+)?more\s+recent|recently"
    r"|so\s+far(?!\s+(?:and|as|that|from|away)\b)|to\s+date(?=\W*$|\s*[,;:?])|up[\s-]to[\s-]date|as\s+of\s+(?:now|today)|until\s+now|up\s+to\s+now)\b"
)


@dataclass(frozen=True)
class Period:
    """Days from first to last, both ISO 8601 and inclusive; None is open."""

    first: str | None = None
    last: str | None = None
    is_yearless: bool = False  # "in May": the newest May that the library may know


@dataclass(frozen=True)
class When:
    """What a question says of time."""

    since: str | None = None  # of the articles asked about, as published; ISO 8601, inclusive
    until: str | None = None
    events: tuple[Period, ...] = ()
    prefers_newest: bool = False
    now_from: str | None = None  # "today", "now", "this week": the first day that it means


def asked_when(question: str, *, today: date) -> When:
    """What a question says of time; nothing, and targets ("by 2030"), give an empty `When`.

    >>> asked_when("What is the latest rate?", today=date(2025, 11, 20)).prefers_newest
    True
    """
    now, latest = [*_NOW.finditer(question)], [*_LATEST.finditer(question)]
    now_days = [today.isoformat()] if now else []
    reported, events, newest = Period(), [], bool(now or latest)
    for start, end, period, relation in _phrases(question, today):
        meant = _bounded(period, relation)
        if this := re.search(r"(?i)\b(?:(today|tonight)|this)\b", question[start:end]):
            now_days.append(period.first or "")
            newest = newest or bool(this[1])
        if _REPORTING.search(question[:start], max(0, start - NEAR)):
            reported = meant
        elif not (this and this[1]):  # "today" is mostly "now", and no article is of that day
            events.append(meant)
    begins = min(now_days, default=None)
    return When(reported.first, reported.last, tuple(events), newest, begins)


def freshness(published: str | None, when: When, newest: str | None) -> float:
    """How well an article's date fits what was asked, 0 to 1; 0 for all if nothing was asked.

    `newest` is the newest date in the library. Where the newest is wanted, 1 is that date and it
    halves in 30 days (and no date is 0). Where an event has a date, 1 is at that time; it falls
    over as long again, at least 30 days, to that of no date; 0 is before.
    """
    day, parts = _day(published), []
    if when.prefers_newest:
        age = ((_day(newest) or day) - day).days if day else math.inf
        parts.append(0.5 ** (max(0, age) / HALF))
    if when.events:
        parts.append(max(_fit(day, event, newest) for event in when.events))
    return sum(parts) / len(parts) if parts else 0.0


def prefer(
    chances: Sequence[float], published: Sequence[str | None], when: When, *, newest: str | None
) -> list[int]:
    """The places of some readings, the best first: by log-odds of its chance and its date's weight.

    Log-odds, because a date is evidence beside the words: it settles what is nearly as likely and
    cannot lift a poor sentence over a good one. The chances themselves stay as they are.
    """
    weight = NEWEST if when.prefers_newest else EVENT
    likely = [min(max(chance, 1e-6), 1 - 1e-6) for chance in chances]  # a certainty has no odds
    scores = [
        math.log(chance / (1 - chance)) + weight * freshness(day, when, newest)
        for chance, day in zip(likely, published, strict=True)
    ]
    return sorted(range(len(scores)), key=lambda place: -scores[place])


def may_answer(articles: Sequence[Article], when: When) -> list[Article]:
    """The articles that may answer: all, unless the question is about those of some time.

    Those without a date stay; where none has such a date, all do.
    """
    first, last = when.since or "", when.until or "9999-12-31"
    if not any(one.published and first <= one.published <= last for one in articles):
        return [*articles]
    return [one for one in articles if not one.published or first <= one.published <= last]


def as_of(cited: Sequence[Article], when: When, *, newest: str | None) -> str:
    """One sentence on the date of an answer, where the question is about now or the latest.

    `newest` is the newest date in the library; it is named when it is older than what was asked.
    """
    is_old = newest is not None and newest < (when.now_from or "")
    library = f"the newest in the library is of {spelled(newest)}." if newest and is_old else ""
    known = max((one.published or "" for one in cited), default="")
    if not cited:
        return library.replace("the newest", "The newest article")
    if not when.prefers_newest and known >= (when.now_from or ""):
        return ""
    if library and known == newest:
        return f"As of {spelled(known)}, the date of the newest article in the library."
    is_one = len({one.id for one in cited}) == 1
    note = f"As of {spelled(known)}, the date of the {'' if is_one else 'newest '}article cited"
    if not known:
        note = "The article cited has no date" if is_one else "The articles cited have no dates"
    return f"{note}; {library}" if library else f"{note}."


def spelled(iso: str) -> str:
    """An ISO date as people write it; what is no date, as it is.

    >>> spelled("2025-11-07")
    '7 November 2025'
    """
    day = _day(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else iso


def date_parts(text: str) -> tuple[int | None, int | None, int | None] | None:
    """The year, month and day of the first date in a text, each None if it is not said.

    >>> date_parts("on Nov. 7"), date_parts("7th of November, 2025"), date_parts("2025")
    ((None, 11, 7), (2025, 11, 7), (2025, None, None))
    """
    return next((parts for match in _DATE.finditer(text) if (parts := _parts(match))), None)


def _parts(match: re.Match[str]) -> tuple[int | None, int | None, int | None] | None:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return year, month, day
    if match["month"]:
        month = [name[:3].lower() for name in _MONTHS].index(match["month"][:3].lower()) + 1
        said = match["year"], match["day"] or match["day_after"]
        year_said, day_said = (int(part) if part else None for part in said)
        return year_said, month, day_said
    return (int(match["alone"]), None, None) if match["alone"] else None


def _phrases(question: str, today: date) -> list[tuple[int, int, Period, str]]:
    """Each time that is said: where it stands, its days, and the word before it ("since")."""
    found: list[tuple[int, int, Period, str]] = []
    for match in _DATE.finditer(question):
        period = _period(match, today)
        relation = _RELATION.search(question[: match.start()], max(0, match.start() - NEAR))
        start = relation.start() if relation else match.start()
        said = " ".join(relation["relation"].lower().split()) if relation else ""
        if found and period and found[-1][3] in ("between", "from"):
            start_before, end_before, first, _ = found[-1]
            if _PAIRED.fullmatch(question[end_before : match.start()]):
                if first.is_yearless and period.last:  # "May to July 2025"
                    first = _latest(first, period.last)
                both = Period(first.first, period.last, period.is_yearless)
                found[-1] = (start_before, match.end(), both, "")
                continue
        is_bare = match["month"] and not (match["day"] or match["day_after"] or match["year"])
        if period is None or said in ("by", "next") or (is_bare and not relation):
            continue  # a month alone may be a verb or a person: May, March, April
        if (period.first or "") <= today.isoformat():
            found.append((start, match.end(), period, said))
    return found


def _bounded(period: Period, relation: str) -> Period:
    """The days that "since", "before" or "in" the period means."""
    if relation == "since":
        return replace(period, last=None)
    if relation == "after":
        return replace(period, first=_moved(period.last, 1), last=None)
    if relation in ("before", "prior to"):
        return replace(period, first=None, last=_moved(period.first, -1))
    return replace(period, first=None) if relation in ("until", "till", "up to") else period


def _period(match: re.Match[str], today: date) -> Period | None:
    """The days of one date expression; None if there are no such days."""
    if parts := _parts(match):
        return _span(*parts, today)
    if match["today"] or match["yesterday"]:
        day = _moved(today.isoformat(), -1 if match["yesterday"] else 0)
        return Period(day, day)
    unit, back = match["unit"].lower(), int(match["which"].lower() == "last")
    if unit == "week":
        monday = _moved(today.isoformat(), -today.weekday() - 7 * back)
        return Period(monday, _moved(monday, 6))
    months = today.year * 12 + today.month - 1 - back * (12 if unit == "year" else 1)
    return _span(months // 12, None if unit == "year" else months % 12 + 1, None, today)


def _span(year: int | None, month: int | None, day: int | None, today: date) -> Period | None:
    """A year, a month or a day; the last one that has begun where no year is said."""
    try:
        first = date(year or today.year, month or 1, day or 1)
        last = monthrange(first.year, month or 12)[1]
        period = Period(first.isoformat(), date(first.year, month or 12, day or last).isoformat())
    except ValueError:  # 31 April
        return None
    return period if year else _latest(period, today.isoformat())


def _latest(period: Period, until: str) -> Period:
    """A time of no certain year, in the last year in which it began by then."""
    edge = period.first or period.last or until
    years = max(0, int(edge[:4]) - int(until[:4]) + (edge[4:] > until[4:]))
    first, last = (
        iso and f"{int(iso[:4]) - years:04d}{iso[4:].replace('02-29', '02-28')}"
        for iso in (period.first, period.last)
    )
    return Period(first, last, is_yearless=True)


def _fit(day: date | None, event: Period, newest: str | None) -> float:
    """How well an article of that day may tell of an event, 0 to 1."""
    if event.is_yearless and newest and _day(newest):
        event = _latest(event, newest)
    first, last = _day(event.first), _day(event.last)
    if day is None:
        return UNSURE
    if first and day < first:
        return 0.0
    late = (day - last).days if last else 0
    length = (last - first).days if first and last else 0
    return min(1.0, max(UNSURE, 1 - late / max(SOON, length)))


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _moved(iso: str | None, days: int) -> str | None:
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat() if iso else None
