"""Notes: what to tell beside an answer. As of when it holds, who else says it, what was meant."""

from collections.abc import Iterable, Iterator

from corpus.article import Article
from corpus.errors import DamagedError
from corpus.library import Library

from .answer import Answer
from .when import When, as_of
from .wording.lexicon import Lexicon
from .wording.meant import meant

# Of the answers less likely than this, a quarter to a third are right on held-out titles; see
# docs/evaluation.md.
UNSURE = 0.3


def notes_on(answer: Answer, library: Library, lexicon: Lexicon, when: When) -> Iterator[str]:
    """The notes on an answer, in the order in which they are read."""
    yield from _unsure(answer)
    yield from _as_of(answer, library, when, newest=lexicon.newest)
    yield from _nearly(answer, lexicon)
    yield from _elsewhere(answer, library)
    yield from of_one_story(answer, library)


def left_out(found: Iterable[DamagedError]) -> tuple[str, ...]:
    """The notes on what was found and not used, since the disk has changed it."""
    return tuple(one.with_outcome("It is left out.") for one in found)


def _unsure(answer: Answer) -> Iterator[str]:
    """A warning, where the sentence is quoted rightly but may answer something else."""
    is_told = answer.verdict in ("answered", "partial") and not answer.message
    if is_told and answer.probability is not None and answer.probability < UNSURE:
        yield "Not sure that this answers the question: read the sentence before you use it."


def holds(article: Article, quote: str) -> bool:
    """Whether the article says the quote word for word, white space aside."""
    return " ".join(quote.split()) in " ".join(article.text.split())


def _as_of(answer: Answer, library: Library, when: When, *, newest: str | None) -> Iterator[str]:
    """As of when an answer about now or the latest is known."""
    if when == When() or answer.is_abstained:
        return
    found = [library.get(one.article, one.version) for one in answer.citations]
    if note := as_of([one for one in found if one], when, newest=newest):
        yield note


def _nearly(answer: Answer, lexicon: Lexicon) -> Iterator[str]:
    """The name that may have been meant, where a question is refused that has it almost."""
    if answer.is_abstained and (names := meant(answer.asked_as, lexicon.aliases)):
        typed, written = names
        yield f"No article names “{typed}”. Did you mean “{written}”?"


def _elsewhere(answer: Answer, library: Library) -> Iterator[str]:
    """Who else has a story that is cited: near-copies are cited once."""
    for citation in answer.citations:
        story = library.story_of(citation.article)
        found = [library.get(article) for article in story if len(story) > 1]
        same = [one for one in found if one and holds(one, citation.quote)]
        names = dict.fromkeys(one.publisher or one.source for one in same)
        if len(names) > 1:
            yield f"The same words stand in: {', '.join(names)}."


def of_one_story(answer: Answer, library: Library) -> Iterator[str]:
    """Which citations are of one origin: an edited copy confirms nothing."""
    cited: dict[tuple[str, ...], dict[str, int]] = {}
    for one in answer.citations:
        numbers = cited.setdefault(library.story_of(one.article), {})
        numbers.setdefault(one.article, one.number)
    for numbers in cited.values():
        if len(numbers) > 1:
            named = " and ".join(f"[{number}]" for number in numbers.values())
            yield f"{named} are versions of one story, not independent sources."
