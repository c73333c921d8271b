"""The steps tied together: this file reads as the story of one question."""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from corpus.errors import UserError
from corpus.library import Library
from index.embed import Embedder, open_embedder
from index.ingest import INDEX
from index.manifest import current
from index.passage import Hit
from index.store import Index

from .answer import Answer, Turn
from .evidence import read
from .extract import closest, extract
from .narrow import EVERYTHING, Narrowing
from .retrieve import retrieve
from .rewrite import rewrite
from .settings import Settings
from .suggest import suggest
from .verify import verify

MAX_QUESTION = 2_000  # characters; a longer text is a document, not a question
PASSAGES = 8  # read for each question; more found no more answers on the fitting set

# C0 and C1 controls, and the marks that turn the direction of text around.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


class QuestionError(UserError):
    """A question that cannot be asked as it is; the next one may be fine."""


class Chatbot:
    """Answers questions from one library. Safe to share between threads."""

    def __init__(self, library: Library, embedder: Embedder, *, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._embedder = embedder
        self._lock = threading.Lock()
        self._index: Index | None = None

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The chatbot over the library that the settings name.

        Raises UserError when there is no library or index, or when either cannot be used.
        """
        library = Library.open(settings.folder)
        chatbot = cls(library, open_embedder(settings.embedder), settings=settings)
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

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        """The answer to a question, verified; `history` is the chat so far, oldest first.

        Raises QuestionError on a blank or overlong question, UserError on a publisher that no
        article has and on an index that cannot be used.
        """
        began = time.perf_counter()
        question = clean_question(question)
        asked_as = rewrite(question, [tidy(turn.question)[:MAX_QUESTION] for turn in history])
        index = self.index
        only, notes = self._only(narrowing)
        hits = retrieve(index, asked_as, k=PASSAGES, only=only)
        retrieved = time.perf_counter()
        readings = read(index, self.library, asked_as, hits)
        has_read = time.perf_counter()
        answer = verify(extract(question, asked_as=asked_as, readings=readings), self.library)
        if answer.is_abstained:
            answer = replace(answer, closest=closest(readings))
        seconds = {
            "retrieve": round(retrieved - began, 4),
            "read": round(has_read - retrieved, 4),
            "total": round(time.perf_counter() - began, 4),
        }
        return replace(answer, notes=(*notes, *self._unindexed(index)), seconds=seconds)

    def search(self, question: str, *, k: int = 10) -> list[Hit]:
        """The k best passages for some words, best first. Raises UserError as `ask` does."""
        return retrieve(self.index, clean_question(question), k=k)

    def suggestions(self) -> list[str]:
        """A few questions that this library is known to answer; may be empty."""
        return suggest(self.ask)

    def _only(self, narrowing: Narrowing) -> tuple[set[str] | None, tuple[str, ...]]:
        """The ids of the articles that may answer, None for all, and what to tell about it."""
        if not narrowing:
            return None, ()
        chosen, undated = narrowing.choose(self.library.described())
        noun = "article without a date was" if undated == 1 else "articles without a date were"
        notes = (f"{undated} {noun} left out of the date range.",) if undated else ()
        return {article.id for article in chosen}, notes

    def _unindexed(self, index: Index) -> tuple[str, ...]:
        """What to tell about articles that an interrupted `add` left without an index."""
        missing = self.library.count() - index.manifest.articles
        if missing <= 0:
            return ()
        noun = "article is" if missing == 1 else "articles are"
        return (f"{missing:,} {noun} not indexed yet: footnote doctor --repair",)


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
