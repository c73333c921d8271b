"""How likely each sentence near a question is to answer it: measures of one sentence, weighed.

The measures are what the reader says of the sentence, how the passage was found, how much of the
question's words, names and numbers the sentence (or the text around it) covers, and whether it
offers the kind of thing that was asked for. A logistic regression turns them into a probability;
its weights are fitted by `rag.fit`.
"""

import json
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.library import Library
from index.passage import Hit
from index.sentences import sentences
from index.store import Index
from index.words import words

from .candidates import Candidate, candidates
from .facts import asks_for, figures, names, offers
from .reader.runtime import Reader, Span

Measures: TypeAlias = NDArray[np.float64]

BEFORE = 600  # characters to look back for the two sentences before; longer ones are cut
NO_WORDS = -20.0  # the score of a sentence in which the model can read no word
_ASKED = re.compile(r"(?i)\b(?:ask|question|wonder|rhetoric)\w*")
KEPT = 12  # readings of a question, the likeliest
LOGITS = 10.0  # the reader's scores are counted in tens, to be of the size of the other measures

READ = (
    "reader",  # score of the best words in the sentence, in tens
    "lead",  # by how much that beats the best words of any other sentence, in tens
    "answers",  # probability that the passage answers, by the reader alone
    "kind missing",  # 1 if a date, number, person or place is asked for and the words are none
)
COVERAGE = (
    "passage rank",  # 1 / rank of the passage that holds it
    "similarity",  # cosine of question and passage
    "words",  # share of the question's words in the sentence, rare words counting more
    "words nearby",  # the same of the sentence, the two before it and the article's title
    "words in passage",  # the same of the passage and the title
    "words in article",  # the same of the whole article and the title
    "rarest missing",  # rarity of the rarest word of the question that the article lacks
    "names nearby",  # share of the words of the question's names
    "names in passage",
    "numbers in passage",  # share of the question's numbers
    "length",  # of the sentence, in words over 40, at most 1
)
MEASURES = READ + COVERAGE
HEADLINE = 0.5  # of a headline's probability, from which a sentence that says the same goes first


@dataclass(frozen=True)
class Reading:
    """One sentence as an answer, `text == article.text[start:end]`, and how likely it answers.

    `words` are the exact words in it that answer: characters of the article.
    """

    article: Article
    start: int
    end: int
    probability: float
    words: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]


def read(
    index: Index, library: Library, reader: Reader, question: str, hits: Sequence[Hit]
) -> list[Reading]:
    """The most likely sentences of some hits, best first; at most `KEPT`."""
    every = candidates(library, hits)
    if not _ASKED.search(question):  # what asks says nothing: an interview's "Q: Is it enough?"
        every = [one for one in every if not one.text.rstrip("\"'”’ ").endswith("?")]
    if not every:
        return []
    spans = spanned(reader, question, every)
    intercept, weights = _weights()
    chances = 1 / (1 + np.exp(-(intercept + measure(index, question, every, spans) @ weights)))
    best = np.argsort(-chances, kind="stable")[:KEPT]
    return in_full(
        [
            Reading(
                one.article, one.start, one.end, float(chances[place]), _placed(one, spans[place])
            )
            for place in best
            for one in [every[place]]
        ]
    )


@dataclass(frozen=True)
class Spanned:
    """What the reader says of one candidate: its best words there, and of its whole passage."""

    span: Span
    no_answer: float  # 0 to 1


def spanned(reader: Reader, question: str, every: Sequence[Candidate]) -> list[Spanned]:
    """The reader's word on each candidate; every passage is read once, all in one batch."""
    hits = {one.hit.rank: one for one in every}
    scores = reader.read(
        question,
        [one.hit.passage.text for one in hits.values()],
        [one.article.title or "" for one in hits.values()],
    )
    by_rank = dict(zip(hits, scores, strict=True))
    found = []
    for one in every:
        start = one.start - one.hit.passage.start
        score = by_rank[one.hit.rank]
        span = score.best(start, one.end - one.hit.passage.start)
        found.append(Spanned(span or Span(start, start, NO_WORDS), score.no_answer))
    return found


def in_full(readings: Sequence[Reading]) -> list[Reading]:
    """The readings less the headlines that a sentence of their article says in full; best first.

    That is one of its text that is nearly as likely and answers in a word of the headline's
    answer: it gets the headline's probability and place where those are the better ones.
    """
    left = [*readings]
    for headline in filter(_is_headline, readings):
        full = next((one for one in left if _says_in_full(one, headline)), None)
        if full is None:
            continue
        likelier, other = sorted((full, headline), key=left.index)
        left[left.index(likelier)] = replace(full, probability=likelier.probability)
        left.remove(other)
    return left


def _says_in_full(one: Reading, headline: Reading) -> bool:
    is_near = one.probability >= HEADLINE * headline.probability
    is_same = one.article.id == headline.article.id and not _is_headline(one)
    return is_near and is_same and bool(_answer_of(headline) & _answer_of(one))


def _is_headline(reading: Reading) -> bool:
    return reading.text in (reading.article.title or "")  # one of its sentences, if it has two


def _answer_of(reading: Reading) -> set[str]:
    return set(words(reading.article.text[slice(*reading.words)])) if reading.words else set()


def _placed(one: Candidate, there: Spanned) -> tuple[int, int] | None:
    start, end = there.span.start, there.span.end
    first = one.hit.passage.start
    return (first + start, first + end) if end > start else None


def measure(
    index: Index, question: str, every: Sequence[Candidate], spans: Sequence[Spanned]
) -> Measures:
    """Each candidate by each of MEASURES: float64 [candidates, measures], -2 to 2."""
    return np.hstack([readability(question, every, spans), coverage(index, question, every)])


def readability(question: str, every: Sequence[Candidate], spans: Sequence[Spanned]) -> Measures:
    """Each candidate by each of READ: float64 [candidates, measures]."""
    kind = asks_for(question)
    scores = [there.span.score for there in spans]
    first, second = (sorted(scores, reverse=True) + [NO_WORDS] * 2)[:2]
    rows = []
    for one, there in zip(every, spans, strict=True):
        score = there.span.score
        lead = score - (second if score == first else first)
        said = one.hit.passage.text[there.span.start : there.span.end]
        lacks = kind != "other" and not offers(said, kind, besides=question)
        rows.append(
            (
                max(-2.0, min(2.0, score / LOGITS)),
                max(-2.0, min(2.0, lead / LOGITS)),
                1 - there.no_answer,
                float(lacks),
            )
        )
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(READ))


def coverage(index: Index, question: str, every: Sequence[Candidate]) -> Measures:
    """Each candidate by each of COVERAGE: float64 [candidates, measures], 0 to 1."""
    asked = set(words(question))
    rarity = {word: index.rarity(word) for word in asked}
    named = {word for name in names(question) for word in words(name)}
    counted = figures(question)
    rows = []
    for one in every:
        here = set(words(one.text))
        title = _words_of(one.article.title or "")
        nearby = here | set(words(_before(one.article.text, one.start))) | title
        close = nearby | _words_of(one.hit.passage.text)
        whole = _words_of(one.article.text) | title
        rows.append(
            (
                1 / one.hit.rank,
                one.hit.similarity,
                _share(asked, here, rarity),
                _share(asked, nearby, rarity),
                _share(asked, close, rarity),
                _share(asked, whole, rarity),
                max((rarity[word] for word in asked - whole), default=0.0),
                _share(named, nearby, rarity),
                _share(named, close, rarity),
                _share(counted, figures(one.hit.passage.text), {}),
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
def _weights() -> tuple[float, Measures]:
    """The intercept, and one weight for each of MEASURES."""
    fitted = json.loads((Path(__file__).parent / "weights.json").read_text())
    weights = np.asarray([fitted["weights"][name] for name in MEASURES])
    return float(fitted["intercept"]), weights
