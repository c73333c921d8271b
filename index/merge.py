"""Which segments are merged into one: as few as pays, so that adding an article stays cheap.

A publication merges what is cheap; what is more waits for `compact`, which nobody waits for.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .segment import Segment
from .table import Holder, Pair, lay_out

# Eight of a size become one: a passage is written again once for each eightfold growth of the
# library, and a search visits a few dozen segments at most.
FACTOR = 8
# In passages: below, all count as one size. Writing so many takes as long as forcing a few files
# to the disk, which an added article does anyway.
SMALL = 512
# The share of a segment's passages that may be of earlier versions before it is written again
# without them; a search passes over them until then. What was removed is not waited with.
DEAD = 0.25
# In passages: a publication merges no more into one. It is `SWITCH` of index/near.py, so that codes
# are made by `compact`.
CHEAP = 32_768
# In passages: none is made larger, which bounds what a merge needs in memory, and how long it takes
# to remove an article. A search takes 0.3 ms more for each segment, whatever that holds.
LARGEST = 131_072


@dataclass(frozen=True)
class Rule:
    """When segments are merged: `factor` of a size, of `least` passages each, to `most` in all."""

    factor: int
    least: int
    most: int


PUBLISHING = Rule(FACTOR, 0, CHEAP)
# Four of a size, since nobody waits, and what has no codes is searched slowly; but none of those
# that the next publications merge.
TIDYING = Rule(4, SMALL * FACTOR, LARGEST)


@dataclass(frozen=True)
class Group:
    """Segments that become one; or one that stays as it is."""

    places: list[int]
    articles: list[Pair]  # what is live in them, in the library's order
    passages: int
    is_due: bool


def merge(
    segments: Sequence[Segment],
    articles: Sequence[Pair],
    *,
    rule: Rule = PUBLISHING,
    is_single: bool = False,
) -> list[Segment]:
    """The segments that hold some articles, those merged that it is time to merge.

    With `is_single` it is only the first group that is due. Segments that stay are the very ones
    given; of an article in two, the later one's passages stay. None stays that holds a removed
    article, in whatever version: its words are in no file then. Raises UserError where a segment
    that is to be merged is damaged.
    """
    found: dict[int, Segment] = {}
    left = 1 if is_single else len(segments)
    for group in grouped(segments, articles, rule=rule):
        some = [segments[place] for place in group.places]
        if group.is_due and left:
            found[group.places[-1]] = Segment.merged(some, group.articles)
            left -= 1
        else:
            found |= zip(group.places, some, strict=True)
    return [found[place] for place in sorted(found)]


def grouped(segments: Sequence[Holder], articles: Sequence[Pair], *, rule: Rule) -> list[Group]:
    """Which segments become one, and which stay; those that hold none of the articles are out."""
    owners = {pair: number for number, one in enumerate(segments) for pair in one.articles}
    owned: list[list[Pair]] = [[] for _ in segments]
    for pair in articles:
        owned[owners[pair]].append(pair)
    _, rows = lay_out(segments, articles)
    live = [int(np.count_nonzero(found >= 0)) for found in rows]
    names = {name for name, _ in articles}
    groups = []
    for places in plan(
        [size if own else -1 for size, own in zip(live, owned, strict=True)], rule=rule
    ):
        first, passages = places[0], sum(live[place] for place in places)
        dead = len(rows[first]) - live[first]
        has_removed = any(name not in names for name, _ in segments[first].articles)
        is_dying = dead > DEAD * len(rows[first]) and passages <= rule.most
        own = owned[first]
        if len(places) > 1:
            among = set(places)
            own = [pair for pair in articles if owners[pair] in among]
        groups.append(Group(places, own, passages, len(places) > 1 or has_removed or is_dying))
    return groups


def plan(sizes: Sequence[int], *, rule: Rule = PUBLISHING) -> list[list[int]]:
    """Which segments become one, by place, for their sizes in passages; -1 is left out.

    >>> plan([5000, 3, 3, 3, -1, 3, 3, 3, 3, 3])
    [[0], [1, 2, 3, 5, 6, 7, 8, 9]]
    """
    groups: dict[tuple[int, ...], int] = {
        (place,): size for place, size in enumerate(sizes) if size >= 0
    }
    while True:
        levels: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for group in sorted(groups, key=groups.__getitem__):  # the smallest first: most fit
            if groups[group] >= rule.least:
                levels[_level(groups[group], rule.factor)].append(group)
        for _, found in sorted(levels.items()):
            sums = np.cumsum([groups[group] for group in found])
            together = found[: int(np.count_nonzero(sums <= rule.most))]
            if len(together) >= rule.factor:
                size = sum(groups.pop(group) for group in together)
                groups[tuple(sorted(place for group in together for place in group))] = size
                break
        else:
            return sorted((list(group) for group in groups), key=max)


def _level(size: int, factor: int) -> int:
    """Which sizes are alike: 0 below SMALL, 1 up to `factor` times that, 2 up to its square."""
    return 0 if size < SMALL else 1 + int(math.log(size / SMALL, factor))
