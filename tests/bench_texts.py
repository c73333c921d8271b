"""Texts for the benchmarks, any number of them, each with its vector.

Real passages come from a folder (`BENCH_TEXTS`: .jsonl or .jsonl.gz whose rows have `context`,
`evidence` or `text`, and .txt with a paragraph a line); without one, from the shipped articles.
Where more are wanted they are varied: sentences shuffled, one word in eight from another passage.

A real passage's vector is the model's, kept from run to run. A varied one's is a real one's,
turned away from it by chance to a cosine of 0.6 to 0.95: embedding a million takes hours.
"""

import gzip
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import SHIPPED, Embedder, Vectors, open_embedder
from rag.evaluate import read_questions
from tests.bench_measure import DATA

FEWEST, MOST = 120, 900  # characters of a passage; 900 are about 200 tokens
REAL = 100_000  # real passages at most
QUESTIONS = 200
NEAR, FAR = 0.95, 0.6  # cosines of a varied vector to the real one
GROUP = 512  # embedded between two looks at the clock: some seconds
TEXTS, VECTORS = "texts.json", "vectors.npy"


class Texts:
    """Passages numbered from 0, without end: first the real ones, then varied ones."""

    def __init__(self, real: list[str], vectors: NDArray[np.float16], questions: list[str]) -> None:
        """`vectors` are of the first of `real`, float16 [embedded, dimension], unit length."""
        self.real = real
        self.vectors = vectors
        self.questions = questions

    def __getitem__(self, number: int) -> str:
        """The passage of that number: one line."""
        variant, base = divmod(number, len(self.real))
        text = self.real[base]
        if not variant:
            return text
        chance = random.Random(number)
        words, others = text.split(" "), self.real[chance.randrange(len(self.real))].split(" ")
        for at in chance.sample(range(len(words)), 1 + len(words) // 8):
            words[at] = chance.choice(others)
        sentences = " ".join(words).split(". ")
        chance.shuffle(sentences)
        return ". ".join(sentences)

    def vector(self, number: int) -> NDArray[np.float16]:
        """Its vector: the model's, or one near a real one's."""
        if number < len(self.vectors):
            found: NDArray[np.float16] = self.vectors[number]
            return found
        base = self.vectors[(number % len(self.real)) % len(self.vectors)].astype(np.float32)
        chance = np.random.default_rng(number)
        cosine = chance.uniform(FAR, NEAR)
        away = chance.standard_normal(len(base), dtype=np.float32)
        away -= (away @ base) * base
        turned = cosine * base + np.sqrt(1 - cosine**2) * away / np.linalg.norm(away)
        return (turned / np.linalg.norm(turned)).astype(np.float16)


def text_number(text: str) -> int:
    """64 bits that name a text, whatever its white space."""
    plain = " ".join(text.split()).encode()
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "little")


class KnownVectors:
    """Stands in for the model: what is known is looked up, the rest gets any known one's near.

    It has the model's fingerprint, so that the model itself opens what was built with this.
    """

    def __init__(self, texts: Texts, names: NDArray[np.uint64], model: Embedder) -> None:
        """`names` are the `text_number`s of the texts from 0 on."""
        self.fingerprint, self.dimension = model.fingerprint, model.dimension
        self.max_tokens, self.count_tokens = model.max_tokens, model.count_tokens
        self.strangers = 0
        self._texts = texts
        self._order = np.argsort(names)
        self._names = names[self._order]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, dimension], unit length."""
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            name = text_number(text)
            at = int(np.searchsorted(self._names, np.uint64(name)))
            if at < len(self._names) and int(self._names[at]) == name:
                found[row] = self._texts.vector(int(self._order[at]))
            else:
                self.strangers += 1
                found[row] = self._texts.vector(len(self._texts.real) + name % 2**32)
        return found


def open_texts(
    folder: Path | None, cache: Path, *, more: Path | None = None, seconds: float = 150
) -> tuple[Texts, dict[str, Any]]:
    """The texts, and how they came about; embeds what is not known yet for so many seconds.

    `cache` and `more` are folders with texts.json and vectors.npy, of this model.
    """
    rows = [*_rows(folder)] if folder else []
    passages = [*_passages(row for row, _ in rows)] if rows else [*_shipped()]
    real = [*dict.fromkeys(passages)][:REAL]
    asked = [question for _, question in rows if question]
    questions = [*dict.fromkeys(asked or _shipped_questions())]
    random.Random(1).shuffle(questions)
    model = open_embedder(SHIPPED)
    digest = hashlib.blake2b("\n".join(real).encode(), digest_size=8).hexdigest()
    own = cache / f"vectors-{digest}-{model.fingerprint}"
    known = _known(own) | (_known(more) if more else {})
    missing = [text for text in real if text_number(text) not in known]
    began, embedded = time.perf_counter(), 0
    while embedded < len(missing) and (not known or time.perf_counter() - began < seconds):
        group = missing[embedded : embedded + GROUP]
        vectors = model.embed(group).astype(np.float16)
        known |= zip(map(text_number, group), vectors, strict=True)
        embedded += len(group)
    first = [text for text in real if text_number(text) in known]
    matrix = np.stack([known[text_number(text)] for text in first])
    _keep(own, first, matrix)
    has_rest = [text for text in real if text_number(text) not in known]
    told = {
        "source": "a folder of real texts" if rows else "the shipped articles",
        "real passages": len(real),
        "of them with the model's vector": len(first),
        "embedded just now": embedded,
    }
    return Texts([*first, *has_rest], matrix, questions[:QUESTIONS]), told


def _rows(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text of the folder, with the question that its row asks, if any."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            yield from ((line, "") for line in path.read_text(errors="replace").splitlines())
        elif path.name.endswith((".jsonl", ".jsonl.gz")):
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8") as file:
                for line in file:
                    row = json.loads(line)
                    text = row.get("context") or row.get("evidence") or row.get("text") or ""
                    text = " ".join(map(str, text)) if isinstance(text, list) else str(text)
                    yield text, str(row.get("question") or "")


def _passages(texts: Iterator[str]) -> Iterator[str]:
    """The texts as single lines of a passage's length."""
    for text in texts:
        if len(cut := text.strip()[:MOST]) >= FEWEST:
            yield " ".join(cut.split())


def _shipped() -> Iterator[str]:
    files = [*sorted((DATA / "squad").glob("*.txt")), *sorted((DATA / "chats").rglob("*.txt"))]
    return _passages(line for path in files for line in path.read_text().splitlines())


def _shipped_questions() -> list[str]:
    return [one.question for one in read_questions(DATA / "squad.jsonl")]


def _known(folder: Path) -> dict[int, NDArray[np.float16]]:
    if not (folder / VECTORS).exists():
        return {}
    texts = json.loads((folder / TEXTS).read_text())
    return dict(zip(map(text_number, texts), np.load(folder / VECTORS), strict=True))


def _keep(folder: Path, texts: list[str], vectors: NDArray[np.float16]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TEXTS).write_text(json.dumps(texts))
    np.save(folder / VECTORS, vectors)
