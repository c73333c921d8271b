"""WordCounts: how often each word stands in each passage of a segment; BM25 is made of these."""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .disk import array_from, array_parts, json_parts
from .table import Rows
from .words import words

WORDS, POSTINGS = "words.json", "postings.npy"


@dataclass(frozen=True, eq=False)
class WordCounts:
    """The words of some passages, numbered from 0, and where each stands."""

    holding: dict[str, int]  # word -> how many passages hold it; in the order of their numbers
    postings: NDArray[np.int32]
    """int32 [2, postings]: passage, and how often; a word's postings follow the word before's."""
    passages: int

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The counts of some passages' texts, in order."""
        numbers: dict[str, int] = {}
        found, places, times = array("i"), array("i"), array("i")  # 4 bytes each: there are many
        passages = 0
        for text in texts:
            for word, count in Counter(words(text)).items():
                found.append(numbers.setdefault(word, len(numbers)))
                places.append(passages)
                times.append(count)
            passages += 1
        return cls._sorted(list(numbers), found, places, times, passages=passages)

    @classmethod
    def merged(cls, parts: Sequence[tuple["WordCounts", Rows]], *, passages: int) -> Self:
        """The counts of several as one: each with the new place of each passage, -1 for none."""
        numbers: dict[str, int] = {}
        found, places, times = [], [], []
        for counts, rows in parts:
            own = [numbers.setdefault(word, len(numbers)) for word in counts.holding]
            moved = rows[counts.postings[0]]
            stays = moved >= 0
            word = np.repeat(np.asarray(own, dtype=np.int32), np.diff(counts.starts))
            found.append(word[stays])
            places.append(moved[stays])
            times.append(counts.postings[1][stays])
        none = np.zeros(0, dtype=np.int32)
        return cls._sorted(
            list(numbers),
            np.concatenate([none, *found]),
            np.concatenate([none, *places]),
            np.concatenate([none, *times]),
            passages=passages,
        )

    @classmethod
    def _sorted(
        cls,
        names: list[str],
        found: Sequence[int] | Rows,
        places: Sequence[int] | Rows,
        times: Sequence[int] | Rows,
        *,
        passages: int,
    ) -> Self:
        """The counts of postings in any order: word number, passage, how often."""
        numbers = np.asarray(found, dtype=np.int32)
        order = np.lexsort((np.asarray(places, dtype=np.int32), numbers))
        postings = np.stack(
            [np.asarray(places, dtype=np.int32)[order], np.asarray(times, dtype=np.int32)[order]]
        )
        holding = np.bincount(numbers, minlength=len(names)).tolist()
        known = {name: count for name, count in zip(names, holding, strict=True) if count}
        return cls(known, postings, passages)

    @classmethod
    def read(cls, files: dict[str, bytes], *, passages: int) -> Self:
        """The counts in what `files` gave."""
        return cls(json.loads(files[WORDS]), array_from(files[POSTINGS]), passages)

    def files(self) -> dict[str, Sequence[bytes | memoryview]]:
        """The bytes of words.json and postings.npy."""
        return {WORDS: json_parts(self.holding), POSTINGS: array_parts(self.postings)}

    @cached_property
    def starts(self) -> Rows:
        """int64 [words + 1]: where each word's postings begin, and where the last one's end."""
        return np.cumsum([0, *self.holding.values()], dtype=np.int64)

    @cached_property
    def lengths(self) -> Rows:
        """int64 [passages]: how many words each has."""
        found = np.bincount(self.postings[0], weights=self.postings[1], minlength=self.passages)
        return found.astype(np.int64)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.holding)}

    def of_word(self, word: str) -> NDArray[np.int32]:
        """int32 [2, n]: the passages that hold the word, ascending, and how often each does."""
        number = self._numbers.get(word)
        if number is None:
            return self.postings[:, :0]
        return self.postings[:, self.starts[number] : self.starts[number + 1]]
