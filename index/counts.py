"""WordCounts: how often each word stands in each passage of a segment; BM25 is made of these."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .disk import array_from, array_parts
from .table import Rows
from .words import words

WORDS, STARTS, POSTINGS = "words.txt", "starts.npy", "postings.npy"
KINDS, PAIRS, LENGTHS = "kinds.npy", "pairs.npy", "lengths.npy"

Places: TypeAlias = NDArray[np.int32]
Small: TypeAlias = NDArray[np.unsignedinteger[Any]]  # of 1, 2 or 4 bytes, as few as do

# Postings that are sorted at a time when counts are merged: about 200 MB of numbers, which a
# merge of any size then takes besides what it reads and makes.
AT_ONCE = 1 << 22

# To find a word, one in so many is kept as an object, and these few are gone through: 2 us instead
# of 8 by halves alone, while a dictionary of a million words takes a second to make.
SHELF = 32


@dataclass(frozen=True, eq=False)
class WordCounts:
    """The words of some passages, numbered from 0, and where each stands.

    A posting says which passage holds a word, and of which kind that is: how often it does, and
    how long it is. BM25 gives all of a kind the same, so a search computes a few hundred kinds
    and looks the postings up, without going to each passage.
    """

    lines: bytes
    """Each word in UTF-8 with a line end, ascending."""
    starts: Rows
    """int64 [words + 1]: where each word's postings begin, and where the last one's end."""
    places: Places
    """int32 [postings]: passages; a word's ascend, and follow those of the word before."""
    kinds: Small
    """[postings]: a line of `pairs`."""
    pairs: Places
    """int32 [kinds, 2]: how often, in a passage of how many words."""
    lengths: Small
    """[passages]: how many words each has."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The counts of some passages' texts, in order."""
        numbers: dict[str, int] = {}
        found, places, times = array("i"), array("i"), array("i")  # 4 bytes each: there are many
        sizes = array("i")
        for place, text in enumerate(texts):
            counted = Counter(words(text))
            found.extend([numbers.setdefault(word, len(numbers)) for word in counted])
            times.extend(counted.values())
            places.extend([place] * len(counted))
            sizes.append(counted.total())
        names = sorted(numbers)  # by code points, which is the order of UTF-8 too
        ranks = np.zeros(len(names), dtype=np.int32)
        ranks[[numbers[name] for name in names]] = np.arange(len(names))
        word = ranks[np.asarray(found, dtype=np.int32)]
        order = np.argsort(word, kind="stable")  # a word's passages stay ascending
        lengths, own = np.asarray(sizes, dtype=np.int64), np.asarray(places, dtype=np.int32)
        longest = int(lengths.max(initial=0)) + 1
        met, kinds = np.unique(
            np.asarray(times, dtype=np.int64) * longest + lengths[own], return_inverse=True
        )
        return cls(
            _lines(name.encode() for name in names),
            _starts(np.bincount(word, minlength=len(names))),
            own[order],
            _small(kinds[order]),
            np.stack(np.divmod(met, longest), axis=1).astype(np.int32),
            _small(lengths),
        )

    @classmethod
    def merged(cls, parts: Sequence[tuple["WordCounts", Rows]], *, passages: int) -> Self:
        """The counts of several as one: each with the new place of each passage, -1 for none."""
        every = sorted({name for counts, _ in parts for name in counts.names})
        ranks = {name: rank for rank, name in enumerate(every)}
        pairs, kinds = _joined([counts.pairs for counts, _ in parts])
        holding = np.zeros(len(every), dtype=np.int64)
        lengths = np.zeros(passages, dtype=np.int64)
        moves = []
        for (counts, rows), own in zip(parts, kinds, strict=True):
            numbers = np.asarray([ranks[name] for name in counts.names], dtype=np.int64)
            moves.append(_Move(counts, rows, numbers, own))
            lengths[rows[rows >= 0]] = counts.lengths[rows >= 0]
            if len(numbers):  # each word has a posting at least: so `reduceat` adds up each one's
                stays = (rows >= 0)[counts.places]
                holding[numbers] += np.add.reduceat(stays, counts.starts[:-1], dtype=np.int64)
        starts = _starts(holding)
        places = np.zeros(starts[-1], dtype=np.int32)
        found = np.zeros(starts[-1], dtype=np.min_scalar_type(len(pairs)))
        cuts = np.searchsorted(starts, np.arange(0, int(starts[-1]), AT_ONCE))
        for first, last in pairwise(np.unique([0, *cuts, len(every)]).tolist()):
            gathered = [move.postings(first, last) for move in moves]
            keys = np.concatenate([key for key, _ in gathered])
            order = np.argsort(keys, kind="stable")  # merges what is in order in each part
            here = slice(starts[first], starts[last])
            places[here] = keys[order] & 0xFFFFFFFF
            found[here] = np.concatenate([kind for _, kind in gathered])[order]
        kept = [name for name, count in zip(every, holding.tolist(), strict=True) if count]
        counted = _starts(holding[holding > 0])
        return cls(_lines(kept), counted, places, found, pairs, _small(lengths))

    @classmethod
    def read(cls, files: Mapping[str, bytes], *, passages: int) -> Self:
        """The counts in what `files` gave, be it bytes or a map of a file; nothing is copied.

        Raises ValueError when they do not fit each other.
        """
        starts, places, kinds = (array_from(files[name]) for name in (STARTS, POSTINGS, KINDS))
        if places.dtype != np.int32 or kinds.dtype.kind != "u":
            raise ValueError("its postings are of another kind")
        found = cls(
            bytes(files[WORDS]),
            starts,
            places,
            kinds,
            array_from(files[PAIRS]),
            array_from(files[LENGTHS]),
        )
        sizes = (len(found.lengths), found.lines.count(b"\n") + 1, len(places), len(kinds))
        if sizes != (passages, len(starts), starts[-1], starts[-1]):
            raise ValueError("its words do not fit its passages")
        return found

    def files(self) -> dict[str, Sequence[bytes | memoryview]]:
        """The bytes of its files, by name."""
        return {
            WORDS: (self.lines,),
            STARTS: array_parts(self.starts),
            POSTINGS: array_parts(self.places),
            KINDS: array_parts(self.kinds),
            PAIRS: array_parts(self.pairs),
            LENGTHS: array_parts(self.lengths),
        }

    @property
    def passages(self) -> int:
        """How many passages there are, with words or without."""
        return len(self.lengths)

    @property
    def names(self) -> list[bytes]:
        """The words in UTF-8, in the order of their numbers."""
        return self.lines.split(b"\n")[:-1]

    @property
    def holding(self) -> dict[str, int]:
        """How many passages hold each word."""
        found = np.diff(self.starts).tolist()
        return {name.decode(): count for name, count in zip(self.names, found, strict=True)}

    @cached_property
    def _shelves(self) -> tuple[list[bytes], list[int]]:
        """The first of every `SHELF` words, and where the line of each begins; then the end."""
        ends = np.flatnonzero(np.frombuffer(self.lines, dtype=np.uint8) == ord("\n"))
        begins = [0, *(ends[SHELF - 1 : -1 : SHELF] + 1).tolist()] if len(ends) else []
        heads = [self.lines[start : self.lines.index(b"\n", start)] for start in begins]
        return heads, [*begins, len(self.lines)]

    def of_word(self, word: str) -> tuple[Places, Small]:
        """The passages that hold a word, ascending, and the kind of each posting."""
        number = self._number(word.encode())
        here = slice(0) if number is None else slice(self.starts[number], self.starts[number + 1])
        return self.places[here], self.kinds[here]

    def _number(self, word: bytes) -> int | None:
        """The number of a word, or None."""
        heads, begins = self._shelves
        shelf = bisect_right(heads, word) - 1
        if shelf < 0:
            return None
        names = self.lines[begins[shelf] : begins[shelf + 1]].split(b"\n")
        return shelf * SHELF + names.index(word) if word and word in names else None


class _Move(NamedTuple):
    """What a merge takes from one of its parts."""

    counts: WordCounts
    rows: Rows  # the new place of each passage, -1 for none
    numbers: Rows  # the new number of each word, ascending
    kinds: Small  # the new number of each kind

    def postings(self, first: int, last: int) -> tuple[Rows, Small]:
        """Those that stay of words `first` to `last`: keys to sort by, and kinds.

        A key is the word's new number, and in its lower 32 bits the new place.
        """
        counts, (low, high) = self.counts, np.searchsorted(self.numbers, [first, last])
        here = slice(counts.starts[low], counts.starts[high])
        moved = self.rows[counts.places[here]]
        word = np.repeat(self.numbers[low:high], np.diff(counts.starts[low : high + 1]))
        stays = moved >= 0
        return (word[stays] << 32) | moved[stays], self.kinds[counts.kinds[here]][stays]


def _lines(names: Iterable[bytes]) -> bytes:
    return b"".join(name + b"\n" for name in names)


def _starts(holding: Rows) -> Rows:
    """Where each of some runs begins, for their lengths, and where the last one's end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(holding, dtype=np.int64)])


def _small(numbers: Rows) -> Small:
    """The numbers in as few bytes each as do."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _joined(parts: Sequence[Places]) -> tuple[Places, list[Small]]:
    """The pairs of several, each once, and for each the new number of each of its pairs."""
    every = np.concatenate([np.zeros((0, 2), dtype=np.int32), *parts])
    pairs, numbers = np.unique(every, axis=0, return_inverse=True)
    bounds = np.cumsum([0, *map(len, parts)]).tolist()
    return pairs, [_small(numbers)[a:b] for a, b in pairwise(bounds)]
