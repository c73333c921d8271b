"""What a library's own words are, and which of its names are written in more than one way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from corpus.article import Article
from index.embed import shipped_folder

from .aliases import Aliases, expand
from .meant import part
from .spelling import Vocabulary, english_words, respell

# Of text: two seconds of work. A larger library is known by its newest articles.
MAX_CHARACTERS = 8_000_000


@dataclass(frozen=True)
class Lexicon:
    """Mends typos and knows abbreviations."""

    vocabulary: Vocabulary
    aliases: Aliases
    newest: str | None = None  # date of an article, ISO 8601
    publishers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        """The lexicon of some articles, the ones to count first given first."""
        texts, publishers = [], set()
        newest: str | None = None
        left = MAX_CHARACTERS
        for article in articles:
            texts.append(f"{article.title or ''}\n{article.text}"[:left])
            left -= len(texts[-1])
            newest = max(newest or "", article.published or "") or None
            publishers |= {article.publisher} if article.publisher else set()
            if left <= 0:
                break
        return cls(
            Vocabulary.of(texts, english()), Aliases.of(texts), newest, frozenset(publishers)
        )

    def respell(self, question: str) -> str:
        """The question, its typos mended."""
        return respell(part(question, self.vocabulary, self.aliases), self.vocabulary)

    def without_publishers(self, question: str) -> str:
        """The question but for the names of publishers, which no article need say of itself."""
        low = question.casefold()
        for name in self.publishers:  # of which a large library has thousands
            if name.casefold() in low:
                question = re.sub(rf"\b{re.escape(name)}\b", " ", question, flags=re.I)
        return question

    def expand(self, question: str) -> str:
        """The question with abbreviations as the library writes them."""
        return expand(question, self.aliases)


@lru_cache(maxsize=1)
def english() -> frozenset[str]:
    """The words of ordinary English, in small letters."""
    return english_words(shipped_folder() / "vocab.txt")
