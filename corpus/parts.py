"""The articles of a source that is read again: which of the new ones each of the old ones is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.near_copies import likeness, sign

# Texts of one source that share so many of their runs of words are versions of one story. Two
# stories on one subject share 0.07 at most (92 pairs of python -m tests.near_copies).
_ALIKE = 0.3
_MAX_COMPARED = 200  # on each side: 40,000 pairs, half a second


@dataclass(frozen=True)
class Part:
    """One article of a source, as far as it is told from the others by it."""

    part: int
    digest: str
    title: str | None
    text: str


def match(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """The old part that each new part is, by number; a part that is not in it is a new article.

    First those with the same text, then with the same title, then with much of the text; then
    those in the same place, where nothing else has moved.
    """
    found: dict[int, int] = {}
    _pair(found, old, new, lambda part: (part.digest, part.part))
    _pair(found, old, new, lambda part: part.digest)
    _pair(found, old, new, lambda part: part.title)
    _pair_alike(found, old, new)
    is_in_place = all(before == after for after, before in found.items())
    if is_in_place and len(old) == len(new) and (found or len(new) == 1):
        _pair(found, old, new, lambda part: part.part)
    return found


def _pair(
    found: dict[int, int],
    old: Sequence[Part],
    new: Sequence[Part],
    key: Callable[[Part], object],
) -> None:
    """Adds those that have the same key; none of them twice, None is no key."""
    waiting: dict[object, list[int]] = {}
    taken = set(found.values())
    for part in reversed(old):
        if part.part not in taken:
            waiting.setdefault(key(part), []).append(part.part)
    for part in new:
        if part.part not in found and key(part) is not None and waiting.get(key(part)):
            found[part.part] = waiting[key(part)].pop()


def _pair_alike(found: dict[int, int], old: Sequence[Part], new: Sequence[Part]) -> None:
    """Adds those that share most of their words, the likest first."""
    taken = set(found.values())
    old = [part for part in old if part.part not in taken]
    new = [part for part in new if part.part not in found]
    if not old or not new or max(len(old), len(new)) > _MAX_COMPARED:
        return
    signed = [(part.part, sign(part.text)) for part in old]
    pairs = [
        (likeness(mine, theirs), part.part, before)
        for part in new
        for mine in [sign(part.text)]
        for before, theirs in signed
    ]
    for share, after, before in sorted(pairs, reverse=True):
        if share >= _ALIKE and after not in found and before not in found.values():
            found[after] = before
