"""Shelf: the write side. A segment's vectors and words go to Milvus, where its passages lie stays.

What a crash leaves is in Milvus and in no published generation, so nobody finds it; the next build
removes it. What Milvus has lost is embedded again. One process writes at a time: `build` holds the
index folder's lock.
"""

from collections.abc import Collection as Names
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import UserError

from ..embed import Embedder
from ..manifest import current, read_manifest
from ..passage import Passage
from ..segment import Segment
from ..table import Pair, PassageTable
from .collection import BATCH, EDITION, ID, VECTOR, WORDS, Collection
from .place import Place, description, is_made_for, new_name, remembered, wanted
from .rows import coded, edition

NOTE = ".milvus"  # in the index folder: the collection that was made last


@dataclass
class Shelf:
    """The collection that a build writes to."""

    collection: Collection
    model: str  # what the manifest says of the embedding model, and of this place
    before: list[Collection] = field(default_factory=list)  # of another model: dropped at the end
    written: int = 0  # rows

    def put(self, segment: Segment) -> Segment:
        """The segment without vectors and words: they are in Milvus now."""
        rows: list[dict[str, Any]] = []
        for row in _rows(segment):
            rows.append(row)
            if len(rows) == BATCH:
                self.collection.upsert(rows)
                rows.clear()
        self.collection.upsert(rows)
        self.written += len(segment.spans)
        found: list[list[Passage]] = [[] for _ in segment.articles]
        for place, start, end in segment.spans.tolist():
            name, version = segment.articles[place]
            found[place].append(Passage(name, version, start, end, ""))
        none = np.zeros((len(segment.spans), 0), dtype=np.float32)
        return Segment.of(segment.articles, found, none)

    def reconcile(self, table: PassageTable, *, is_thorough: bool = True) -> set[Pair]:
        """The articles of which Milvus lacks a passage; what is too much there is removed.

        Unless it is to be thorough, it only counts, and looks at each row where that differs.
        """
        if not is_thorough and self.collection.count() == len(table.spans):
            return set()
        sizes = np.bincount(table.spans[:, 0], minlength=len(table.articles)).tolist()
        wanted = {edition(*pair): size for pair, size in zip(table.articles, sizes, strict=True)}
        found = dict.fromkeys(wanted, 0)
        unknown = []
        for one in self.collection.ids():
            name, _, number = one.rpartition("-")
            if number.isdecimal() and int(number) < wanted.get(name, 0):
                found[name] += 1
            else:
                unknown.append(one)
        self.collection.delete(ID, unknown)
        return {pair for pair in table.articles if found[edition(*pair)] < wanted[edition(*pair)]}

    def finish(self, table: PassageTable, gone: Names[Pair]) -> None:
        """Nothing; what is published is all that is there. UserError where Milvus lost some."""
        self.collection.delete(EDITION, [edition(*pair) for pair in gone])
        lost = self.reconcile(table, is_thorough=False)
        if self.written >= BATCH:  # fewer wait for the next ones: each time is one more file
            self.collection.settle()
        for collection in self.before:
            collection.drop()
        if lost:
            raise UserError(
                f"Milvus lost passages of {len(lost):,} articles while they were written.",
                mend="See its log, then: footnote doctor --repair",
            )


def open_shelf(folder: Path, embedder: Embedder, *, max_tokens: int, overlap: int) -> Shelf | None:
    """The collection to write to, made if need be; None where vectors stay in the index folder.

    A collection of another embedding model or passage size is replaced. Raises UserError where
    Milvus is wanted and does not answer: nothing is built elsewhere behind the user's back.
    """
    kept = _published(folder)
    server = wanted(kept)
    if server is None:
        (folder / NOTE).unlink(missing_ok=True)
        return None
    made_for = description(embedder.fingerprint, max_tokens, overlap)
    known = [kept.collection] if kept else []
    begun = _begun(folder)
    for name in [*known, *([begun.collection] if begun else [])]:
        collection = _opened(server, name)
        if is_made_for(name, made_for) and collection.is_there():
            return Shelf(collection, f"{embedder.fingerprint} in {collection.place}")
    before = [found for name in known if (found := _opened(server, name)).is_there()]
    place = Place(server, new_name(made_for))
    collection = Collection.make(place, description=made_for, dimension=embedder.dimension)
    model = f"{embedder.fingerprint} in {place}"
    (folder / NOTE).write_text(model)  # so that an interrupted build goes on in it
    return Shelf(collection, model, before)


def _opened(server: str, name: str) -> Collection:
    return Collection(Place(server, name), is_written=True)


def _published(folder: Path) -> Place | None:
    """Where the index that is there keeps its vectors; None where that is here.

    One that is damaged was where a build made a collection last.
    """
    try:
        generation = current(folder)
        return remembered(read_manifest(generation)[0].model)[1] if generation else None
    except UserError:
        return _begun(folder)


def _begun(folder: Path) -> Place | None:
    """The collection that a build has made for this folder last, if one has."""
    try:
        return remembered((folder / NOTE).read_text(errors="replace"))[1]
    except FileNotFoundError:
        return None


def _rows(segment: Segment) -> Iterator[dict[str, Any]]:
    """The segment's passages as rows of Milvus, in order."""
    counts = segment.counts
    names = [coded(word) for word in counts.holding]
    numbers = np.repeat(np.arange(len(names)), np.diff(counts.starts))
    order = np.argsort(counts.places, kind="stable")
    bounds = np.searchsorted(counts.places[order], np.arange(counts.passages + 1)).tolist()
    held = numbers[order].tolist()
    times = counts.pairs[counts.kinds[order], 0].tolist()
    number, last = 0, -1
    for row, place in enumerate(segment.spans[:, 0].tolist()):
        number, last = (number + 1 if place == last else 0), place
        postings = range(bounds[row], bounds[row + 1])
        name = edition(*segment.articles[place])
        yield {
            ID: f"{name}-{number}",
            EDITION: name,
            WORDS: " ".join(word for at in postings for word in [names[held[at]]] * times[at]),
            VECTOR: segment.vectors[row].astype(np.float32),
        }
