"""A question and a text as the reader's tokens, and the way back from tokens to characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_TOKENS = 320  # of a pair; a passage of 160 tiktoken tokens has about 190 of the model's
MAX_QUESTION_TOKENS = 64  # a longer question loses its end


@dataclass(frozen=True)
class Pair:
    """`[CLS] question [SEP] title text [SEP]`, and where the text's tokens lie."""

    ids: list[int]
    types: list[int]  # 0 for the question, 1 for what follows
    first: int  # the first token of the text
    spans: list[tuple[int, int]]  # of each token of the text, in its characters


def encode(
    tokenizer: "Tokenizer", questions: Sequence[str], texts: Sequence[str], titles: Sequence[str]
) -> list[Pair]:
    """One pair a question and text. A title, where it is not empty, stands before its text.

    The tokenizer must neither cut nor pad.
    """
    opening, closing = tokenizer.encode("").ids
    asked, headings, bodies = (
        tokenizer.encode_batch(list(each), add_special_tokens=False)
        for each in (questions, titles, texts)
    )
    pairs = []
    for question, heading, body in zip(asked, headings, bodies, strict=True):
        before = [opening, *question.ids[:MAX_QUESTION_TOKENS], closing]
        head = heading.ids[:MAX_QUESTION_TOKENS]
        room = MAX_TOKENS - len(before) - len(head) - 1
        ids = [*before, *head, *body.ids[:room], closing]
        types = [0] * len(before) + [1] * (len(ids) - len(before))
        pairs.append(Pair(ids, types, len(before) + len(head), body.offsets[:room]))
    return pairs


def tokenizer_of(folder: Path) -> "Tokenizer":
    """The tokenizer in a model's folder, neither cutting nor padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
