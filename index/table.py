"""PassageTable: where each row of an index lies, over all the segments that hold it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int64]
Pair: TypeAlias = tuple[str, int]  # an article's id and version


class Holder(Protocol):
    """What holds the passages of some article versions: a segment."""

    @property
    def articles(self) -> list[Pair]:
        """The article versions that are in it."""

    @property
    def spans(self) -> Rows:
        """int64 [places, 3]: place in `articles`, start, end."""


@dataclass(frozen=True)
class PassageTable:
    """Where each row's passage lies; the text itself stays in the library."""

    articles: list[Pair]
    spans: Rows = field(default_factory=lambda: np.zeros((0, 3), dtype=np.int64))
    """int64 [rows, 3]: place in `articles`, start, end."""

    def counts(self) -> dict[str, int]:
        """How many passages each article has, by id."""
        found = np.bincount(self.spans[:, 0], minlength=len(self.articles)).tolist()
        return {name: count for (name, _), count in zip(self.articles, found, strict=True)}

    def rows_of(self, articles: Collection[str]) -> Rows:
        """The rows of some articles, ascending."""
        places = [place for place, (name, _) in enumerate(self.articles) if name in articles]
        rows: Rows = np.flatnonzero(np.isin(self.spans[:, 0], places)).astype(np.int64)
        return rows


def lay_out(
    segments: Sequence[Holder], articles: Sequence[Pair]
) -> tuple[PassageTable, list[Rows]]:
    """The table of some articles, and for each segment the row of each place in it, -1 for none.

    Rows are in the order of `articles`, whatever segments hold them, so that a search finds the
    same in the same order however the index came about. What a segment holds beyond `articles`
    has no row; of an article in two segments, the later one's passages count.
    """
    owners = {pair: number for number, one in enumerate(segments) for pair in one.articles}
    places = {pair: place for place, pair in enumerate(articles)}
    if missing := places.keys() - owners.keys():
        raise ValueError(f"no segment holds {sorted(missing)[0]}")
    spans, sizes = [np.zeros((0, 3), dtype=np.int64)], []
    for number, one in enumerate(segments):
        own = [places.get(pair, -1) if owners[pair] == number else -1 for pair in one.articles]
        moved = one.spans.copy()
        moved[:, 0] = np.asarray(own, dtype=np.int64)[moved[:, 0]]
        spans.append(moved)
        sizes.append(len(moved))
    every = np.concatenate(spans)
    live = np.flatnonzero(every[:, 0] >= 0)
    order = live[np.argsort(every[live, 0], kind="stable")]
    rows = np.full(len(every), -1, dtype=np.int64)
    rows[order] = np.arange(len(order))
    bounds = np.cumsum([0, *sizes]).tolist()
    return PassageTable(list(articles), every[order]), [rows[a:b] for a, b in pairwise(bounds)]
