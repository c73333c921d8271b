"""Yes or no, where that was asked and the text says so."""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from index.words import words

from .evidence import Reading
from .facts import asks_for, figures
from .quotes import quote_of
from .reader.runtime import Reader

Judged: TypeAlias = tuple[Literal["Yes", "No"], Reading]

# A question that opens with a verb of its own asks whether: "Did they sign?", "Is it true that".
_OPENS = r"^(?:(?:and|but|so)\s+)?"
_WHETHER = re.compile(
    rf"{_OPENS}(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|might"
    r"|must|may(?!\s+(?:\d|day\b)))(?:n['’]t)?\s",
    re.I,
)
# What may be a name or a month as well: "Will Smith", "Can Tho", "May exports".
_MAY_BE_NAME = re.compile(
    rf"(?i:{_OPENS})(?:[A-Z][\w'’]*\s+(?!(?:I|He|She|It|We|You|They|There|This|That|The|An?)\b)[A-Z]"
    r"|(?i:may)\s)"
)
# What is asked for stands at the end: "Can Tho lies where?", "will smith starred in which film?".
_ENDS_OPEN = re.compile(
    r"\b(?:which|where|when|whom|how (?:many|much)"
    r"|(?:at|by|for|from|in|of|on|to|with) (?:which|what)(?: \w+)?)\W*$",
    re.I,
)
_NAMES_OPEN = re.compile(r"\b(?:what(?: \w+)?|which(?: \w+){1,2})\W*$", re.I)
_OR = re.compile(r"\bor\b(?! not\b)", re.I)  # "Is it red or blue?" is no question for a yes
JUDGED = 3  # of the likeliest: as many as an answer quotes, so that none says so unseen
QUOTED = 78  # words that are judged, as they are shown: 80 less "Yes." and a marker
SURE = 0.8  # probability from which the reader's judgement is told; see docs/evaluation.md
COVERED = 0.75  # of the question's words: with fewer, the sentence is about something beside it
# A sentence with one of these says neither yes nor no without more ado.
_TURNS = re.compile(
    r"(?i)\b(?:if|unless|until|since|but|although|though|however|while|whether|may|might|could|would"
    r"|should|plan\w*|propos\w+|seek\w*|sought|hop(?:e|es|ed|ing)|ask(?:s|ed|ing)?|consider\w*"
    r"|expect\w*|likely|possibl\w+|alleg\w+|claim\w*|reported\w*|almost|nearly|only)\b"
)
_DENIES = re.compile(
    r"(?i)\b(?:not|never|no|none|neither|nor|without|cannot|reject\w*|den(?:y|ies|ied|ying)|refus\w*"
    r"|fail\w*|oppos\w+|ban(?:s|ned)?|cancel\w*|scrap\w*|drop(?:s|ped)|lost|unable)\b|n['’]t\b"
)

# "Did it open?" is not said by "It will open", and a claim of somebody's is no fact.
_PAST = re.compile(rf"{_OPENS}(?:did|was|were|has|have|had)\b", re.I)
_TO_COME = re.compile(r"(?i)\b(?:will|shall|going to|due to|set to|is to|are to)\b")
_SPEECH = re.compile(
    r"(?i)\b(?:sa(?:id|ys?|ying)|tells?|told|according|argu\w+|insist\w*|not(?:es|ed)|add(?:s|ed)"
    r"|wr(?:ote|ites?)|believ\w+|thinks?|thought|warn\w*|stat(?:es|ed)|sees?|view\w*)\b"
)


def asks_whether(question: str) -> bool:
    """Whether a question wants yes or no.

    >>> asks_whether("Did Lee sign it?"), asks_whether("Is it red or blue?"), asks_whether("Who?")
    (True, False, False)
    >>> asks_whether("Will Smith starred in which film?"), asks_whether("Can Tho is where?")
    (False, False)
    """
    if not _WHETHER.match(question) or _OR.search(question) or _ENDS_OPEN.search(question):
        return False
    if _MAY_BE_NAME.match(question):
        return asks_for(question) == "other" and not _NAMES_OPEN.search(question)
    return True


def judge(reader: Reader, question: str, readings: Sequence[Reading]) -> Judged | None:
    """Yes or no, with the sentence that says so; None if none of the likeliest does surely.

    Each is read as it is quoted, with the sentence that says who "it" is. The reader's word is not
    enough: the sentence must have the question's figures and most of its words, and be plain; a no
    needs a denial in it.
    """
    some = readings[:JUDGED]
    texts = [quote_of(reading, max_words=QUOTED).text for reading in some]
    supports = reader.support(question, texts)
    best: tuple[float, Judged] | None = None
    for reading, text, (supported, refuted, _) in zip(some, texts, supports.tolist(), strict=True):
        judged: Judged = ("Yes", reading) if supported >= refuted else ("No", reading)
        chance = max(supported, refuted)
        is_plain = _says(judged[0], question, text)
        if is_plain and chance >= SURE and (best is None or chance > best[0]):
            best = (chance, judged)
    return best[1] if best else None


def _says(word: Literal["Yes", "No"], question: str, text: str) -> bool:
    """Whether a text can be told as a plain yes or no to the question."""
    asked = set(words(question))
    is_about_it = len(asked & set(words(text))) >= COVERED * len(asked)
    if _DENIES.search(question) or not is_about_it or not figures(question) <= figures(text):
        return False
    is_denied = _DENIES.search(text) is not None
    is_told = _SPEECH.search(text) and not _SPEECH.search(question)  # by one who may be wrong
    is_to_come = _PAST.match(question) and _TO_COME.search(text)
    if is_told or is_to_come or "?" in text:
        return False
    return _TURNS.search(text) is None and is_denied == (word == "No")
