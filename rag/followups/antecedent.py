"""What a pronoun of a follow-up stands for: the phrase of the chat that agrees with it best."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.words import words

from ..facts import names
from .grammar import BE, DETERMINERS, DO
from .kinds import gender, is_plural, kind_of
from .subject import Parsed, Phrase, parse, phrase_after

_PRONOUN = re.compile(
    r"(?:he|she|it|they|him|her|them|this|that|these|those|there|we|you|i|his|its|their)$", re.I
)
_OPENING = re.compile(r"(?:a|an)\s+", re.I)
_HAVING = re.compile(r"[a-z]+\s+(?:up\s+)?(?:a|an)\s+(?=[a-z])")
_WHEN = re.compile(r"\s(?:in|on|since|by|from)\s(?:the\s)?(?:1\d|20)\d\d.*$|,.*$")
_OWNING = re.compile(r"(?:his|her|its|their)\s+", re.I)
_CALLED = re.compile(
    r"[,’'”\"]?\s*(?:who|said|says|added|told|argued|wrote|was born)\b"
    r"|,\s(?:the|a|an|then|former|[A-Z][a-z]+\s(?:of|for|at))\s"  # Ana Li, President of Mali
)
_TITLE = re.compile(r"[A-Z]\w+ (?:of|for) ")
MAX_OWNED = 6  # words: more is a clause, and no thing that somebody has
MAX_PHRASE = 100  # characters: a longer stand-in makes a question that nobody can read


@dataclass(frozen=True)
class Said:
    """One earlier turn: the question as it stands alone, and what was answered, if known."""

    question: str
    answer: str = ""

    @cached_property
    def parsed(self) -> Parsed:
        """The question in parts."""
        return parse(self.question)

    @property
    def phrases(self) -> list[Phrase]:
        """What the question names, the subject first; without pronouns and dates."""
        return [
            phrase
            for phrase in self.parsed.phrases
            if not _PRONOUN.match(phrase.text) and phrase.kind != "date"
        ]


def person(turns: Sequence[Said], *, pronoun: str, besides: str = "") -> str:
    """Whom "he" or "she" stands for, nobody that `besides` names; empty if nobody is known."""
    apart = set(words(besides))
    other = {"he": "she", "she": "he"}[pronoun]
    things = {  # "Who founded Yale?" asks for a person, and Yale is none
        phrase.text
        for turn in turns
        if turn.parsed.asked.lower() == "who" and turn.parsed.asks_subject
        for phrase in turn.phrases
        if phrase.role == "object" and not phrase.preposition
    }
    for turn in reversed(turns):
        found = [
            phrase
            for phrase in turn.phrases
            if not phrase.is_plural
            and gender(phrase.text) != other
            and not apart & set(words(phrase.text))
            and phrase.role != "asked"
        ]
        asks_who = turn.parsed.asked.lower() in ("who", "whom")
        is_named = asks_who and turn.parsed.helper in BE and not turn.parsed.rest
        known = [phrase for phrase in found if phrase.kind == "person"]
        maybe = [
            phrase
            for phrase in found
            if phrase.kind == "name" and _may_be_person(phrase) and phrase.text not in things
        ]
        if is_named and found and found[0].role == "subject":
            return stand_in(found[0].text, turn)
        if known:
            return stand_in(known[0].text, turn)
        if asks_who and (named := _answered_person(turn, apart)):
            return named
        if asks_who and not apart & set(words(turn.question)) and (one := _the_one(turn.parsed)):
            return one
        if maybe:
            return stand_in(maybe[0].text, turn)
    return next((name for turn in reversed(turns) if (name := _answered_person(turn, apart))), "")


def thing(turns: Sequence[Said], *, besides: str = "") -> str:
    """What "it" stands for: one thing or organisation; empty if there is none."""
    apart = set(words(besides))
    for turn in reversed(turns):
        fitting = [
            phrase
            for phrase in turn.phrases
            if not phrase.is_plural
            and phrase.kind != "person"
            and not (apart and apart & set(words(phrase.text)))
        ]
        new = _answered_thing(turn) or _had(turn.parsed)  # what just came up is spoken of next
        if new and not apart & set(words(new)):
            return new
        subject = [phrase for phrase in fitting if phrase.role == "subject"]
        if subject:
            return stand_in(subject[0].text, turn)
        for phrase in fitting:
            if phrase.role == "object":
                return stand_in(phrase.text, turn)
        if any(phrase.role == "asked" for phrase in fitting) and not turn.parsed.asked.startswith(
            "How"
        ):
            return asked_for(turn.parsed)
        if fitting and fitting[0].role == "owner" and names(fitting[0].text):
            return fitting[0].text
    return ""


def several(turns: Sequence[Said], *, besides: str = "", is_part: bool = False) -> str:
    """Whom or what "they" stands for: several, or else an organisation; empty if none.

    `is_part` is of "which of them": rather of what was asked for than of who has it.
    """
    apart = set(words(besides))
    for turn in reversed(turns):
        fitting = [
            phrase for phrase in turn.phrases if not (apart and apart & set(words(phrase.text)))
        ]
        if is_part:
            fitting.sort(key=lambda phrase: phrase.role != "asked")
        for phrase in fitting:
            if phrase.is_plural:
                is_asked = phrase.role == "asked"
                return asked_for(turn.parsed) if is_asked else stand_in(phrase.text, turn)
        if turn.parsed.asked.lower() == "who" and turn.parsed.asks_subject:
            return _shorter(f"those who {_finite(turn.parsed)}", "")
        for phrase in fitting:
            if phrase.role == "subject":
                return stand_in(phrase.text, turn)
            if phrase.role == "asked" and phrase.kind == "organisation":
                return asked_for(turn.parsed)
    return ""


def place(turns: Sequence[Said]) -> tuple[str, str]:
    """Where "there" is, and the preposition that goes before it; empty if nowhere is named."""
    for turn in reversed(turns):
        named = [phrase for phrase in turn.phrases if phrase.role != "asked"]
        tests: tuple[Callable[[Phrase], bool], ...] = (  # the likeliest first
            lambda one: (
                one.preposition in ("in", "at", "on", "to", "from", "near")
                and one.kind in ("place", "name", "organisation")
            ),
            lambda one: one.kind == "place",
            lambda one: one.role == "object" and one.kind == "name",
            lambda one: one.role == "subject" and one.kind in ("name", "organisation", "thing"),
            lambda one: one.role == "owner" and one.kind in ("name", "organisation"),
        )
        for test in tests:
            if found := [phrase for phrase in named if test(phrase)]:
                preposition = found[0].preposition
                return stand_in(found[0].text, turn), (
                    preposition if preposition in ("in", "at", "on") else "in"
                )
    return "", ""


def asked_for(parsed: Parsed) -> str:
    """What a question asks for as a phrase: "Which firms signed it?" -> "the firms that signed it".

    >>> asked_for(parse("How many hotels does the island have?"))
    "the island's hotels"
    """
    noun = parsed.noun
    if noun.split()[0].lower() in DETERMINERS or not (parsed.subject or parsed.rest):
        return noun
    if parsed.asks_subject:
        return _shorter(f"the {noun} that {_finite(parsed)}", f"the {noun}")
    if re.match(r"have\b", parsed.rest) and parsed.helper in DO:
        rest = parsed.rest[4:]
        return _shorter(f"{owner(parsed.subject)} {noun}{rest}", f"the {noun}")
    clause = f"{parsed.subject} {_finite(parsed)}"
    return _shorter(f"the {noun} that {clause}", f"the {noun}")


def owner(phrase: str) -> str:
    """The possessive form of a phrase."""
    return phrase + ("'" if phrase.endswith("s") else "'s")


def stand_in(phrase: str, turn: Said) -> str:
    """A phrase as it can stand in another question: "a deal" is now "the deal", "his" a name's."""
    if match := _OWNING.match(phrase):
        subject = turn.parsed.subject
        if subject and not _PRONOUN.match(subject):
            return f"{owner(subject)} {phrase[match.end() :]}"
    if is_noun := _OPENING.match(phrase):
        return f"the {phrase[is_noun.end() :]}"
    if phrase[:1].islower() and not re.match(r"(?:the|this|that|these|those)\s", phrase):
        return phrase if names(phrase) or not is_plural(phrase) else f"the {phrase}"
    return phrase


def _the_one(parsed: Parsed) -> str:
    """Whom "who" asks for: "the one who founded Yale", "the one Yale is named after"."""
    if parsed.asks_subject:
        return _shorter(f"the one who {_finite(parsed)}", "")
    if parsed.helper in BE and parsed.subject and parsed.rest:
        return _shorter(f"the one {parsed.subject} {_finite(parsed)}", "")
    return ""


def _finite(parsed: Parsed) -> str:
    """The verb and what follows it as a statement has them: "does run" is "runs"."""
    if parsed.helper == "does" and (match := re.match(r"[a-z]+", parsed.rest)):
        verb = match.group()
        ending = "es" if verb.endswith(("s", "x", "ch", "sh", "o")) else "s"
        third = "has" if verb == "have" else verb + ending
        return third + parsed.rest[match.end() :]
    if parsed.helper == "do":
        return parsed.rest
    return f"{parsed.helper} {parsed.rest}".strip()


def _may_be_person(phrase: Phrase) -> bool:
    parts = phrase.text.split()
    return (
        not phrase.text.lower().startswith("the ")
        and not (len(parts) == 1 and parts[0].isupper())
        and parts[-1][:1].isupper()
        and not phrase.preposition.startswith(("in", "at"))
    )


def _answered_person(turn: Said, apart: set[str]) -> str:
    """The person that an answer names and its question does not; empty if it names none."""
    known = apart | set(words(turn.question))
    verb = words(turn.parsed.rest)[:1]
    best, most = "", 1
    parts = re.split(r"(?<=[a-z]{2}\.)\s+", turn.answer)  # no name runs over a sentence's end
    for name in [name for part in parts for name in names(part)]:
        if known & set(words(name)):
            continue
        at = turn.answer.index(name)
        before, after = turn.answer[:at], turn.answer[at + len(name) :]
        kind = kind_of(name)
        score = 2 * (kind == "person") + 2 * bool(_CALLED.match(after)) * (" " in name)
        score -= 4 * (kind in ("place", "organisation", "date")) + 2 * name.isupper()
        score -= 4 * bool(_TITLE.match(name) or before.endswith(" the "))
        score += 3 * bool(verb and words(" ".join(after.split()[:1])) == verb)
        score += 2 * bool(verb and re.search(r"\bby\s+$", before))
        score += 3 * (not before and after.startswith("."))  # the exact words of the answer
        if score > most:
            best, most = name, score
    return best


def _had(parsed: Parsed) -> str:
    """What a question brings up as somebody's: "Does Mali have a navy?" asks of Mali's navy."""
    found = _HAVING.match(parsed.rest)
    if parsed.asked or parsed.helper not in DO or not parsed.subject or not found:
        return ""
    thing = _WHEN.sub("", parsed.rest[found.end() :])
    is_one = len(thing.split()) <= MAX_OWNED and not is_plural(thing)
    return _shorter(f"{owner(parsed.subject)} {thing}", "") if is_one else ""


def _answered_thing(turn: Said) -> str:
    """What was set up, built or signed, from an answer that repeats the question's verb."""
    parsed = turn.parsed
    if parsed.asked.lower() != "what" or not turn.answer or not parsed.subject:
        return ""
    verbs = [word for word in re.findall(r"[a-z]{3,}", parsed.rest)[:3] if words(word)]
    for verb in reversed(verbs):
        for match in re.finditer(
            rf"\b{re.escape(verb[:4])}\w*(?:\s(?:up|out|off|down))?\s", turn.answer
        ):
            if words(match.group())[:1] != words(verb)[:1]:
                continue
            phrase = phrase_after(turn.answer, match.end())
            if phrase and not is_plural(phrase) and not _PRONOUN.match(phrase):
                return _shorter(stand_in(phrase, turn), "")
    return ""


def _shorter(phrase: str, other: str) -> str:
    return phrase if len(phrase) <= MAX_PHRASE else other
