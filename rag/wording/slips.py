"""How far one word is from another, and whether fingers or ears lead from one to the other.

Distances are Damerau-Levenshtein's (Damerau, CACM 1964): letters left out, put in, changed, or two
neighbours swapped, each counting one.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_VOWELS = frozenset("aeiouy")
_KEYS = {  # each row stands half a key to the right of the one above it
    letter: (row, column + row / 2)
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, letter in enumerate(keys)
}

Letters: TypeAlias = NDArray[np.uint32]
Lengths: TypeAlias = NDArray[np.int64]


def edit_distances(word: Letters, others: Letters, lengths: Lengths) -> Lengths:
    """The Damerau-Levenshtein distance of one word to each of some others, int64 [others].

    Optimal string alignment, all others at once, row by row of the usual table. `word` is uint32
    [letters]; `others` is uint32 [others, letters], 0 after the last letter.
    """
    columns = np.arange(others.shape[1] + 1)
    before_last = last = np.broadcast_to(columns, (len(others), len(columns)))
    for row, letter in enumerate(word, start=1):
        changed = last[:, :-1] + (others != letter)
        best = np.minimum(changed, last[:, 1:] + 1)
        if row > 1:
            swaps = (others[:, :-1] == letter) & (others[:, 1:] == word[row - 2])
            swapped = np.where(swaps, before_last[:, :-2] + 1, best[:, 1:])
            best[:, 1:] = np.minimum(best[:, 1:], swapped)
        here = np.concatenate([np.full((len(others), 1), row), best], axis=1)
        # A letter put in costs one more than what stands left of it: a running minimum.
        here = np.minimum.accumulate(here - columns, axis=1) + columns
        before_last, last = last, here
    return last[np.arange(len(others)), lengths]


def is_likely_slip(typed: str, meant: str) -> bool:
    """Whether fingers or ears make that one edit: not a letter changed for any other one.

    >>> is_likely_slip("taiwen", "taiwan"), is_likely_slip("mulder", "murder")
    (True, False)
    """
    changed = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    if len(typed) != len(meant) or len(changed) != 1:
        return True  # a letter left out, put in, or two swapped
    one, other = changed[0]
    return {one, other} <= _VOWELS or _are_neighbours(one, other)


def _are_neighbours(one: str, other: str) -> bool:
    """Whether two letters lie side by side, or one above the other, on a QWERTY keyboard."""
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, column), (other_row, other_column) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
