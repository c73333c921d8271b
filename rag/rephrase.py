"""A follow-up, put by a language model so that it stands alone, where what it writes can be so.

It may add only what the chat has said, and must keep what was asked. Else, and where the model
fails, the question is the one that rag/rewrite.py makes by rule. Either is shown as "Asked as".
"""

import re
from collections.abc import Generator, Sequence

from index.words import words

from .answer import Turn
from .facts import holds_name, names
from .followups.grammar import HELPERS, WH
from .llm import Llm, ModelError
from .prompts import standing_alone
from .quantities import quantities, says_quantity
from .question import tidy
from .rewrite import MAX_CHARACTERS, told
from .several import split
from .talk.polite import without_greeting

TURNS = 3  # shown to the model: what a follow-up leaves out was seldom said longer ago
MAX_NOVEL = 0.25  # share of its words that nobody has said: "agreement" for what was a "deal"
_LEAD = re.compile(r"(?i)^\W*(?:(?:the )?(?:last |rewritten )?question(?: is)?\s*:\s*)?[\"'“]*")
_STRANGE = re.compile(r"https?:|www\.|[<>{}\[\]|\\`*#]")  # nothing that a question holds
_NOT = re.compile(r"(?i)\b(?:not|no|never|without|nobody|nothing|neither|nor|cannot)\b|n['’]t\b")
_ASKING = re.compile(rf"(?i)\b(?:{'|'.join(sorted(WH))})\b")
# Which way round it is asked: "before" for "after" would be another question.
_ORDER = re.compile(r"(?i)\b(?:before|after|since|until|till|than|under|over|above|below)\b")
_ABOUT = re.compile(r"(?i)\b(?:what|how) (?:about|of)\b")  # "What about Macau?" asks what was asked


def rephrase(
    question: str, history: Sequence[Turn], llm: Llm, *, by_rule: str
) -> Generator[str, None, tuple[str, tuple[str, ...]]]:
    """The question as it stands alone; and a note, where the model failed. Yields "" meanwhile."""
    question = without_greeting(question)
    if len(question) > MAX_CHARACTERS:  # it carries its own context
        return by_rule, ()
    chat = [_said(turn) for turn in history[-TURNS:]]
    reply = ""
    try:
        for piece in llm.stream(standing_alone(question, chat)):
            yield ""
            reply += piece
            if _is_whole(reply):
                break
    except ModelError as error:
        return by_rule, (f"The language model {error}, so this was answered without it.",)
    written = _first_question(reply)
    return (written if is_fair(written, question, chat) else by_rule), ()


def is_fair(written: str, question: str, chat: Sequence[tuple[str, str]]) -> bool:
    """Whether a rewritten question asks what the question asks, with nothing but the chat added."""
    if len(written) > MAX_CHARACTERS or _STRANGE.search(written):
        return False
    told_before = [question, *(words for turn in chat for words in turn)]
    return (
        _keeps(written, question)
        and _asks_the_same(written, question)
        and _adds_nothing(written, told_before)
        and len(split(written)) == len(split(question))  # "when, and where?" stays two
        and not any(_same(written, earlier) for earlier, _ in chat)
        # Where nothing is added it does not stand alone yet, and the rules may know better.
        and not set(words(written)) <= set(words(question))
    )


def _said(turn: Turn) -> tuple[str, str]:
    """An earlier question with what was answered, neither longer than a question."""
    return tidy(turn.question)[:MAX_CHARACTERS], tidy(told(turn.answer))[:MAX_CHARACTERS]


def _is_whole(reply: str) -> bool:
    begun = _LEAD.sub("", reply.lstrip())
    return "?" in begun or "\n" in begun or len(begun) > MAX_CHARACTERS


def _first_question(reply: str) -> str:
    """The first line up to its question mark; what has none is no question, and empty."""
    line, _, _ = _LEAD.sub("", reply.lstrip()).partition("\n")
    asked, mark, _ = line.partition("?")
    return tidy(asked) + "?" if mark and asked.strip() else ""


def _keeps(written: str, question: str) -> bool:
    """Whether it has the question's own names, in their order, figures, "not" and order in time.

    And half of its words: of fewer it would be another question, with all in the place of "they".
    """
    there, own = [*quantities(written)], set(words(question))
    named = names(question)
    kept = [name for name in names(written) if any(holds_name(name, one) for one in named)]
    return (
        all(holds_name(written, name) for name in named)
        and (len(kept) != len(named) or all(map(holds_name, kept, named)))  # who did it to whom
        and _ordered(written) >= _ordered(question)
        and all(says_quantity(there, one) for one in quantities(question))
        and bool(_NOT.search(written)) == bool(_NOT.search(question))
        and 2 * len(own & set(words(written))) >= len(own)
    )


def _asks_the_same(written: str, question: str) -> bool:
    """Whether it has the question's words that ask: "when", or "did" where it asks yes or no."""
    if _ABOUT.search(question):
        return True
    if asking := _asking(question):
        return {*asking} <= {*_asking(written)}
    is_whether = bool(HELPERS & {*question.lower().split()[:1]})
    return not is_whether or bool(HELPERS & {*written.lower().split()[:1]})


def _ordered(text: str) -> set[str]:
    return {word.lower() for word in _ORDER.findall(text)}


def _asking(text: str) -> list[str]:
    return [word.lower() for word in _ASKING.findall(text)]


def _adds_nothing(written: str, told_before: Sequence[str]) -> bool:
    """Whether each name stands in one thing said before; its figures, and most words, in any."""
    if not all(any(holds_name(text, name) for text in told_before) for name in names(written)):
        return False
    said = " \n".join(told_before)
    there = [*quantities(said)]
    if not all(says_quantity(there, one) for one in quantities(written)):
        return False
    known, used = set(words(said)), words(written)
    return sum(word not in known for word in used) <= MAX_NOVEL * len(used)


def _same(one: str, other: str) -> bool:
    return words(one, keep_stop_words=True) == words(other, keep_stop_words=True)
