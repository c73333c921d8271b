"""Fakes that behave: similar words give similar vectors, and no model is loaded."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors
from index.sentences import sentences
from index.words import words
from rag.reader.runtime import Scores


class FakeEmbedder:
    """Each word has a direction of its own; a text is the sum of its words', unit length."""

    def __init__(self, *, fingerprint: str = "fake-1", max_tokens: int = 254) -> None:
        self.fingerprint = fingerprint
        self.dimension = 64
        self.max_tokens = max_tokens
        self.embedded: list[str] = []  # everything that was ever asked for

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """One token for four characters of each word, as word pieces would have it."""
        return [sum(-(-len(word) // 4) for word in text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, 64], unit length."""
        self.embedded += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or [""]:
                chance = np.random.default_rng(zlib.crc32(word.encode()))
                vectors[row] += chance.standard_normal(self.dimension).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class FakeReader:
    """Answers from the sentence that shares the question's words, with words it does not share."""

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str]) -> list[Scores]:
        """One Scores a passage; a sentence with all of the question's words gets 6 + 6."""
        return [self._scores(question, passage) for passage in passages]

    def support(self, claim: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Supported by a text with all of the claim's words, else neither."""
        asked = set(words(claim))
        holds = [bool(asked) and asked <= set(words(text)) for text in texts]
        rows = [[0.9, 0.05, 0.05] if flag else [0.05, 0.05, 0.9] for flag in holds]
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), 3)

    def _scores(self, question: str, passage: str) -> Scores:
        asked = set(words(question))
        offsets, logits = [], []
        for start, end in sentences(passage):
            share = len(asked & set(words(passage[start:end]))) / max(1, len(asked))
            for match in re.compile(r"\w+").finditer(passage, start, end):
                own = set(words(match.group())) - asked  # empty for a stop word too
                offsets.append(match.span())
                logits.append(12 * share - 6 - 4 * (not own))
        found = np.asarray(logits, dtype=np.float32)
        places = np.asarray(offsets, dtype=np.int64).reshape(-1, 2)
        return Scores(places, found, found, (0.0, 0.0))
