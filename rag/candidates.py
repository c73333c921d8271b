"""The sentences that may answer: every sentence of the passages that were found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Article
from corpus.library import Library
from index.passage import Hit
from index.sentences import sentences

# What marks a list's item or a Markdown heading is not part of what it says.
BULLET = re.compile(r"(?:[-–—•·*]|#{1,6})\s+")


@dataclass(frozen=True)
class Candidate:
    """One sentence, `article.text[start:end]`, and the best hit whose passage holds it."""

    article: Article
    start: int
    end: int
    hit: Hit

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]


def candidates(library: Library, hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence that a hit holds, each once, in the order of the hits."""
    found: dict[tuple[str, int], Candidate] = {}
    get = lru_cache(maxsize=None)(library.get)  # several hits are of one article
    for hit in hits:
        passage = hit.passage
        article = get(passage.article, passage.version)
        if article is None:  # removed while we read
            continue
        for start, end in sentences(passage.text):
            mark = BULLET.match(passage.text, start, end)
            first = passage.start + (mark.end() if mark else start)
            found.setdefault(
                (article.id, first), Candidate(article, first, passage.start + end, hit)
            )
    return [*found.values()]
