"""Pure measures of answers to questions whose answers are known."""

import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from .answer import MAX_CITATIONS, MAX_WORDS, Answer


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


def calibration_error(
    chances: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10
) -> float:
    """Expected calibration error, 0 to 1: how far chances are from shares, over equal-width bins.

    The mean over the bins of |share that came true - mean chance|, each bin by its size
    (Guo et al., arXiv:1706.04599, equation 3).

    >>> calibration_error([0.9, 0.9, 0.2, 0.2], [True, False, False, False])
    0.3
    """
    total = 0.0
    for _, chance, share, size in reliability(chances, outcomes, bins=bins):
        total += abs(share - chance) * size / len(chances)
    return round(total, 12)


def reliability(
    chances: Sequence[float], outcomes: Sequence[bool], *, bins: int = 10
) -> list[tuple[float, float, float, int]]:
    """For each bin that is not empty: its lower edge, mean chance, share that came true, size."""
    binned: dict[int, list[tuple[float, bool]]] = {}
    for chance, outcome in zip(chances, outcomes, strict=True):
        binned.setdefault(min(bins - 1, int(chance * bins)), []).append((chance, outcome))
    return [
        (
            place / bins,
            sum(chance for chance, _ in found) / len(found),
            sum(outcome for _, outcome in found) / len(found),
            len(found),
        )
        for place, found in sorted(binned.items())
    ]


def auroc(chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The chance that a random true one stands above a random false one, ties counting half.

    The area under the ROC curve; 0.5 is a coin (Hanley and McNeil, 1982).

    >>> auroc([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    trues = sum(outcomes)
    falses = len(outcomes) - trues
    below = wins = 0.0
    pairs = sorted(zip(chances, outcomes, strict=True))
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        hits = [outcome for _, outcome in tied]
        wins += sum(hits) * (below + (len(hits) - sum(hits)) / 2)
        below += len(hits) - sum(hits)
    return wins / (trues * falses) if trues and falses else 0.5


def risk_at(coverage: float, chances: Sequence[float], outcomes: Sequence[bool]) -> float:
    """The share that is wrong among the `coverage` share with the best chances.

    >>> risk_at(0.5, [0.9, 0.8, 0.3, 0.1], [True, False, False, False])
    0.5
    """
    best = sorted(zip(chances, outcomes, strict=True), key=lambda pair: -pair[0])
    kept = best[: max(1, round(coverage * len(best)))]
    return sum(not outcome for _, outcome in kept) / len(kept)


def bootstrap(values: Sequence[float], *, rounds: int = 2000, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean, by drawing as many again with replacement (Efron, 1979).

    >>> bootstrap([1.0, 1.0, 1.0])
    (1.0, 1.0)
    """
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(rounds))
    return means[round(0.025 * rounds)], means[round(0.975 * rounds) - 1]
