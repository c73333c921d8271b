"""The steps tied together: this file reads as the story of one question."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Self

from corpus.library import Library
from index.embed import Embedder, open_embedder
from index.manifest import INDEX, current
from index.store import Index

from .answer import Answer, Turn
from .evidence import Reading, read
from .extract import THRESHOLD, Query, closest, extract
from .narrow import EVERYTHING, Narrowing
from .notes import holds, left_out, notes_on
from .question import clean_question
from .reader.hub import open_reader
from .reader.runtime import Reader
from .retrieve import Hits, retrieve
from .rewrite import rewritten
from .settings import Settings
from .several import Found, split, together
from .suggest import suggest
from .talk.reply import talk
from .verify import verify
from .when import When, asked_when, may_answer, prefer
from .wording.kept import Lexicons
from .wording.lexicon import Lexicon
from .yes_no import asks_whether, judge

if TYPE_CHECKING:
    from .llm import Llm

PASSAGES = 8  # read for each question; more found no more answers on the fitting set


class Chatbot:
    """Answers questions from one library. Safe to share between threads."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        reader: Reader,
        *,
        settings: Settings,
        llm: "Llm | None" = None,
    ) -> None:
        self.library = library
        self.settings = settings
        self._embedder = embedder
        self._reader = reader
        self._llm = llm
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._lexicons = Lexicons(library, settings.folder / INDEX)

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The chatbot over the library that the settings name.

        Raises UserError when library, index or a language model that is named cannot be used.
        """
        library = Library.open(settings.folder)
        embedder, reader = open_embedder(settings.embedder), open_reader(settings.reader)
        llm = None
        if settings.llm:  # where none is named, nothing of it is imported
            from .llm import Llm

            llm = Llm.open(settings)
        chatbot = cls(library, embedder, reader, settings=settings, llm=llm)
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
        return self._lexicons.of(self.index)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        narrowing: Narrowing = EVERYTHING,
        is_quoted: bool = False,
    ) -> Answer:
        """The answer to a question, verified; `history` is the chat so far, oldest first.

        With `is_quoted` no language model is asked, whatever the settings name. Raises
        QuestionError on a blank or overlong question, UserError on a publisher that no article
        has and on an index that cannot be used.
        """
        told = self.stream(question, history, narrowing=narrowing, is_quoted=is_quoted)
        return next(one for one in told if isinstance(one, Answer) and one.seconds)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        narrowing: Narrowing = EVERYTHING,
        is_quoted: bool = False,
    ) -> Generator[str | Answer, None, None]:
        """What becomes of a question, as it comes; raises as `ask` does.

        A str is the sentence that a language model is writing, not checked yet: it replaces the
        str before it. While the model lets one wait it comes again every quarter of a second,
        empty before the first word. An Answer holds what is checked until now, each sentence with
        its citation. The last item is the whole Answer, the only one with `seconds`; without a
        language model it is the only item. Whoever closes the iterator stops the model.
        """
        began = time.perf_counter()
        question = clean_question(question)
        if said := talk(question, self.library, is_first=not history):
            total = round(time.perf_counter() - began, 4)
            yield replace(verify(said, self.library), seconds={"total": total})
            return
        index, lexicon = self.index, self.lexicon
        alone, failed = yield from self._alone(question, history, is_quoted=is_quoted)
        found = self._found(question, lexicon.respell(alone), narrowing)
        answer, readings = found.answer, found.readings
        composed = answer
        if self._llm and not is_quoted and answer.claims and len(split(answer.asked_as)) > 1:
            failed = (*failed, "Several questions at once are answered in quotes.")
        is_quoted = is_quoted or bool(failed)
        for item in self._worded(answer, readings, is_quoted=is_quoted):
            if isinstance(item, Answer):
                composed = item
            yield item
        notes = (
            *composed.notes,
            *failed,
            *found.notes,
            *notes_on(composed, self.library, lexicon, found.when),
            *self._unindexed(index),
        )
        total = round(time.perf_counter() - began, 4)
        yield replace(composed, notes=notes, seconds=found.seconds | {"total": total})

    def _found(self, question: str, asked_as: str, narrowing: Narrowing) -> Found:
        """The answer in quotes; of several questions in one, that of each, where they go together.

        The later ones are asked as the follow-ups that they are.
        """
        parts, turns, founds = split(asked_as), list[Turn](), list[Found]()
        when = asked_when(asked_as, today=date.today())  # of all parts, wherever it stands
        for part in parts if len(parts) > 1 else ():
            alone = rewritten(part, turns)
            if turns and alone != part and founds[0].answer.verdict == "false_premise":
                founds.append(founds[0])  # it hangs on what is not so
                continue
            founds.append(self._found_one(question, alone, narrowing, when))
            turns.append(Turn(alone, founds[-1].answer))
        joined = together(question, asked_as, parts, founds) if founds else None
        if joined is None:
            return self._found_one(question, asked_as, narrowing, when)
        return joined._replace(answer=verify(joined.answer, self.library))

    def _found_one(self, question: str, asked_as: str, narrowing: Narrowing, when: When) -> Found:
        began = time.perf_counter()
        index, lexicon = self.index, self.lexicon
        only, notes = self._only(narrowing, when)
        hits = retrieve(
            index,
            lexicon.expand(asked_as),
            k=PASSAGES,
            only=only,
            story_of=self.library.story_of,
        )
        notes += left_out(hits.damages)
        retrieved = time.perf_counter()
        readings = self._once(read(index, self.library, self._reader, asked_as, hits))
        has_read = time.perf_counter()
        readings = _preferred(readings, when, newest=lexicon.newest)
        judged = judge(self._reader, asked_as, readings) if asks_whether(asked_as) else None
        typed = lexicon.without_publishers(lexicon.respell(question))
        query = Query(question, asked_as, typed, lexicon.aliases)
        answer = extract(query, readings, judged=judged)
        answer = verify(answer, self.library)
        if answer.verdict == "not_found":
            answer = replace(answer, closest=closest(readings))
        chance = round(max((one.probability for one in readings), default=0.0), 4)
        seconds = {
            "retrieve": round(retrieved - began, 4),
            "read": round(has_read - retrieved, 4),
        }
        return Found(replace(answer, probability=chance), readings, when, notes, seconds)

    def _alone(
        self, question: str, history: Sequence[Turn], *, is_quoted: bool
    ) -> Generator[str, None, tuple[str, tuple[str, ...]]]:
        """The question as it stands alone; and a note, where a language model failed at that."""
        by_rule = rewritten(question, history)
        if self._llm is None or is_quoted or not history:
            return by_rule, ()
        from .rephrase import rephrase

        return (yield from rephrase(question, history, self._llm, by_rule=by_rule))

    def _worded(
        self, found: Answer, readings: Sequence[Reading], *, is_quoted: bool
    ) -> Iterator[str | Answer]:
        """What a language model makes of the answer in quotes, if there is one and it may."""
        if self._llm is None or is_quoted:
            return
        from .generate import Source, generate, is_open

        if is_open(found, readings):
            source = Source(self.library, self._reader)
            tokens = self.settings.llm_tokens
            yield from generate(found, readings, self._llm, source, max_tokens=tokens)

    def search(self, question: str, *, k: int = 10) -> Hits:
        """The k best passages for some words, best first. Raises UserError as `ask` does."""
        return retrieve(self.index, clean_question(question), k=k)

    def suggestions(self) -> list[str]:
        """A few questions that this library is known to answer; may be empty."""
        found = map(self.library.get, self.library.newest_first())
        return suggest(filter(None, found), partial(self.ask, is_quoted=True))

    def _only(self, narrowing: Narrowing, when: When) -> tuple[set[str] | None, tuple[str, ...]]:
        """The ids of the articles that may answer, None for all, and what to tell about it."""
        if not narrowing and not (when.since or when.until):
            return None, ()
        chosen, undated = narrowing.choose(self.library.described())
        noun = "article without a date was" if undated == 1 else "articles without a date were"
        notes = (f"{undated} {noun} left out of the date range.",) if undated else ()
        return {article.id for article in may_answer(chosen, when)}, notes

    def _once(self, readings: Sequence[Reading]) -> list[Reading]:
        """The readings without those that say again what the same story says in another outlet."""
        kept: list[Reading] = []
        for one in readings:
            story = {*self.library.story_of(one.article.id)} - {one.article.id}
            if not any(
                other.article.id in story and holds(other.article, one.text) for other in kept
            ):
                kept.append(one)
        return kept

    def _unindexed(self, index: Index) -> tuple[str, ...]:
        """What to tell about articles that an interrupted `add` left without an index."""
        missing = self.library.count() - index.manifest.articles
        if missing <= 0:
            return ()
        noun = "article is" if missing == 1 else "articles are"
        return (f"{missing:,} {noun} not indexed yet: footnote doctor --repair",)


def _preferred(readings: list[Reading], when: When, *, newest: str | None) -> list[Reading]:
    """The readings, of the likely ones those first that are of the time asked about."""
    likely = [reading for reading in readings if reading.probability >= THRESHOLD]
    if when == When() or not likely:
        return readings
    chances = [reading.probability for reading in likely]
    published = [reading.article.published for reading in likely]
    order = prefer(chances, published, when, newest=newest)
    return [*(likely[place] for place in order), *readings[len(likely) :]]
