"""An answer without an LLM: the sentences most likely to answer, quoted verbatim, or a refusal."""

import re
from collections.abc import Sequence

from corpus.article import Article, source_name
from index.sentences import paragraph, sentences

from .answer import Answer, Citation, Claim, Closest
from .evidence import Reading

MAX_WORDS = 80  # of an answer and of a quote: more is a page, not a quotation
MAX_SENTENCES = 3
MAX_CLOSEST = 3

# Chosen on the SQuAD titles that `rag.fit` holds out; see docs/evaluation.md.
THRESHOLD = 0.10  # refuse when no sentence is at least this likely to answer
SECOND = 0.7  # quote a further sentence that is at least this share as likely as the best

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
        return refuse(question, asked_as=asked_as, readings=readings)
    quotes: list[tuple[Article, int, int]] = []
    left = MAX_WORDS - MAX_SENTENCES  # a marker such as [1] is read as a word
    for reading in readings[:MAX_SENTENCES]:
        if quotes and reading.probability < max(THRESHOLD, SECOND * readings[0].probability):
            break
        start, end = _standing_alone(reading, left) if not quotes else (reading.start, reading.end)
        start, end = _shortened(reading.article.text, start, end, MAX_WORDS - MAX_SENTENCES)
        size = len(reading.article.text[start:end].split())
        if size > left:
            break
        if not any(_overlap(quote, (reading.article, start, end)) for quote in quotes):
            quotes.append((reading.article, start, end))
            left -= size
    citations = tuple(
        _citation(number, *quote) for number, quote in enumerate(_joined(quotes), start=1)
    )
    claims = tuple(Claim(text=" ".join(c.quote.split()), citations=(c.number,)) for c in citations)
    return Answer(
        question, asked_as=asked_as, verdict="answered", claims=claims, citations=citations
    )


def refuse(question: str, *, asked_as: str, readings: Sequence[Reading]) -> Answer:
    """The answer that the articles do not answer, naming the closest ones."""
    nearest = {reading.article.id: reading.article for reading in readings}
    closest = tuple(_closest(article) for article in list(nearest.values())[:MAX_CLOSEST])
    message = "The articles do not answer this."
    return Answer(
        question, asked_as=asked_as, verdict="not_found", closest=closest, message=message
    )


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


def _overlap(one: tuple[Article, int, int], other: tuple[Article, int, int]) -> bool:
    return one[0].id == other[0].id and one[1] < other[2] and other[1] < one[2]


def _joined(quotes: list[tuple[Article, int, int]]) -> list[tuple[Article, int, int]]:
    """The quotes, neighbours within one paragraph made one."""
    joined: list[tuple[Article, int, int]] = []
    for article, start, end in quotes:
        for place, (other, other_start, other_end) in enumerate(joined):
            gap = article.text[min(end, other_end) : max(start, other_start)]
            if other.id == article.id and not gap.strip() and "\n" not in gap:
                joined[place] = (article, min(start, other_start), max(end, other_end))
                break
        else:
            joined.append((article, start, end))
    return joined


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
