"""Fakes that behave: similar words give similar vectors, and no model is loaded."""

import zlib
from collections.abc import Sequence

import numpy as np

from index.embed import Vectors
from index.words import words


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
