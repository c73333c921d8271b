"""Whether a question rests on something that the articles do not say, while they say its like.

Of the sentence that comes nearest: a name, date or number of the question that its article never
says, or says only far from there; or a word whose opposite the sentence says; or a "not".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.words import words

from ..evidence import Reading
from ..facts import names
from ..wording.aliases import NO_ALIASES, Aliases
from .checks import Element, elements, meets
from .known import REACH, around, described
from .opposites import opposed, spoken
from .saying import DATE, NUMBER, Kind, said

__all__ = ["Premise", "Thresholds", "explain", "faults", "first_of", "premise"]

Fault: TypeAlias = Literal["absent", "distant", "opposite", "negated"]

READ = 3  # readings that may say what the likeliest one does not
MAX_SHOWN = 8  # words of what is said or said instead; a name of more is a headline


@dataclass(frozen=True)
class Thresholds:
    """The share of the question's other words from which a sentence is a near match, by fault.

    Fitted by `python -m rag.premise.premises`; above 1 is never.
    """

    absent: float = 0.5
    distant: float = 0.6
    opposite: float = 0.5
    negated: float = 0.5


@dataclass(frozen=True)
class Premise:
    """What a question says and the nearest sentence does not."""

    kind: Kind | Literal["relation"]
    said: str  # in the question's words
    instead: str | None  # in the sentence's words; None where there is no telling
    reading: Reading
    fault: Fault
    covered: float  # share of the question's other words near the sentence, 0 to 1
    is_like: bool = True  # what is said instead stands where the question has the other


def premise(
    question: str,
    readings: Sequence[Reading],
    *,
    typed: str | None = None,
    aliases: Aliases = NO_ALIASES,
    thresholds: Thresholds = Thresholds(),
) -> Premise | None:
    """What is false in a question, given the likeliest sentences, best first; None if no telling.

    Of a follow-up only what was `typed`: what was carried over is no premise of the asker's.
    Whether the sentences are likely enough to answer is not looked at.
    """
    found = faults(question, readings, aliases=aliases)
    if typed is not None:
        found = [one for one in found if one.said.casefold() in typed.casefold()]
    return first_of(found, thresholds)


def first_of(found: Iterable[Premise], thresholds: Thresholds) -> Premise | None:
    """The fault that is plainest: of a near match, one that has something instead before others."""
    near = [one for one in found if one.covered >= getattr(thresholds, one.fault)]
    return min(near, key=lambda one: (one.instead is None, -one.covered), default=None)


def explain(premise: Premise) -> str:
    """What the user is told, to be followed by the nearest sentence as a quote."""
    told = f"“{_shown(premise.said)}”"
    instead = f"“{_shown(premise.instead)}”" if premise.instead else ""
    if premise.kind == "negation":
        return f"No article found says this with {told}; the nearest says:"
    if premise.kind == "relation":
        return f"No article found says this with {told}; the nearest says {instead}:"
    if not (instead and premise.is_like):
        return f"No article found says this of {told}; the nearest says:"
    return f"No article found says this of {told}; the nearest says it of {instead}:"


def _shown(text: str) -> str:
    parts = text.split()
    return " ".join(parts[:MAX_SHOWN]) + ("…" if len(parts) > MAX_SHOWN else "")


def faults(
    question: str, readings: Sequence[Reading], *, aliases: Aliases = NO_ALIASES
) -> list[Premise]:
    """Everything that the likeliest sentence does not bear out, however far it is from a match.

    What another of the likeliest says, and covers as much of the question, is no fault.
    """
    if not readings:
        return []
    best = readings[0]
    text = around(best.article, best.start, best.end, reach=REACH)
    asked = elements(question, known=f"{described(best.article)}\n{text}", aliases=aliases)
    views = [_View(question, reading, asked, aliases) for reading in readings[:READ]]
    first, others = views[0], views[1:]
    found = []
    for element, fault in first.faults:
        if not element.start and " " not in element.value:  # the capital of a slip: "Wat did ..."
            continue
        if any(view.covered >= first.covered and view.says(element) for view in others):
            continue
        instead = None if element.kind == "negation" else first.instead(element)
        is_like = bool(instead) and first.is_like(element, instead or "")
        found.append(
            Premise(element.kind, element.value, instead, best, fault, first.covered, is_like)
        )
    for word, other, stem in opposed(question, best.text, near=first.text):
        if not any(view.covered >= first.covered and stem in spoken(view.text) for view in others):
            found.append(Premise("relation", word, other, best, "opposite", first.covered))
    return found


class _View:
    """A question beside one sentence."""

    def __init__(
        self, question: str, reading: Reading, asked: Sequence[Element], aliases: Aliases
    ) -> None:
        self.question, self.reading, self.aliases = question, reading, aliases
        about = described(reading.article)
        self.text = around(reading.article, reading.start, reading.end)
        self.near = said(f"{about}\n{self.text}")
        self.whole = said(f"{about}\n{reading.article.text}")
        self.faults: list[tuple[Element, Fault]] = [
            (element, fault) for element in asked if (fault := self._fault(element))
        ]
        unmet = {word for element, _ in self.faults for word in words(element.value)}
        kept = set(words(question)) - unmet
        self.covered = len(kept & self.near.words) / len(kept) if kept else 0.0

    def says(self, element: Element) -> bool:
        """Whether the sentence, or what is near it, says an element."""
        return all(element != unmet for unmet, _ in self.faults)

    def _fault(self, element: Element) -> Fault | None:
        if meets(self.near, element, aliases=self.aliases):
            return None
        if element.kind == "negation":
            return "negated"
        return "distant" if meets(self.whole, element, aliases=self.aliases) else "absent"

    def instead(self, element: Element) -> str | None:
        """The first thing of an element's kind in the sentence that the question does not say."""
        text = self.reading.text
        if element.kind == "date":
            like = [match.group() for match in DATE.finditer(text)]
        elif element.kind == "number":
            like = [match.group() for match in NUMBER.finditer(DATE.sub(" ", text))]
        else:
            like = [one for one in names(text) if not self._only_opens(one)]
        asked = said(self.question)
        return next(
            (one for one in like
             if not meets(asked, Element(element.kind, one, 0), aliases=self.aliases)),
            None,
        )  # fmt: skip

    def is_like(self, element: Element, instead: str) -> bool:
        """Whether the two follow the same word: "with Macau", "with Hong Kong"; a number may not.

        A name of the sentence may be of another kind: a person for a country.
        """
        if element.kind in ("date", "number"):
            return True
        text = self.reading.text
        asked = self.question[: element.start].lower().split()[-1:]
        return bool(asked) and asked == text[: text.find(instead)].lower().split()[-1:]

    def _only_opens(self, name: str) -> bool:
        """Whether a word has its capital from opening the sentence: "Speaking in Macau, ..."."""
        if " " in name or not self.reading.text.startswith(name):
            return False
        within = rf"[\w,;:] {re.escape(name)}\b"
        return re.search(within, self.reading.article.text) is None
