"""The reader at work: where a passage answers a question, and how sure that is. No torch.

A BERT with a span head (Devlin et al., arXiv:1810.04805, section 4.3): each token gets a score as
the first and as the last of the answer, and [CLS] gets the scores of "it is not in here".
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from index.embed import file_sha256, shipped_folder
from index.runtime import compiled, padded

from .encode import Pair, encode, tokenizer_of

if TYPE_CHECKING:
    import openvino

Logits: TypeAlias = NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
MODEL = "reader.xml"
LABELS = ("supported", "refuted", "neither")  # what a text says to a claim
MAX_ANSWER_TOKENS = 40  # of 76,000 SQuAD answers 99.5% are shorter
IMPOSSIBLE = np.float32(-1e4)


@dataclass(frozen=True)
class Span:
    """The words that answer: characters of the passage, and by how much they beat "nothing here".

    `score` is a difference of logits: above 0 the reader would rather answer than not.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Scores:
    """What the reader says of one passage: of each token as the answer's first and last."""

    offsets: NDArray[np.int64]  # [tokens, 2], in characters of the passage
    starts: Logits  # [tokens]
    ends: Logits  # [tokens]
    nothing: tuple[float, float]  # the start and end logit of [CLS]

    def best(self, start: int, end: int) -> Span | None:
        """The best span within some characters of the passage; None if no token lies in them."""
        inside = np.flatnonzero((self.offsets[:, 0] >= start) & (self.offsets[:, 1] <= end))
        if not len(inside):
            return None
        first, last = int(inside[0]), int(inside[-1]) + 1
        pairs = self.starts[first:last, None] + self.ends[None, first:last]
        length = np.arange(last - first)
        ahead = length[None, :] - length[:, None]
        pairs = np.where((ahead >= 0) & (ahead < MAX_ANSWER_TOKENS), pairs, IMPOSSIBLE)
        begin, stop = divmod(int(pairs.argmax()), last - first)
        return Span(
            int(self.offsets[first + begin, 0]),
            int(self.offsets[first + stop, 1]),
            float(pairs[begin, stop]) - sum(self.nothing),
        )

    @cached_property
    def no_answer(self) -> float:
        """The probability, as the reader sees it, that the passage does not answer: 0 to 1."""
        shares = [
            1 / (1 + np.exp(logits - nothing).sum())
            for logits, nothing in zip((self.starts, self.ends), self.nothing, strict=True)
        ]
        return float(shares[0] * shares[1])


class Reader(Protocol):
    """A model that finds answers in passages."""

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str]) -> list[Scores]:
        """One Scores a passage. A title, "" if there is none, says what its passage is from."""
        ...

    def support(self, claim: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text says to a claim or a yes/no question: float32 [texts, 3], each row a
        probability of `supported`, `refuted` and `neither`.
        """
        ...


class LightReader:
    """The reader that ships, run by OpenVINO on the CPU. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = tokenizer_of(shipped_folder())
        self._model_file = folder / MODEL
        self._request: openvino.InferRequest | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path = WEIGHTS) -> "LightReader":
        """The reader in a folder. Raises UserError when its files are not those that shipped."""
        try:
            files = json.loads((folder / "model.json").read_text())["files"]
            damaged = [name for name, sha in files.items() if file_sha256(folder / name) != sha]
        except (OSError, ValueError, KeyError) as error:
            damaged = [str(error)]
        if damaged:
            raise UserError(
                f"The reading model is damaged: {', '.join(damaged)}.",
                mend="Install Footnote again: make install",
            )
        return cls(folder)

    def read(self, question: str, passages: Sequence[str], titles: Sequence[str]) -> list[Scores]:
        """See `Reader.read`; all passages in one batch."""
        if not passages:
            return []
        pairs = encode(self._tokenizer, [question] * len(passages), passages, titles)
        spans, _ = self._run(pairs)
        return [_scores(pair, logits) for pair, logits in zip(pairs, spans, strict=True)]

    def support(self, claim: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Reader.support`."""
        if not texts:
            return np.zeros((0, 3), dtype=np.float32)
        _, logits = self._run(
            encode(self._tokenizer, [claim] * len(texts), texts, [""] * len(texts))
        )
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
        return chances

    def _run(self, pairs: Sequence[Pair]) -> tuple[Any, Any]:
        longest = padded(max(len(pair.ids) for pair in pairs))
        tokens, types, mask = np.zeros((3, len(pairs), longest), dtype=np.int64)
        for row, pair in enumerate(pairs):
            tokens[row, : len(pair.ids)] = pair.ids
            types[row, : len(pair.ids)] = pair.types
            mask[row, : len(pair.ids)] = 1
        with self._lock:
            if self._request is None:
                self._request = compiled(self._model_file).create_infer_request()
            found = self._request.infer(
                {"input_ids": tokens, "token_type_ids": types, "attention_mask": mask}
            )
            return found[0].copy(), found[1].copy()


def _scores(pair: Pair, logits: Logits) -> Scores:
    text = logits[pair.first : pair.first + len(pair.spans)]
    return Scores(
        offsets=np.asarray(pair.spans, dtype=np.int64).reshape(-1, 2),
        starts=text[:, 0],
        ends=text[:, 1],
        nothing=(float(logits[0, 0]), float(logits[0, 1])),
    )
