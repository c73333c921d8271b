"""An answer without an LLM: the sentences most likely to answer, quoted verbatim, or a refusal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.bylines import about_author

from .answer import MAX_CITATIONS, MAX_CLOSEST, MAX_WORDS, Answer, Check, Claim, Closest
from .compare import Group, asks_for_several, differing, side_by_side
from .evidence import Reading
from .premise.checks import question_checks
from .premise.known import around
from .premise.parts import missing_parts
from .premise.premise import Premise, explain, premise
from .quotes import Quote, citation_of, claim_of, closest_of, join, quote_of
from .shorten import shorten
from .wording.aliases import NO_ALIASES, Aliases
from .yes_no import Judged

SHORT = 30  # words of an answer that is read at a glance; a longer sentence is shortened
MAX_SENTENCES = 3
MAX_IN_LIST = 5

# Chosen on the SQuAD titles that the reader was not trained on; see docs/evaluation.md.
THRESHOLD = 0.14  # refuse when no sentence is at least this likely to answer
FURTHER = 0.5  # quote, or compare, what is at least this share as likely as the best
CERTAIN = 0.8  # so likely an answer is given though the question puts something otherwise
NEAR = 0.005  # below this nothing that was found has to do with the question
MAX_ARGUED = 10  # words of "Ana Li and Bo Ek argue:", with the longest names
LEAST_WORDS = 12  # of a quote beside others: fewer do not stand alone


@dataclass(frozen=True)
class Query:
    """A question as it came, as it is asked, and what of that the asker wrote."""

    question: str
    asked_as: str
    typed: str | None = None  # before anything was carried over from the chat; None: all of it
    aliases: Aliases = NO_ALIASES


def extract(query: Query, readings: Sequence[Reading], *, judged: Judged | None = None) -> Answer:
    """The best sentences, each a claim with its citation; or why there is no answer.

    The readings are given in the order in which they are to be quoted. `judged` is what the reader
    says to a yes/no question, with the sentence that it says so of. `not_found` names the closest
    articles; `false_premise` says what the question takes for granted and quotes what the articles
    say instead; `partial` says what is missing. At most 80 words and six citations.
    """
    best = max((reading.probability for reading in readings), default=0.0)
    if best >= NEAR:
        if judged and judged[0] == "Yes":
            return _judged(query, judged)
        fault = premise(query.asked_as, readings, typed=query.typed, aliases=query.aliases)
        if fault and (best < CERTAIN or fault.fault == "absent"):
            return _corrected(query, fault)
        if judged:
            return _judged(query, judged)
    if best < THRESHOLD:
        return _refused(query, readings)
    groups = _groups(query.asked_as, readings, floor=max(THRESHOLD, FURTHER * best))
    compared = _compared(query, groups) if len(groups) > 1 else None
    return compared or _answered(query, readings, groups, best=best)


def closest(readings: Sequence[Reading]) -> tuple[Closest, ...]:
    """The articles of the likeliest sentences, each once, likeliest first; at most three."""
    nearest = {reading.article.id: reading.article for reading in readings}
    return tuple(closest_of(article) for article in [*nearest.values()][:MAX_CLOSEST])


def _refused(query: Query, readings: Sequence[Reading]) -> Answer:
    return Answer(
        query.question,
        asked_as=query.asked_as,
        verdict="not_found",
        closest=closest(readings),
        message="The articles do not answer this.",
    )


def _answered(
    query: Query, readings: Sequence[Reading], groups: Sequence[Group], *, best: float
) -> Answer:
    is_list = asks_for_several(query.asked_as)
    quotes = _quotes(readings, is_list=is_list, best=best)
    message = _argued_by(quotes)
    answer = _quoted(query, quotes, message)
    if not is_list:
        most = SHORT - len(message.split()) - 1  # the marker
        claims = tuple(_at_a_glance(claim, query.asked_as, most=most) for claim in answer.claims)
        answer = replace(answer, claims=claims)
    title = quotes[0].article.title or ""
    quoted = " ".join(quote.text for quote in quotes)
    missing = missing_parts(query.asked_as, quoted, title=title, aliases=query.aliases)
    if missing:
        return replace(answer, verdict="partial", missing=missing)
    return _joined_by(answer, quotes, groups, readings[0])


def _argued_by(quotes: Sequence[Quote]) -> str:
    """Who argues what is quoted, where it is all opinion; empty for news, and for who they are."""
    articles = [quote.article for quote in quotes if not _is_biography(quote)]
    if not articles or not all(article.is_opinion for article in articles):
        return ""
    if len({article.id for article in articles}) > 1:
        return "Opinion pieces argue:"
    author = articles[0].author or ""
    if not author or len(author.split()) >= MAX_ARGUED:
        return "An opinion piece argues:"
    are_several = re.search(r",|\band\b", author)
    return f"{author} {'argue' if are_several else 'argues'}:"


def _is_biography(quote: Quote) -> bool:
    """Whether the quote says who the author is, which nobody argues."""
    if not quote.article.is_opinion:
        return False
    about = about_author(quote.article.text, quote.article.author)
    return any(quote.text.strip() in line for line in about)


def _at_a_glance(claim: Claim, question: str, *, most: int) -> Claim:
    """The claim, shorter if it is long and can be; its quote stays whole."""
    if claim.highlight is None:
        return claim
    text, highlight = shorten(claim.text, claim.highlight, question, most=most)
    return replace(claim, text=text, highlight=highlight)


def _quotes(readings: Sequence[Reading], *, is_list: bool, best: float) -> list[Quote]:
    """What is quoted: the first sentence and those nearly as likely, each able to stand alone."""
    quotes: list[Quote] = []
    argued = MAX_ARGUED if any(reading.article.is_opinion for reading in readings) else 0
    most = left = MAX_WORDS - MAX_CITATIONS - argued  # a marker such as [1] is read as a word
    floor = max(THRESHOLD, FURTHER * best)
    for reading in readings[: MAX_IN_LIST if is_list else MAX_SENTENCES]:
        if quotes and reading.probability < floor:
            break
        quote = quote_of(reading, max_words=most)
        left -= len(quote.text.split())
        if left < 0:
            break
        join(quotes, quote)
    return quotes


def _quoted(query: Query, quotes: Sequence[Quote], message: str = "") -> Answer:
    numbered = list(enumerate(quotes, start=1))
    return Answer(
        query.question,
        asked_as=query.asked_as,
        verdict="answered",
        claims=tuple(
            replace(claim_of(quote, number), checks=_checks(query, quote))
            for number, quote in numbered
        ),
        citations=tuple(citation_of(number, quote) for number, quote in numbered),
        message=message,
    )


def _checks(query: Query, quote: Quote) -> tuple[Check, ...]:
    """What the question names, and whether the quote or its article does."""
    return question_checks(
        query.asked_as,
        quote=quote.text,
        nearby=around(quote.article, quote.start, quote.end),
        article=quote.article,
        aliases=query.aliases,
    )


def _judged(query: Query, judged: Judged) -> Answer:
    word, reading = judged
    quote = quote_of(reading, max_words=MAX_WORDS - 2)
    return _quoted(query, [quote], message=f"{word}.")


def _corrected(query: Query, fault: Premise) -> Answer:
    """What the question takes for granted and no article says, with the nearest that one says."""
    message = explain(fault)
    quote = quote_of(fault.reading, max_words=MAX_WORDS - len(message.split()) - 1)
    answer = _quoted(query, [replace(quote, words=None)], message)  # no words answer here
    return replace(answer, verdict="false_premise")


def _groups(asked_as: str, readings: Sequence[Reading], *, floor: float) -> list[Group]:
    """Which articles give which answer, of those nearly as likely as the best."""
    return side_by_side(asked_as, [one for one in readings if one.probability >= floor])


def _compared(query: Query, groups: Sequence[Group]) -> Answer | None:
    """Sources that disagree, one sentence each, newest first; None if there is no room for that."""
    message = differing(groups)
    shown = groups[:MAX_SENTENCES]
    room = (MAX_WORDS - len(message.split())) // len(shown) - 1
    if room < LEAST_WORDS:
        return None
    quotes = [quote_of(group.members[0], max_words=room) for group in shown]
    return _quoted(query, quotes, message)


def _joined_by(
    answer: Answer, quotes: Sequence[Quote], groups: Sequence[Group], first: Reading
) -> Answer:
    """The answer, its first claim cited from every article that gives the same words too."""
    quoted = {quote.article.id for quote in quotes}
    others = [
        quote_of(member, max_words=MAX_WORDS)
        for group in groups
        if first in group.members
        for member in group.members
        if member.article.id not in quoted
    ][: MAX_CITATIONS - len(quotes)]
    if not others:
        return answer
    numbers = range(len(quotes) + 1, len(quotes) + len(others) + 1)
    claim, *rest = answer.claims
    return replace(
        answer,
        claims=(replace(claim, citations=(*claim.citations, *numbers)), *rest),
        citations=(*answer.citations, *map(citation_of, numbers, others)),
    )
