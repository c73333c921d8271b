"""What an answer cites, as the library has it now, and the words that people take away with it.

An article that was removed is removed from saved answers as well: none of its words come back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corpus.article import Article
from rag.answer import Answer, Citation, Claim, Turn
from ui.dates import byline

# The article in that version, or its newest for None; None where it is not there any more.
Find = Callable[[str, int | None], Article | None]

REMOVED = "This article was removed."
NOT_TOLD = "The article that said this was removed."


@dataclass(frozen=True)
class Cited:
    """A citation with its article, as quoted and as it is now."""

    citation: Citation
    quoted: Article | None
    newest: Article | None

    @property
    def is_removed(self) -> bool:
        """Whether the library has the article no more, in any version."""
        return self.quoted is None and self.newest is None

    @property
    def has_changed(self) -> bool:
        """Whether the article has another text now than the one that was quoted."""
        return self.newest is not None and self.newest.version != self.citation.version

    @property
    def heading(self) -> str:
        """What to call the article: its title, its first words, or its file's name."""
        if self.is_removed:
            return REMOVED
        title = self.citation.title
        return title or (self.quoted.heading if self.quoted else self.citation.source)

    @property
    def byline(self) -> str:
        """Who published it and when, and whose opinion it is."""
        about = self.quoted or self.newest
        return byline(
            self.citation.publisher,
            self.citation.published,
            author=about.author if about else None,
            is_opinion=about is not None and about.is_opinion,
        )

    @property
    def line(self) -> str:
        """The whole reference without its number."""
        if self.is_removed:
            return REMOVED
        citation = self.citation
        return f"“{citation.quote}” {self.heading} ({self.byline}; {citation.source})"


def look_up(citations: Iterable[Citation], find: Find) -> dict[int, Cited]:
    """Each citation with its article, by number."""
    return {
        one.number: Cited(one, find(one.article, one.version), find(one.article, None))
        for one in citations
    }


def is_told(claim: Claim, cited: Mapping[int, Cited]) -> bool:
    """Whether a claim may be shown: not where all that it rests on was removed."""
    known = [cited[number] for number in claim.citations if number in cited]
    return not known or not all(one.is_removed for one in known)


def without_removed(turns: Iterable[Turn], find: Find) -> tuple[Turn, ...]:
    """The turns without the answers that cite an article which was removed.

    A follow-up to one of these would bring its words back, in "Asked as" and in the next answer.
    """
    return tuple(
        Turn(turn.question) if turn.answer and _has_removed(turn.answer, find) else turn
        for turn in turns
    )


def _has_removed(answer: Answer, find: Find) -> bool:
    return any(cited.is_removed for cited in look_up(answer.citations, find).values())


def message_of(answer: Answer, cited: Mapping[int, Cited]) -> str:
    """What the answer says before its claims, without words of an article that was removed."""
    if not any(one.is_removed for one in cited.values()):
        return answer.message
    if answer.verdict == "false_premise" and any(is_told(one, cited) for one in answer.claims):
        return "No article found says this; the nearest says:"
    return ""


def copy_of(claims: Iterable[Claim], cited: Mapping[int, Cited], *, message: str = "") -> str:
    """Claims with their markers, and below them their references, for the clipboard."""
    claims = tuple(claims)
    told = [
        claim.text + "".join(f" [{number}]" for number in claim.citations)
        if is_told(claim, cited)
        else NOT_TOLD
        for claim in claims
    ]
    used = sorted({number for claim in claims for number in claim.citations if number in cited})
    references = [f"[{number}] {cited[number].line}" for number in used]
    return "\n\n".join([" ".join(part for part in (message, *told) if part), *references])
