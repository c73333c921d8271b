"""Libraries of made articles, and what is exactly true of their passages, for tests of Milvus."""

import random
from dataclasses import dataclass

import numpy as np

from corpus.article import Article
from corpus.library import Library
from index.build import MAX_TOKENS, OVERLAP
from index.embed import Vectors
from index.keywords import Keywords
from index.passage import Passage
from index.split import split
from tests.fakes import FakeEmbedder

# Most words in few passages, some in many, as in real text; none alike to the stemmer.
WORDS = [f"{a}{b}{c}a" for a in "bdfgklmnprstvz" for b in "aeiou" for c in "bdgkmnprtvz"]
WEIGHTS = [1 / (1 + place) for place in range(len(WORDS))]


def made_text(chance: random.Random) -> str:
    """A text of one to five passages."""
    found = []
    for _ in range(chance.randint(2, 50)):
        line = chance.choices(WORDS, WEIGHTS, k=chance.randint(4, 12))
        found.append(" ".join(line).capitalize() + ".")
    return " ".join(found)


def made_question(chance: random.Random) -> str:
    """A few words, some of them rare."""
    return " ".join(chance.choices(WORDS, WEIGHTS, k=3) + chance.choices(WORDS, k=2))


def change(library: Library, chance: random.Random, *, number: int) -> None:
    """Nothing; an article was added, changed or removed."""
    present = library.articles()
    kind = chance.choice(["add", "add", "change", "remove"]) if len(present) > 5 else "add"
    if kind == "remove":
        library.remove(chance.choice(present).id)
        return
    source = chance.choice(present).source if kind == "change" else f"/made/{number}.txt"
    library.add(Article(text=made_text(chance), sources=(source,)))


@dataclass(frozen=True)
class Truth:
    """Every passage of a library, by exact search: what any engine is measured against."""

    passages: list[Passage]
    vectors: Vectors
    keywords: Keywords

    @classmethod
    def of(cls, library: Library, embedder: FakeEmbedder) -> "Truth":
        passages = [
            passage
            for article in library.articles()
            for passage in split(article, max_tokens=MAX_TOKENS, overlap=OVERLAP, model=embedder)
        ]
        texts = [one.text for one in passages]
        return cls(passages, embedder.embed(texts), Keywords.build(texts))

    def allowed(self, only: set[str] | None) -> list[int]:
        """The places of the passages of some articles, or of all."""
        return [
            place for place, one in enumerate(self.passages) if only is None or one.article in only
        ]

    def by_meaning(self, vector: Vectors, *, k: int, only: set[str] | None) -> list[int]:
        """The k nearest places, the earlier first where they tie."""
        places = self.allowed(only)
        cosines = self.vectors[places] @ vector
        return [places[at] for at in np.argsort(-cosines, kind="stable")[:k]]

    def by_words(self, question: str, *, k: int, only: set[str] | None) -> list[int]:
        """The k best places by BM25."""
        return [row for row, _ in self.keywords.best(question, k=k, rows=self.allowed(only))]
