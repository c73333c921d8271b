"""The names, numbers and answer type of a text: what a quote must hold to support a claim."""

import re
from typing import Literal, TypeAlias

import regex

from index.words import STOP_WORDS, words

AnswerType: TypeAlias = Literal["person", "date", "number", "place", "other"]

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WORD = r"\p{Lu}[\w'’.&-]*"
# Small words stand inside a name: the University of Hong Kong, Rio de Janeiro.
_NAME = regex.compile(
    rf"\b{_WORD}(?:\s+(?:(?:of|de|du|von|van)\s+(?:the\s+)?)?(?:{_WORD}|\d++(?![.,]\d)))*"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPELLED = (  # noqa: SIM905 - a table of words reads better as text
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion dozen half quarter third once twice several"
).split()
_SPELLED_NUMBER = re.compile(rf"\b(?:{'|'.join(_SPELLED)})s?\b", re.IGNORECASE)
_HAS_DATE = re.compile(
    rf"\b(?:1\d|20)\d\ds?\b|\b(?:{MONTHS}|{DAYS})\b"
    r"|\b(?:today|yesterday|tomorrow|century|decade|ago)\b|\b\d+(?:st|nd|rd|th)\b"
)
_ASKS = (
    (
        re.compile(
            r"\b(?:when|(?:what|which) (?:\w+ )?(?:year|date|day|month|decade|century|time))\b",
            re.I,
        ),
        "date",
    ),
    (
        re.compile(r"\bhow (?:many|much|long|tall|old|far|fast|large|big|high|deep|often)\b", re.I),
        "number",
    ),
    (
        re.compile(
            r"\b(?:what|which) (?:\w+ )?(?:percentage|percent|number|amount|proportion|share)\b",
            re.I,
        ),
        "number",
    ),
    (re.compile(r"\b(?:who|whom|whose)\b", re.I), "person"),
    (
        re.compile(
            r"\b(?:where|(?:what|which) (?:city|country|place|state|region|province|town))\b", re.I
        ),
        "place",
    ),
)


def names(text: str) -> list[str]:
    """The names in a text: runs of capitalised words, in order, each once.

    A capital that only opens a sentence counts when the word is no stop word.

    >>> names("What did John Lee tell the University of Hong Kong in May 2025?")
    ['John Lee', 'University of Hong Kong', 'May 2025']
    """
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        parts = match.group().split()
        while parts and _bare(parts[0]).lower() in STOP_WORDS:
            parts.pop(0)
        name = re.sub(r"['’]s$", "", " ".join(parts).rstrip(".,'’-"))
        if name:
            found[name] = None
    return list(found)


def numbers(text: str) -> list[str]:
    """The numbers in a text as they are written, in order, each once.

    >>> numbers("HK$118.70, up 0.4 per cent to 25,001.64")
    ['118.70', '0.4', '25,001.64']
    """
    return list(dict.fromkeys(_NUMBER.findall(text)))


def asks_for(question: str) -> AnswerType:
    """What kind of thing a question asks for.

    >>> asks_for("By how much did exports rise?"), asks_for("Which firms did he meet?")
    ('number', 'other')
    """
    found: list[tuple[int, AnswerType]] = []
    for pattern, kind in _ASKS:
        if match := pattern.search(question):
            found.append((match.start(), kind))  # type: ignore[arg-type]
    return min(found)[1] if found else "other"


def offers(text: str, kind: AnswerType, *, besides: str) -> bool:
    """Whether a text has something of the kind asked for that the question does not say itself."""
    if kind == "number":
        return bool(_amounts(text) - _amounts(besides))
    if kind == "date":
        return any(date not in besides for date in _HAS_DATE.findall(text))
    if kind in ("person", "place"):
        known = set(words(besides))
        return any(not known.issuperset(words(name)) for name in names(text))
    return True


def figures(text: str) -> frozenset[str]:
    """The numbers in a text without their thousands separators, to be compared.

    >>> sorted(figures("RMB2,000 for Web3"))
    ['2000', '3']
    """
    return frozenset(number.replace(",", "") for number in numbers(text))


def holds_name(text: str, name: str) -> bool:
    """Whether a name stands in a text, as written or each of its words somewhere.

    >>> holds_name("Lee, John Ka-chiu, spoke", "John Lee"), holds_name("Lee spoke", "John Lee")
    (True, False)
    """
    return name in text or set(words(name)) <= set(words(text))


def holds_number(text: str, number: str) -> bool:
    """Whether a number stands in a text, with or without thousands separators.

    >>> holds_number("25,001.64 points", "25001.64"), holds_number("25,001.64 points", "25,001")
    (True, False)
    """
    return figures(number) <= figures(text)


def _amounts(text: str) -> set[str]:
    return set(figures(text)) | {word.lower() for word in _SPELLED_NUMBER.findall(text)}


def _bare(word: str) -> str:
    return re.sub(r"\W+$", "", word)
