"""What a turn was about, and which phrase of the chat a description repeats."""

import re
from collections.abc import Iterator, Sequence

from index.words import words

from ..facts import MONTHS, names
from .antecedent import Said, asked_for, stand_in
from .kinds import PLACE_WORDS, YEAR
from .subject import Phrase, parse

_DATE = re.compile(
    rf"(?:\d{{1,2}} )?\b(?:{MONTHS})\b(?: \d{{1,2}}\b,?)?(?: \d{{4}})?|\b(?:1\d|20)\d\d\b"
)
_BETWEEN = frozenset(
    "the of and northern southern eastern western central mainland modern greater".split()  # noqa: SIM905
)


def named_place(turns: Sequence[Said], noun: str) -> str:
    """The place that "the city" or "the island" names again; empty if no name can be one."""
    for turn in reversed(turns):
        for phrase in turn.phrases:
            is_local = phrase.preposition in ("in", "at", "on", "of", "from")
            is_one_word = phrase.role == "subject" and " " not in phrase.text
            may_be = phrase.kind == "place" or (
                phrase.kind == "name" and (is_local or (is_one_word and not phrase.is_plural))
            )
            head = phrase.text.split()[-1].lower()
            is_other = head in PLACE_WORDS and head != noun  # a city is no airport
            if may_be and not is_other and is_pure_name(phrase.text):
                return phrase.text
    return ""


def is_pure_name(phrase: str) -> bool:
    """Whether a phrase is a name and nothing else, as "Hong Kong" and "the GBA" are.

    >>> is_pure_name("the Bank of China"), is_pure_name("China's exports")
    (True, False)
    """
    rest = [word for word in phrase.split() if word.lower() not in _BETWEEN]
    return bool(rest) and "'" not in phrase and all(re.search(r"[A-Z]", word) for word in rest)


def topic(turn: Said, *, besides: str = "") -> str:
    """What a turn was about, in a few of its own words that `besides` lacks: "Comcast, 2014"."""
    parsed = turn.parsed
    told = set(words(besides))
    found: list[str] = []
    for phrase in turn.phrases:
        text = asked_for(parsed) if phrase.role == "asked" and not parsed.subject else phrase.text
        if phrase.role in ("subject", "object") or text != phrase.text:
            text = stand_in(text, turn)
            if set(words(text)) <= told:
                continue
            if len(found) < 2 and not any(text in other for other in found):  # more is a list
                found.append(text)
    if parsed.note and not any(parsed.note in one for one in found):
        found.append(parsed.note)
    whole = ", ".join(found)
    dates = [date for date in _DATE.findall(parsed.text) if date not in whole]
    return ", ".join([*found, *dates[:1]])


def noted(text: str, turn: Said) -> str:
    """The text with what the turn was about in brackets behind it, if that adds anything."""
    about = topic(turn, besides=text)
    return f"{text} ({about})" if about else text


def year(turns: Sequence[Said]) -> str:
    """The year that was last spoken of; empty if none was."""
    for turn in reversed(turns):
        for text in (turn.question, turn.answer):
            if found := YEAR.search(text):
                return found.group()
    return ""


def described(turns: Sequence[Said], noun: str) -> str:
    """The phrase of the chat that "the trip" or "those figures" repeats; empty if none says more.

    >>> described([Said("How long was John Lee's trip to Zhejiang?")], "trip")
    "John Lee's trip to Zhejiang"
    """
    stem = words(noun)[-1:]
    for turn in reversed(turns):
        for phrase in [*turn.phrases, *_answer_phrases(turn)]:
            if head_of(phrase.text) == stem and names(phrase.text) and phrase.role != "asked":
                return stand_in(phrase.text, turn)
    return ""


def head_of(phrase: str) -> list[str]:
    """The stem of a phrase's head noun, alone in a list; an empty list if it has none."""
    return words(re.split(r"\s(?:of|in|on|at|for|with|to|from)\s", phrase)[0])[-1:]


def _answer_phrases(turn: Said) -> Iterator[Phrase]:
    # 400 characters: the first sentence or two; the rest is seldom what "the" points at
    return (phrase for phrase in parse(turn.answer[:400]).phrases if phrase.role != "asked")
