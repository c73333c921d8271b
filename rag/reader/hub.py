"""Any extractive question-answering model by its Hugging Face name or folder, run by torch."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError

from .encode import MAX_QUESTION_TOKENS
from .runtime import LightReader, Reader, Scores

SHIPPED = "footnote-reader"


def open_reader(name: str) -> Reader:
    """The reader of that name: the one that ships, or any extractive model of the hub.

    Raises UserError when it cannot be loaded.
    """
    return LightReader.open() if name == SHIPPED else TorchReader(name)


class TorchReader:
    """A `transformers` model for question answering. Safe to share between threads."""

    def __init__(self, name: str) -> None:
        try:
            from transformers import AutoModelForQuestionAnswering, AutoTokenizer

            self._tokenizer = AutoTokenizer.from_pretrained(name)
            self._model = AutoModelForQuestionAnswering.from_pretrained(name).eval()
        except (OSError, ValueError, ImportError) as error:
            folder = "folder" if Path(name).is_absolute() else "name, and that it was downloaded"
            raise UserError(
                f"The reading model {name!r} cannot be loaded: {str(error).splitlines()[0]}",
                mend=f"Check FOOTNOTE_READER: the {folder}; or unset it for the one that ships.",
            ) from error
        if not self._tokenizer.is_fast:
            raise UserError(
                f"The reading model {name!r} has no fast tokenizer, so its words cannot be placed.",
                mend="Name a model with a tokenizer.json, or unset FOOTNOTE_READER.",
            )
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str]) -> list[Scores]:
        """See `Reader.read`. The titles are left out: such models were not trained with them."""
        import torch

        if not passages:
            return []
        with self._lock, torch.no_grad():  # how to cut and to pad is kept in the tokenizer
            batch = self._tokenizer(
                [self._cut(question)] * len(passages),
                list(passages),
                truncation="only_second",
                padding=True,
                return_offsets_mapping=True,
                return_tensors="pt",
            )
            offsets = batch.pop("offset_mapping").numpy()
            found = self._model(**batch)
        starts, ends = found.start_logits.float().numpy(), found.end_logits.float().numpy()
        scores = []
        for row in range(len(passages)):
            text = np.asarray([place == 1 for place in batch.sequence_ids(row)])
            nothing = (float(starts[row, 0]), float(ends[row, 0]))
            scores.append(Scores(offsets[row][text], starts[row][text], ends[row][text], nothing))
        return scores

    def support(self, claim: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Reader.support`; such models do not judge claims: always `neither`."""
        return np.tile(np.asarray([0, 0, 1], dtype=np.float32), (len(texts), 1))

    def _cut(self, question: str) -> str:
        """The question without what is over MAX_QUESTION_TOKENS: only the passage is cut later."""
        cut = self._tokenizer(
            question,
            add_special_tokens=False,
            truncation=True,
            max_length=MAX_QUESTION_TOKENS,
            return_offsets_mapping=True,
        )
        return question[: cut["offset_mapping"][-1][1]] if cut["offset_mapping"] else ""
