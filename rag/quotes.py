"""Quotes: what is cited word for word, long enough to stand alone and short enough to be read."""

import re
from dataclasses import dataclass, replace

from corpus.article import Article, source_name
from index.sentences import paragraph, sentences

from .answer import Citation, Claim, Closest
from .candidates import BULLET
from .evidence import Reading

# Words that point back to the sentence before, at the start of a sentence or behind what links it.
_BACK = re.compile(
    r"[\"'“‘]?(?:(?:and|but|so|also),? |(?:\w+ly|however|moreover|furthermore|instead|meanwhile"
    r"|for (?:example|instance)|in (?:addition|particular|turn|response)|as a result|afterwards?"
    r"|at the time|(?:soon |shortly )?after(?:wards?| that)|then|later),? )?"
    r"(?:he|she|it|they|his|her|its|their|this|these|that|those|such|both"
    r"|the (?:former|latter|two|three|four|pair|trio))\b",
    re.I,
)
# The same words where they point nowhere: "It was through monks that ...", "Both Ana and Bo ...".
_STANDS = re.compile(
    r"(?:it (?:is|was|has been|had been|will be)(?: (?:also|not|often|now|then|only|\w+ly))*"
    r" (?!(?:an?|the|one|my|our|his|her|its|their|this|these|what)\b)(?:[\w’'-]+ ){1,6}?that\b"
    r"|both (?!of\b)(?:[\w’'-]+ ){1,5}?and\b|those (?:who|whose|with|in|of)\b)",
    re.I,
)
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|argue[sd]?|claim(?:s|ed)|warn(?:s|ed)|note[sd]"
    r"|state[sd]|wrote|writes|believe[sd]|explain(?:s|ed)|suggest(?:s|ed)|according to)\b",
    re.I,
)
_NAME_GOES_ON = re.compile(r"(?: [A-Z][\w’'-]*\w)+(?!\w)")
_IN_QUOTES = re.compile(r"[\"“]")
# Several things that are not named, and a next sentence that names them.
_UNNAMED = re.compile(
    r"(?i)\b(?:several|many|various|numerous|some|(?:a )?(?:number|range|series|variety) of"
    r"|two|three|four|five|six|seven|eight|nine|ten|\d+|following|certain|key|main)\b"
)
_NAMES_THEM = re.compile(
    r"(?:They|These|Those|Among (?:them|these|those)|Examples|The (?:[\w-]+ ){1,3}?)\s?"
    r"(?:include[sd]?|are|were|range[sd]?|comprise[sd]?)\b|The first\b|First(?:ly)?, "
)


@dataclass(frozen=True)
class Quote:
    """`article.text[start:end]`, and the words in it that answer."""

    article: Article
    start: int
    end: int
    words: tuple[int, int] | None

    @property
    def text(self) -> str:
        """The words that are quoted, verbatim."""
        return self.article.text[self.start : self.end]


def points_back(sentence: str) -> bool:
    """Whether a sentence opens with words that only the one before it explains.

    >>> points_back("It was signed."), points_back("It was through monks that it spread.")
    (True, False)
    """
    return _BACK.match(sentence) is not None and _STANDS.match(sentence) is None


def quote_of(reading: Reading, *, max_words: int) -> Quote:
    """The sentence, able to stand alone, cut after `max_words` words."""
    start, end = _standing_alone(reading, max_words)
    end = _with_its_list(reading, start, end, max_words)
    start, end = _shortened(reading.article.text, start, end, reading.words, max_words)
    words = reading.words
    if words is None or words[0] < start or words[1] > end:
        return Quote(reading.article, start, end, None)
    return Quote(reading.article, start, end, _with_whole_names(reading.article.text, words, end))


def _with_whole_names(text: str, words: tuple[int, int], end: int) -> tuple[int, int]:
    """The words that answer, and the rest of the name that they stop in: Deep, Deep Robotics."""
    said = text[slice(*words)].split()
    rest = _NAME_GOES_ON.match(text, words[1], end)
    return (words[0], rest.end()) if rest and said and said[-1][0].isupper() else words


def join(quotes: list[Quote], fresh: Quote) -> None:
    """Puts one more quote among the others, as one with those that it touches."""
    place = len(quotes)
    for number in reversed(range(len(quotes))):
        other = quotes[number]
        # What lies between the two; empty if they overlap.
        gap = fresh.article.text[min(fresh.end, other.end) : max(fresh.start, other.start)]
        if other.article.id == fresh.article.id and not gap.strip() and "\n" not in gap:
            start, end = min(fresh.start, other.start), max(fresh.end, other.end)
            fresh = replace(other, start=start, end=end, words=other.words or fresh.words)
            del quotes[number]
            place = number
    quotes.insert(place, fresh)


def claim_of(quote: Quote, number: int) -> Claim:
    """The quote on one line, and where in it the words that answer stand."""
    text = quote.article.text
    highlight = None
    words = " ".join(text[slice(*quote.words)].split()) if quote.words else ""
    if quote.words and words:
        first = text.index(words.split(" ", 1)[0], quote.words[0])  # past white space
        before = " ".join((text[quote.start : first] + "|").split())[:-1]
        highlight = (len(before), len(before) + len(words))
    return Claim(
        text=" ".join(quote.text.split()),
        citations=(number,),
        highlight=highlight,
    )


def citation_of(number: int, quote: Quote) -> Citation:
    """The quote as a citation of that number."""
    article = quote.article
    return Citation(
        number=number,
        article=article.id,
        version=article.version,
        source=article.source,
        sources=tuple(source_name(source) for source in article.sources),
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        quote=article.text[quote.start : quote.end],
        start=quote.start,
        end=quote.end,
        heading=article.heading,
    )


def closest_of(article: Article) -> Closest:
    """The article as one near a question that it does not answer."""
    return Closest(
        article=article.id,
        source=article.source,
        title=article.title,
        heading=article.heading,
        publisher=article.publisher,
        published=article.published,
    )


def _standing_alone(reading: Reading, max_words: int) -> tuple[int, int]:
    """The sentence, with the one beside it in its paragraph that says who or what is meant."""
    text = reading.article.text
    lacks_speaker = _IN_QUOTES.match(reading.text) and not _SPEECH.search(reading.text)
    if not lacks_speaker and not points_back(reading.text):
        return reading.start, reading.end
    line, line_end = paragraph(text, reading.start, reading.end)
    start, end = reading.start, reading.end
    after = sentences(text[end:line_end])
    mark = BULLET.match(text, line)  # of a list's item: no sentence
    line = min(mark.end(), start) if mark else line
    before = sentences(text[line:start])
    if lacks_speaker and after and _SPEECH.search(text[end:][slice(*after[0])]):
        end += after[0][1]
    elif before:
        start = line + before[-1][0]
    fits = len(text[start:end].split()) <= max_words
    return (start, end) if fits else (reading.start, reading.end)


def _with_its_list(reading: Reading, start: int, end: int, max_words: int) -> int:
    """Where the quote ends: behind the next sentence if that names the "several" of the answer."""
    text = reading.article.text
    if reading.words is None or not _UNNAMED.search(text, *reading.words):
        return end
    _, line_end = paragraph(text, start, end)
    after = sentences(text[end:line_end])
    if not after or not _NAMES_THEM.match(text[end:], after[0][0]):
        return end
    last = end + after[0][1]
    return last if len(text[start:last].split()) <= max_words else end


def _shortened(
    text: str, start: int, end: int, words: tuple[int, int] | None, max_words: int
) -> tuple[int, int]:
    """The span, or `max_words` words of it: the first, or those that end with the answer."""
    max_words = max(1, max_words)
    found = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    if len(found) <= max_words:
        return start, end
    last = max_words - 1
    if words and words[1] > found[last][1]:
        last = next((n for n, (_, stop) in enumerate(found) if stop >= words[1]), last)
    return found[last - max_words + 1][0], found[last][1]
