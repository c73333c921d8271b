"""What a Word or Markdown file of a chat says, before it is either: ui/export.py writes it down.

References are numbered through the whole file; the same sentence has one number wherever it is
cited. Of an article that was removed there is no word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer import Answer, Citation, Claim, Turn
from rag.shorten import holds_words
from ui.dates import byline, date_in_words
from ui.pieces import text
from ui.references import NOT_TOLD, REMOVED, Cited, Find, is_told, look_up, message_of

Run = tuple[str, bool]  # words, and whether they stand out
Line = tuple[Run, ...]


@dataclass(frozen=True)
class Section:
    """A question with all that is said to it."""

    question: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Paper:
    """All that a file of a chat says. References are in order of their numbers, from 1."""

    title: str
    about: str
    sections: tuple[Section, ...]
    references: tuple[Cited, ...]
    checks: tuple[Line, ...]  # how each claim was checked
    day: str  # when it was written, which is when its sources were looked up


def paper(turns: Sequence[Turn], *, title: str, find: Find, today: date) -> Paper:
    """What a file of these turns says, with every quote looked up again in its article."""
    numbers: dict[tuple[str, int, int, int], int] = {}
    references: list[Cited] = []
    sections, checks = [], []
    day = date_in_words(today.isoformat())
    for place, turn in enumerate(turns, start=1):
        answer = turn.answer
        if answer is None:
            sections.append(Section(turn.question, (_plain("This question has no answer yet."),)))
            continue
        cited = look_up(answer.citations, find)
        numbered: dict[int, int] = {}  # in the answer -> in the file
        for number, one in cited.items():
            if _place(one.citation) not in numbers:
                references.append(one)
            numbered[number] = numbers.setdefault(_place(one.citation), len(references))
        lines = _lines(answer, cited, numbered, find)
        sections.append(Section(turn.question, tuple(line for line in lines if line)))
        checks += [*_checks(answer, cited, numbered, question=place, day=day)]
    about = f"From Footnote, {day}. The sources were looked up again on that day."
    title = " ".join(text(title).split()) or "Chat"
    return Paper(title, about, tuple(sections), tuple(references), tuple(checks), day)


def _place(citation: Citation) -> tuple[str, int, int, int]:
    return citation.article, citation.version, citation.start, citation.end


def _lines(
    answer: Answer, cited: Mapping[int, Cited], numbered: Mapping[int, int], find: Find
) -> Iterator[Line]:
    """What is said to a question, a paragraph each."""
    if answer.asked_as.strip() != answer.question.strip():
        yield _plain(f"Asked as: {answer.asked_as}")
    if message := message_of(answer, cited):
        yield _plain(message)
    for claim in answer.claims:
        markers = "".join(f" [{numbered[number]}]" for number in claim.citations if number in cited)
        if is_told(claim, cited):
            start, end = claim.highlight or (0, 0)
            words = claim.text
            yield (words[:start], False), (words[start:end], True), (words[end:] + markers, False)
        else:
            yield _plain(NOT_TOLD + markers)
    for part in answer.missing:
        yield ("Not found in the articles: ", True), (part, False)
    yield from (_plain(note) for note in answer.notes)
    if answer.closest:
        yield _plain("The closest articles:")
    for near in answer.closest:
        by = byline(near.publisher, near.published)
        is_there = find(near.article, None) is not None
        yield _plain(f"{near.title or near.heading} ({by}; {near.source})" if is_there else REMOVED)


def _checks(
    answer: Answer,
    cited: Mapping[int, Cited],
    numbered: Mapping[int, int],
    *,
    question: int,
    day: str,
) -> Iterator[Line]:
    """How each claim of an answer was checked, a paragraph each."""
    if not answer.claims:
        yield (
            (f"Question {question}. ", True),
            ("Nothing was claimed, so nothing is checked.", False),
        )
    for place, claim in enumerate(answer.claims, start=1):
        known = [(numbered[n], cited[n]) for n in claim.citations if n in cited]
        markers = "".join(f"[{number}]" for number, _ in known)
        told = [_looked_up(number, one, day) for number, one in known]
        if is_told(claim, cited):
            told += [_wording(claim, [one.citation.quote for _, one in known]), _named(claim)]
        yield (f"Question {question}, sentence {place} {markers}. ", True), (" ".join(told), False)


def _looked_up(number: int, cited: Cited, day: str) -> str:
    """Whether the quote stands in its article, found by looking there now."""
    citation, article = cited.citation, cited.quoted
    if cited.is_removed:
        return f"[{number}] was removed from the library and cannot be looked up."
    if article is None:
        return f"The text that [{number}] was quoted from is not kept any more."
    at = f"version {citation.version}, characters {citation.start:,} to {citation.end:,}"
    if article.text[citation.start : citation.end] != citation.quote:
        return f"The quote [{number}] was looked up again on {day} and does not stand at {at}."
    since = " The article has changed since." if cited.has_changed else ""
    return (
        f"The quote [{number}] was looked up again on {day} and stands word for word in its"
        f" article, {at}.{since}"
    )


def _wording(claim: Claim, quotes: Sequence[str]) -> str:
    """How the claim's words relate to those it cites."""
    whole = [" ".join(quote.split()) for quote in quotes]
    if any(" ".join(claim.text.split()) in quote for quote in whole):
        return "The sentence is the article's own."
    if any(holds_words(quote, claim.text) for quote in whole):
        return "The sentence is the article's own, with words left out; the quote has them all."
    return "The sentence is in words of its own; its names and numbers were checked in the quote."


def _named(claim: Claim) -> str:
    """Which names, numbers and dates the source says, and which it does not."""
    said = ", ".join(f"“{check.value}”" for check in claim.checks if check.found)
    unsaid = ", ".join(f"“{check.value}”" for check in claim.checks if not check.found)
    if not claim.checks:
        return "The question has no name, number or date to look for."
    if not unsaid:
        return f"Of the question, the source says {said}."
    does_not = f"it does not say {unsaid}."
    return f"Of the question, the source says {said}; {does_not}" if said else does_not.capitalize()


def _plain(words: str) -> Line:
    return ((words, False),)
