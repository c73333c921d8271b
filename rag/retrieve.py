"""Passages for a question: found by meaning and by words, fused by rank."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.errors import DamagedError
from index.passage import Hit, Passage
from index.sentences import sentences
from index.store import Index
from index.words import words

DEPTH = 50  # how deep each search looks before fusing; deeper changed nothing on the fitting set
# Reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009) with 1 / (10 + rank). Over
# 23,263 passages, 3,000 questions: the answer is among the best 8 for 93.1 % (with their 60: 90.9).
RANK_CONSTANT = 10


class Hits(list[Hit]):
    """Hits, best first; `damages` says which articles were found and left out, and why."""

    def __init__(self, hits: Iterable[Hit], damages: Iterable[DamagedError] = ()) -> None:
        super().__init__(hits)
        self.damages = tuple(damages)


def retrieve(
    index: Index,
    question: str,
    *,
    k: int,
    only: Collection[str] | None = None,
    story_of: Callable[[str], Sequence[str]] = lambda article: (article,),
) -> Hits:
    """The k best passages, best first; from the articles in `only` if it is given.

    `story_of` names the articles that tell the same story as one: a passage that only says again
    what another of them says is left out.

    Two searches, by embedding and by BM25, each give ranks; a passage's score is the sum of
    1 / (10 + rank) over the searches that found it (reciprocal rank fusion).
    """
    rows = None if only is None else index.table.rows_of(only)
    vector = index.embedder.embed([question])[0]
    depth = max(DEPTH, k)
    ranked = fuse(
        {
            "meaning": index.by_meaning(vector, k=depth, rows=rows),
            "words": index.by_words(question, k=depth, rows=rows),
        }
    )
    damages: dict[str, DamagedError] = {}
    best = list(islice(_one_a_story(_read(index, ranked, damages), story_of), k))
    cosines = index.vectors.cosines(vector, [found.row for found, _ in best])
    hits = [
        Hit(passage, place, found.score, float(cosine), found.by)
        for place, ((found, passage), cosine) in enumerate(zip(best, cosines, strict=True), start=1)
    ]
    return Hits(hits, damages.values())


def _read(
    index: Index, ranked: Iterable["Found"], damages: dict[str, DamagedError]
) -> Iterator[tuple["Found", Passage]]:
    """The passages that are there and as they were written; of others `damages` gets the why."""
    for found in ranked:
        try:
            passage = index.passage(found.row)
        except DamagedError as damage:
            damages.setdefault(damage.what, damage)
            continue
        if passage is not None:
            yield found, passage


def _one_a_story(
    known: Iterable[tuple["Found", Passage]], story_of: Callable[[str], Sequence[str]]
) -> Iterator[tuple["Found", Passage]]:
    said: dict[tuple[str, ...], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for found, passage in known:
        story = tuple(story_of(passage.article))
        if len(story) > 1:  # most have no other outlet, and splitting text into words takes time
            # Whole sentences, stop words too: "was convicted" does not say "was not convicted".
            held = frozenset(
                " ".join(words(passage.text[start:end], keep_stop_words=True))
                for start, end in sentences(passage.text)
            )
            if any(name != passage.article and held <= other for name, other in said[story]):
                continue
            said[story].append((passage.article, held))
        yield found, passage


@dataclass(frozen=True)
class Found:
    """A row of the index with its fused score and the names of the searches that found it."""

    row: int
    score: float
    by: tuple[str, ...]


def fuse(searches: Mapping[str, Sequence[int]]) -> list[Found]:
    """The rows that some searches found, best first in each, as one ranking, best first."""
    scores: dict[int, float] = defaultdict(float)
    finders: dict[int, list[str]] = defaultdict(list)
    for finder, rows in searches.items():
        for place, row in enumerate(rows, start=1):
            scores[row] += 1 / (RANK_CONSTANT + place)
            finders[row].append(finder)
    best = sorted(scores, key=lambda row: (-scores[row], row))
    return [Found(row, scores[row], tuple(finders[row])) for row in best]
