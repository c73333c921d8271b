"""Segment: some article versions as they are searched, never changed once written.

SEGMENT/articles.json  their ids and versions
SEGMENT/spans.npy      where each passage lies: place in articles.json, start, end
SEGMENT/vectors.npy    a vector for each passage
SEGMENT/words.txt      each word, ascending; starts.npy: where its postings begin
SEGMENT/postings.npy   which passages hold each word; kinds.npy: which line of pairs.npy each is
SEGMENT/pairs.npy      how often a word stands in a passage, and how many words that has
SEGMENT/lengths.npy    how many words each passage has
"""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias
from weakref import WeakValueDictionary

import faiss
import numpy as np

from corpus.errors import UserError

from .counts import WordCounts
from .disk import REPAIR, array_from, array_parts, json_parts, read, sync, write
from .embed import Vectors
from .passage import Passage
from .table import Pair, Rows, lay_out

ARTICLES, SPANS, VECTORS = "articles.json", "spans.npy", "vectors.npy"

_Key: TypeAlias = tuple[tuple[str, int, int, int], ...]  # path, inode, size, mtime in ns of files
# What this process has open, so that an index that is published again is not read again.
_open: "WeakValueDictionary[_Key, Segment]" = WeakValueDictionary()
_turn = threading.Lock()


@dataclass(frozen=True, eq=False)
class Segment:
    """The passages of some article versions, with their vectors (in FAISS) and words."""

    articles: list[Pair]
    spans: Rows
    """int64 [places, 3]: place in `articles`, start, end."""
    flat: Any  # faiss.IndexFlatIP over unit vectors
    counts: WordCounts
    files: Mapping[str, str]  # name -> sha256; none before it is written

    @classmethod
    def of(
        cls, articles: list[Pair], passages: Sequence[Sequence[Passage]], vectors: Vectors
    ) -> Self:
        """The segment of some articles, in the library's order, with the passages of each."""
        spans = [(n, one.start, one.end) for n, found in enumerate(passages) for one in found]
        counts = WordCounts.of(one.text for found in passages for one in found)
        rows = np.asarray(spans, dtype=np.int64).reshape(-1, 3)
        return cls(articles, rows, _flat(vectors), counts, {})

    @classmethod
    def merged(cls, segments: Sequence["Segment"], articles: Sequence[Pair]) -> Self:
        """One segment of some articles of several, in the order of `articles`; the rest is left."""
        table, rows = lay_out(segments, articles)
        vectors = np.zeros((len(table.spans), segments[0].flat.d), dtype=np.float32)
        for one, places in zip(segments, rows, strict=True):
            vectors[places[places >= 0]] = one.vectors[places >= 0]
        parts = [(one.counts, places) for one, places in zip(segments, rows, strict=True)]
        counts = WordCounts.merged(parts, passages=len(table.spans))
        return cls(table.articles, table.spans, _flat(vectors), counts, {})

    @classmethod
    def read(cls, folder: Path, files: Mapping[str, str]) -> "Segment":
        """The segment that `write` put into a folder, each file checked against its sha256.

        One that this process has open already is not read again, as long as its files stand there
        untouched. Raises UserError, naming the first file that is damaged.
        """
        key = _key(folder, files)
        with _turn:
            found = _open.get(key)
        if found is None:
            found = cls._read(folder, files)
            with _turn:
                _open[key] = found
        return found

    @classmethod
    def _read(cls, folder: Path, files: Mapping[str, str]) -> Self:
        raw = read(folder, files)
        try:
            articles = [(str(name), int(version)) for name, version in json.loads(raw[ARTICLES])]
            spans = array_from(raw[SPANS])
            flat = _flat(array_from(raw[VECTORS]))
            counts = WordCounts.read(raw, passages=len(spans))
        except (ValueError, TypeError, KeyError) as error:  # written so: no release of ours did
            raise UserError(f"The index is damaged: {folder} ({error}).", mend=REPAIR) from error
        return cls(articles, spans, flat, counts, dict(files))

    def write(self, folder: Path) -> "Segment":
        """The segment as it is on disk now, in an empty folder, down to the last byte."""
        parts: dict[str, Sequence[bytes | memoryview]] = {
            ARTICLES: json_parts(self.articles),
            SPANS: array_parts(self.spans),
            VECTORS: array_parts(self.vectors),
            **self.counts.files(),
        }
        files = {name: write(folder / name, *found) for name, found in parts.items()}
        for name in files:
            sync(folder / name)
        sync(folder)
        return Segment(self.articles, self.spans, self.flat, self.counts, files)

    @property
    def name(self) -> str:
        """Its folder's name: that of its content, so that two alike are one."""
        return segment_name(self.files)

    @property
    def vectors(self) -> Vectors:
        """All vectors: float32 [places, dimension], unit length; do not write to them."""
        if not self.flat.ntotal:
            return np.zeros((0, self.flat.d), dtype=np.float32)
        found: Vectors = faiss.rev_swig_ptr(self.flat.get_xb(), self.flat.ntotal * self.flat.d)
        return found.reshape(self.flat.ntotal, self.flat.d)


def segment_name(files: Mapping[str, str]) -> str:
    """The name of the segment with these files: 16 hexadecimal digits are never alike by chance."""
    lines = "\n".join(f"{sha256} {name}" for name, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _flat(vectors: Vectors) -> Any:
    flat: Any = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors))
    return flat


def _key(folder: Path, files: Mapping[str, str]) -> _Key:
    try:
        found = [(folder / name, (folder / name).stat()) for name in sorted(files)]
    except (OSError, ValueError) as error:
        raise UserError(f"The index is damaged ({error}).", mend=REPAIR) from error
    return tuple((str(path), now.st_ino, now.st_size, now.st_mtime_ns) for path, now in found)
