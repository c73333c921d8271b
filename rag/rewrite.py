"""A follow-up becomes a question that stands alone, by carrying over what it leaves out.

Rules, no model: a pronoun takes the subject of the question before; "What about X?" takes the
question before with X in place of its like; "And when?" keeps the subject of the one before.
"""

import re
from collections.abc import Sequence

from index.words import words

from .facts import names

_PRONOUN = re.compile(r"\b(they|them|he|him|she|her|it|their|his|its|theirs|hers)\b", re.I)
_POSSESSIVE = {"their", "his", "its", "theirs", "hers"}
_ABOUT = re.compile(r"^(?:and|but|so|then|or)?,?\s*(?:what|how) about\s+(.+?)\??$", re.I)
_AND = re.compile(r"^(?:and|but|so|then|or)\b,?\s*", re.I)
_DO = re.compile(r"\b(?:do|does|did|will|would|can|could|should|has|have|had|may|might)\b", re.I)
_BE = re.compile(r"\b(?:is|are|was|were)\b", re.I)
# What ends a subject: "Zhejiang | in April", "Lee and his aides | the deal".
_CUT = re.compile(
    r"\s(?:in|on|at|for|to|with|from|by|about|during|after|before|since|when|the|a|an|their|its|his|her|this|that)\b"
)
_DETERMINER = re.compile(r"(?:the|a|an)\s+$", re.I)
_BARE = re.compile(r"^(?:when|where|why|who|what|how(?: much| many| long| often)?)\s*\??$", re.I)
_AMOUNT = {"much", "mani"}  # as `words` gives them: "how many" names nothing
_SUBJECTLESS = re.compile(r"^(?:who|what|which)\s+(?!is|are|was|were)\w+\s+(.+)$", re.I)


def rewrite(question: str, earlier: Sequence[str]) -> str:
    """The question as it stands alone, given the earlier questions of the chat, oldest first.

    >>> rewrite("Where did they meet?", ["What did the South Korean business lobbies pledge?"])
    'Where did the South Korean business lobbies meet?'
    """
    asked = ""
    for one in (" ".join(each.split()) for each in (*earlier, question)):
        asked = _rewrite(one, asked) if asked else one
    return asked


def _rewrite(question: str, before: str) -> str:
    subject = _subject(before)
    if not subject:
        return question
    about = _ABOUT.match(question)
    if about and names(about.group(1)) and names(before):
        return _instead(before, about.group(1))
    bare = _AND.sub("", question)
    if (pronoun := _PRONOUN.search(bare)) and _points_outside(bare, pronoun):
        return _capital(_replace(bare, pronoun, subject, before))
    if about or bare != question or _BARE.match(bare):
        return f"{_capital(bare).rstrip('?')} ({subject})?"
    return question


def _points_outside(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun stands for something that its own question has not named before it."""
    before = question[: pronoun.start()]
    if pronoun.group().lower() in _POSSESSIVE:  # "How did the council raise its budget?"
        return not set(words(before)) - _AMOUNT
    return not names(before)


def _subject(question: str) -> str:
    """What a question is about, in its own words; empty if no telling.

    >>> _subject("By how much did China's exports rise in July?"), _subject("Who is Frederick Ma?")
    ("China's exports", 'Frederick Ma')
    """
    text = question.rstrip("?!. ")
    if helper := _DO.search(text):
        rest = text[helper.end() :].strip()
        parts = rest.split()
        if len(parts) > 1 and parts[-1].islower() and parts[-2][:1].isupper():
            return " ".join(parts[:-1])  # "the old bridge at Fontes | close"
        cut = _CUT.search(rest, 4)  # past a determiner that opens the subject
        parts = (rest[: cut.start()] if cut else rest).split()
        if not cut or len(parts) > 1:
            parts = parts[:-1] or parts  # the verb
        return " ".join(parts)
    if whole := _SUBJECTLESS.match(text):  # "Who organised | the conference in Shanghai"
        return whole.group(1)
    if found := names(text):
        start = text.index(found[0])
        determiner = _DETERMINER.search(text[:start])
        last = text.rindex(found[-1]) + len(found[-1])
        return text[determiner.start() if determiner else start : last]
    if helper := _BE.search(text):
        return text[helper.end() :].strip()
    return ""


def _replace(question: str, pronoun: re.Match[str], subject: str, before: str) -> str:
    """The question, its first pronoun replaced: he and she by a person, others by the subject."""
    word = pronoun.group().lower()
    if word in ("he", "him", "she", "his", "hers"):
        people = [name for name in names(before) if " " in name]
        subject = people[-1] if people else subject
    is_owner = word in _POSSESSIVE or (word == "her" and question[pronoun.end() :].strip("? "))
    if is_owner:
        subject += "'" if subject.endswith("s") else "'s"
    return question[: pronoun.start()] + subject + question[pronoun.end() :]


def _instead(before: str, other: str) -> str:
    """The question before with its last name replaced by another."""
    last = names(before)[-1]
    start = before.rindex(last)
    return before[:start] + other.rstrip("?") + before[start + len(last) :]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
