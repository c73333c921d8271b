"""Is a sentence of a language model said by the passage it cites? What is not, is not shown.

The sentence is anchored to the span of the passage that shares most of its words, which becomes
its quote. There its numbers, dates, names and every word that turns a sentence (not, may, unless)
must stand, its words in the same order, and nothing named or counted may be skipped between two of
them. That is stricter than a reader would be, on purpose: the reading model takes "China accused
the US" for "The US accused China" (0.96 supported, as high as the sentence itself), so its word is
one to reject by, and order is what tells who did what to whom.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.article import Article
from index.sentences import sentences
from index.words import words

from .answer import MAX_WORDS, Check
from .facts import DAYS, MONTHS, holds_name, names
from .premise.kinds import kind_of_name
from .premise.opposites import opposites, spoken
from .quantities import quantities, says_quantity
from .quotes import Quote, points_back
from .reader.runtime import Reader

LEAST_WORDS = 3  # a sentence with fewer says nothing that could be looked up
MAX_NOVEL = 0.25  # share of a sentence's words that its span may lack: "called", "located"
SURE = 0.5  # probability from which the reader's "refuted" or "neither" rejects a sentence

# What turns a sentence: whoever leaves one out, or puts one in, says something else.
_TURNS = re.compile(
    r"(?i)\b(?:not|never|no|none|nor|neither|nobody|nothing|without|cannot|hardly|barely|scarcely"
    r"|unless|except\w*|exclud\w*|if|whether|until|but|although|though|however|despite|instead"
    r"|may(?! \d)|might|could|would|should|must|can|will|shall|plan\w*|propos\w*|seek\w*|sought"
    r"|hop(?:e|es|ed|ing)|intend\w*|aim\w*|consider\w*|expect\w*|likely|unlikely|possibl[ey]"
    r"|perhaps|probabl[ey]|apparently|alleg(?:e[sd]?|ing|edly|ations?)|claim\w*|report(?:ed|edly)|rumou?r\w*"
    r"|supposed\w*|so-called|den(?:y|ie[sd]|ying|ial)|reject\w*|refus\w*|fail\w*|false\w*|untrue"
    r"|hoax|myth|cancel\w*|scrap\w*|abandon\w*|withdr[ae]w\w*|suspend\w*|delay\w*|postpon\w*"
    r"|almost|nearly|about|around|roughly|approximately|over|under|above|below|more|less|fewer"
    r"|at least|at most|up to|only|all|every|always|most|some|few|many|partly|forecast\w*"
    r"|estimate[sd]?|threaten\w*|warn\w*|urg(?:e|es|ed|ing)|call(?:s|ed)? for|ask(?:s|ed)"
    r"|according to|argu\w+|believ\w+|suggest\w*|today|yesterday|tomorrow|tonight|now|currently"
    r"|recently|last|next|previous\w*|former\w*|ex)\b|n['’]t\b"
)
_CLAUSE = re.compile(r"[;:—]\s|\s[-–]\s|,? (?:while|whereas)\b|, (?:and|but) ")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HUNG = re.compile(
    r", (?:(?:and|but|which|who|where|when|with|while|as|including|making|so|because)\b[^,]*"
    r"|[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3})[.!]$"
)
_DAY = re.compile(rf"\b(?:{MONTHS}|{DAYS})\b")
_STRANGE = re.compile(r"https?:|www\.|[<>{}|\\]|\]\(|```")  # nothing that a sentence holds


@dataclass(frozen=True)
class Support:
    """What came of checking one sentence: `fault` is "" if it holds, else why it does not.

    `quote` is the span it is nearest to, None if it is near none.
    """

    fault: str
    quote: Quote | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Place:
    """A stretch of an article that a model was shown: `article.text[start:end]`."""

    article: Article
    start: int
    end: int


def support(sentence: str, places: Sequence[Place], reader: Reader) -> Support:
    """Whether one of the places that a sentence cites says it, by which words, and if not why."""
    if not places:
        return Support("it cites no passage")
    if len(words(sentence)) < LEAST_WORDS or sentence.rstrip().endswith("?"):
        return Support("it states nothing")
    if _STRANGE.search(sentence):
        return Support("it is no plain sentence")
    spans = sorted(_spans(places), key=lambda span: -_nearness(sentence, span.text))
    best = Support("no passage says anything like it")
    for span in spans[:_TRIED]:
        found = _support(sentence, span, reader)
        if not found.fault:
            return found
        if best.quote is None:
            best = found
    return best


_TRIED = 3  # the nearest spans of a sentence: the sentence itself, and with the one before


def cut_back(sentence: str) -> str:
    """The sentence without the clause or place that a model hung on its end; "" without one.

    >>> cut_back("He built a bridge in Perth, which was a key factor in the war.")
    'He built a bridge in Perth.'
    >>> cut_back("Ana Berg, who joined in 2015, has led it.")
    ''
    """
    match = _HUNG.search(sentence)
    return f"{sentence[: match.start()]}." if match else ""


def _support(sentence: str, span: Quote, reader: Reader) -> Support:
    checks = (*_checks(sentence, span),)
    fault = next(
        (f"its {one.kind} {one.value} is not there" for one in checks if not one.found), ""
    )
    fault = fault or _misplaced(sentence, span.text) or _turned(sentence, span.text)
    if not fault:
        _, refuted, neither = reader.support(sentence, [" ".join(span.text.split())])[0]
        if max(refuted, neither) >= SURE:
            fault = "the reading model does not find it there"
    return Support(fault, span, checks)


def _spans(places: Sequence[Place]) -> Iterator[Quote]:
    """Each sentence, and with the one before where it points back to that; at most 80 words."""
    for place in places:
        text = place.article.text
        found = [
            (place.start + s, place.start + e) for s, e in sentences(text[place.start : place.end])
        ]
        for number, (start, end) in enumerate(found):
            yield Quote(place.article, start, end, None)
            if number and points_back(text[start:end]):
                first, stop = found[number - 1]
                if len(names(text[first:stop])) != 1:
                    continue  # "Lee met Wang. He signed": who did?
                if len(text[first:end].split()) <= MAX_WORDS and "\n" not in text[first:end]:
                    yield Quote(place.article, first, end, None)


def _nearness(sentence: str, text: str) -> float:
    """Share of the sentence's words that the text has, less a little for what it has besides."""
    mine, there = set(words(sentence)), set(words(text))
    return len(mine & there) / len(mine) - 0.001 * len(there - mine)


def _checks(sentence: str, span: Quote) -> Iterator[Check]:
    """Each quantity, date and name of the sentence, and whether the span has it as it is."""
    there = [*quantities(span.text)]
    for one in quantities(sentence):
        yield Check("number", one.text.strip(), says_quantity(there, one))
    for day in dict.fromkeys(_DAY.findall(sentence)):
        yield Check("date", day, re.search(rf"\b{day}\b", span.text) is not None)
    for name in names(sentence):
        if _DAY.fullmatch(name):
            continue
        found = _says_name(sentence, name, span.text)
        yield Check(kind_of_name(name, span.article.text), name, found)
    negated = _NOT.search(sentence)
    if negated:
        yield Check("negation", negated.group(), _NOT.search(span.text) is not None)


_NOT = re.compile(
    r"(?i)\b(?:not|never|no|none|neither|nor|nobody|nothing|without|cannot)\b|n['’]t\b"
)


def _says_name(sentence: str, name: str, text: str) -> bool:
    """Whether a text has the name, its words side by side; or the word that opens a sentence."""
    if not holds_name(text, name):  # what `rag.verify` asks of a claim too
        return False
    there = words(text, keep_stop_words=True)
    wanted = words(name, keep_stop_words=True)
    size = len(wanted)
    if any(there[n : n + size] == wanted for n in range(len(there) - size + 1)):
        return True
    first = name.split(" ", 1)[
        0
    ]  # "Officials of Macau" where the text has "officials", and "Macau"
    if sentence.startswith(first) and first.lower() in text and size > 1:
        rest = name[len(first) :].strip()
        return not names(rest) or all(_says_name(rest, one, text) for one in names(rest))
    return False


def _misplaced(sentence: str, text: str) -> str:
    """What is wrong with the words: too many that the text lacks, another order, a leap.

    What stands in brackets may be left out.
    """
    bare = _BRACKETS.sub(" ", text)
    faults = [_leap(sentence, one) for one in dict.fromkeys((text, bare))]
    return "" if "" in faults else faults[0]


def _leap(sentence: str, text: str) -> str:
    mine, there = words(_counted(sentence)), words(_counted(text))
    novel = [word for word in mine if word not in set(there)]
    if len(novel) > MAX_NOVEL * len(mine):
        return f"it has words of its own: {', '.join(novel[:3])}"
    spoken_there = spoken(text)
    for stem in spoken(sentence):
        if stem not in spoken_there and opposites().get(stem, frozenset()) & spoken_there.keys():
            return f"the passage says the opposite of {stem}"
    critical = {word for name in names(text) for word in words(name)} | {
        word for one in quantities(text) for word in words(one.value)
    }
    places = _aligned(mine, there)
    left = Counter(word for word in mine if word in set(there))
    left.subtract(there[place] for place in places)
    if critical.intersection(+left) or len(places) < len({*mine} & {*there}):
        return "it puts the words in another order"
    for one, other in pairwise(places):
        if critical.intersection(there[one + 1 : other]):
            return "it leaves out what stands between its words"
    return ""


def _aligned(mine: Sequence[str], there: Sequence[str]) -> list[int]:
    """The places in `there` of the longest run of words that both have in the same order.

    The longest common subsequence (Hunt and McIlroy, 1976); of equal ones the one that skips least
    before its end.

    >>> _aligned(["china", "accuse", "us"], ["us", "accuse", "china", "accuse"])
    [2, 3]
    """
    best: list[list[tuple[int, int, list[int]]]] = [
        [(0, 0, [])] * (len(there) + 1) for _ in range(len(mine) + 1)
    ]
    for row, word in enumerate(mine, start=1):
        for column, other in enumerate(there, start=1):
            found = max(best[row - 1][column], best[row][column - 1], key=lambda one: one[:2])
            if word == other:
                size, close, places = best[row - 1][column - 1]
                near = bool(places) and places[-1] == column - 2
                found = max(
                    found, (size + 1, close + near, [*places, column - 1]), key=lambda one: one[:2]
                )
            best[row][column] = found
    return best[-1][-1][2]


def _counted(text: str) -> str:
    """The text with each quantity in digits: "twelve" and "12" are one word to compare."""
    last, parts = 0, []
    for one in quantities(text):
        parts += [text[last : one.start], f" {one.value} "]
        last = one.end
    return "".join([*parts, text[last:]])


def _turned(sentence: str, text: str) -> str:
    """The word that turns the text's clause and not the sentence, or the other way round."""
    said = {one.lower() for one in _TURNS.findall(sentence)}
    clause = _BRACKETS.sub(" ", _clause(sentence, text))
    there = {one.lower() for one in _TURNS.findall(clause)}
    for word in sorted(there - said):
        return f"it leaves out “{word}”"
    for word in sorted(said - {one.lower() for one in _TURNS.findall(text)}):
        return f"“{word}” is not there"
    return ""


def _clause(sentence: str, text: str) -> str:
    """The clauses of the text that hold the sentence's words."""
    mine = set(words(sentence))
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(cuts)]
    held = [n for n, part in enumerate(parts) if mine & set(words(part))]
    return "".join(parts[held[0] : held[-1] + 1]) if held else text
