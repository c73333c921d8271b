"""How the index does by its size: what it finds, and how long searching, opening and changing take.

python -m tests.bench_vectors TEXTS.json VECTORS.npy QUESTIONS.npy 50000 100000 1000000

TEXTS are passages, VECTORS theirs (float16 or float32, unit length), QUESTIONS the vectors of
questions. Beyond as many as there are, passages have the words of real ones, and vectors near a
real one (cosine 0.6 to 0.95, in a random direction). Nothing is embedded.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from corpus.library import Library
from index import disk
from index.compact import compact
from index.embed import Vectors
from index.manifest import SEGMENTS, read_manifest
from index.merge import merge
from index.near import Stored
from index.passage import Passage
from index.publish import publish
from index.segment import Segment
from index.store import Index
from index.table import Pair
from tests.fakes import FakeEmbedder

BLOCK = 16_384  # passages: what eight publications of a long `footnote add` are merged into
PER_ARTICLE = 5
QUESTIONS, K = 200, 50
SEED = 20261122


@dataclass(frozen=True)
class Made:
    """An index on disk, and all of its vectors beside it."""

    folder: Path
    vectors: Stored
    articles: list[Pair]


def main(texts: str, vectors: str, questions: str, *sizes: str) -> None:
    """Prints a table for each size, all of one run."""
    chance = np.random.default_rng(SEED)
    asked = np.load(questions).astype(np.float32)
    asked = asked[chance.permutation(len(asked))[:QUESTIONS]]
    real = np.load(vectors)
    passages = json.loads(Path(texts).read_text())[: len(real)]
    order = chance.permutation(len(passages)).tolist()  # sources are not one after the other
    print(f"1024 x 1024 float32 matrix product: {_reference() * 1e3:.1f} ms")
    for size in map(int, sizes):
        with TemporaryDirectory() as folder:
            made = _made(Path(folder), size, [passages[at] for at in order], real[order], chance)
            for line in measured(made, asked, chance):
                print(line, flush=True)


def _reference() -> float:
    square = np.ones((1024, 1024), dtype=np.float32)
    return min(_seconds(lambda: square @ square) for _ in range(5))


def _seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _made(
    folder: Path, size: int, texts: list[str], real: Stored, chance: np.random.Generator
) -> Made:
    """An index as `footnote add` leaves it before it tidies up, published at once."""
    vectors = np.concatenate([real, *_perturbed(real, size - len(real), chance)])[:size]
    segments: list[Segment] = []
    for first in range(0, size, BLOCK):
        some = vectors[first : first + BLOCK]
        numbers = range(first, first + len(some))
        if first + BLOCK <= size and len(segments) * BLOCK >= len(texts):  # the words of one before
            old = segments[len(segments) % (len(texts) // BLOCK)]
            articles = [(f"{first:08}-{n:05}", 1) for n in range(len(old.articles))]
            near = Segment.of([], [], some).near
            segments.append(replace(old, articles=articles, near=near))
        else:
            segments.append(_segment(f"{first:08}", [texts[n % len(texts)] for n in numbers], some))
    articles = [pair for one in segments for pair in one.articles]
    publish(folder, segments, articles, model="fake-1", dimension=384, max_tokens=160, overlap=0)
    return Made(folder, vectors, articles)


def _perturbed(real: Stored, count: int, chance: np.random.Generator) -> Iterator[Stored]:
    while count > 0:
        near = real[chance.integers(0, len(real), min(count, BLOCK))].astype(np.float32)
        away = chance.standard_normal(near.shape, dtype=np.float32)
        away -= near * (away * near).sum(axis=1, keepdims=True)
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        cosine = chance.uniform(0.6, 0.95, (len(near), 1)).astype(np.float32)
        yield (cosine * near + np.sqrt(1 - cosine**2) * away).astype(np.float16)
        count -= len(near)


def _segment(name: str, texts: list[str], vectors: Stored) -> Segment:
    articles, passages = [], []
    for first in range(0, len(texts), PER_ARTICLE):
        article = f"{name}-{len(articles):05}"
        own = texts[first : first + PER_ARTICLE]
        articles.append((article, 1))
        passages.append(
            [Passage(article, 1, 1000 * n, 1000 * n + len(one), one) for n, one in enumerate(own)]
        )
    return Segment.of(articles, passages, vectors)


def measured(made: Made, asked: Vectors, chance: np.random.Generator) -> Iterator[str]:
    """Lines of figures; the index is changed at the end."""
    size = len(made.vectors)
    yield f"--- {size:,} passages"
    yield f"tidied up in {_seconds(lambda: compact(made.folder)):.1f} s"
    generation = max(made.folder.glob("[0-9]*"))
    lengths: dict[str, int] = {}
    for path in made.folder.glob(f"{SEGMENTS}/*/*"):
        if path.parent.name in read_manifest(generation)[0].segments:
            lengths[path.name] = lengths.get(path.name, 0) + path.stat().st_size
    told = ", ".join(f"{name} {length / size:.0f}" for name, length in sorted(lengths.items()))
    yield f"bytes a passage on disk: {sum(lengths.values()) / size:.0f} ({told})"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench_vectors", "--open", str(made.folder)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        yield done.stdout.strip()
    with TemporaryDirectory() as empty, Library.open(Path(empty), create=True) as library:
        index = Index.open(made.folder, library, _Embedder())
        yield f"segments: {[len(one.spans) for one in index.segments]}"
        rows = np.arange(size)
        for share in (1.0, 0.5, 0.1, 0.01):
            only = None if share == 1 else np.sort(chance.choice(rows, int(share * size), False))
            yield _searched(index, made.vectors, asked, only, share)
        for text in ("the president of the united states", "photosynthesis of maize"):
            search = partial(index.by_words, text, k=K)
            seconds = [_seconds(search) for _ in range(10)][1:]  # the first one reads the file
            yield f"by words, {text!r}: p50 {np.median(seconds) * 1e3:.1f} ms"
        del index
        yield from _changed(made, library, asked)


def _searched(index: Index, vectors: Stored, asked: Vectors, only: Any, share: float) -> str:
    seconds, busy, found = [], [], []
    for vector in asked:
        began, worked = time.perf_counter(), time.thread_time()
        found.append(index.by_meaning(vector, k=K, rows=only))
        busy.append(time.thread_time() - worked)
        seconds.append(time.perf_counter() - began)
    exact = _exact(vectors, asked, only)
    recall = [
        np.mean(
            [
                len({*one[:k]} & {*other[:k]}) / len(other[:k])
                for one, other in zip(found, exact, strict=True)
            ]
        )
        for k in (10, K)
    ]
    low, high = np.percentile(seconds, [50, 95]) * 1e3
    return (
        f"of {share:.0%}: recall@10 {recall[0]:.4f}, @{K} {recall[1]:.4f}; "
        f"p50 {low:.2f} ms, p95 {high:.2f} ms, of a processor {np.median(busy) * 1e3:.2f} ms"
    )


def _exact(vectors: Stored, asked: Vectors, only: Any) -> list[list[int]]:
    """The K nearest of all, compared one by one by NumPy in float32."""
    cosines, rows = np.full((len(asked), 0), 0, np.float32), np.full((len(asked), 0), 0)
    for first in range(0, len(vectors), BLOCK):
        own = np.arange(first, min(first + BLOCK, len(vectors)))
        if only is not None:
            own = own[np.isin(own, only)]
        near = asked @ vectors[own].astype(np.float32).T
        cosines = np.concatenate([cosines, near], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(own, near.shape)], axis=1)
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :K]
        cosines, rows = np.take_along_axis(cosines, best, 1), np.take_along_axis(rows, best, 1)
    found: list[list[int]] = rows.tolist()
    return found


def _changed(made: Made, library: Library, asked: Vectors) -> Iterator[str]:
    facts = {"model": "fake-1", "dimension": 384, "max_tokens": 160, "overlap": 0}
    articles = made.articles
    index = Index.open(made.folder, library, _Embedder())
    checked = _seconds(
        lambda: [disk.check(made.folder / SEGMENTS / one.name, one.files) for one in index.segments]
    )
    index.check_files()
    added, busy = [], []
    for number in range(9):  # at the eighth, small segments become one
        fresh = _segment(f"new{number}", [f"A {number} new text"] * 5, asked[:5].astype(np.float16))
        articles = [*articles, *fresh.articles]
        began, worked = time.perf_counter(), time.process_time()
        publish(made.folder, merge([*index.segments, fresh], articles), articles, **facts)
        index = Index.open(made.folder, library, _Embedder())
        busy.append(time.process_time() - worked)
        added.append(time.perf_counter() - began)
    yield (
        f"one article added, of 5 passages: {np.median(added):.2f} s, slowest {max(added):.2f} s "
        f"(of a processor {np.median(busy):.2f}); "
        f"and once in a process all of every file looked at: {checked:.2f} s"
    )
    articles = articles[1:]
    began, worked = time.perf_counter(), time.process_time()
    publish(made.folder, merge(index.segments, articles), articles, **facts)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    yield f"one article removed from the largest: {seconds:.2f} s (of a processor {worked:.2f})"


class _Embedder(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.dimension = 384


def opened(folder: Path) -> str:
    """How long opening takes in a new process, and what memory it needs."""
    before = _resident()
    with TemporaryDirectory() as empty, Library.open(Path(empty), create=True) as library:
        began, worked = time.perf_counter(), time.process_time()
        index = Index.open(folder, library, _Embedder())
        seconds, busy = time.perf_counter() - began, time.process_time() - worked
        after = _resident()
        vector = _Embedder().embed(["x"])[0]
        first = _seconds(lambda: index.by_meaning(vector, k=K))
        count = max(1, len(index.table.spans))
        peak = _resident("VmHWM")
    return (
        f"opened in {seconds:.2f} s (of a processor {busy:.2f}), "
        f"memory {(after - before) / count:.0f} bytes a passage "
        f"({after >> 20} MiB in all, {peak >> 20} at most); the first search {first * 1e3:.0f} ms"
    )


def _resident(what: str = "VmRSS") -> int:
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if what in x)
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    if sys.argv[1] == "--open":
        print(opened(Path(sys.argv[2])))
    else:
        main(*sys.argv[1:])
