"""BM25: passages that share the question's words, rare words counting most."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .counts import Places, Small, WordCounts
from .table import Rows
from .words import words

# bm25s's and most others' defaults; Robertson and Zaragoza 2009 find 1.2 to 2 and 0.5 to 0.8 good.
K1, B = 1.5, 0.75

Points: TypeAlias = NDArray[np.float32]

# What a passage has may be a little more than what its bound says, as float32 rounds each sum by
# 6e-8 of it. So one is left out only where it is short by more than a thousand roundings.
SLACK = 1 - 1e-4

# To look a passage up in a word's postings costs about as much as to walk past so many of them.
LOOK_UP = 8

_LEAST = float(np.finfo(np.float32).tiny)  # a hit has more


class _Part(NamedTuple):
    """A segment's counts, among those of all."""

    counts: WordCounts
    start: int  # the place of its first passage
    shares: NDArray[np.float64]  # for each kind of posting, what it has of its word's weight
    is_live: NDArray[np.bool_]
    dead: Places  # its places without a row, ascending

    def of_word(self, word: str) -> tuple[Places, Small]:
        """Its live places that hold a word, ascending, and the kind of each posting."""
        places, kinds = self.counts.of_word(word)
        if not len(self.dead) or not len(places):
            return places, kinds
        if len(self.dead) * LOOK_UP > len(places):
            stays = self.is_live[places]
            return places[stays], kinds[stays]
        found = _find(places, self.dead)
        gone = found[places[found] == self.dead]
        return np.delete(places, gone), np.delete(kinds, gone)


class _Word(NamedTuple):
    """A word of the question, with what it adds to each passage that holds it."""

    places: Places  # ascending
    points: Points
    most: float  # the most that it adds to any

    def at(self, places: Rows | Places) -> Points:
        """What it adds to each of some places, ascending: 0 to those without it."""
        wanted = places.astype(np.int32)  # of another type, numpy would copy the word's postings
        found = _find(self.places, wanted)
        return np.where(self.places[found] == wanted, self.points[found], np.float32(0))


class Keywords:
    """BM25 over the rows of an index (Lucene's variant: arXiv:2407.03618, table 1).

    Segments keep only counts; how rare a word is, and how long a passage is against the average,
    are of all rows that count now. So scores are those of an index that was built in one go.

    A place here is that of a passage among those of all segments, one segment after the other.
    """

    def __init__(self, parts: Sequence[tuple[WordCounts, Rows]]) -> None:
        """Each segment's counts, with the row of each of its places, -1 for none."""
        none = np.zeros(0, dtype=np.int64)
        self._rows = np.concatenate([none, *(rows for _, rows in parts)])
        self._count = int(np.count_nonzero(self._rows >= 0))
        total = sum(int(counts.lengths[rows >= 0].sum(dtype=np.int64)) for counts, rows in parts)
        average = max(1.0, float(total)) / max(1, self._count)
        self._parts: list[_Part] = []
        start = 0
        for counts, rows in parts:
            times, lengths = counts.pairs.T.astype(np.float64)
            shares = times / (times + K1 * (1 - B + B * lengths / average))
            dead = np.flatnonzero(rows < 0).astype(np.int32)
            self._parts.append(_Part(counts, start, shares, rows >= 0, dead))
            start += len(rows)

    @classmethod
    def build(cls, texts: Iterable[str]) -> Self:
        """The index of some texts; row i is text i."""
        counts = WordCounts.of(texts)
        return cls([(counts, np.arange(counts.passages))])

    def rarity(self, word: str) -> float:
        """How rare a word (as `words` gives it) is: 0 in every passage, 1 in none.

        BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), over its largest.
        """
        holding = sum(len(part.of_word(word)[0]) for part in self._parts)
        return self._inverse_frequency(holding) / self._inverse_frequency(0)

    def best(
        self, query: str, *, k: int, rows: Sequence[int] | Rows | None = None
    ) -> list[tuple[int, float]]:
        """The k best rows that share a word with the query, with their scores, best first."""
        every = [self._word(word, times) for word, times in Counter(words(query)).items()]
        asked = sorted((word for word in every if len(word.places)), key=lambda word: -word.most)
        if not asked or k <= 0:
            return []
        points: Points = np.zeros(len(self._rows), dtype=np.float32)
        near: Rows | None = None
        if rows is not None:
            is_wanted = np.zeros(len(points), dtype=bool)
            is_wanted[self._places[np.asarray(rows, dtype=np.int64)]] = True
            if len(rows) * LOOK_UP < len(points):
                near = np.flatnonzero(is_wanted)
            else:
                points[~is_wanted] = -np.inf  # no word adds enough to that
        places, points = _best(asked, k, points, near)
        top = np.flatnonzero(points >= max(_LEAST, _kth(points, k)))
        found, points = self._rows[places[top]], points[top]
        order = np.lexsort((found, -points))[:k]  # ties: the earlier
        return [*zip(found[order].tolist(), points[order].tolist(), strict=True)]

    def _word(self, word: str, times: int) -> _Word:
        """A word that stands so often in the question."""
        held = [(part, *part.of_word(word)) for part in self._parts]
        held = [(part, places, kinds) for part, places, kinds in held if len(places)]
        holding = sum(len(places) for _, places, _ in held)
        weight = times * self._inverse_frequency(holding)
        points = [
            (part.shares * weight).astype(np.float32).take(kinds, mode="clip")
            for part, _, kinds in held
        ]
        places = [found + np.int32(part.start) if part.start else found for part, found, _ in held]
        if len(held) == 1:  # as it lies in its file: nothing is copied
            return _Word(places[0], points[0], float(points[0].max()))
        every = np.concatenate([np.zeros(0, dtype=np.float32), *points])
        return _Word(
            np.concatenate([np.zeros(0, dtype=np.int32), *places]),
            every,
            float(every.max(initial=0)),
        )

    @cached_property
    def _places(self) -> Rows:
        """The place of each row."""
        places = np.zeros(self._count, dtype=np.int64)
        live = np.flatnonzero(self._rows >= 0)
        places[self._rows[live]] = live
        return places

    def _inverse_frequency(self, holding: int) -> float:
        return math.log(1 + (self._count - holding + 0.5) / (holding + 0.5))


def _best(asked: Sequence[_Word], k: int, points: Points, near: Rows | None) -> tuple[Rows, Points]:
    """The places, with their points, among which the k best are; all begin with `points`.

    `near` has the places, ascending, that may be among the best; None while those are many.

    Turtle and Flood 1995 (MaxScore): words are gone through by the most that they add to any
    passage. Once the rest together adds less than what k passages are known to have, only those
    that may still be among the k best are looked up in the rest, which are the common words.
    """
    rest = [0.0]  # what the words from each on add at most
    for word in reversed(asked):
        rest.insert(0, rest[0] + word.most)
    least = _LEAST  # k passages have so much
    for at, word in enumerate(asked):
        if near is None and rest[at] < least:
            near = np.flatnonzero(points >= least - rest[at])
        if near is not None and len(near) * LOOK_UP < len(word.places):
            points[near] += word.at(near)
        else:
            np.add.at(points, word.places, word.points)  # thrice as fast as `points[places] +=`
        if near is not None:
            near = near[points[near] >= least - rest[at + 1]]
        elif at + 1 < len(asked) and len(word.places) >= k:
            own = points.take(word.places)
            top = word.places[np.sort(np.argpartition(own, -k)[-k:])]
            known = points[top]
            for other in asked[at + 1 :]:
                known += other.at(top)
            least = max(least, SLACK * float(known.min()))
    if near is None:
        near = np.flatnonzero(points >= least)
    return near, points[near]


def _kth(points: Points, k: int) -> float:
    """The k-th best; 0 where there are fewer."""
    return float(np.partition(points, -k)[-k]) if k <= len(points) else 0.0


def _find(places: Places, wanted: Places) -> Rows:
    """Where each of some places is, or would be; 0 for those behind the last."""
    found = np.searchsorted(places, wanted)
    found[found == len(places)] = 0
    return found
