"""An answer by a language model: each sentence checked against the passage it cites as it comes.

The evidence decides first whether there is an answer. Only then is a model asked to word it, from
the same passages, and what it says counts where an article says it. The sentence that the evidence
chose is always there: if the model does not say it, it is quoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.library import Library
from index.sentences import paragraph, sentences
from index.split import count_tokens

from .answer import MAX_CITATIONS, MAX_WORDS, Answer, Citation, Claim
from .compare import asks_for_several
from .evidence import Reading
from .extract import THRESHOLD
from .llm import Llm, ModelError
from .prompts import Message, messages, passage_line, repeating
from .quotes import Quote, citation_of, points_back
from .reader.runtime import Reader
from .said import Sentence, said
from .support import Place, cut_back, support
from .verify import verify

MAX_SENTENCES = 6  # read of a reply; more do not fit in an answer
SMALL = 100  # tokens; a budget below has room for one sentence, and is for a model of that size
LEAST = THRESHOLD / 3  # a passage less likely to answer than this would only mislead


@dataclass(frozen=True)
class Source:
    """What answers are checked with."""

    library: Library
    reader: Reader


def is_open(found: Answer, readings: Sequence[Reading]) -> bool:
    """Whether a model may word what was found: no refusal, no yes or no, no sources that differ.

    Those have a message that the model could turn around. Nor opinion: who argues must be said.
    """
    is_plain = found.verdict in ("answered", "partial") and not found.message
    return is_plain and bool(found.claims) and any(not one.article.is_opinion for one in readings)


def generate(
    found: Answer, readings: Sequence[Reading], llm: Llm, source: Source, *, max_tokens: int
) -> Iterator[str | Answer]:
    """What is being written, as text that is not checked yet, and again while one waits; after
    each sentence that holds, the answer so far; last the whole answer.

    `found` is the answer in quotes. It comes back with a note where the model fails, or where
    nothing of what it writes holds.
    """
    places = shown(readings, max_tokens=max_tokens)
    if not places:
        yield found
        return
    draft = _Draft(found, places, source, llm.name)
    reply = ""
    try:
        for piece in llm.stream(_asked(found, places, max_tokens=max_tokens)):
            reply += piece
            done, rest = said(reply, is_whole=False)
            if draft.take(done):
                yield draft.so_far()
            if draft.is_full:
                break
            if rest or not piece:
                yield rest
        else:
            draft.take(said(reply, is_whole=True)[0])
    except ModelError as error:
        yield _noted(found, f"The language model {error}, so the articles are quoted.")
        return
    yield draft.answer()


def shown(readings: Sequence[Reading], *, max_tokens: int) -> list[Place]:
    """The passages that a model sees, likeliest first: each sentence with those beside it, or by
    itself where there is no room for them; the first always, opinion never.
    """
    places: list[Place] = []
    left = max_tokens
    for reading in readings:
        if reading.article.is_opinion or (places and reading.probability < LEAST):
            continue
        if any(_holds(place, reading) for place in places):
            continue
        alone = Place(reading.article, reading.start, reading.end)
        for place in (_with_neighbours(reading), alone):
            if (tokens := count_tokens(_line(place))) <= left:
                break
        else:
            if places:
                break
        places.append(place)
        left -= tokens
        if max_tokens < SMALL:
            break
    return places


def _asked(found: Answer, places: Sequence[Place], *, max_tokens: int) -> list[Message]:
    if max_tokens < SMALL:
        (place, *_) = places
        return repeating(passage_line(place.article.text[place.start : place.end]))
    return messages(found.asked_as, [_line(place) for place in places])


class _Draft:
    """The sentences of one reply: those that hold, and how many do not."""

    def __init__(
        self, found: Answer, places: Sequence[Place], source: Source, composer: str
    ) -> None:
        self._found = found
        self._places = places
        self._source = source
        self._composer = composer
        self._taken: list[Sentence] = []
        self._kept: list[tuple[Claim, Quote]] = []
        self._before: Quote | None = None  # what the sentence before said, None if it did not hold
        self.is_full = False

    def take(self, done: Sequence[Sentence]) -> bool:
        """Checks the sentences that are new; whether one of them holds."""
        fresh = done[len(self._taken) :]
        before = len(self._kept)
        for sentence in fresh:
            if self.is_full:
                break
            is_again = any(sentence.text == one.text for one in self._taken)
            self._taken.append(sentence)
            if not is_again and (held := self._held(sentence)):
                self._kept.append(held)
            # A model that repeats itself goes on doing so.
            self.is_full = is_again or len(self._taken) >= MAX_SENTENCES
        return len(self._kept) > before

    def _held(self, sentence: Sentence) -> tuple[Claim, Quote] | None:
        # Where but one passage was shown, that is what an unmarked sentence is from.
        only = not sentence.cites and len(self._places) == 1
        cites = (1,) if only else sentence.cites
        cited = [self._places[n - 1] for n in cites if 0 < n <= len(self._places)]
        if len(cited) < len(cites):
            cited = []  # a passage that is not there says nothing
        text = sentence.text
        found = support(text, cited, self._source.reader)
        if found.fault and (shorter := cut_back(text)):
            text, found = shorter, support(shorter, cited, self._source.reader)
        before, self._before = self._before, None
        if found.fault or found.quote is None:
            return None
        if points_back(text) and not _follows(found.quote, before):
            return None
        claim = Claim(text, (1,), checks=found.checks)
        single = replace(
            self._found, claims=(claim,), citations=(citation_of(1, found.quote),), missing=()
        )
        if not verify(single, self._source.library).claims:
            return None
        self._before = found.quote
        return replace(
            claim, supported=True, highlight=_words(self._found, claim.text)
        ), found.quote

    def so_far(self) -> Answer:
        """The answer with the sentences that hold until now."""
        return self._counted(self._worded([], self._kept), len(self._kept))

    def answer(self) -> Answer:
        """The whole answer: the sentences that hold, behind what the evidence chose if no sentence
        says that; what was found, with a note, if none holds.
        """
        led = self._missed()
        shown = {(one.start, one.end) for claim in led for one in self._cited(claim)}
        kept = [
            (claim, quote)
            for claim, quote in self._kept
            if not any(start < quote.end and quote.start < end for start, end in shown)
        ]
        while kept and _size(self._worded(led, kept)) > MAX_WORDS:
            kept.pop()
        answer = self._worded(led, kept) if kept else self._found
        return self._counted(answer, len(kept))

    def _counted(self, answer: Answer, kept: int) -> Answer:
        """The answer with how many sentences were written, kept and withheld."""
        if withheld := len(self._taken) - kept:
            answer = _noted(answer, _withheld(withheld))
        return replace(answer, written=len(self._taken), kept=kept)

    def _missed(self) -> list[Claim]:
        """What was found and no sentence says: the first claim, all where several are asked for."""
        claims = self._found.claims
        wanted = claims if asks_for_several(self._found.asked_as) else claims[:1]
        return [claim for claim in wanted if not self._says(claim)]

    def _says(self, claim: Claim) -> bool:
        exact = claim.text[slice(*claim.highlight)] if claim.highlight else ""
        spans = [(one.article, one.start, one.end) for one in self._cited(claim)]
        return any(
            exact.lower() in mine.text.lower()
            and any(
                article == quote.article.id and start < quote.end and quote.start < end
                for article, start, end in spans
            )
            for mine, quote in self._kept
        )

    def _cited(self, claim: Claim) -> list[Citation]:
        return [one for one in self._found.citations if one.number in claim.citations]

    def _worded(self, led: Sequence[Claim], kept: Sequence[tuple[Claim, Quote]]) -> Answer:
        """The answer of these claims, its citations numbered from 1, one for each quote."""
        citations: list[Citation] = []

        def number(one: Citation) -> int:
            for known in citations:
                if (known.article, known.start, known.end) == (one.article, one.start, one.end):
                    return known.number
            citations.append(replace(one, number=len(citations) + 1))
            return len(citations)

        claims = [
            replace(claim, citations=tuple(number(one) for one in self._cited(claim)))
            for claim in led
        ]
        for claim, quote in kept:
            if len(citations) < MAX_CITATIONS:
                claims.append(replace(claim, citations=(number(citation_of(1, quote)),)))
        return replace(
            self._found, claims=tuple(claims), citations=tuple(citations), composer=self._composer
        )


def _withheld(count: int) -> str:
    if count == 1:
        return "1 sentence of the language model is not shown: no article says it so."
    return f"{count} sentences of the language model are not shown: no article says them so."


def _noted(answer: Answer, note: str) -> Answer:
    return replace(answer, notes=(*answer.notes, note))


def _size(answer: Answer) -> int:
    return len(answer.text.split())


def _follows(quote: Quote, before: Quote | None) -> bool:
    """Whether a sentence that points back, with "it" or "they", has what it points to.

    In its own quote, where that is more than one sentence; or in the sentence shown before it,
    where that is the one before in the article.
    """
    text = quote.article.text
    if len(sentences(quote.text)) > 1:
        return True
    if before is None or before.article.id != quote.article.id:
        return False
    return before.end <= quote.start and not text[before.end : quote.start].strip()


def _words(found: Answer, text: str) -> tuple[int, int] | None:
    """Where the exact words that answer stand in a sentence, if they do."""
    claim = found.claims[0]
    exact = claim.text[slice(*claim.highlight)] if claim.highlight else ""
    start = text.find(exact) if exact else -1
    return (start, start + len(exact)) if start >= 0 else None


def _line(place: Place) -> str:
    article = place.article
    facts = (article.title, article.publisher, article.published)
    return passage_line(article.text[place.start : place.end], facts=facts)


def _with_neighbours(reading: Reading) -> Place:
    """The sentence with the ones before and behind it in its paragraph."""
    text = reading.article.text
    line, end = paragraph(text, reading.start, reading.end)
    spans = [(line + first, line + last) for first, last in sentences(text[line:end])]
    here = [
        n for n, (first, last) in enumerate(spans) if last > reading.start and first < reading.end
    ]
    if not here:
        return Place(reading.article, reading.start, reading.end)
    first, last = max(0, here[0] - 1), min(len(spans) - 1, here[-1] + 1)
    return Place(reading.article, spans[first][0], spans[last][1])


def _holds(place: Place, reading: Reading) -> bool:
    is_same = place.article.id == reading.article.id
    return is_same and place.start <= reading.start and reading.end <= place.end
