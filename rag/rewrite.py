"""A follow-up becomes a question that stands alone, by carrying over what it leaves out.

Rules, no model: a pronoun takes what agrees with it in the turns before; "What about X?" and "And
in 2025?" take the question before with X in place of its like; "Why?" asks it of the same; "that
deal" brings its turn along in brackets. A question complete in itself is left alone.
"""

import re
from collections.abc import Sequence

from index.words import words

from .answer import Answer, Turn
from .facts import names
from .followups.antecedent import Said
from .followups.ellipsis import elliptic
from .followups.grammar import HELPERS, PREPOSITIONS, WH
from .followups.pointers import names_something, numbered, pointed
from .followups.pronouns import is_unresolved, resolved
from .followups.topic import noted, topic
from .question import MAX_QUESTION, tidy
from .talk.polite import without_greeting

MAX_TURNS = 8  # a chat's subject is seldom named longer ago; and each turn costs time
MAX_CHARACTERS = 300  # a longer question carries its own context; and rules over words take time
_AND = re.compile(r"^(?:and|but|so|then|or|ok|okay|also)\b,?\s+(?=\S)", re.I)
# "No, I meant ...", "sorry, in 2013": what follows corrects the question before.
_NO = re.compile(
    r"^(?:(?:no|nope|sorry|wait|actually),?\s+)?(?:i|we) (?:mean|meant)[,:]?\s+(?=\S)"
    r"|^(?:no|nope|sorry|wait|actually),\s+(?=\S)",
    re.I,
)
_TYPED = re.compile(r"^(what|who|where|when|how)['’]?s\b", re.I)
_ITS = re.compile(r"\b(is|are|was|were|of|in|for|by|from|with) it['’]s (?=\w)", re.I)
_THEIR_OWN = re.compile(r"\b(?:you|your|i|me|my|we|us|our)\b", re.I)
_HAPPENED = re.compile(  # "How many people died?", "How did the unions react?"
    r"^(?:what|when|where|why|how(?: many \w+| much)?)\s+(?:did|was|were|had)\b"
    r"|^(?:who|what|how many \w+)\s+(?:happened|won|lost|came|went|died|\w{2,}ed)\b",
    re.I,
)
# "Who is the mayor?", "What's the capital?": of what was spoken of
_WHOSE = re.compile(
    r"(?:what|who|where|how \w+)(?:['’]s| is| are| was| were)(?: on| in| at)?\s+the\s+"
    r"(?!\w+est\b)\w+(?: (?:worth|like|for|about|called|made of))?$",
    re.I,
)
_ANYONE = frozenset(words("people person money time things else happened first second third last"))


def rewritten(question: str, history: Sequence[Turn]) -> str:
    """The question as it stands alone: no greeting, nothing left out."""
    turns = history[-MAX_TURNS:]
    earlier = [without_greeting(tidy(turn.question)[:MAX_QUESTION]) for turn in turns]
    answers = [told(turn.answer) for turn in turns]
    return rewrite(without_greeting(question), earlier, answers=answers)


def rewrite(question: str, earlier: Sequence[str], *, answers: Sequence[str] = ()) -> str:
    """The question as it stands alone, given the earlier questions of the chat, oldest first.

    `answers` are the answers to the earlier questions, in the same order, "" where there was none
    or it is not known; they name whom "Who ...?" asked for. An answer may open with its exact
    words, as a sentence of their own.

    >>> rewrite("Where did they meet?", ["What did the South Korean business lobbies pledge?"])
    'Where did the South Korean business lobbies meet?'
    """
    said: list[Said] = []
    first = max(0, len(earlier) - MAX_TURNS)
    for number in range(first, len(earlier)):
        answer = " ".join(answers[number].split()) if number < len(answers) else ""
        if alone := _rewrite(" ".join(earlier[number].split()), said):
            said.append(Said(alone[:MAX_CHARACTERS], answer[:MAX_CHARACTERS]))
    return _rewrite(" ".join(question.split()), said)


def _rewrite(question: str, said: Sequence[Said]) -> str:
    if not said or not question or len(question) > MAX_CHARACTERS:
        return question
    bare = _AND.sub("", _NO.sub("", question))
    text = _ITS.sub(r"\1 its ", _TYPED.sub(r"\1 is", bare.rstrip("?!. ")))
    mark = bare[len(bare.rstrip("?!. ")) :].strip()
    if not mark and text.split()[:1] and text.split()[0].lower() in WH | HELPERS | PREPOSITIONS:
        mark = "?"
    last = said[-1]
    if found := elliptic(text, last, has_and=bare != question, mark=mark):
        return _capital(found + ("." if found.startswith("tell ") else "?"))
    changed = numbered(text, said)
    changed = resolved(changed, said)
    if changed == text:
        changed = pointed(text, said)
    elif not names_something(changed) and names(topic(last, besides=changed)):
        changed = noted(changed, last)  # "the deal": whose?
    if changed == text and (_hangs(text, has_and=bare != question) or is_unresolved(text)):
        changed = noted(text, last)
    if changed == text:
        return question if bare == question else _capital(bare)
    return _capital(changed + mark)


def _hangs(text: str, *, has_and: bool) -> bool:
    """Whether a question names too little to stand alone: "How many people died?"."""
    if _THEIR_OWN.search(text) or names_something(text) or re.search(r"\d", text):
        return False
    low = text.lower().split()
    if not low or not (low[0] in WH | HELPERS or has_and):
        return False
    told = set(words(text)) - _ANYONE
    most = 2 if low[:2] == ["how", "many"] else 1  # "How many jobs were lost?"
    return has_and or bool(_WHOSE.match(text) or (_HAPPENED.match(text) and len(told) <= most))


def _capital(text: str) -> str:
    return text if re.match(r"[a-z]+[A-Z]", text) else text[:1].upper() + text[1:]


def told(answer: Answer | None) -> str:
    """What an earlier answer said, its exact words first; empty for a refusal."""
    if answer is None or answer.is_abstained or not answer.claims:
        return ""
    claim = answer.claims[0]
    exact = claim.text[slice(*claim.highlight)] if claim.highlight else ""
    quote = answer.citations[claim.citations[0] - 1].quote
    return f"{exact}. {quote}" if exact else quote
