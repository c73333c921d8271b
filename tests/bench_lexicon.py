"""What a library's words and names cost its first question: python -m tests.bench_lexicon TEXTS.

TEXTS is a .json list of passages; 20 of them make an article. Seconds are CPU, the best of three.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.embed import Vectors
from index.manifest import INDEX
from index.store import Index
from rag.wording.aliases import Aliases
from rag.wording.kept import LEXICON, Lexicons
from rag.wording.lexicon import MAX_CHARACTERS, english
from rag.wording.spelling import Vocabulary
from tests.fakes import FakeEmbedder

PASSAGES = 20  # an article
RUNS = 3  # others use the machine too


class Blind(FakeEmbedder):
    """Sees every text alike, at once: no vector is looked at here."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The same vector for each text: float32 [texts, 64], unit length."""
        return np.full((len(texts), self.dimension), self.dimension**-0.5, dtype=np.float32)


@dataclass(frozen=True)
class Figures:
    """What a lexicon of so many characters costs."""

    characters: int
    words: int
    names: int
    words_seconds: float  # to make them
    names_seconds: float
    missing_seconds: float  # of the first question where no lexicon is kept: all, and to keep it
    kept_seconds: float  # of the first question where one is
    typo_seconds: float  # more for the first word that nobody knows
    file_bytes: int


def measure_lexicon(texts: Sequence[str], folder: Path) -> Figures:
    """The figures of a library in `folder` of some articles."""
    embedder = Blind()
    with Library.open(folder, create=True) as library:
        for number, text in enumerate(texts):
            library.keep(f"/{number}.txt", [Article(text=text, sources=(f"/{number}.txt",))])
        build(library, embedder, folder=folder / INDEX)
        index = Index.open(folder / INDEX, library, embedder)
        english()
        file = folder / INDEX / LEXICON

        def ask() -> None:
            Lexicons(library, folder / INDEX).of(index)

        def ask_first() -> None:
            file.unlink(missing_ok=True)
            ask()

        missing, kept = seconds(ask_first), seconds(ask)
        lexicon = Lexicons(library, folder / INDEX).of(index)
        began = time.process_time()
        lexicon.respell("qwzx")
        typo = time.process_time() - began
    return Figures(
        characters=sum(map(len, texts)),
        words=len(lexicon.vocabulary.counts),
        names=len(lexicon.aliases.held),
        words_seconds=seconds(lambda: Vocabulary.of(texts, english())),
        names_seconds=seconds(lambda: Aliases.of(texts)),
        missing_seconds=missing,
        kept_seconds=kept,
        typo_seconds=round(typo, 3),
        file_bytes=file.stat().st_size,
    )


def seconds(work: Callable[[], object]) -> float:
    """The CPU that it takes, in the best of some runs."""
    runs = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        runs.append(time.process_time() - began)
    return round(min(runs), 3)


def articles(passages: Sequence[str], *, characters: int = MAX_CHARACTERS) -> list[str]:
    """As many texts as hold at least so many characters, or all."""
    found, size = [], 0
    for start in range(0, len(passages), PASSAGES):
        found.append("\n\n".join(passages[start : start + PASSAGES]))
        size += len(found[-1])
        if size >= characters:
            break
    return found


if __name__ == "__main__":
    for part in (8, 1):  # all that is read at most, and a small library
        texts = articles(
            json.loads(Path(sys.argv[1]).read_text("utf-8")), characters=MAX_CHARACTERS // part
        )
        with TemporaryDirectory() as at:
            figures = asdict(measure_lexicon(texts, Path(at) / "library"))
        print(*(f"{name:>16} {value}" for name, value in figures.items()), sep="\n", end="\n\n")
