"""The pronouns of a question that point outside it, and what stands in for them."""

import re
from collections.abc import Sequence

from ..facts import names
from .antecedent import Said, person, place, several, thing
from .antecedent import owner as owning
from .grammar import DETERMINERS, HELPERS, PREPOSITIONS, WH
from .kinds import gender
from .subject import Phrase, parse

_OPENING = re.compile(
    r"(?:when|if|after|before|as|while|since|although|in|by|with)\s[^,]*,(.*)", re.I
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CLASS = {
    **dict.fromkeys(("he", "him", "his"), "he"),
    **dict.fromkeys(("she", "her", "hers"), "she"),
    **dict.fromkeys(("it", "its"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs"), "they"),
    "there": "there",
}
_POSSESSIVE = {"his", "its", "their", "theirs", "hers"}
# "Is it true that ...", "How long does it take to ...": nothing that was named before.
_EMPTY_IT = re.compile(
    r"\bit\b(?:\s+(?:be|is|was|been|not|still|ever|even|so))*\s+(?:\w+\s+){0,3}?"
    r"(?:that|to|if|whether|for\s+(?:\w+\s+){1,5}?to)\b"
    r"|\b(?:time|day|year|date|weather)\s+(?:is|was)\s+it\b|\bit\s+(?:rains?|snows?|rain|snow)\b",
    re.I,
)
_JUDGING = re.compile(
    r"\bit\s+(?:\w+\s+)?(?:true|false|possible|likely|clear|legal|illegal|necessary|important|safe|"
    r"fair|worth|known|believed|thought|said|expected|estimated|argued|required|easy|hard|difficult|better|best|right|wrong|common|usual|correct|takes?|"
    r"took|cost|costs?|matter|matters|seems?|appears?|feels?|means?|like)\b",
    re.I,
)
_THERE_IS = re.compile(
    r"\bthere\s+(?:is|are|was|were|be|been|has|have|will|any)\b"
    r"|\b(?:is|are|was|were|be)\s+there\b",
    re.I,
)
_GO = re.compile(
    r"\b(?:go|goes|went|gone|travel\w*|move[ds]?|return\w*|fly|flew|get|got)\s+$", re.I
)


def resolved(text: str, said: Sequence[Said]) -> str:
    """The text with each pronoun that points outside it replaced; the first of each kind only."""
    done: set[str] = set()
    found = ""
    at = 0
    own = " ".join(names(text))
    for match in _WORD.finditer(text):
        word = match.group().lower()
        kind = _CLASS.get(word)
        if not kind or kind in done:
            continue
        done.add(kind)
        if _is_empty(text, match, kind) or _points_inside(text, match, kind):
            continue
        replacement = _replacement(text, match, kind, said, own)
        if replacement and replacement.lower() not in found.lower() + text.lower():
            found += text[at : match.start()] + replacement
            at = match.end()
            own = f"{own} {replacement}"
    return found + text[at:]


def is_unresolved(text: str) -> bool:
    """Whether a pronoun still points outside: nothing agreed with it."""
    return any(
        (kind := _CLASS.get(match.group().lower())) is not None
        and not _is_empty(text, match, kind)
        and not _points_inside(text, match, kind)
        for match in _WORD.finditer(text)
    )


def _replacement(text: str, match: re.Match[str], kind: str, said: Sequence[Said], own: str) -> str:
    after = text[match.end() :].strip()
    word = match.group().lower()
    if kind == "there":
        where, preposition = place(said)
        preposition = "to" if _GO.search(text[: match.start()]) else preposition
        return f"{preposition} {where}" if where else ""
    if kind in ("he", "she"):
        stand_in = person(said, pronoun=kind, besides=own)
    elif kind == "it":
        stand_in = thing(said, besides=own)
    else:
        is_part = bool(re.search(r"\bof\s+$", text[: match.start()]))
        stand_in = several(said, besides=own, is_part=is_part)
    is_owner = word in _POSSESSIVE or (word == "her" and _opens_noun(after))
    if is_owner and " that " in stand_in:  # the drugs' effects, not the drugs that treat flu's
        stand_in = stand_in.partition(" that ")[0]
    return owning(stand_in) if stand_in and is_owner else stand_in


def _opens_noun(after: str) -> bool:
    following = after.split()[:1]
    return bool(following) and following[0].lower() not in PREPOSITIONS | HELPERS | DETERMINERS


def _is_empty(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether a pronoun stands for nothing: "it takes", "there are"."""
    if kind == "it" and match.group().lower() == "it":
        around = text[max(0, match.start() - 12) :]
        return bool(_EMPTY_IT.search(around) and _JUDGING.search(around)) or bool(
            re.search(
                r"\b(?:time|day|date)\s+(?:is|was)\s+it\b|\bit\s+(?:that|who)\b"
                r"|\bit\s+called\s+(?:when|if)\b",
                text,
                re.I,
            )
        )
    return kind == "there" and bool(_THERE_IS.search(text))


def _points_inside(text: str, match: re.Match[str], kind: str) -> bool:
    """Whether a pronoun stands for something that its own question names."""
    before, word = text[: match.start()].rstrip(), match.group().lower()
    own = parse(before)
    is_owner = word in _POSSESSIVE or word == "her"
    if is_owner and own.phrases and before.endswith((" and", " or")):
        return True  # "The Times and its sister paper"
    if is_owner and (
        (own.asked.lower() == "who" and own.rest and not own.helper)  # "Who lost his job"
        or (kind == "they" and re.match(r"(?:which|how many|what)\s+\w+", before, re.I)
            and own.rest and own.asks_subject)  # "Which firms raised their prices"
    ):  # fmt: skip
        return True
    opening = _OPENING.match(text)
    is_opening = bool(opening and match.start() < opening.start(1))
    fitting = [
        phrase
        for phrase in own.phrases
        if is_owner or opening or _is_named(phrase) or phrase.role == "subject"
    ]
    if opening and is_opening:  # "When it was founded, what did Yale ..."
        fitting += parse(opening.group(1)).phrases
    elif not opening and _is_object(text, match, before):
        owners = [phrase for phrase in fitting if phrase.role == "owner"]
        return len(fitting) - len(owners) > 1 or any(_agrees(one, kind) for one in owners)
    if not own.asked and not own.helper and any(part in WH for part in before.lower().split()):
        return True  # keywords before the question: "university of x where is it"
    if opening and kind == "they" and fitting:
        return True  # "When a house is sold by its owner, what do they ..."
    return any(_agrees(phrase, kind) for phrase in fitting)


def _is_named(phrase: Phrase) -> bool:
    return bool(names(phrase.text))


def _is_object(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a pronoun is the object of its clause's verb: nobody is that of his own verb."""
    word = match.group().lower()
    last = before.rsplit(maxsplit=1)[-1].lower() if before else ""
    is_object = word in ("him", "them") or (
        word in ("it", "her")
        and last not in HELPERS | WH | {"", "that", "if", "after", "before", "because", "and"}
    )
    return is_object and not re.search(
        r",|\b(?:that|which|who|when|while|after|because|if|and|\w{3,}ing)\b",
        before[len(before.split(maxsplit=1)[0]) :] if before else "",
        re.I,
    )


def _agrees(phrase: Phrase, kind: str) -> bool:
    """Whether a phrase may be what a pronoun of a kind stands for."""
    if phrase.kind == "date" or phrase.text.lower() in _CLASS:
        return False
    # A bare word in lower case as a subject is a name typed so: "did lebron win his first title".
    is_typed = phrase.role == "subject" and phrase.text.islower() and " " not in phrase.text
    if kind in ("he", "she"):
        fits = phrase.kind in ("person", "name") or is_typed
        return fits and gender(phrase.text) in ("", kind) and not phrase.is_plural
    if kind == "it":
        return phrase.kind != "person" and not phrase.is_plural
    if kind == "they":
        return phrase.is_plural or phrase.kind in ("organisation", "place", "name")
    return phrase.kind == "place"
