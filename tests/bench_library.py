"""A library and an index of any size for the benchmarks, built once and kept for later runs.

The articles are real ones in SQLite, each of some passages, a paragraph each; the index is built
by `index.build.build`, with vectors that are known (bench_texts.py). Some things are not as in
`footnote add`, and the page says so: paragraphs are passages (cutting a million texts at sentence
ends takes 20 minutes; ingest is measured apart), and in the largest library stories are not linked,
and more is published at once.
"""

import hashlib
import json
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import index.build
from corpus.article import Article
from corpus.library import Library
from index.compact import compact
from index.embed import SHIPPED, open_embedder
from index.manifest import INDEX
from index.passage import Passage
from tests import bench_texts
from tests.bench_measure import memory
from tests.bench_texts import KnownVectors, Texts, text_number

EACH, EACH_OF_MANY = 9, 50  # passages an article; of many, since writing articles takes time too
MANY = 300_000  # passages from which on a library is large
PUBLISHED = 16_384  # passages of a large library that are published at once
FILE = 200  # articles in one file: they are written in one transaction
BREAK = "\n\n"
DONE, TRUTH = "prepared.json", "truth.npz"
NEAREST = 50  # exact neighbours kept of each question
CHUNK = 65_536  # vectors multiplied at once: 100 MB


def prepared(texts: Texts, size: int, cache: Path) -> tuple[Path, dict[str, Any]]:
    """The folder of a library with so many passages, and what building it took.

    One that an earlier run built of the same texts by the same code is taken as it is.
    """
    digest = hashlib.blake2b(_code(), digest_size=8)
    for part in (*texts.real, texts.vectors.tobytes(), *texts.questions):
        digest.update(part if isinstance(part, bytes) else part.encode())
    folder = cache / f"library-{size}-{digest.hexdigest()}"
    if (folder / DONE).exists():
        return folder, json.loads((folder / DONE).read_text()) | {"built": "by an earlier run"}
    for old in cache.glob(f"library-{size}-*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    told = _prepare(texts, size, folder)
    (folder / DONE).write_text(json.dumps(told))
    return folder, told | {"built": "in this run"}


def _code() -> bytes:
    """What the index and the library are made by, and these files."""
    root = Path(__file__).parent.parent
    paths = [*(root / "corpus").rglob("*.py"), *(root / "index").rglob("*.py")]
    paths += [Path(__file__), Path(bench_texts.__file__)]
    return b"".join(path.read_bytes() for path in sorted(paths))


def _prepare(texts: Texts, size: int, folder: Path) -> dict[str, Any]:
    each = EACH if size < MANY else EACH_OF_MANY
    names = np.zeros(size, dtype=np.uint64)
    spent: dict[str, Any] = {"passages": size, "passages an article": each}
    began = time.perf_counter()
    library = Library.open(folder, create=True)
    articles = _articles(texts, names, each)
    for number in range(-(-size // (each * FILE))):
        group = [*islice(articles, FILE)]
        source = f"/bench/{number:06d}.jsonl"
        placed = [
            Article(text, (source,), title=title, publisher="Bench", published=day, part=part)
            for part, (title, text, day) in enumerate(group, start=1)
        ]
        library.keep(source, placed)
    spent["seconds: written to SQLite"] = time.perf_counter() - began
    began = time.perf_counter()
    if each == EACH:
        library.link()
        spent["seconds: stories linked"] = time.perf_counter() - began
    else:
        with sqlite3.connect(folder / "library.sqlite3") as database:
            database.execute("UPDATE articles SET story = number, signature = x''")
        database.close()
    model = open_embedder(SHIPPED)
    known = KnownVectors(texts, names, model)
    began = time.perf_counter()
    with _cut_at_paragraphs(index.build.PUBLISHED if each == EACH else PUBLISHED):
        built = index.build.build(library, known, folder=folder / INDEX)
    spent["seconds: index built"] = time.perf_counter() - began
    began = time.perf_counter()
    compact(folder / INDEX)
    spent["seconds: tidied up"] = time.perf_counter() - began
    spent["passages without a vector of their own"] = known.strangers
    spent["MiB while it was built"] = memory().get("peak", 0.0)
    spent["articles"] = built.manifest.articles
    spent["indexed passages"] = built.manifest.passages
    library.close()  # or what is written lies in the log beside the file
    _write_truth(texts, names, model.embed(texts.questions), folder)
    return spent


def _articles(texts: Texts, names: NDArray[np.uint64], each: int) -> Iterator[tuple[str, str, str]]:
    """Title, text and date of every article, in an order by chance; notes each passage's name."""
    firsts = [*range(0, len(names), each)]
    random.Random(1).shuffle(firsts)
    for at in firsts:
        passages = []
        for number in range(at, min(at + each, len(names))):
            passages.append(texts[number])
            names[number] = text_number(passages[-1])
        day = f"20{10 + at % 16:02d}-{1 + at % 12:02d}-{1 + at % 28:02d}"
        yield " ".join(passages[0].split()[:8]), BREAK.join(passages), day


@contextmanager
def _cut_at_paragraphs(published: int) -> Iterator[None]:
    """Every paragraph of an article is a passage meanwhile; so many are published at once."""

    def split(article: Article, **_: object) -> list[Passage]:
        found, start = [], 0
        for text in article.text.split(BREAK):
            end = start + len(text)
            found.append(Passage(article.id, article.version, start, end, text))
            start = end + len(BREAK)
        return found

    with (
        patch.object(index.build, "split", split),
        patch.object(index.build, "PUBLISHED", published),
    ):
        yield


def _write_truth(
    texts: Texts, names: NDArray[np.uint64], asked: NDArray[np.float32], folder: Path
) -> None:
    """Keeps the names of the passages nearest to each question, found by looking at every one."""
    best = np.full((len(asked), NEAREST), -2, dtype=np.float32)
    found = np.zeros((len(asked), NEAREST), dtype=np.uint64)
    for first in range(0, len(names), CHUNK):
        numbers = range(first, min(first + CHUNK, len(names)))
        vectors = np.stack([texts.vector(number) for number in numbers]).astype(np.float32)
        cosines = np.concatenate([best, asked @ vectors.T], axis=1)
        here = np.broadcast_to(names[first : first + len(numbers)], (len(asked), len(numbers)))
        candidates = np.concatenate([found, here], axis=1)
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
        best = np.take_along_axis(cosines, order, axis=1)
        found = np.take_along_axis(candidates, order, axis=1)
    np.savez(folder / TRUTH, names=found, cosines=best, vectors=asked)
