"""What an article is about, in its own sentences: the lead, and those most central to it."""

import math
import re
from collections import Counter

from corpus.article import Article
from index.sentences import sentences
from index.words import words

from ..answer import Citation, Claim
from ..candidates import BULLET
from ..quotes import Quote, citation_of, points_back

MAX_SENTENCES = 4  # the lead, and three more
MIN_WORDS = 6  # of a sentence: shorter ones are headings and captions
LEAST = 0.5  # of the median centrality, for the lead: a line about cookies has less
OPENING = 8  # sentences among which the lead is looked for: past a menu and a repeated title

_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")


def summarise(
    article: Article, *, max_words: int
) -> tuple[tuple[Claim, ...], tuple[Citation, ...]]:
    """The sentences that say what an article is about, verbatim and in its order, as claims.

    The lead comes first: the earliest full sentence that is about what the article is about. The
    others share most words with the whole article and its title. At most four, and at most
    `max_words` words with their markers.
    """
    title_itself = " ".join((article.title or "").split())
    spans = [
        (start, end)
        for start, end in _full_sentences(article.text)
        if " ".join(article.text[start:end].split()) != title_itself
    ]
    said = [frozenset(words(article.text[start:end])) for start, end in spans]
    if not said:
        return (), ()
    spread = Counter(word for one in said for word in one)
    title = frozenset(words(article.title or ""))
    central = [
        _centrality(one, spread, title, number / len(said)) for number, one in enumerate(said)
    ]
    least = sorted(central)[len(central) // 2] * LEAST
    lead = next((place for place, value in enumerate(central[:OPENING]) if value >= least), 0)
    order = [lead, *sorted(range(lead + 1, len(said)), key=lambda place: -central[place])]
    chosen: list[int] = []
    left = max_words
    for place in order:
        start, end = spans[place]
        count = len(article.text[start:end].split()) + 1  # a marker such as [1] is read as a word
        is_new = all(len(said[place] & said[one]) <= len(said[place]) / 2 for one in chosen)
        stands_alone = place == lead or not points_back(article.text[start:end])
        if count <= left and is_new and stands_alone:
            chosen.append(place)
            left -= count
        if len(chosen) == MAX_SENTENCES:
            break
    if not chosen:  # every sentence is too long: the beginning of the lead
        spans[lead] = _first_words(article.text, *spans[lead], count=max_words - 1)
        chosen = [lead]
    citations = tuple(
        citation_of(number, Quote(article, *spans[place], words=None))
        for number, place in enumerate(sorted(chosen), start=1)
    )
    claims = tuple(Claim(text=" ".join(c.quote.split()), citations=(c.number,)) for c in citations)
    return claims, citations


def _centrality(
    said: frozenset[str], spread: Counter[str], title: frozenset[str], place: float
) -> float:
    """How much a sentence is about what the others are about; its place runs from 0 to 1."""
    shared = sum(math.log(spread[word]) + (word in title) for word in said)
    # By the root of its length a sentence is neither rewarded nor punished for being long.
    return shared / math.sqrt(len(said) or 1) * (1.25 - 0.5 * place)


def _full_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences that are no heading, caption or menu line; all of them if none is full."""
    found = []
    every = []
    for start, end in sentences(text):
        mark = BULLET.match(text, start, end)
        begin = mark.end() if mark else start
        every.append((begin, end))
        is_long = len(text[begin:end].split()) >= MIN_WORDS
        if is_long and _ENDS.search(text[begin:end]) and not text[begin].islower():
            found.append((begin, end))
    return found or [span for span in every if span[0] < span[1]]


def _first_words(text: str, start: int, end: int, *, count: int) -> tuple[int, int]:
    ends = [match.end() for match in re.finditer(r"\S+", text[start:end])]
    return (start, start + ends[count - 1]) if len(ends) > count else (start, end)
