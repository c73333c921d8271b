"""Words that point at what was spoken of: "the second one", "the company", "those figures"."""

import re
from collections.abc import Sequence

from index.words import words

from ..facts import names
from .antecedent import Said, several, thing
from .grammar import DETERMINERS, HELPERS, PREPOSITIONS, WH, is_verb
from .kinds import is_plural, table
from .topic import described, head_of, is_pure_name, named_place, noted, year

_ONE = re.compile(
    r"\b(which)\s+ones?\b(?!\s+of)"
    r"|\b(the\s+(?:first|second|third|fourth|last|other|next|(?:most|least)\s+\w+|\w{2,}est))"
    r"\s+ones?\b"
    r"|\b(the\s+(?:first|second|third|last|(?:bigg|larg|small|old|new|lat|high|low|long|young)est))"
    r"(?=\s*$|\s+(?:is|are|was|were|have|has|had|do|does|did|will)\b)",
    re.I,
)
_TWO = re.compile(
    r"\b(?:the\s+two|both)(?:\s+(?:sides|countries|cities|companies|firms|parties|leaders|men|women"
    r"|groups|governments|regions|of them))\b(?!\s+and\b)|(?<!of )\bboth$",
    re.I,
)
_LATTER = re.compile(r"\bthe\s+(latter|former)\b", re.I)
_THAT_YEAR = re.compile(r"\b(?:in\s+)?(?:that|the\s+same)\s+year\b", re.I)
_NOUN = re.compile(
    r"\b(the|this|that|these|those)\s+((?:same\s+|two\s+|three\s+)?)([a-z]+)\b", re.I
)
_ORGANISATIONS = table("company firm group organisation organization agency bank")
_PLACES = table("city country island region province state town place area village")
_EVENTS = table(  # what a turn before may have told of without this word
    "deal agreement plan proposal decision trip visit meeting event conference talks dispute "
    "conflict incident survey merger project scheme speech contract accord strike protest"
)
_EVENT_WORDS = frozenset(word for noun in _EVENTS for word in words(noun))


def numbered(text: str, said: Sequence[Said]) -> str:
    """ "The second one", "which one", "the latter", "the two sides": of what was spoken of."""
    if pair := _LATTER.search(text):
        for turn in reversed(said):
            for phrase in turn.phrases:
                parts = phrase.text.split(" and ")
                if len(parts) == 2:
                    part = parts[0] if pair.group(1).lower() == "former" else parts[1]
                    return text[: pair.start()] + part + text[pair.end() :]
    if (one := _ONE.search(text)) and not names(text) and (all_of := several(said)):
        which = one.group(1) or one.group(2) or one.group(3)
        if is_plural(all_of):
            return f"{text[: one.start()]}{which} of {all_of}{text[one.end() :]}"
    if (two := _TWO.search(text)) and not names(text) and (all_of := several(said)):
        return text[: two.start()] + all_of + text[two.end() :]
    return text


def pointed(text: str, said: Sequence[Said]) -> str:
    """The text with "that year", "the company", "those figures" told."""
    if (when := _THAT_YEAR.search(text)) and (told := year(said)):
        return f"{text[: when.start()]}in {told}{text[when.end() :]}"
    has_names = names_something(text)
    for match in _NOUN.finditer(text):
        article, noun = match.group(1).lower(), match.group(3).lower()
        is_told = re.search(rf"\b{noun}s?\b", text[: match.start()], re.I)
        if is_told or not _is_whole(text, match) or (article == "the" and has_names):
            continue
        if article == "that" and not _follows_verb(text, match):
            continue
        if named := _named(said, noun):
            return text[: match.start()] + named + text[match.end() :]
        repeats = any(head_of(phrase.text) == words(noun)[-1:] != [] for phrase in said[-1].phrases)
        if article != "the" or repeats or _EVENT_WORDS.intersection(words(noun)):
            return noted(text, said[-1])
    alone = re.search(r"\b(\w+)\s+(?:that|this|these|those)\b", text, re.I)
    if alone and alone.group(1).lower() in HELPERS | PREPOSITIONS:
        return noted(text, said[-1])
    return text


def _named(said: Sequence[Said], noun: str) -> str:
    """What "the company" or "the trip" is by name; empty if the chat does not say."""
    if told := described(said, noun):
        return told
    if noun in _ORGANISATIONS:
        name = thing(said)
        return name if is_pure_name(name) else ""
    return named_place(said, noun) if noun in _PLACES else ""


def names_something(text: str) -> bool:
    """Whether a name stands in a question, its first word aside if that only asks."""
    first, _, rest = text.partition(" ")
    asks = first.lower() in WH | HELPERS | PREPOSITIONS | DETERMINERS
    return bool(re.search(r"\b[^\W\d_a-z]", rest) or (not asks and names(text)))


def _is_whole(text: str, match: re.Match[str]) -> bool:
    """Whether a noun phrase ends with its noun and nothing says which one is meant."""
    after = text[match.end() :].split()[:2]
    if match.group(3).lower() in HELPERS | PREPOSITIONS | WH:
        return False
    if not after:
        return True
    following = after[0].lower()
    if following in ("of", "that", "which", "who", "for", "between", "with", "and", "or"):
        return False
    if following in ("in", "on", "at", "to", "from") and len(after) > 1:
        return bool(re.match(r"\d", after[1])) or following not in ("in", "on", "at")
    if following.endswith("ed") and after[1:] and after[1].lower() in PREPOSITIONS:
        return False  # "the paper used by"
    return (
        following in HELPERS | PREPOSITIONS
        or following in ("worth", "called", "'s", "’s")
        or is_verb(following)
    )


def _follows_verb(text: str, match: re.Match[str]) -> bool:
    """Whether "that" can be a demonstrative: not "the claim that exports fell"."""
    before = [word.lower() for word in text[: match.start()].split()]
    return (
        not before
        or before[-1] in HELPERS | PREPOSITIONS
        or (
            len(before) == 2
            and before[0] in WH
            and not is_verb((text[match.end() :].split() or [""])[0].lower())
        )
    )
