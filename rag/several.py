"""Several questions in one: "What did they sign, and when?" is two, each with an answer of its own.

Each is asked by itself, the later ones as the follow-ups that they are, and one that the articles
do not answer is named as missing rather than passed over.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.words import words

from .answer import MAX_CITATIONS, MAX_WORDS, Answer, Citation, Claim
from .clauses import PRONOUNS, verb_at
from .evidence import Reading
from .facts import asks_for, names, offers
from .followups.grammar import HELPERS, PREPOSITIONS, WH
from .when import When

MAX_QUESTIONS = 3  # each costs as long as a question; a list of more is no question any more

_WH = f"(?:{'|'.join(sorted(WH))})"
_AND = re.compile(
    rf"(?:[,;]|\s+-)?\s+(?:and|as well as)\s+(?=(?:(?:at|by|in|to|with|from|for|on) )?{_WH}\b)"
    r"|\?\s+(?:and\s+)?(?=\w)",
    re.I,
)
# "In 2014, who ...": what comes before the question word is the time or place of the question.
_ASKS = re.compile(
    rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))})\b[^?]*?,?\s)?{_WH}\b|(?:{'|'.join(HELPERS)})\b", re.I
)
_BARE = re.compile(
    rf"(?:(?:at|by|in|to|with|from|for|on|since|until) )?(?:{_WH}|how (?:much|many|long|often)"
    r"|(?:what|which) \w+)$",
    re.I,
)
_ENDS_OPEN = re.compile(rf"\b{_WH}$", re.I)  # "where and how"
_INNER = re.compile(rf"\w,? (?:that|{_WH[3:]}\b", re.I)
_NO_QUESTION = re.compile(rf"{_WH} (?:to|else|other)\b", re.I)  # "and what else", "how to"
LEAST_WORDS = 3  # of the first: "Who is"; what follows would have nothing to hang on
FARTHEST = 4  # words from the question word to its verb: "how many large ships did"
_JUDGED = ("Yes.", "No.")


def split(question: str) -> tuple[str, ...]:
    """The questions in one, each in its own words; one where there is but one.

    >>> split("What did Ana and Bo sign, and when?"), split("Who decides when and where to meet?")
    (('What did Ana and Bo sign', 'when'), ('Who decides when and where to meet?',))
    """
    parts = [part.strip(" ,;?") for part in _AND.split(question)]
    first, *others = parts
    asks = _ASKS.match(first)
    if not asks or _ENDS_OPEN.search(first) or len(first.split()) < LEAST_WORDS:
        return (question,)
    if not (others and len(parts) <= MAX_QUESTIONS and all(map(_asks, others))):
        return (question,)
    # "Who is the head and who is the deputy of the bank?": what comes last is said of both.
    is_shared = not _has_own(first) and any(map(_has_own, others))
    # "the staff who resign and who are fired": the second clause may hang on the same noun.
    is_clause = _INNER.search(first, asks.end()) and not all(map(_BARE.match, others))
    return (question,) if is_shared or is_clause else tuple(parts)


def _has_own(part: str) -> bool:
    """Whether the words name something, or have a figure."""
    return bool(names(part) or re.search(r"\d", part))


def _asks(part: str) -> bool:
    """Whether the words ask something by themselves, or as a follow-up does."""
    if _BARE.match(part):
        return True
    words = part.lower().split()
    if _NO_QUESTION.match(part) or not _ASKS.match(part):
        return False
    after = words[1:] if words[0] in WH | HELPERS else words[2:]
    at = next((n for n, word in enumerate(after[:FARTHEST]) if word in HELPERS), None)
    if at is None:
        return verb_at(after) == 0  # "who led it"
    return not PRONOUNS & {*after[:at]}  # "how it would change" tells, and asks nothing


class Found(NamedTuple):
    """An answer in quotes, verified, and what it was made of."""

    answer: Answer
    readings: Sequence[Reading]
    when: When
    notes: tuple[str, ...]
    seconds: dict[str, float]  # by step


def together(
    question: str, asked_as: str, parts: Sequence[str], founds: Sequence[Found]
) -> Found | None:
    """One answer of the answers to the parts; None where it takes the question as a whole.

    The parts that have none are `missing`. At most 80 words and six citations.
    """
    answers = [found.answer for found in founds]
    joined = _joined(question, asked_as, parts, answers)
    if joined is None:
        return None
    readings = [reading for found in founds for reading in found.readings]
    notes = dict.fromkeys(note for found in founds for note in found.notes)
    steps = dict.fromkeys(step for found in founds for step in found.seconds)
    seconds = {s: round(sum(one.seconds.get(s, 0) for one in founds), 4) for s in steps}
    return Found(joined, readings, founds[0].when, tuple(notes), seconds)


def _joined(
    question: str, asked_as: str, parts: Sequence[str], answers: Sequence[Answer]
) -> Answer | None:
    said = [answer for answer in answers if answer.claims and not answer.is_abstained]
    message = _message(said)
    if not said or message is None:
        return None
    told = " ".join(citation.quote for answer in said for citation in answer.citations)
    missing = [
        left
        for part, answer in zip(parts, answers, strict=True)
        for left in (answer.missing if answer in said else _untold(part, told))
    ]
    quoted = _quoted(said, most=MAX_WORDS - len(message.split()))
    if quoted is None:
        return None
    claims, citations = quoted
    chances = [answer.probability for answer in said if answer.probability is not None]
    return Answer(
        question,
        asked_as=asked_as,
        verdict="partial" if missing else "answered",
        claims=claims,
        citations=citations,
        missing=tuple(missing),
        message=message,
        probability=min(chances, default=None),
    )


def _untold(part: str, told: str) -> tuple[str, ...]:
    """The part, unless what is quoted has all its words and something of the kind it asks for."""
    asked, kind = set(words(part)), asks_for(part)
    is_told = asked and asked <= set(words(told)) and offers(told, kind, besides=part)
    return () if is_told and kind != "other" else (part,)


def _message(said: Sequence[Answer]) -> str | None:
    """What is said before all claims; None where no words fit them all."""
    messages = [answer.message for answer in said]
    if len({*messages}) <= 1:
        return "".join(messages[:1])
    if messages[0] in _JUDGED and not any(messages[1:]):
        return messages[0]
    if not all(not one or one.endswith(("argue:", "argues:")) for one in messages):
        return None
    return "Opinion pieces argue:" if all(messages) else "Partly opinion:"


def _quoted(
    said: Sequence[Answer], *, most: int
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]] | None:
    """The claims of all answers in their order, no sentence twice; None if there is no room.

    Each answer has its first claim, and more as far as its share of the words goes.
    """
    claims: list[Claim] = []
    citations: list[Citation] = []
    left = most
    for after, answer in zip(range(len(said) - 1, -1, -1), said, strict=True):
        share = left // (after + 1)
        for place, claim in enumerate(answer.claims):
            quotes = [answer.citations[number - 1] for number in claim.citations]
            same = next((n for n, one in enumerate(claims) if _is_of(one, citations, quotes)), None)
            if same is not None:
                # One sentence answers both: whole, since what answers the second may be cut.
                number = claims[same].citations[0]
                longer = max(citations[number - 1], quotes[0], key=lambda one: len(one.quote))
                citations[number - 1] = replace(longer, number=number)
                whole = _whole(claims[same], longer)
                left -= len(whole.text.split()) - len(claims[same].text.split())
                claims[same] = whole
                continue
            size = len(claim.text.split()) + len(quotes)
            if place and (size > share or len(citations) + len(quotes) > MAX_CITATIONS):
                break
            numbers = range(len(citations) + 1, len(citations) + len(quotes) + 1)
            citations += [replace(one, number=n) for n, one in zip(numbers, quotes, strict=True)]
            claims.append(replace(claim, citations=tuple(numbers)))
            left, share = left - size, share - size
    if left < 0 or len(citations) > MAX_CITATIONS:
        return None
    return tuple(claims), tuple(citations)


def _is_of(claim: Claim, citations: Sequence[Citation], quotes: Sequence[Citation]) -> bool:
    """Whether the claim rests on what the first of these quotes holds, or on more or less of it."""
    there, other = citations[claim.citations[0] - 1], quotes[0]
    is_same_text = (there.article, there.version) == (other.article, other.version)
    first, last = sorted((there, other), key=lambda one: (-len(one.quote), one.start))
    return is_same_text and first.start <= last.start and last.end <= first.end


def _whole(claim: Claim, quote: Citation) -> Claim:
    """The claim with all words of its quote."""
    if claim.text == quote.quote:
        return claim
    words = claim.text[slice(*claim.highlight)] if claim.highlight else ""
    at = quote.quote.find(words) if words and quote.quote.count(words) == 1 else -1
    highlight = (at, at + len(words)) if at >= 0 else None
    return replace(claim, text=quote.quote, highlight=highlight)
