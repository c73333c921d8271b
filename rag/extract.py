"""An answer without an LLM: the sentences most likely to answer, quoted verbatim, or a refusal."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from corpus.article import Article, source_name
from index.sentences import paragraph, sentences

from .answer import Answer, Citation, Claim, Closest
from .evidence import Reading

Quote: TypeAlias = tuple[Article, int, int]  # article.text[start:end]

MAX_WORDS = 80  # of an answer and of a quote: more is a page, not a quotation
MAX_SENTENCES = 3
MAX_CLOSEST = 3

# Chosen on the SQuAD titles that `rag.fit` holds out; see docs/evaluation.md.
THRESHOLD = 0.10  # refuse when no sentence is at least this likely to answer
SECOND = 0.9  # quote a further sentence that is at least this share as likely as the best

# Words that point back to the sentence before, at the start of a sentence.
_POINTS_BACK = re.compile(
    r"[\"'“‘]?(?:he|she|it|they|his|her|its|their|this|these|that|those|such|both"
    r"|the (?:former|latter))\b",
    re.I,
)


def extract(question: str, *, asked_as: str, readings: Sequence[Reading]) -> Answer:
    """The best sentences, each a claim with its citation; or `not_found` with the closest articles.

    At most three quotes and 80 words. A sentence that points back ("He added ...") brings the
    sentence before it.
    """
    if not readings or readings[0].probability < THRESHOLD:
        message = "The articles do not answer this."
        near = closest(readings)
        return Answer(
            question, asked_as=asked_as, verdict="not_found", closest=near, message=message
        )
    citations = tuple(
        _citation(number, *quote) for number, quote in enumerate(_quotes(readings), start=1)
    )
    claims = tuple(Claim(text=" ".join(c.quote.split()), citations=(c.number,)) for c in citations)
    return Answer(
        question, asked_as=asked_as, verdict="answered", claims=claims, citations=citations
    )


def closest(readings: Sequence[Reading]) -> tuple[Closest, ...]:
    """The articles of the likeliest sentences, each once, likeliest first; at most three."""
    nearest = {reading.article.id: reading.article for reading in readings}
    return tuple(_closest(article) for article in [*nearest.values()][:MAX_CLOSEST])


def _quotes(readings: Sequence[Reading]) -> list[Quote]:
    """What is quoted: the best sentence and those nearly as likely, each able to stand alone."""
    quotes: list[Quote] = []
    most = left = MAX_WORDS - MAX_SENTENCES  # a marker such as [1] is read as a word
    for reading in readings[:MAX_SENTENCES]:
        if quotes and reading.probability < max(THRESHOLD, SECOND * readings[0].probability):
            break
        text = reading.article.text
        start, end = _shortened(text, *_standing_alone(reading, left), most)
        left -= len(text[start:end].split())
        if left < 0:
            break
        _join(quotes, (reading.article, start, end))
    return quotes


def _standing_alone(reading: Reading, max_words: int) -> tuple[int, int]:
    """The sentence, with the one before it in its paragraph if it points back to that."""
    text = reading.article.text
    if not _POINTS_BACK.match(reading.text):
        return reading.start, reading.end
    line, _ = paragraph(text, reading.start, reading.end)
    before = sentences(text[line : reading.start])
    if not before:
        return reading.start, reading.end
    start = line + before[-1][0]
    fits = len(text[start : reading.end].split()) <= max_words
    return (start, reading.end) if fits else (reading.start, reading.end)


def _shortened(text: str, start: int, end: int, max_words: int) -> tuple[int, int]:
    """The span, or its first `max_words` words."""
    found = [match.end() for match in re.finditer(r"\S+", text[start:end])]
    return (start, start + found[max_words - 1]) if len(found) > max_words else (start, end)


def _join(quotes: list[Quote], fresh: Quote) -> None:
    """Puts one more quote among the others, as one with those that it touches."""
    article, start, end = fresh
    place = len(quotes)
    for number in reversed(range(len(quotes))):
        other, other_start, other_end = quotes[number]
        gap = article.text[min(end, other_end) : max(start, other_start)]  # empty if they overlap
        if other.id == article.id and not gap.strip() and "\n" not in gap:
            start, end = min(start, other_start), max(end, other_end)
            del quotes[number]
            place = number
    quotes.insert(place, (article, start, end))


def _citation(number: int, article: Article, start: int, end: int) -> Citation:
    return Citation(
        number=number,
        article=article.id,
        version=article.version,
        source=article.source,
        sources=tuple(source_name(source) for source in article.sources),
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        quote=article.text[start:end],
        start=start,
        end=end,
    )


def _closest(article: Article) -> Closest:
    return Closest(
        article=article.id,
        source=article.source,
        title=article.title,
        heading=article.heading,
        publisher=article.publisher,
        published=article.published,
    )
