"""Questions with a false premise, made by rule from answerable ones.

In a question that a passage answers, one name, date, number or relation that the passage says is
swapped for a like one that it does not say; kept is what no passage makes true.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from index.words import words

from ..facts import names
from .checks import Element, elements, meets
from .opposites import PAIRS, forms
from .saying import Said, dates, said

Swap: TypeAlias = Literal["name", "date", "number", "relation"]
Profiles: TypeAlias = Mapping[str, Counter[str]]

MAX_ELSEWHERE = 0.5  # a passage with the new word and this share of the others may make it true
MIN_KEPT = 3  # content words beside the swapped one: what is left must still point to a passage
ALIKE = 0.55  # from which one name can stand for another; read by eye: "in Mali" / "in Houston"
MIN_SEEN = 6  # times a name must be seen: the words around it then tell what it is
MAX_BEST = 5  # the new name is one of so many most alike
NEGATED = 0.3  # share of the questions that may get a "not" rather than nothing
TOPICS = 3  # commonest names of an article: whole for its parts, so a swap for them may stay true

_HELPER = re.compile(
    r"^(?:who|what|which)\b[^?]*?\b(?:is|are|was|were|has|have|had|can|could|must|may|should) "
    r"(?=(?:been )?\w+(?:ed|en|wn)\b)",
    re.I,
)
# Opposites as verbs only, so they are swapped where a verb stands.
_ALSO_NOUNS = {"attack", "cause", "close", "end", "fall", "fire", "rise", "start", "support"}
_VERB = r"\b(?:did|does|do|to|can|could|would|will)(?: \w+)? (?<!to the )(?<!to a )"
_DID = re.compile(r"\b(?:did|does|do) (?=\w)", re.I)


@dataclass(frozen=True)
class Asked:
    """A question that a passage answers."""

    title: str
    context: str
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """An answerable question, and the same with one element swapped."""

    asked: Asked
    kind: Swap
    before: str
    after: str
    question: str


def changed(
    one: Asked, chance: random.Random, *, names_by: Mapping[str, Sequence[str]], around: Profiles
) -> Iterator[Changed]:
    """Every way to change a question, rare kinds first. `names_by` has the names of each title."""
    there = said(one.context)
    found = [e for e in elements(one.question, known=one.context) if _matters(e, one, there)]
    for kind in ("number", "date", "relation", "name"):
        for before, after in _turned(one, there, chance) if kind == "relation" else ():
            yield from _changed(one, "relation", before, after)
        for element in (e for e in found if e.kind == kind):
            if kind == "number" and _is_label(one.question, element):
                continue
            if kind == "name":
                others = _other_names(element.value, one, names_by, around)
                chance.shuffle(others)
            else:
                other = _other_date if kind == "date" else _other_number
                others = [other(element.value, chance) for _ in range(3)]
            for after in others:
                if after and not meets(there, Element(element.kind, after, 0)):
                    yield from _changed(one, kind, element.value, after)
                    break


def breaks(change: Changed, passages: Sequence[Said]) -> bool:
    """Whether a change makes the question false: no passage says the new word and the others.

    What is kept must point to the passage: most of its words stand there.
    """
    added = set(words(change.after, keep_stop_words=True))
    kept = set(words(change.asked.question)) - set(words(change.before)) - added
    there = said(change.asked.context)
    if len(kept) < MIN_KEPT or len(kept & there.words) < MIN_KEPT:
        return False
    if change.kind == "relation":
        return True
    element = Element("name" if change.kind == "name" else change.kind, change.after, 0)
    return not any(
        len(kept & passage.words) >= MAX_ELSEWHERE * len(kept) and meets(passage, element)
        for passage in passages
    )


def profiles(texts: Iterable[str]) -> Profiles:
    """For each name, how often each word stands before and behind it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for name in names(text):
            start = text.find(name)
            before = text[max(0, start - 30) : start].split(" ")
            behind = re.match(r"['’]s|[ \w]*", text[start + len(name) : start + len(name) + 30])
            found[name][f"{before[-2] if len(before) > 1 else None} _".lower()] += 1
            word = (behind.group() if behind else "").split(" ")
            found[name][f"_ {word[1] if len(word) > 1 else word[0] or None}".lower()] += 1
    return found


def alike(one: Counter[str], other: Counter[str]) -> float:
    """How alike the words around two names are, 0 to 1 (Bhattacharyya coefficient)."""
    shared = sum((one[word] * other[word]) ** 0.5 for word in one.keys() & other.keys())
    return float(shared / (one.total() * other.total()) ** 0.5) if shared else 0.0


def sort_of(around: Counter[str], name: str) -> str:
    """What a name is, by its ending and the words around it: people, a place, a person, or "".

    The shares were set by eye: places stand behind "in" in one of eight cases, persons hardly ever
    behind "in" or "the".
    """
    if re.search(r"\d$|\bWar\b", name) or [*dates(name)]:
        return ""
    total = around.total() / 2
    in_it, the = around["in _"] / total, around["the _"] / total
    if re.search(r"(?:ese|ish|ian|can|man|ch|ians|cans|mans)$", name) and the >= 0.1:
        return "people"
    if in_it >= 0.12 and the < 0.1:
        return "place"
    return "person" if in_it < 0.03 and the < 0.05 and around["_ 's"] / total > 0.03 else ""


def names_of(texts: Iterable[str], plain: Container[str]) -> list[str]:
    """The names of an article that are not what it is about, commonest first.

    Less those that are plain words elsewhere: Nature, Physics.
    """
    count = Counter(name for text in texts for name in names(text) if name.lower() not in plain)
    return [name for name, _ in count.most_common()][TOPICS:]


def _matters(element: Element, one: Asked, there: Said) -> bool:
    """Whether the passage says the element, and it is no part of the answer."""
    parts = set(words(element.value, keep_stop_words=True))
    return meets(there, element) and not any(
        parts & set(words(answer, keep_stop_words=True)) for answer in one.answers
    )


def _is_label(question: str, number: Element) -> bool:
    """Whether a number is part of a name, a range or a date: Beltway 8, 9/11, Sep 21-22."""
    before = question[: number.start]
    behind = question[number.start + len(number.value) :]
    return bool(
        (re.search(r"\b[A-Z]\w*[ -]$", before) and not before.istitle())
        or number.value[0].isupper()
        or re.match(r"[-–/:]|(?:st|nd|rd|th)\b", behind)
        or re.search(r"[-–/:]$", before)
    )


def _changed(one: Asked, kind: Swap, before: str, after: str) -> Iterator[Changed]:
    question, count = re.subn(rf"\b{re.escape(before)}(?!\w)", lambda _: after, one.question)
    if count == 1:
        yield Changed(one, kind, before, after, _with_articles(question, after))


def _with_articles(question: str, after: str) -> str:
    """The question, with a or an as the new word wants it."""
    article = "an" if after[0].lower() in "aeio" else "a"
    return re.sub(rf"\b(?:a|an) (?={re.escape(after)})", f"{article} ", question)


def _other_names(
    name: str, one: Asked, names_by: Mapping[str, Sequence[str]], around: Profiles
) -> list[str]:
    """The names most alike, of any title; those of the same title twice as likely."""
    mine = around.get(name, Counter())
    if mine.total() < 2 * MIN_SEEN:
        return []
    sort = sort_of(mine, name)
    if not sort:
        return []
    taken = set(words(f"{one.question} {' '.join(one.answers)}", keep_stop_words=True))
    found: dict[str, float] = {}
    for title, others in names_by.items():
        for other in others:
            theirs = around[other]
            if theirs.total() < 2 * MIN_SEEN or taken & set(words(other)):
                continue
            if (" " in other) != (" " in name) or other.endswith("s") != name.endswith("s"):
                continue
            if sort_of(theirs, other) != sort or other.isupper() != name.isupper():
                continue
            if not _fits(one.question, name, theirs):
                continue
            likeness = alike(mine, theirs) * (1.1 if title == one.title else 1)
            found[other] = max(likeness, found.get(other, 0))
    best = sorted(found, key=lambda other: -found[other])[:MAX_BEST]
    return [other for other in best if found[other] >= ALIKE]


def _fits(question: str, name: str, other: Counter[str]) -> bool:
    """Whether the other name has been seen behind or before the words around the name."""
    match = re.search(
        rf"(?:(\w+)[\s\"'“‘]+)?{re.escape(name)}(['’]s)?(?:[\s\"'”’]+(\w+))?", question
    )
    if not match:
        return False
    before, owns, behind = match.groups()
    if (before and before[0].isupper() and match.start() > 0) or (behind and behind[0].isupper()):
        return False  # part of a longer name
    seen = [f"{before} _".lower() in other] if before else []
    seen += [f"_ {owns or behind}".lower() in other] if (owns or behind) else []
    return all(seen)


def _other_number(number: str, chance: random.Random) -> str:
    """A number written alike, at least a fifth larger or smaller; empty if no telling."""
    small = [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    if number.lower() in small:
        return chance.choice([word for word in small if word != number.lower()])
    match = re.match(r"[\d,.]*\d", number)
    if not match or len(match.group()) > 12:
        return ""
    digits = match.group()
    if not digits.strip("0,.") or digits == "1" or re.fullmatch(r"(?:1\d|20)\d\d", digits):
        return ""
    while True:
        drawn = "".join(chance.choice("123456789") if c in "123456789" else c for c in digits)
        mine, theirs = (float(text.replace(",", "")) for text in (digits, drawn))
        if abs(mine - theirs) >= mine / 5:
            return drawn + number[match.end() :]


def _other_date(date: str, chance: random.Random) -> str:
    """Another date written alike; empty if no telling."""
    if match := re.search(r"(?:1\d|20)\d\d", date):
        year = int(match.group())
        step = 10 if match.end() < len(date) and date[match.end()] in "s'’" else 1
        moved = year + step * chance.choice([-4, -3, -2, 2, 3, 4]) * (1 if step == 10 else 3)
        moved = moved if moved <= 2016 else year - step * 4
        return date[: match.start()] + str(moved) + date[match.end() :]
    if match := re.match(r"(\d\d?)(?:st|nd|rd|th)", date):
        moved = int(match.group(1)) + chance.choice([-3, -2, 2])
        ending = {1: "st", 2: "nd", 3: "rd"}.get(moved % 10, "th") if moved > 20 else "th"
        return f"{moved}{ending}{date[match.end() :]}" if 4 <= moved <= 21 else ""
    for series in ("January March May July September November", "Monday Tuesday Friday Sunday"):
        for word in series.split():
            if word in date:
                return date.replace(word, chance.choice([w for w in series.split() if w != word]))
    return ""


def _turned(one: Asked, there: Said, chance: random.Random) -> Iterator[tuple[str, str]]:
    """A word of the question and its opposite; or the place where "not" goes in."""
    pairs = [pair.split("/") for pair in PAIRS.split()]
    chance.shuffle(pairs)
    plain = set(re.findall(r"[a-z]+", one.context))
    spoken = set(words(one.context, keep_stop_words=True))
    asked = set(words(one.question, keep_stop_words=True))
    for first, second in pairs:
        for before, after in ((first, second), (second, first)):
            for form, other in forms(before, after):
                mine = set(words(other, keep_stop_words=True))
                is_there = form in plain and not mine & (spoken | asked)
                if is_there and re.search(
                    rf"{_VERB}{form}(?![\w-])"
                    if form in _ALSO_NOUNS
                    else rf"(?<![\w-]){form}(?![\w-])",
                    one.question,
                ):
                    yield form, other
    match = _HELPER.search(one.question) or _DID.search(one.question)
    if match and not there.is_negated and chance.random() < NEGATED:
        yield match.group(), match.group() + "not "
