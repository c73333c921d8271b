"""What a text says: its words, names, numbers and dates in the forms that they are compared in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from index.words import words

from ..facts import DAYS, MONTHS, names

Kind: TypeAlias = Literal["name", "place", "person", "date", "number", "negation"]

_SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_UNITS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
)
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_SCALE = "|".join(_SCALES)
_YEAR = r"(?:1\d|20)\d\d"
_ORDER = rf"(?:\d\d?(?:st|nd|rd|th)|{_ORDINALS})"
_COUNTED = rf"(?! (?:percent|per cent|people|men|women|children|{_SCALE})\b)"

# A month, alone or with day and year; a weekday; a century, or several; a year or a decade, "the
# 80s". A year is four bare digits that count nothing: "in 1945", "the 1996 lawsuits", "in 1750 as",
# but not "1500 ships" or "£1945".
DATE = re.compile(
    rf"\b(?:\d\d?(?:st|nd|rd|th)? (?:of )?)?(?:{MONTHS})\b(?: \d\d?(?:st|nd|rd|th)?\b)?"
    rf"(?:,? (?:of )?{_YEAR}\b)?|\b(?:{DAYS})\b"
    rf"|\b\d\d?(?:st|nd|rd|th)? (?:of )?(?:{_SHORT_MONTHS})\b\.?(?:,? {_YEAR}\b)?"
    rf"|\b(?i:{_SHORT_MONTHS})\b\.? (?:of )?(?:{_YEAR}\b|\d\d?(?:st|nd|rd|th)?\b(?:,? {_YEAR}\b)?)"
    rf"|\b(?i:(?:{_ORDER}(?:,|,? and|,? or| to) (?:the )?){{0,2}}{_ORDER}[- ]centur(?:y|ies))\b"
    rf"|(?<![\d$£€#.,])\b{_YEAR}(?:['’]?s)?(?![\w%])(?![.,]\d){_COUNTED}(?<![05]0)"
    rf"|(?<![\d$£€#.,])\b(?:1\d|20)[05]0(?:['’]?s)?(?![\w%])(?![.,]\d){_COUNTED}"
    r"(?! (?!(?:as|has|his|is|its|perhaps|this|was)\b)[a-z]+s\b)"
    r"|(?<![\w$£€#.,-])[1-9]0['’]?s\b"
)
# An ordinal is none: whoever is the 44th president, no article must say the number. Nor is what has
# a stroke: 3/4 is also three quarters, and 9/11 a day.
NUMBER = re.compile(
    rf"(?<![\w.,/])(?<!\w[-’'])\d+(?:,\d{{3}})*(?:\.\d+)?(?!/?\d|[,\d]{{0,12}}(?:st|nd|rd|th)\b)"
    rf"(?:[ -](?:{_SCALE})\b)?"
    rf"|\b(?i:(?:{_UNITS}|{_TENS}|{_SCALE})(?:(?:[ -]| and )(?:{_UNITS}|{_TENS}|{_SCALE})\b)*)\b"
)
NEGATION = re.compile(
    r"\b(?:not(?! only)|never|neither|nor|without|cannot|no(?![.\w])|none|\w+n['’]t)\b", re.I
)
# What an article may write where a question says "not".
_DENIES = re.compile(
    r"\b(?:unable|fail\w*|refus\w*|lack\w*|den(?:y|ie[sd]|ying|ials?)|reject\w*|bar(?:s|red|ring)?"
    r"|ban(?:s|ned|ning)?|prohibit\w*|forb\w+|unlikely|impossible|unwilling|declin\w+ to|except"
    r"|exclud\w+|absen\w+|prevent\w*|avoid\w*|withh[eo]ld\w*)\b",
    re.I,
)
_HYPHENS = {0x2010: "-", 0x2011: "-"}  # the one that breaks no line, as in "18th‑century"
_RANGE = re.compile(
    rf"\b({_YEAR})(?:\s?[-–—/]\s?|\s(?:to|and|until|till|through)\s)(\d{{4}}|\d\d)\b"
)
_DOTTED = re.compile(r"\b(?:[A-Z]\.)+[A-Z]\b\.?")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A word that may have a capital, and opens no sentence.
_INSIDE = re.compile(rf"(?<=[\w,;:)\"'”’] )(?![a-z]){_TOKEN.pattern}")
# Where a date, or in small letters a number, may stand: in an article, finding the place first
# is several times faster.
_DATE_SPOT = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)|[Cc]entur"
    r"|[0-9][0-9][0-9][0-9]|[1-9]0['’]?s"
)
_NUMBER_SPOT = re.compile(rf"[0-9]+|(?<![a-z])(?:{_UNITS}|{_TENS}|{_SCALE})(?![a-z])")
_AROUND = 30  # characters on either side of such a place: the longest dates are shorter
_ACRONYM = re.compile(r"\b[A-Z]{2,6}s?\b")
_ROMAN = re.compile(r"[IVX]+")


@dataclass(frozen=True)
class Said:
    """The words, names, numbers and dates of a text, as they are compared; each found on demand."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems in lower case, without stop words."""
        return frozenset(words(self._once))

    @cached_property
    def proper(self) -> frozenset[str]:
        """Stems of the words with a capital."""
        return frozenset(words(" ".join({one for one in self._tokens if one[0].isupper()})))

    @cached_property
    def lower(self) -> frozenset[str]:
        """The words without a capital, as written."""
        return frozenset(one for one in self._tokens if not one[0].isupper())

    @cached_property
    def capitals(self) -> frozenset[str]:
        """In lower case, the words that have a capital inside a sentence."""
        return frozenset(
            one.lower().removesuffix("'s").removesuffix("’s")
            for one in _INSIDE.findall(self.text)
            if one[0].isupper()
        )

    @cached_property
    def runs(self) -> list[str]:
        """The names, as written."""
        return names(self.text)

    @cached_property
    def last(self) -> frozenset[str]:
        """The stem of the last word of each name."""
        return frozenset(words(" ".join(run.split()[-1] for run in self.runs)))

    @cached_property
    def names(self) -> frozenset[frozenset[str]]:
        """The stems of each name."""
        return frozenset(frozenset(words(name)) for name in self.runs)

    @cached_property
    def initials(self) -> frozenset[str]:
        """HK for Hong Kong: of names of several words."""
        return frozenset(map(initials, self.runs))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """What is written as HK is."""
        return frozenset(one.rstrip("s") for one in _ACRONYM.findall(self._once))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """In digits, without separators."""
        found = frozenset(
            numeral(match.group())
            for part in _stretches(self.text.lower(), _NUMBER_SPOT)
            for match in NUMBER.finditer(part)
        )
        return found | frozenset(re.findall(r"\d+", self.text))

    @cached_property
    def dates(self) -> frozenset[str]:
        """Years "1994", decades "1990s", centuries "c19", "may", "monday"."""
        return frozenset(date for part in _stretches(self.text, _DATE_SPOT) for date in dates(part))

    @cached_property
    def is_negated(self) -> bool:
        """Whether there is a "not", or a word such as "refuse" that says one."""
        return bool(NEGATION.search(self.text) or _DENIES.search(self.text))

    @cached_property
    def _once(self) -> str:
        """What stands between blanks, each once: an article's words repeat."""
        return " ".join(set(self.text.split()))

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(_TOKEN.findall(self._once))


@lru_cache(maxsize=64)  # the sentences and articles near one question; each holds its text
def said(text: str) -> Said:
    """What a text says.

    >>> sorted(said("In May 2025 the U.S. sold thirty-five ships.").dates)
    ['2025', 'may']
    """
    return Said(undotted(text.translate(_HYPHENS)))


def _stretches(text: str, spot: re.Pattern[str]) -> Iterator[str]:
    """The stretches of a text, cut at blanks, in which a pattern stands."""
    start = end = 0
    for match in spot.finditer(text):
        if match.start() > end + _AROUND:
            if end:
                yield text[start:end]
            first = max(end, match.start() - _AROUND)
            start = max(first, text.find(" ", first, match.start()) + 1) if first else 0
        if match.end() + _AROUND > end:
            end = match.end() + _AROUND
            blank = text.rfind(" ", match.end(), end)
            end = blank if blank >= 0 and end < len(text) else min(end, len(text))
    if end:
        yield text[start:end]


def undotted(text: str) -> str:
    """The text with U.S. written US."""
    return _DOTTED.sub(lambda match: match.group().replace(".", ""), text)


def initials(name: str) -> str:
    """The initials of a name of several words; empty for others.

    >>> initials("University of Hong Kong"), initials("World War II"), initials("Macau")
    ('UHK', 'WWII', '')
    """
    parts = [part for part in re.split(r"[\s-]+", name) if part[:1].isupper()]
    if len(parts) < 2:
        return ""
    return "".join(part if _ROMAN.fullmatch(part) else part[0] for part in parts)


def numeral(number: str) -> str:
    """A number in digits, without separators.

    >>> numeral("thirty-five"), numeral("1,200"), numeral("3.50 million"), numeral("two hundred")
    ('35', '1200', '3500000', '200')
    """
    total, value = 0.0, 0.0
    for part in re.findall(r"\d+(?:\.\d+)?|[a-z]+", number.lower().replace(",", "")):
        if part in _SCALES:
            value = (value or 1.0) * float(_SCALES[part])
            if part != "hundred":
                total, value = total + value, 0.0
        elif part in _UNIT_VALUES:
            value += _UNIT_VALUES[part]
        elif part != "and":
            if len(part) > 15:  # digits that a float would round
                return str(part)
            value += float(part)
    return f"{total + value:.6f}".rstrip("0").rstrip(".")


_UNIT_VALUES = {word: value for value, word in enumerate(_UNITS.split("|"))} | {
    word: 10 * value for value, word in enumerate(_TENS.split("|"), start=2)
}


def dates(text: str) -> Iterator[str]:
    """The parts of the dates in a text: years, decades, centuries, months, weekdays.

    >>> sorted({*dates("the 9th and 10th centuries, 1998-2000, the 80s and Monday, May 5th")})
    ['1998', '1999', '2000', 'c10', 'c9', 'may', 'monday', 'x8']
    """
    for match in DATE.finditer(text):
        found = match.group().lower()
        if "centur" in found:
            for order in re.findall(_ORDER, found):
                digits = re.match(r"\d+", order)
                yield f"c{digits.group() if digits else _ORDINALS.split('|').index(order) + 1}"
            continue
        if decade := re.fullmatch(r"(\d)0['’]?s", found):
            yield f"x{decade.group(1)}"
            continue
        if decade := re.fullmatch(r"(\d{4})['’]?s", found):
            yield f"{decade.group(1)}s"
            continue
        yield from re.findall(r"\b\d{4}\b", found)
        yield from re.findall(rf"\b(?:{MONTHS}|{DAYS})\b".lower(), found)
        for short in re.findall(rf"\b(?:{_SHORT_MONTHS})\b".lower(), found):
            yield next(month for month in MONTHS.lower().split("|") if month.startswith(short[:3]))
    for match in _RANGE.finditer(text):
        first, last = match.groups()
        last = first[: 4 - len(last)] + last
        if int(first) < int(last) <= int(first) + 100:
            yield from map(str, range(int(first), int(last) + 1))


def says_date(there: Said, date: str) -> bool:
    """Whether a text says every part of a date, or one within a decade or century.

    >>> says_date(said("It rained in 1994."), "the 1990s"), says_date(said("In 1994."), "1995")
    (True, False)
    >>> says_date(said("It rained in 1994."), "the 90s"), says_date(said("In 1994."), "the 80s")
    (True, False)
    """
    return all(_says_part(there.dates, part) for part in dates(date))


def _says_part(there: frozenset[str], part: str) -> bool:
    if part in there:
        return True
    if part.startswith("x"):
        return any(one[2:3] == part[1] and one[:4].isdigit() for one in there)
    if part.startswith("c"):
        start = f"{int(part[1:]) - 1:02d}"
        return any(len(one) >= 4 and one.startswith(start) for one in there)
    if part.endswith("00s") and f"c{int(part[:2]) + 1}" in there:
        return True  # the 1700s are the 18th century
    if part.endswith("s") and part[0].isdigit():
        return any(one.startswith(part[:3]) for one in there if one[0].isdigit())
    return part.isdigit() and f"{part[:3]}0s" in there


def says_number(there: Said, number: str) -> bool:
    """Whether a text says a number, in digits or in words.

    >>> says_number(said("fifteen ships"), "15"), says_number(said("3,500,000"), "3.5 million")
    (True, True)
    """
    return numeral(number) in there.numbers
