"""The steps tied together: this file reads as the story of one question."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.embed import Embedder, open_embedder
from index.ingest import INDEX
from index.manifest import current
from index.passage import Hit
from index.store import Index

from .answer import Answer, Turn
from .evidence import Reading, read
from .extract import THRESHOLD, closest, extract
from .narrow import EVERYTHING, Narrowing
from .reader.hub import open_reader
from .reader.runtime import Reader
from .retrieve import retrieve
from .rewrite import MAX_TURNS, rewrite
from .settings import Settings
from .suggest import suggest
from .talk.reply import talk, without_greeting
from .verify import verify
from .when import When, as_of, asked_when, may_answer, prefer
from .wording.lexicon import Lexicon
from .wording.meant import meant
from .yes_no import asks_whether, judge

MAX_QUESTION = 2_000  # characters; a longer text is a document, not a question
PASSAGES = 8  # read for each question; more found no more answers on the fitting set

# C0 and C1 controls, and the marks that turn the direction of text around.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class QuestionError(UserError):
    """A question that cannot be asked as it is; the next one may be fine."""


class Chatbot:
    """Answers questions from one library. Safe to share between threads."""

    def __init__(
        self, library: Library, embedder: Embedder, reader: Reader, *, settings: Settings
    ) -> None:
        self.library = library
        self.settings = settings
        self._embedder = embedder
        self._reader = reader
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._lexicon_lock = threading.Lock()
        self._lexicon: tuple[Path, Lexicon] | None = None

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The chatbot over the library that the settings name.

        Raises UserError when there is no library or index, or when either cannot be used.
        """
        library = Library.open(settings.folder)
        embedder, reader = open_embedder(settings.embedder), open_reader(settings.reader)
        chatbot = cls(library, embedder, reader, settings=settings)
        _ = chatbot.index
        return chatbot

    @property
    def index(self) -> Index:
        """The newest index: opened again when another process has published one."""
        folder = self.settings.folder / INDEX
        with self._lock:
            if self._index is None or self._index.generation != current(folder):
                self._index = Index.open(folder, self.library, self._embedder)
            return self._index

    @property
    def lexicon(self) -> Lexicon:
        """The words, names and newest date of the library as it is indexed now."""
        generation = self.index.generation
        with self._lexicon_lock:
            if self._lexicon is None or self._lexicon[0] != generation:
                self._lexicon = (generation, Lexicon.of(self._newest_first()))
            return self._lexicon[1]

    def _newest_first(self) -> Iterator[Article]:
        described = self.library.described()
        described.sort(key=lambda article: article.published or article.added, reverse=True)
        found = (self.library.get(article.id, article.version) for article in described)
        return (article for article in found if article)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        """The answer to a question, verified; `history` is the chat so far, oldest first.

        Raises QuestionError on a blank or overlong question, UserError on a publisher that no
        article has and on an index that cannot be used.
        """
        began = time.perf_counter()
        question = clean_question(question)
        if said := talk(question, self.library, is_first=not history):
            total = round(time.perf_counter() - began, 4)
            return replace(verify(said, self.library), seconds={"total": total})
        index, lexicon = self.index, self.lexicon
        asked_as = lexicon.respell(_asked_as(question, history))
        when = asked_when(asked_as, today=date.today())
        only, notes = self._only(narrowing, when)
        hits = retrieve(
            index,
            lexicon.expand(asked_as),
            k=PASSAGES,
            only=only,
            story_of=self.library.story_of,
        )
        retrieved = time.perf_counter()
        readings = self._once(read(index, self.library, self._reader, asked_as, hits))
        has_read = time.perf_counter()
        readings = _preferred(readings, when, newest=lexicon.newest)
        judged = judge(self._reader, asked_as, readings) if asks_whether(asked_as) else None
        answer = extract(
            question,
            asked_as=asked_as,
            readings=readings,
            judged=judged,
            aliases=lexicon.aliases,
        )
        answer = verify(answer, self.library)
        if answer.verdict == "not_found":
            answer = replace(answer, closest=closest(readings))
        seconds = {
            "retrieve": round(retrieved - began, 4),
            "read": round(has_read - retrieved, 4),
            "total": round(time.perf_counter() - began, 4),
        }
        notes = (
            *notes,
            *self._as_of(answer, when, newest=lexicon.newest),
            *_nearly(answer, lexicon),
            *self._elsewhere(answer),
            *self._of_one_story(answer),
            *self._unindexed(index),
        )
        chance = round(max((one.probability for one in readings), default=0.0), 4)
        return replace(answer, probability=chance, notes=notes, seconds=seconds)

    def search(self, question: str, *, k: int = 10) -> list[Hit]:
        """The k best passages for some words, best first. Raises UserError as `ask` does."""
        return retrieve(self.index, clean_question(question), k=k)

    def suggestions(self) -> list[str]:
        """A few questions that this library is known to answer; may be empty."""
        return suggest(self._newest_first(), self.ask)

    def _only(self, narrowing: Narrowing, when: When) -> tuple[set[str] | None, tuple[str, ...]]:
        """The ids of the articles that may answer, None for all, and what to tell about it."""
        if not narrowing and not (when.since or when.until):
            return None, ()
        chosen, undated = narrowing.choose(self.library.described())
        noun = "article without a date was" if undated == 1 else "articles without a date were"
        notes = (f"{undated} {noun} left out of the date range.",) if undated else ()
        return {article.id for article in may_answer(chosen, when)}, notes

    def _as_of(self, answer: Answer, when: When, *, newest: str | None) -> tuple[str, ...]:
        """As of when an answer about now or the latest is known."""
        if when == When() or answer.is_abstained:
            return ()
        found = [self.library.get(one.article, one.version) for one in answer.citations]
        note = as_of([one for one in found if one], when, newest=newest)
        return (note,) if note else ()

    def _once(self, readings: Sequence[Reading]) -> list[Reading]:
        """The readings without those that say again what the same story says in another outlet."""
        kept: list[Reading] = []
        for one in readings:
            story = {*self.library.story_of(one.article.id)} - {one.article.id}
            if not any(
                other.article.id in story and _holds(other.article, one.text) for other in kept
            ):
                kept.append(one)
        return kept

    def _elsewhere(self, answer: Answer) -> Iterator[str]:
        """Who else has a story that is cited: near-copies are cited once."""
        for citation in answer.citations:
            story = self.library.story_of(citation.article)
            found = [self.library.get(article) for article in story if len(story) > 1]
            same = [one for one in found if one and _holds(one, citation.quote)]
            names = dict.fromkeys(one.publisher or one.source for one in same)
            if len(names) > 1:
                yield f"The same words stand in: {', '.join(names)}."

    def _of_one_story(self, answer: Answer) -> Iterator[str]:
        """Which citations are of one origin: an edited copy confirms nothing."""
        cited: dict[tuple[str, ...], dict[str, int]] = {}
        for one in answer.citations:
            numbers = cited.setdefault(self.library.story_of(one.article), {})
            numbers.setdefault(one.article, one.number)
        for numbers in cited.values():
            if len(numbers) > 1:
                named = " and ".join(f"[{number}]" for number in numbers.values())
                yield f"{named} are versions of one story, not independent sources."

    def _unindexed(self, index: Index) -> tuple[str, ...]:
        """What to tell about articles that an interrupted `add` left without an index."""
        missing = self.library.count() - index.manifest.articles
        if missing <= 0:
            return ()
        noun = "article is" if missing == 1 else "articles are"
        return (f"{missing:,} {noun} not indexed yet: footnote doctor --repair",)


def _nearly(answer: Answer, lexicon: Lexicon) -> Iterator[str]:
    """The name that may have been meant, where a question is refused that has it almost."""
    if answer.is_abstained and (names := meant(answer.asked_as, lexicon.aliases)):
        typed, written = names
        yield f"No article names “{typed}”. Did you mean “{written}”?"


def _holds(article: Article, quote: str) -> bool:
    """Whether the article says the quote word for word, white space aside."""
    return " ".join(quote.split()) in " ".join(article.text.split())


def _asked_as(question: str, history: Sequence[Turn]) -> str:
    """The question as it stands alone: no greeting, nothing left out."""
    turns = history[-MAX_TURNS:]
    earlier = [without_greeting(tidy(turn.question)[:MAX_QUESTION]) for turn in turns]
    answers = [_told(turn.answer) for turn in turns]
    return rewrite(without_greeting(question), earlier, answers=answers)


def _preferred(readings: list[Reading], when: When, *, newest: str | None) -> list[Reading]:
    """The readings, of the likely ones those first that are of the time asked about."""
    likely = [reading for reading in readings if reading.probability >= THRESHOLD]
    if when == When() or not likely:
        return readings
    chances = [reading.probability for reading in likely]
    published = [reading.article.published for reading in likely]
    order = prefer(chances, published, when, newest=newest)
    return [*(likely[place] for place in order), *readings[len(likely) :]]


def _told(answer: Answer | None) -> str:
    """What an earlier answer said, its exact words first; empty for a refusal."""
    if answer is None or answer.is_abstained or not answer.claims:
        return ""
    claim = answer.claims[0]
    exact = claim.text[slice(*claim.highlight)] if claim.highlight else ""
    quote = answer.citations[claim.citations[0] - 1].quote
    return f"{exact}. {quote}" if exact else quote


def tidy(text: str) -> str:
    """The text on one line, without control and direction characters and lone surrogates."""
    shown = _INVISIBLE.sub("", " ".join(text.split())).encode("utf-8", "ignore").decode()
    return " ".join(shown.split())


def clean_question(question: str) -> str:
    """The question, tidied. Raises QuestionError when nothing is left, or too much."""
    question = tidy(question)
    if not question:
        raise QuestionError(
            "The question is empty.", mend='Ask something, for example: "Who met whom?"'
        )
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters.",
            mend=f"Ask in at most {MAX_QUESTION:,} characters.",
        )
    return question
