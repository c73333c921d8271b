"""What a question asks for, or puts as a case, and so does not take for granted."""

import re

from .saying import NEGATION

ASKING = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "did do does is was are were has had have can could will would shall should may might must"
    ).split()
)
# What "what" or "which" may follow where it asks: "in which era", not "do you know what Lee did".
BEFORE_ASKING = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "and at but by during for from in into of on or since so to until"
    ).split()
)
# "What are the two main rivers?" asks for a list, and counts nothing that a text must count.
_FEW = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_ASKED_COUNT = re.compile(
    rf"\b(?:what|which|who|name|list|give|tell)\b(?: \w+){{0,3}}? {_FEW}\b"
    rf"|\b(?:(?:what|which|name|list)(?: (?:are|were))?(?: the)?(?: main)?|names? of the|the other)"
    rf" (?:{_FEW}|[2-9]|10)\b(?![.,]\d)|\bone\b",
    re.I,
)
# "What is it called in English?", "the Greek word for": a language that is asked for or explained.
_TONGUE = re.compile(
    r"\b(?:in|into) [A-Z]\w+(?:ish|ese|ian|an|ic|ch|ek|in)\b(?=\W*$)"
    r"|\b[A-Z]\w+(?= (?:word|term|name|translation|meaning|equivalent|phrase|expression|spelling)"
    r"s?\b)"
)
# "What becomes of it if they do not pay?", "what some can and others cannot": what is denied there
# is a case of the question, and nothing that an article must deny.
_DENIED_CASE = re.compile(
    rf"(?:^\W*if\b|(?<=[\w,] )(?:if|unless|than|whether|others?)\b)[^,|]*?(?:{NEGATION.pattern})"
    rf"|(?<=[\w,] )(?:and|but|or) (?:{NEGATION.pattern})"
    r"|\bnot(?= \w+(?:ed|en) by\b)",
    re.I,
)
_TAG = re.compile(r",\s*\w+n['’]t\s+(?:it|he|she|they|we|you|there)\s*\?*\s*$", re.I)
# "Didn't Lee visit Macau?" asks whether he did.
_OPENING_NOT = re.compile(r"^[^\w|]*(?:(?:and|but|so|or|then|well)\W+)?\w+n['’]t\b", re.I)
# "Which Minister resigned?", "on what River did it lie": the kind of thing that is asked for.
_ASKED_KIND = re.compile(
    rf"(?:^\W*|\b(?i:{'|'.join(sorted(BEFORE_ASKING))}) )(?i:what|which) [A-Z][a-z]+"
    rf"(?=\W*$| (?:and|{'|'.join(sorted(ASKING))})\b)|^\W*Which [A-Z][a-z]+(?= [a-z]+ed\b)"
)


def unasked(question: str) -> str:
    """The question with bars in place of what it does not take for granted; as long as it was.

    >>> unasked("Which Minister resigned?"), unasked("What if they do not pay?")
    ('Which |||||||| resigned?', 'What if they do ||| pay?')
    """
    if opening := _OPENING_NOT.match(question):
        question = ended(opening) + question[opening.end() :]
    question = _TONGUE.sub(ended, _TAG.sub(ended, question))
    for pattern in (_ASKED_COUNT, _DENIED_CASE, _ASKED_KIND):
        question = pattern.sub(_last_ended, question)
    return question


def ended(match: re.Match[str]) -> str:
    """Bars, which end a name, in place of what was matched."""
    return "|" * len(match.group())


def _last_ended(match: re.Match[str]) -> str:
    """What was matched, with bars in place of its last word."""
    last = match.group().split(" ")[-1]
    return match.group()[: -len(last)] + "|" * len(last)
