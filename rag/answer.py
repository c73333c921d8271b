"""Answer, Claim, Citation, Turn: what comes back from a question, and nothing about how."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeVar

MAX_WORDS = 80  # of an answer, and of a quote: more is a page, not a quotation
MAX_CITATIONS = 6
MAX_CLOSEST = 3

Verdict = Literal["answered", "partial", "not_found", "false_premise"]


@dataclass(frozen=True)
class Citation:
    """The exact words of an article: `quote == article.text[start:end]` of that version."""

    number: int  # from 1, as in the marker [1]
    article: str
    version: int
    source: str
    sources: tuple[str, ...]
    title: str | None
    publisher: str | None
    published: str | None
    quote: str
    start: int
    end: int
    heading: str = ""  # the title, or the first words of an article without one


@dataclass(frozen=True)
class Check:
    """One name, number, date or "not" of a question or a claim, and whether it stands in what is
    cited: for a question in the quote or its article, for a claim in the quotes.
    """

    kind: Literal["name", "person", "place", "number", "date", "negation"]
    value: str
    found: bool


@dataclass(frozen=True)
class Claim:
    """One statement of an answer, with the numbers of the citations it rests on.

    In `text` a "…" stands for what was left out of a long sentence; its quote is whole.
    """

    text: str
    citations: tuple[int, ...]
    highlight: tuple[int, int] | None = None  # the exact words, in characters of `text`
    supported: bool = False
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Closest:
    """An article near a question that it does not answer."""

    article: str
    source: str
    title: str | None
    heading: str
    publisher: str | None
    published: str | None


@dataclass(frozen=True)
class Answer:
    """What the articles say to a question, every claim with its citation; or that they do not."""

    question: str
    asked_as: str
    verdict: Verdict
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
    closest: tuple[Closest, ...] = ()
    message: str = ""  # what a refusal says, without the closest articles
    notes: tuple[str, ...] = ()  # for example: how many undated articles a date range left out
    probability: float | None = None  # that the likeliest sentence answers; see rag/evidence.py
    composer: str = "extractive"  # or the language model that worded it, as it was named
    written: int = 0  # sentences that a language model wrote
    kept: int = 0  # of those, how many are shown: each could be traced to an article
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_abstained(self) -> bool:
        """Whether the question is refused rather than answered."""
        return self.verdict in ("not_found", "false_premise")

    @property
    def text(self) -> str:
        """The whole answer as plain text: the message, claims with their markers, the closest."""
        marked = (c.text + "".join(f" [{number}]" for number in c.citations) for c in self.claims)
        near = "; ".join(article.heading for article in self.closest)
        parts = (self.message, *marked, f"The closest: {near}" if near else "")
        return " ".join(part for part in parts if part)

    def to_json(self) -> dict[str, Any]:
        """A JSON object: keys as in the README's "The answer as JSON"."""
        return {
            "question": self.question,
            "asked_as": self.asked_as,
            "verdict": self.verdict,
            "abstained": self.is_abstained,
            "answer": self.text,
            "claims": [asdict(claim) for claim in self.claims],
            "missing": list(self.missing),
            "citations": [asdict(citation) for citation in self.citations],
            "closest": [asdict(article) for article in self.closest],
            "message": self.message,
            "notes": list(self.notes),
            "probability": self.probability,
            "composer": self.composer,
            "written": self.written,
            "kept": self.kept,
            "seconds": dict(self.seconds),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Answer":
        """The answer that `to_json` gave, whole, also where another release wrote it.

        Keys that are not known here are left out, and what is not stated gets its default. Raises
        KeyError, TypeError, ValueError or AttributeError where `value` is no answer.
        """
        claims = (
            _made(Claim, claim, checks=_all(Check, claim.get("checks", ())))
            for claim in value.get("claims", ())
        )
        return _made(
            cls,
            value,
            claims=tuple(claims),
            citations=_all(Citation, value.get("citations", ())),
            closest=_all(Closest, value.get("closest", ())),
        )


@dataclass(frozen=True)
class Turn:
    """One earlier exchange of a chat: what was asked, and the answer where it is known."""

    question: str
    answer: Answer | None = None


_Noun = TypeVar("_Noun", bound="Answer | Claim | Check | Citation | Closest")


def _all(noun: type[_Noun], values: Iterable[Mapping[str, Any]]) -> tuple[_Noun, ...]:
    return tuple(_made(noun, _UNKNOWN | dict(value)) for value in values)


def _made(noun: type[_Noun], value: Mapping[str, Any], **parts: object) -> _Noun:
    """The noun that JSON states, which has lists for tuples; `parts` are those made already."""
    stated = {**value, **parts}
    known: dict[str, Any] = {}
    for name in (each.name for each in fields(noun) if each.name in stated):
        known[name] = tuple(stated[name]) if isinstance(stated[name], list) else stated[name]
    return noun(**known)


# What an article may not say of itself.
_UNKNOWN: dict[str, Any] = {"sources": (), "title": None, "publisher": None, "published": None}
