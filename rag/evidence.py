"""How likely each sentence near a question is to answer it: measures of one sentence, weighed.

The measures are similarity, how much of the question's words, names and numbers the sentence
(or the text around it) covers, and whether it offers the kind of thing that was asked for. A
logistic regression turns them into a probability; its weights are fitted by `rag.fit`.
"""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.library import Library
from index.embed import Embedder
from index.passage import Hit
from index.sentences import sentences
from index.store import Index
from index.words import words

from .candidates import Candidate, candidates
from .facts import asks_for, figures, names, offers

Measures: TypeAlias = NDArray[np.float64]

BEFORE = 600  # characters to look back for the two sentences before; longer ones are cut
# Candidates whose similarity is worked out: of 2,100 fitting questions, the sentence that comes
# out best was always among the 12 that the other measures put first (99.6% among the first 8).
COMPARED = 12

COVERAGE = (
    "passage rank",  # 1 / rank of the passage that holds it
    "words",  # share of the question's words in the sentence, rare words counting more
    "words nearby",  # the same of the sentence, the two before it and the article's title
    "words in article",  # the same of the whole article and the title
    "names",  # share of the words of the question's names in the sentence
    "names nearby",
    "names in passage",  # the same of the passage and the title
    "numbers in passage",  # share of the question's numbers
    "kind missing",  # 1 if a date, number, person or place is asked for and not offered
    "length",  # of the sentence, in words over 40, at most 1
)
SIMILARITY = (
    "similarity",  # cosine of question and sentence
    "similarity headed",  # the same, the sentence standing behind its article's heading
)
MEASURES = COVERAGE + SIMILARITY


@dataclass(frozen=True)
class Reading:
    """One sentence as an answer: `text == article.text[start:end]`, and how likely it answers."""

    article: Article
    start: int
    end: int
    probability: float

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]


def read(index: Index, library: Library, question: str, hits: Sequence[Hit]) -> list[Reading]:
    """The most likely sentences of some hits, best first; at most `COMPARED`."""
    every = candidates(library, hits)
    intercept, coverage_weights, similarity_weights = _weights()
    scores = intercept + coverage(index, question, every) @ coverage_weights
    first = np.argsort(-scores, kind="stable")[:COMPARED]
    likely = [every[place] for place in first]
    scores = scores[first] + similarity(index.embedder, question, likely) @ similarity_weights
    chances = 1 / (1 + np.exp(-scores))
    readings = [
        Reading(one.article, one.start, one.end, float(chance))
        for one, chance in zip(likely, chances, strict=True)
    ]
    return sorted(readings, key=lambda reading: -reading.probability)


def measure(index: Index, question: str, every: Sequence[Candidate]) -> Measures:
    """Each candidate by each of MEASURES: float64 [candidates, measures], -1 to 1."""
    similarities = similarity(index.embedder, question, every)
    return np.hstack([coverage(index, question, every), similarities])


def similarity(embedder: Embedder, question: str, every: Sequence[Candidate]) -> Measures:
    """Each candidate by each of SIMILARITY: float64 [candidates, 2], -1 to 1."""
    texts = [one.text for one in every] + [one.headed for one in every]
    vectors = embedder.embed([question, *texts]).astype(np.float64)
    cosines: Measures = vectors[1:] @ vectors[0]
    return cosines.reshape(2, len(every)).T


def coverage(index: Index, question: str, every: Sequence[Candidate]) -> Measures:
    """Each candidate by each of COVERAGE: float64 [candidates, measures], 0 to 1."""
    asked = set(words(question))
    rarity = {word: index.keywords.rarity(word) for word in asked}
    named = {word for name in names(question) for word in words(name)}
    counted = figures(question)
    kind = asks_for(question)
    rows = []
    for one in every:
        here = set(words(one.text))
        title = _words_of(one.article.title or "")
        nearby = here | set(words(_before(one.article.text, one.start))) | title
        close = nearby | _words_of(one.hit.passage.text)
        whole = _words_of(one.article.text) | title
        lacks = kind != "other" and not offers(one.text, kind, besides=question)
        rows.append(
            (
                1 / one.hit.rank,
                _share(asked, here, rarity),
                _share(asked, nearby, rarity),
                _share(asked, whole, rarity),
                _share(named, here, rarity),
                _share(named, nearby, rarity),
                _share(named, close, rarity),
                _share(counted, figures(one.hit.passage.text), {}),
                float(lacks),
                min(1.0, len(here) / 40),
            )
        )
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(COVERAGE))


def _share(wanted: Set[str], there: Set[str], rarity: dict[str, float]) -> float:
    """The share of the wanted words that are there, by rarity; 1 if none is wanted."""
    total = sum(rarity.get(word, 1.0) for word in wanted)
    return sum(rarity.get(word, 1.0) for word in wanted & there) / total if total else 1.0


def _before(text: str, start: int) -> str:
    """The two sentences before, whatever the paragraph: a list's items lean on what is above."""
    first = max(0, start - BEFORE)
    spans = sentences(text[first:start])[-2:]
    return text[first + spans[0][0] : start] if spans else ""


@lru_cache(maxsize=2048)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(words(text))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, Measures, Measures]:
    """The intercept, and one weight for each of COVERAGE and of SIMILARITY."""
    fitted = json.loads((Path(__file__).parent / "weights.json").read_text())
    weights = np.asarray([fitted["weights"][name] for name in MEASURES])
    return float(fitted["intercept"]), weights[: len(COVERAGE)], weights[len(COVERAGE) :]
