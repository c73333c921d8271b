"""A question with its typos mended by the words that the library itself uses.

A word that neither the library nor ordinary English knows becomes the nearest word that the
library knows, if one is near enough.

The danger is a question on what is in no article becoming one on what is: names change by one
letter only, and words that look like English words by less than words that do not.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np

from index.words import STOP_WORDS, words

from .slips import Lengths, Letters, edit_distances, is_likely_slip

# Shorter words have neighbours everywhere: "cost" is one letter from "post", "coast" and "costs".
MIN_LETTERS = 4
# Two slips in a word of seven letters leave little of it; in eight they leave six.
MIN_LETTERS_FOR_TWO = 8
# Of a name and of what looks like English: "Jones" and "Janes", "potts" and "poets".
MIN_LETTERS_OF_LIKELY = 6
# A word looks like English where any three letters of it in a row stand in as many known words.
# Of what was two edits away from a word, on 12 titles: 1 typo in 7 and 5 of 6 real words do.
COMMON = 4
MAX_LETTERS = 24  # of a word that a typo may become; longer ones are chemistry
MAX_CHARACTERS = 300  # of a question; a longer one is a pasted text, with words enough to find by
MAX_LOOKED_UP = 8  # unknown words of a question, a millisecond each; more are another language

_WORD = re.compile(r"[^\W\d_]+")
_IN_QUESTION = re.compile(r"(?<![\w@./])[^\W\d_]+(?![\w@/])")  # not in Web3, a@b.org, and/or
# What makes a known word another that is spelled right, where stemming does not see it.
_ENDINGS = (
    *("s", "ed", "ing", "er", "ers", "or", "ors", "al", "ism", "ist", "ists", "ness", "less"),
    *("ian", "ians", "an", "ans", "ship", "hood", "ish", "like", "ity", "able", "ful", "ic"),
)
_MIN_ROOT = 4  # letters left when such an ending is taken off


@dataclass(frozen=True)
class Vocabulary:
    """The words that a library uses and those of ordinary English, to compare a word with."""

    written: dict[str, str]  # a word in small plain letters -> as the library writes it most
    counts: dict[str, int]  # how often, by the word in small plain letters; 0 for English only
    stems: frozenset[str]  # of all words known, the library's and English ones
    english: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], english: Collection[str] = frozenset()) -> Self:
        """The vocabulary of some texts; `english` holds ordinary words in small plain letters."""
        surfaces = _surfaces(texts)
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for surface, count in surfaces.most_common():  # the first form seen is the usual one
            word = _plain(surface)
            counts[word] += count
            if word not in written or (surface.islower() and surfaces[written[word]] <= 2 * count):
                written[word] = surface
        held = _stems(counts)
        known = sorted(word for word in english if word.isascii() and word.isalpha())
        stems = dict(zip(known, words(" ".join(known), keep_stop_words=True), strict=True))
        # A stop word is what a question is made of; any other English word is of use only where
        # the library has it in some form.
        useful = [w for w in known if w not in counts and (w in STOP_WORDS or stems[w] in held)]
        counts.update(dict.fromkeys(useful, 0))
        return cls(
            written=written | {word: word for word in useful},
            counts=dict(counts),
            stems=held | frozenset(stems.values()),
            english=frozenset(english),
        )

    # What follows is only needed for a word that nobody knows: most questions have none.

    @cached_property
    def targets(self) -> list[str]:
        """What a typo may become, in order."""
        return sorted(word for word in self.counts if MIN_LETTERS - 1 <= len(word) <= MAX_LETTERS)

    @cached_property
    def letters(self) -> Letters:
        """Those as code points: uint32 [targets, MAX_LETTERS], 0 after the last letter."""
        return _spelled(self.targets)

    @cached_property
    def trigrams(self) -> Lengths:
        """How many known words hold three letters in a row: int64 [32 ** 3]."""
        found = _trigrams(_spelled([*self.counts.keys() | self.english]))
        return np.bincount(found[found >= 0], minlength=32**3)

    @cached_property
    def alphabets(self) -> Letters:
        """One bit a letter that stands in a target: uint32 [targets]."""
        return _alphabets(self.letters)

    @cached_property
    def lengths(self) -> Lengths:
        """How many letters each target has: int64 [targets]."""
        lengths: Lengths = (self.letters > 0).sum(axis=1)
        return lengths

    def knows(self, word: str) -> bool:
        """Whether a word is one of the library's or of ordinary English, in any form."""
        word = _plain(word)
        return (
            word in self.counts
            or word in self.english
            or not self.stems.isdisjoint(words(word, keep_stop_words=True))
            or any(root in self.counts or root in self.english for root in _roots(word))
        )

    def is_name(self, word: str) -> bool:
        """Whether a word (in small plain letters) is one that the library writes with a capital."""
        return not self.written[word].islower()

    def looks_english(self, word: str) -> bool:
        """Whether a word (in small plain letters) is spelled as known words are."""
        found = _trigrams(_spelled([word]))
        return bool(self.trigrams[found[found >= 0]].min() >= COMMON)

    def near(self, word: str, *, edits: int) -> list[tuple[str, int]]:
        """The words that begin like a word and are at most some edits away, with the distance."""
        letters = _spelled([word])[0]
        starts = self.letters[:, 0]
        rows = np.arange(*np.searchsorted(starts, [letters[0], letters[0] + 1]))
        swapped = np.arange(*np.searchsorted(starts, [letters[1], letters[1] + 1]))
        swapped = swapped[self.letters[swapped, 1] == letters[0]]  # "owmen" for "women"
        rows = np.union1d(rows, swapped)
        # An edit changes the length by one at most, and the set of letters by two.
        odd = np.bitwise_count(self.alphabets[rows] ^ _alphabets(letters[None])[0])
        rows = rows[(odd <= 2 * edits) & (np.abs(self.lengths[rows] - len(word)) <= edits)]
        others = self.letters[rows, : len(word) + edits]
        distances = edit_distances(letters[: len(word)], others, self.lengths[rows])
        return [
            (self.targets[row], distance)
            for row, distance in zip(rows.tolist(), distances.tolist(), strict=True)
            if distance <= edits
        ]

    def nearest(self, word: str, *, is_name: bool) -> str | None:
        """The word that a word not known was most likely meant to be, or None."""
        typed = _plain(word)
        looks_english = self.looks_english(typed)
        edits = 2 if len(typed) >= MIN_LETTERS_FOR_TWO and not (is_name or looks_english) else 1
        found = []
        for near, distance in self.near(typed, edits=edits):
            target_is_name = is_name or self.is_name(near)
            if distance > 1 and (target_is_name or not self.counts[near]):
                continue
            if distance == 1 and not is_likely_slip(typed, near):
                continue
            shorter, longer = sorted((len(typed), len(near)))
            is_long = (shorter if looks_english else longer) >= MIN_LETTERS_OF_LIKELY
            if looks_english and not (is_long and self.counts[near]):
                continue
            is_swap = sorted(near) == sorted(typed)
            # "Kashmir" and "Kashmiri" are two names, and no slip.
            ends_alike = is_swap or typed[-1] == near[-1] or typed == near + near[-1]
            if target_is_name and not (is_long and ends_alike):
                continue
            found.append((distance, not is_swap, -self.counts[near], near))
        found.sort()
        if not found:
            return None
        best = found[0][-1]
        if len(found) > 1 and found[0][:2] == found[1][:2] and self.is_name(best):
            return None  # one of two names
        return self.written[best]


def respell(question: str, vocabulary: Vocabulary) -> str:
    """The question with words that nobody knows replaced by near ones of the library.

    Numbers, abbreviations and words under four letters stay, and all of a long question.

    >>> known = Vocabulary.of(["Zhejiang signed an agreement with exporters in Taiwan."])
    >>> respell("Which agreemnt did Zhejang sign with Taiwen?", known)
    'Which agreement did Zhejiang sign with Taiwan?'
    """
    if len(question) > MAX_CHARACTERS:
        return question
    looked_up = iter(range(MAX_LOOKED_UP))

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        is_word = MIN_LETTERS <= len(word) <= MAX_LETTERS and word[1:].islower()  # HKMA, MediaOne
        if not is_word or vocabulary.knows(word) or next(looked_up, None) is None:
            return word
        is_name = word[0].isupper() and match.start() > 0
        near = vocabulary.nearest(word, is_name=is_name) or word
        if question.islower():
            return near.lower()
        return near[0].upper() + near[1:] if word[0].isupper() else near

    return _IN_QUESTION.sub(mended, question)


def english_words(vocabulary: Path) -> frozenset[str]:
    """The whole words of a WordPiece vocabulary, a file with one entry a line: common English."""
    return frozenset(w for w in vocabulary.read_text("utf-8").split() if len(w) > 1 and w.isalpha())


def _spelled(held: list[str]) -> Letters:
    """The letters of some words as code points: uint32 [words, MAX_LETTERS], 0 after the last."""
    return np.asarray(held, dtype=f"U{MAX_LETTERS}").view(np.uint32).reshape(-1, MAX_LETTERS)


def _trigrams(letters: Letters) -> Lengths:
    """Each letter of a word with the one before and after: int64, below 32 ** 3, -1 for none."""
    small = np.where(letters > 0, letters % 32, 0).astype(np.int64)
    before = np.pad(small, ((0, 0), (1, 0)))[:, :-1]
    after = np.pad(small, ((0, 0), (0, 1)))[:, 1:]
    return np.where(letters > 0, (before * 32 + small) * 32 + after, -1)


def _surfaces(texts: Iterable[str]) -> Counter[str]:
    """How often each word is written in each way."""
    tokens = Counter(chain.from_iterable(map(str.split, texts)))
    surfaces: Counter[str] = Counter()
    for token, count in tokens.items():  # far fewer than words: the pattern is what takes time
        for surface in _WORD.findall(token):
            surfaces[surface] += count
    return surfaces


def _stems(held: Iterable[str]) -> frozenset[str]:
    by_kind: dict[bool, list[str]] = {True: [], False: []}  # one accent slows all beside it
    for word in held:
        by_kind[word.isascii()].append(word)
    return frozenset(
        stem for one in by_kind.values() for stem in words(" ".join(one), keep_stop_words=True)
    )


def _alphabets(letters: Letters) -> Letters:
    """One bit for each letter that stands in a word: uint32 [words]."""
    bits = np.where(letters > 0, np.uint32(1) << (letters % 32), np.uint32(0))
    found: Letters = np.bitwise_or.reduce(bits, axis=1)
    return found


def _plain(word: str) -> str:
    """The word in small letters without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _roots(word: str) -> Iterator[str]:
    """What a word may be made from."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_ROOT:
            root = word.removesuffix(ending)
            yield from (root, root + "e", root + "y")
