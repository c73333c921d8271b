"""How likely each sentence near a question is to answer it: measures of one sentence, weighed.

The measures are similarity, how much of the question's words, names and numbers the sentence
(or the text around it) covers, and whether it offers the kind of thing that was asked for. A
logistic regression turns them into a probability; its weights are fitted by `rag.fit`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
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

from .facts import asks_for, names, numbers, offers

Measures: TypeAlias = NDArray[np.float64]

BEFORE = 600  # characters to look back for the two sentences before; longer ones are cut
MEASURES = (
    "similarity",  # cosine of question and sentence
    "similarity headed",  # the same, the sentence standing behind its article's heading
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


_BULLET = re.compile(r"[-–—•·*]\s+")  # of a list's item: not part of what it says


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
    """The sentences of some hits, most likely to answer first."""
    spans = candidates(library, hits)
    table = measure(index, question, spans)
    weights = _weights()
    chances = 1 / (1 + np.exp(-(table @ weights[1:] + weights[0])))
    readings = [
        Reading(article, start, end, float(chance))
        for (article, start, end, _), chance in zip(spans, chances, strict=True)
    ]
    return sorted(readings, key=lambda reading: -reading.probability)


def candidates(library: Library, hits: Sequence[Hit]) -> list[tuple[Article, int, int, Hit]]:
    """Every sentence that a hit holds, once, with the best hit that holds it."""
    found: dict[tuple[str, int], tuple[Article, int, int, Hit]] = {}
    for hit in hits:
        passage = hit.passage
        article = library.get(passage.article, passage.version)
        if article is None:  # removed while we read
            continue
        for start, end in sentences(passage.text):
            mark = _BULLET.match(passage.text, start, end)
            first = passage.start + (mark.end() if mark else start)
            found.setdefault((article.id, first), (article, first, passage.start + end, hit))
    return list(found.values())


def measure(
    index: Index, question: str, spans: Sequence[tuple[Article, int, int, Hit]]
) -> Measures:
    """Each sentence measured against a question: float64 [sentences, measures], each 0 to 1."""
    texts = [article.text[start:end] for article, start, end, _ in spans]
    # "The two regions signed ..." alone is about no place: the heading says which.
    headed = [f"{article.heading}. {article.text[start:end]}" for article, start, end, _ in spans]
    vectors = index.embedder.embed([question, *texts, *headed])
    similarities = (vectors[1:] @ vectors[0]).reshape(2, len(texts)).T
    asked = set(words(question))
    rarity = {word: index.keywords.rarity(word) for word in asked}
    named = {word for name in names(question) for word in words(name)}
    counted = {word for number in numbers(question) for word in words(number)}
    kind = asks_for(question)
    rows = []
    for (article, start, _, hit), text, similarity in zip(spans, texts, similarities, strict=True):
        here = set(words(text))
        title = _words_of(article.title or "")
        nearby = here | set(words(_before(article.text, start))) | title
        close = nearby | _words_of(hit.passage.text)
        whole = _words_of(article.text) | title
        lacks = kind != "other" and not offers(text, kind, besides=question)
        rows.append(
            (
                *similarity,
                1 / hit.rank,
                _share(asked, here, rarity),
                _share(asked, nearby, rarity),
                _share(asked, whole, rarity),
                _share(named, here, rarity),
                _share(named, nearby, rarity),
                _share(named, close, rarity),
                _share(counted, close, rarity),
                float(lacks),
                min(1.0, len(here) / 40),
            )
        )
    return np.asarray(rows, dtype=np.float64).reshape(len(rows), len(MEASURES))


def _share(wanted: set[str], there: set[str] | frozenset[str], rarity: dict[str, float]) -> float:
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
def _weights() -> Measures:
    """The intercept, then one weight a measure."""
    fitted = json.loads((Path(__file__).parent / "weights.json").read_text())
    return np.asarray([fitted["intercept"], *(fitted["weights"][name] for name in MEASURES)])
