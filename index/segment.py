"""Segment: some article versions as they are searched, never changed once written.

SEGMENT/articles.json  their ids and versions
SEGMENT/spans.npy      where each passage lies: place in articles.json, start, end
SEGMENT/vectors.npy    a vector for each passage, in float16
SEGMENT/codes.faiss    their short codes, where they are many (`index/near.py`)
SEGMENT/words.txt      each word, ascending; starts.npy: where its postings begin
SEGMENT/postings.npy   which passages hold each word; kinds.npy: which line of pairs.npy each is
SEGMENT/pairs.npy      how often a word stands in a passage, and how many words that has
SEGMENT/lengths.npy    how many words each passage has
"""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self, TypeAlias
from weakref import WeakValueDictionary

import numpy as np

from corpus.errors import UserError

from .counts import KINDS, POSTINGS, WordCounts
from .disk import REPAIR, array_from, array_parts, json_parts, read, sync, write
from .embed import Vectors
from .guard import Guard
from .near import Near, Stored
from .passage import Passage
from .table import Pair, Rows, lay_out

ARTICLES, SPANS = "articles.json", "spans.npy"
VECTORS, CODES = "vectors.npy", "codes.faiss"
# What is mapped where it is large: nine tenths of a segment. What damage in them names is checked
# to be there when it is used; the other files say how the rest is to be read.
MAPPABLE = (VECTORS, POSTINGS, KINDS)

_Key: TypeAlias = tuple[tuple[str, int, int, int], ...]  # path, inode, size, mtime in ns of files
# What this process has open, so that an index that is published again is not read again.
_open: "WeakValueDictionary[_Key, Segment]" = WeakValueDictionary()
_turn = threading.Lock()


@dataclass(frozen=True, eq=False)
class Segment:
    """The passages of some article versions, with their vectors and words."""

    articles: list[Pair]
    spans: Rows
    """int64 [places, 3]: place in `articles`, start, end."""
    near: Near
    counts: WordCounts
    files: Mapping[str, str] = field(default_factory=dict)  # name -> sha256; none if not written
    guard: Guard = field(default_factory=lambda: Guard(Path(), {}))  # over what is mapped

    @classmethod
    def of(
        cls, articles: list[Pair], passages: Sequence[Sequence[Passage]], vectors: Vectors
    ) -> Self:
        """The segment of some articles, in the library's order, with the passages of each."""
        spans = [(n, one.start, one.end) for n, found in enumerate(passages) for one in found]
        counts = WordCounts.of(one.text for found in passages for one in found)
        rows = np.asarray(spans, dtype=np.int64).reshape(-1, 3)
        return cls(articles, rows, Near.of(vectors), counts)

    @classmethod
    def merged(cls, segments: Sequence["Segment"], articles: Sequence[Pair]) -> Self:
        """One segment of some articles of several, in the order of `articles`; the rest is left.

        Raises UserError where any is damaged: what is written anew would pass for whole.
        """
        for one in segments:
            one.guard.check()
        table, rows = lay_out(segments, articles)
        vectors = np.zeros((len(table.spans), segments[0].vectors.shape[1]), dtype=np.float16)
        for one, places in zip(segments, rows, strict=True):
            vectors[places[places >= 0]] = one.vectors[places >= 0]
        parts = [(one.counts, places) for one, places in zip(segments, rows, strict=True)]
        counts = WordCounts.merged(parts, passages=len(table.spans))
        # Codes are learnt anew where segments become one, not for what is left of a single one.
        like = segments[0].near.codes if len(segments) == 1 else None
        return cls(table.articles, table.spans, Near.of(vectors, like=like), counts)

    @classmethod
    def read(cls, folder: Path, files: Mapping[str, str]) -> "Segment":
        """The segment that `write` put into a folder, each file checked against its sha256.

        Large arrays are mapped, and checked in the background (`index/guard.py`). A segment that
        this process has open already is not read again, as long as its files stand there untouched.
        Raises UserError, naming the first file that is damaged as far as that is known.
        """
        key = _key(folder, files)
        with _turn:
            found = _open.get(key)
        if found is None:
            found = cls._read(folder, files)
            with _turn:
                _open[key] = found
            found.guard.begin()
        found.guard.refuse()
        return found

    @classmethod
    def _read(cls, folder: Path, files: Mapping[str, str]) -> Self:
        raw = read(folder, files, mappable=MAPPABLE)
        try:
            extent = _extent(raw)
            spans = extent.spans
            vectors = array_from(raw[VECTORS])
            if vectors.dtype != np.float16 or vectors.shape[:-1] != (len(spans),):
                raise ValueError(f"{VECTORS} is of other passages")
            near = Near.read(vectors, raw.get(CODES))
            counts = WordCounts.read(raw, passages=len(spans))
            mapped = {name: files[name] for name in files if not isinstance(raw[name], bytes)}
        except (ValueError, TypeError, KeyError) as error:  # written so: no release of ours did
            raise UserError(f"The index is damaged: {folder} ({error}).", mend=REPAIR) from error
        return cls(extent.articles, spans, near, counts, dict(files), Guard(folder, mapped))

    def write(self, folder: Path) -> "Segment":
        """The segment as it is on disk now, in an empty folder, down to the last byte."""
        parts: dict[str, Sequence[bytes | memoryview]] = {
            ARTICLES: json_parts(self.articles),
            SPANS: array_parts(self.spans),
            VECTORS: array_parts(self.vectors),
            **self.counts.files(),
        }
        if (codes := self.near.code_bytes()) is not None:
            parts[CODES] = (codes,)
        files = {name: write(folder / name, *found) for name, found in parts.items()}
        for name in files:
            sync(folder / name)
        sync(folder)
        return replace(self, files=files)

    @property
    def name(self) -> str:
        """Its folder's name: that of its content, so that two alike are one."""
        return segment_name(self.files)

    @property
    def vectors(self) -> Stored:
        """All vectors: float16 [places, dimension], unit length; do not write to them."""
        return self.near.vectors


@dataclass(frozen=True)
class Extent:
    """What a segment holds, without vectors and words."""

    articles: list[Pair]
    spans: Rows


def read_extent(folder: Path, files: Mapping[str, str]) -> Extent:
    """What the segment in a folder holds. Raises UserError where that is damaged."""
    raw = read(folder, {name: files.get(name, "") for name in (ARTICLES, SPANS)})
    return _extent(raw)


def _extent(raw: Mapping[str, bytes]) -> Extent:
    articles = [(str(name), int(version)) for name, version in json.loads(raw[ARTICLES])]
    return Extent(articles, array_from(raw[SPANS]))


def segment_name(files: Mapping[str, str]) -> str:
    """The name of the segment with these files: 16 hexadecimal digits are never alike by chance."""
    lines = "\n".join(f"{sha256} {name}" for name, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _key(folder: Path, files: Mapping[str, str]) -> _Key:
    try:
        found = [(folder / name, (folder / name).stat()) for name in sorted(files)]
    except (OSError, ValueError) as error:
        raise UserError(f"The index is damaged ({error}).", mend=REPAIR) from error
    return tuple((str(path), now.st_ino, now.st_size, now.st_mtime_ns) for path, now in found)
