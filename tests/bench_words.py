"""Search by words at scale, beside bm25s: python -m tests.bench_words TEXTS QUESTIONS COUNT...

TEXTS is a .json list of passages, QUESTIONS a .jsonl file with a `question` on each line. More
passages than there are texts are made of their sentences, drawn at random, so that words are as
common as in the texts, though no new ones come: a real library of that size has more rare words.
"""

import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import bm25s
import numpy as np

from index.counts import WordCounts
from index.keywords import Keywords
from index.words import words

T = TypeVar("T")

DEPTH = 50  # as deep as `rag.retrieve` looks
GROUP = 100_000  # passages that are counted at a time, as an ingest writes its groups
RUNS = 3  # each question's time is the best of so many: others use the machine too


@dataclass(frozen=True)
class Figures:
    """What words cost in an index of `passages`; seconds are of CPU, the rest are waited."""

    passages: int
    segments: int
    postings: int
    count_seconds: float  # of 100,000 passages
    merge_seconds: float  # of all groups into one segment
    bytes_a_passage: float  # on disk
    read_ms: float  # the files' bytes, and views of them
    open_ms: float  # what is then computed
    add_ms: float  # one article of 8 passages counted, and opened with the rest
    rarity_us: float  # of one word
    p50_ms: float
    p95_ms: float
    groups_p50_ms: float  # the same before the groups are merged
    groups_p95_ms: float
    tenth_p50_ms: float  # of a tenth of the rows
    bm25s_index_seconds: float  # of all
    bm25s_bytes_a_passage: float
    bm25s_load_ms: float
    bm25s_p50_ms: float
    bm25s_p95_ms: float
    same: float  # the share of questions whose best have bm25s's scores


def measure_words(texts: Sequence[str], questions: Sequence[str]) -> Figures:
    """The figures of an index of some passages, searched with some questions."""
    groups, started = [], time.process_time()
    for start in range(0, len(texts), GROUP):
        groups.append((WordCounts.of(texts[start : start + GROUP]), start))
    counted = time.process_time() - started
    parts = [(counts, np.arange(start, start + counts.passages)) for counts, start in groups]
    started = time.process_time()
    whole = WordCounts.merged(parts, passages=len(texts))
    merged = time.process_time() - started
    rows = np.arange(len(texts), dtype=np.int64)
    tenth = np.sort(np.random.default_rng(2).choice(rows, len(rows) // 10, replace=False))
    asked = sorted({word for question in questions for word in words(question)})
    with TemporaryDirectory() as folder:
        for name, found in whole.files().items():
            (Path(folder) / name).write_bytes(b"".join(found))
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        read_ms, counts = _ms(lambda: _read(Path(folder), len(texts)))
    open_ms, keywords = _ms(lambda: Keywords([(counts, rows)]))
    add_ms, _ = _ms(lambda: _with_one_more(counts, rows, texts[:8]))
    rarity_ms, _ = _ms(lambda: [keywords.rarity(word) for word in asked])
    ours = _spread(lambda text: keywords.best(text, k=DEPTH), questions)
    in_groups = Keywords(parts)
    apart = _spread(lambda text: in_groups.best(text, k=DEPTH), questions)
    few = _spread(lambda text: keywords.best(text, k=DEPTH, rows=tenth), questions)
    theirs = _theirs(texts, questions, keywords)
    return Figures(
        *(len(texts), len(parts), len(whole.places), counted / len(texts) * 100_000, merged),
        *(size / len(texts), read_ms, open_ms, add_ms, rarity_ms / len(asked) * 1000),
        *(*ours, *apart, few[0], *theirs),
    )


def _theirs(
    texts: Sequence[str], questions: Sequence[str], keywords: Keywords
) -> tuple[float, float, float, float, float, float]:
    tokens = [words(text) for text in texts]
    started = time.process_time()
    engine = bm25s.BM25()
    engine.index(tokens, show_progress=False)
    indexed = time.process_time() - started
    with TemporaryDirectory() as folder:
        engine.save(folder)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        load_ms, engine = _ms(lambda: bm25s.BM25.load(folder))

    def best(question: str) -> list[float]:
        known = [word for word in words(question) if word in engine.vocab_dict]
        if not known:
            return []
        k = min(DEPTH, len(texts))
        found = engine.retrieve([known], k=k, show_progress=False)
        return [float(score) for score in found.scores[0] if score > 0]

    times = _spread(best, questions)
    same = [
        np.allclose(best(text), [score for _, score in keywords.best(text, k=DEPTH)], rtol=1e-4)
        for text in questions
    ]
    return indexed, size / len(texts), load_ms, *times, float(np.mean(same))


def grow(texts: Sequence[str], count: int) -> Iterator[str]:
    """So many passages: the texts themselves, then such as are made of their sentences."""
    yield from texts[:count]
    chance = random.Random(1)
    parted = [re.split(r"(?<=[.!?])\s+", text) for text in texts]
    sentences = [one for found in parted for one in found]
    for _ in range(count - len(texts)):
        yield " ".join(chance.choices(sentences, k=len(chance.choice(parted))))


def _read(folder: Path, passages: int) -> WordCounts:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return WordCounts.read(files, passages=passages)


def _with_one_more(counts: WordCounts, rows: np.ndarray, texts: Sequence[str]) -> Keywords:
    added = WordCounts.of(texts)
    return Keywords([(counts, rows), (added, np.arange(len(rows), len(rows) + added.passages))])


def _ms(do: Callable[[], T]) -> tuple[float, T]:
    """The best of a few times, and what came back."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        found = do()
        times.append(time.perf_counter() - started)
    return min(times) * 1000, found


def _spread(do: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """The median and the 95th percentile over the questions, in milliseconds."""
    times = np.zeros((RUNS, len(questions)))
    for run in range(RUNS):
        for at, question in enumerate(questions):
            started = time.perf_counter()
            do(question)
            times[run, at] = time.perf_counter() - started
    p50, p95 = np.percentile(times.min(axis=0) * 1000, [50, 95])
    return float(p50), float(p95)


def main() -> None:
    """Prints the figures for each count."""
    texts = json.loads(Path(sys.argv[1]).read_text())
    lines = Path(sys.argv[2]).read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    for count in sys.argv[3:]:
        found = measure_words([*islice(grow(texts, int(count)), int(count))], questions)
        print(json.dumps(asdict(found), indent=1), flush=True)


if __name__ == "__main__":
    main()
