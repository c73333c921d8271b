"""Pure measures of answers to questions whose answers are known."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .answer import Answer

MAX_WORDS = 80  # of an answer, and of one quote
MAX_CITATIONS = 6  # more than these do not count


@dataclass(frozen=True)
class Question:
    """One question with what is known of its answer.

    A `fact` (or `followup`) is answered in the article `source`: every pattern of `gold` matches
    a right answer, and `evidence` matches a quote that proves it. A `none` has no answer.
    """

    id: str
    question: str
    kind: Literal["fact", "followup", "none"] | str
    gold: tuple[str, ...] = ()
    source: str | None = None
    evidence: str | None = None
    history: tuple[str, ...] = ()

    @property
    def has_answer(self) -> bool:
        """Whether the articles answer it."""
        return self.kind != "none" and bool(self.gold)


@dataclass(frozen=True)
class Score:
    """How one answer did. `is_right` is what counts: found, short and cited, or rightly refused."""

    is_right: bool
    is_answered: bool
    is_found: bool = False
    is_short: bool = False
    is_cited: bool = False
    words: int = 0


def score(question: Question, answer: Answer) -> Score:
    """How an answer does against what is known.

    Found: every gold pattern matches. Short: at most 80 words. Cited: one of its first six
    citations quotes the evidence, from the right article, in at most 80 words.
    """
    text = flat(answer.text)
    size = len(text.split())
    if not question.has_answer:
        return Score(is_right=answer.is_abstained, is_answered=not answer.is_abstained, words=size)
    found = not answer.is_abstained and all(re.search(p, text, re.I) for p in question.gold)
    cited = any(
        citation.source == question.source
        and len(citation.quote.split()) <= MAX_WORDS
        and re.search(question.evidence or "", flat(citation.quote), re.I)
        for citation in answer.citations[:MAX_CITATIONS]
    )
    short = size <= MAX_WORDS
    return Score(
        is_right=found and short and cited,
        is_answered=not answer.is_abstained,
        is_found=found,
        is_short=short,
        is_cited=cited,
        words=size,
    )


def flat(text: str) -> str:
    """The text with every run of white space as one blank.

    >>> flat(" a\\n b ")
    'a b'
    """
    return " ".join(text.split())


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values are below or at, by nearest rank; 0 of none.

    >>> quantile([3.0, 1.0, 2.0, 4.0], 0.5), quantile([], 0.5)
    (2.0, 0.0)
    """
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]
