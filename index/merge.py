"""Which segments are merged into one: as few as pays, so that adding an article stays cheap."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from .segment import Segment
from .table import Pair, lay_out

# Eight of a size become one: a passage is written again once for each eightfold growth of the
# library (five times on the way to 100,000), and a search visits a few dozen segments at most.
FACTOR = 8
# In passages: below, all count as one size. Writing so many takes as long as forcing a few files
# to the disk, which an added article does anyway.
SMALL = 512
# The share of a segment's passages that may be of earlier versions before it is written again
# without them; a search passes over them until then. What was removed is not waited with.
DEAD = 0.25


def merge(segments: Sequence[Segment], articles: Sequence[Pair]) -> list[Segment]:
    """The segments that hold some articles, those merged that it is time to merge.

    Segments that stay are the very ones given; of an article in two, the later one's passages stay.
    None stays that holds a removed article, in whatever version: its words are in no file then.
    """
    owners = {pair: number for number, one in enumerate(segments) for pair in one.articles}
    owned: list[list[Pair]] = [[] for _ in segments]
    for pair in articles:
        owned[owners[pair]].append(pair)
    _, rows = lay_out(segments, articles)
    live = [int(np.count_nonzero(found >= 0)) for found in rows]
    groups = plan([size if own else -1 for size, own in zip(live, owned, strict=True)])
    names = {name for name, _ in articles}
    merged = []
    for group in groups:
        (first, *others) = group
        dead = len(rows[first]) - live[first]
        has_removed = any(name not in names for name, _ in segments[first].articles)
        if others or has_removed or dead > DEAD * len(rows[first]):
            own = [pair for pair in articles if owners[pair] in group]
            merged.append(Segment.merged([segments[number] for number in group], own))
        else:
            merged.append(segments[first])
    return merged


def plan(sizes: Sequence[int]) -> list[list[int]]:
    """Which segments become one, by place, for their sizes in passages; -1 is left out.

    >>> plan([5000, 3, 3, 3, -1, 3, 3, 3, 3, 3])
    [[0], [1, 2, 3, 5, 6, 7, 8, 9]]
    """
    groups = [[place] for place, size in enumerate(sizes) if size >= 0]
    while True:
        levels: dict[int, list[list[int]]] = defaultdict(list)
        for group in groups:
            levels[_level(sum(sizes[place] for place in group))].append(group)
        full = [level for level, found in levels.items() if len(found) >= FACTOR]
        if not full:
            return sorted(groups, key=max)
        together = levels[min(full)]
        groups = [group for group in groups if group not in together]
        groups.append(sorted(place for group in together for place in group))


def _level(size: int) -> int:
    """Which sizes are alike: 0 below SMALL, 1 up to eight times that, 2 up to 64 times."""
    return 0 if size < SMALL else 1 + int(math.log(size / SMALL, FACTOR))
