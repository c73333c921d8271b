"""Sources side by side: those that give the same answer, and those that give another.

Two sentences are compared only if they cover the question alike. They differ only if both give the
one thing that was asked for, an amount in the same unit, a date or a name, and it is not the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from index.words import words

from .evidence import Reading
from .facts import MONTHS, asks_for, names
from .when import date_parts, spelled

ALIKE = 0.25  # of the question's words: one of four may be said otherwise ("drew" for "came to")
COVERED = 0.6  # of the question's words: with half, twice as many pairs differed that do not
MAX_NAMED = 3  # answers in the sentence on how sources differ: each is quoted below it
MAX_WORDS = 8  # of each of them: what can differ is an amount, a date or a name

_NUMBERS = (  # noqa: SIM905 - a table of words reads better as text
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
).split()
_SPELLED = dict(zip(_NUMBERS, (*range(20), *range(20, 100, 10)), strict=True))
_SCALES = {"hundred": 100, "dozen": 12, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_SCALES |= {"trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_SCALES |= {"k": 10**3, "m": 10**6, "b": 10**9}  # of money only: 5 m may be metres
_WORD = "|".join(_SPELLED)
_AMOUNT = re.compile(
    r"(?:(?P<money>(?-i:[A-Z]{0,3})\s?\$|[£€¥]|(?:HKD|USD|GBP|EUR|RMB|CNY|JPY)\b|(?:RMB|CNY)(?=\d))"
    r"\s?|(?<![\w.,]))"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,]?\d|(?:st|nd|rd|th)\b)"
    rf"|(?P<spelled>(?:{_WORD})(?:(?:-|\s(?:and\s)?)(?:{_WORD}|hundred|thousand))*)\b"
    r"|(?P<half>half\s)?(?<!of\s)an?(?=\s(?:hundred|thousand|million|billion|trillion|dozen)\b))"
    rf"(?:[\s-]?(?P<scale>(?(money)|(?![kmb]\b))(?:{'|'.join(_SCALES)}))\b)?"
    r"(?![\s-](?:thirds?|quarters?|fifths?|tenths?|halves)\b)",
    re.I | re.ASCII,
)
_UNITS = (
    ("%", re.compile(r"%|per ?cents?\b|pct\b", re.I)),
    ("point", re.compile(r"percentage points?\b", re.I)),
    ("basis point", re.compile(r"basis points?\b", re.I)),
    ("HK dollar", re.compile(r"HK ?\$|HKD\b|Hong Kong dollars?\b", re.I)),
    ("US dollar", re.compile(r"US ?\$|USD\b|(?:US|U\.S\.|American) dollars?\b", re.I)),
    ("dollar", re.compile(r"\$|dollars?\b", re.I)),
    ("pound", re.compile(r"£|GBP\b|pounds?\b", re.I)),
    ("euro", re.compile(r"€|EUR\b|euros?\b", re.I)),
    ("yuan", re.compile(r"RMB\b|CNY\b|yuan\b|renminbi\b", re.I)),
    ("yen", re.compile(r"JPY\b|yen\b", re.I)),
)
_ROUND = re.compile(
    r"(?i)\b(?:about|around|nearly|almost|some|roughly|over|under|approximately|up to|close to"
    r"|(?:more|less|fewer) than|at least)\s\D{0,4}$"
)
_DENIES = re.compile(r"(?i)\b(?:not|no|never|none|nobody|neither|nor|without|cannot)\b|n['’]t\b")
_PLAIN = {"the", "a", "an", "mr", "mrs", "ms", "dr", "sir", "dame", "lord", "ladi", "professor"}
_IN_DATES = re.compile(
    rf"(?i)\b(?:{MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|[12]\d{{3}}"
    r"|\d{1,2}(?:st|nd|rd|th)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|about|around|by|circa"
    r"|early|end|from|in|late|mid|of|on|since|the|year)\b|[\W_]+"
)
_VERBS = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
_NO_PART = rf"(?!(?:{_VERBS}|of|in|on|at|for|to|from|by|with|and|or|that|who|which|what)\b)"
_PLURAL = (  # "address", "focus" and "crisis" are one thing
    rf"{_NO_PART}(?!(?:news|series|species|sports|arms|gas|its|this|his|\w+ics)\b)"
    r"(?:\w[\w’'-]*[^\W_sui'’]s|taxis|people|(?:wo)?men|children|criteria|media)\b"
)
_DESCRIBES = (  # an adjective by its form, a number or a name: no verb follows it in a question
    r"(?:(?-i:[A-Z])[\w’'-]+|\w+(?:al|ic|ive|ous|ful|less|ese|ish|able|ible|ary|ing|est)|\d+"
    rf"|{_WORD}|other|new|old|big|small|large|main|major|key|local|different|various|certain|more)"
)
_DID = r"(?:\w+ed|came|took|made|won|met|held|gave|went|got|left|lost|sent|saw|rose|fell|led|sold)"
_THEIR = r"(?:the|these|those|its|his|her|their|our|your|my|all|some|[\w’'-]+['’]s?)"
_SEVERAL = re.compile(
    rf"\b(?:which|what {_DESCRIBES})(?: {_DESCRIBES}){{0,2}} (?-i:(?=[a-z])){_PLURAL}"  # no Texas
    rf"|\b(?:which|what)(?: {_NO_PART}[\w-]+){{0,2}} {_PLURAL} (?:{_VERBS}|{_DID})\b"
    r"|\bwhat (?:kind|sort|type|part|area|form)s of\b"
    rf"|\b(?:which|what) of {_THEIR}(?: [\w’'-]+){{1,3}} (?:are|were|have)\b"
    rf"|\bwho (?:all )?(?:are|were|have)\b|\bwhat (?:are|were) {_THEIR} "
    rf"|^(?:please )?(?:(?:make a )?list|(?:name|give|enumerate|identify)(?: (?:me|us))?"
    rf"(?: {_NO_PART}[\w’'-]+){{0,3}} {_PLURAL})\b|\b(?:list|names) of\b"
    r"|\beach\b(?! (?:other|day|week|month|year|time)\b)",
    re.I,
)
_ONE_NAME = re.compile(  # "Who is the ...?": of "Who came?" and "Where is it made?" many are right
    r"(?i)\b(?:who|what|which(?:\s\w+){1,2})(?:['’]s|\s(?:is|was|became))\s(?:\w+ly\s|now\s)?"
    r"(?:the|its|their|his|her|current|\w+(?:\s\w+){0,3}['’]s?)\s"
)

Parts: TypeAlias = tuple[int | None, int | None, int | None]  # year, month, day


@dataclass(frozen=True)
class Group:
    """The articles that give one answer, the likeliest first, each once; the words are its."""

    words: str
    members: tuple[Reading, ...]

    @property
    def published(self) -> str | None:
        """The newest date among its articles, ISO 8601; None if none has one."""
        return max((one.article.published or "" for one in self.members), default="") or None


def side_by_side(question: str, readings: Sequence[Reading]) -> list[Group]:
    """Who says what: the group of the likeliest answer alone, or with those that differ from it.

    Groups that differ come newest first, those without a date last. A reading that covers the
    question otherwise, has no exact words or gives another kind of thing, is in no group. An
    article is in one group: one that gives two answers tells of two things.
    """
    ranked = sorted((one for one in readings if one.words), key=lambda one: -one.probability)
    fair = [one for one in ranked if covers_alike(question, one, ranked[0])]
    groups: list[list[Reading]] = []
    told: set[str] = set()
    while fair:
        same = [one for one in fair if agree(_said(one), _said(fair[0]))]
        each = {one.article.id: one for one in reversed(same)}  # the likeliest of each article
        groups.append([one for one in same if each[one.article.id] is one])
        told |= set(each)
        best = _said(groups[0][0])
        fair = [
            one for one in fair if one.article.id not in told and differ(question, _said(one), best)
        ]
    found = [Group(_said(group[0]), tuple(group)) for group in groups]
    return sorted(found, key=lambda group: group.published or "", reverse=True)


def differing(groups: Sequence[Group]) -> str:
    """One sentence on what the first three say, in short, each with its date; empty for one."""
    each = []
    for group in groups[:MAX_NAMED]:
        parts = group.words.split()
        short = " ".join(parts[:MAX_WORDS]) + ("…" if parts[MAX_WORDS:] else "")
        each.append(f"{short} ({spelled(group.published or 'no date')})")
    return f"The articles differ: {'; '.join(each)}." if len(groups) > 1 else ""


def agree(words_here: str, words_there: str) -> bool:
    """Whether two answers are the same one, written in two ways.

    Amounts may be rounded, dates and names less complete.

    >>> agree("HK$1.2 billion", "1,200 million Hong Kong dollars"), agree("two", "3")
    (True, False)
    >>> agree("Howard Lee", "Mr Howard Lee Tat-chi"), agree("7 November 2025", "Nov 7")
    (True, True)
    """
    if words_here.casefold().split() == words_there.casefold().split():
        return True
    if bool(_DENIES.search(words_here)) != bool(_DENIES.search(words_there)):
        return False
    day_here, day_there = _date(words_here), _date(words_there)
    if day_here and day_there:
        return _clash(day_here, day_there) is False
    amount_here, amount_there = _measure(words_here), _measure(words_there)
    if amount_here and amount_there:
        return _is_close(amount_here, amount_there)
    if amount_here or amount_there:  # "two" is not part of "two thirds"
        return False
    short, long = sorted((_name(words_here), _name(words_there)), key=len)
    is_part = bool(short) and short <= long and 2 * len(short) >= len(long)
    return is_part or _is_short_for(words_here, words_there)


def differ(question: str, words_here: str, words_there: str) -> bool:
    """Whether two answers cannot both be right, as far as their form tells.

    >>> differ("How many firms came?", "500 firms", "480"), differ("Who came?", "Lee", "Ma")
    (True, False)
    """
    kind = asks_for(question)
    if agree(words_here, words_there) or (kind != "number" and asks_for_several(question)):
        return False
    day_here, day_there = _date(words_here), _date(words_there)
    if day_here and day_there and kind != "number":
        return _clash(day_here, day_there) is True
    here, there = _measure(words_here), _measure(words_there)
    if here and there:
        is_asked = kind == "number" or (kind == "other" and here.unit)
        is_same_noun = not (here.noun and there.noun) or here.noun & there.noun
        return bool(is_asked and is_same_noun and _is_unit(here.unit, there.unit))
    if kind in ("date", "number") or not _ONE_NAME.search(question):
        return False
    are_names = bool(names(words_here) and names(words_there))
    return are_names and not _name(words_here) & _name(words_there)


def asks_for_several(question: str) -> bool:
    """Whether a question asks for several things, as far as its form tells.

    >>> asks_for_several("Which firms did he meet?"), asks_for_several("What causes inflation?")
    (True, False)
    """
    return bool(_SEVERAL.search(" ".join(question.split())))


def covers_alike(question: str, one: Reading, other: Reading) -> bool:
    """Whether two sentences, under their titles, cover the same names and as much of a question."""
    asked = set(words(question))
    named = {word for name in names(question) for word in words(name)} & asked
    here, there = (
        asked & {*words(each.text), *words(each.article.title or "")} for each in (one, other)
    )
    if named & here != named & there or not asked:
        return not asked
    least, most = sorted((len(here) / len(asked), len(there) / len(asked)))
    return one is other or (least >= COVERED and most - least <= ALIKE)


def _said(one: Reading) -> str:
    """The exact words that answer."""
    return one.article.text[slice(*one.words)] if one.words else ""


@dataclass(frozen=True)
class _Measure:
    value: Decimal
    unit: str
    slack: Decimal  # how far another amount may be that is the same, written with more digits
    noun: frozenset[str]  # what is counted


def _measure(text: str) -> _Measure | None:
    text = " ".join(text.split())
    match = _AMOUNT.search(text)
    if match is None:
        return None
    scale = Decimal(_SCALES.get((match["scale"] or "").lower(), 1)) / (2 if match["half"] else 1)
    digits = (match["digits"] or "").replace(",", "")
    number = Decimal(digits) if digits else Decimal(_number(match["spelled"] or "one"))
    is_round = bool(_ROUND.search(text[: match.start()]))
    zeros = len(digits) - len(digits.rstrip("0")) if is_round and "." not in digits else 0
    step = Decimal(1).scaleb(zeros - len(digits.partition(".")[2]))
    is_exact = not is_round and len(digits.replace(".", "").lstrip("0")) < 2
    unit, rest = _unit(match["money"] or "", text[match.end() :].lstrip(" -"))
    if unit == "basis point":
        unit, scale = "point", scale / 100
    slack = Decimal(0) if is_exact else step / 2 * scale
    return _Measure(number * scale, unit, slack, frozenset(words(rest)[:3]))


def _number(spelled_out: str) -> int:
    """The value of number words: "one hundred and twenty thousand" is 120,000."""
    total = current = 0
    for word in re.findall(r"[a-z]+", spelled_out.lower()):
        value = _SPELLED.get(word, 0)
        current = max(1, current) * _SCALES[word] if word in _SCALES else current + value
        if word == "thousand":
            total, current = total + current, 0
    return total + current


def _unit(money: str, after: str) -> tuple[str, str]:
    """The unit, and what comes after it."""
    for unit, pattern in _UNITS:
        if match := pattern.match(after):
            return unit, after[match.end() :]
    known = (unit for unit, pattern in _UNITS if pattern.match(money))
    return (next(known, f"{money.rstrip('$ ')} dollar" if "$" in money else money), after)


def _is_unit(one: str, other: str) -> bool:
    """Whether two units may be the same: "$" is any dollar."""
    return one == other or ("dollar" in (one, other) and one.endswith(other[-6:]))


def _is_close(one: _Measure, other: _Measure) -> bool:
    """Whether one amount may be the other, rounded; a unit that is not said may be any."""
    is_unit = _is_unit(one.unit, other.unit) or "" in (one.unit, other.unit)
    return is_unit and abs(one.value - other.value) <= max(one.slack, other.slack)


def _date(text: str) -> Parts | None:
    """The date that a text is, if it is nothing else."""
    return None if _IN_DATES.sub("", text) else date_parts(text)


def _clash(one: Parts, other: Parts) -> bool | None:
    """Whether two dates cannot be the same; None if they say different parts of one."""
    common = [here == there for here, there in zip(one, other, strict=True) if here and there]
    return not all(common) if common else None


def _name(text: str) -> frozenset[str]:
    """The words of an answer that tell it from another."""
    return frozenset(words(text, keep_stop_words=True)) - _PLAIN


def _is_short_for(one: str, other: str) -> bool:
    """Whether one text is the initials of the other's capitalised words: HKMA."""
    short, long = sorted((one.strip(), other.strip()), key=len)
    initials = "".join(re.findall(r"\b[A-Z](?=\w)", long))
    return len(short) > 1 and short.isupper() and short == initials
