"""Names that were meant: one that the library writes in two words, one that it almost has."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from index.words import STOP_WORDS, words

from .aliases import Aliases, key
from .spelling import Vocabulary

MAX_PARTS = 4  # words of a name: of longer ones there are few, and they are seldom typed
MIN_JOINED = 6  # letters: shorter pairs of words run together are other words

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def part(question: str, vocabulary: Vocabulary, aliases: Aliases) -> str:
    """The question, names that were run together written as the library writes them.

    >>> texts = ["Zhejiang and Hong Kong signed a pact."]
    >>> part("who signed in Hongkong?", Vocabulary.of(texts), Aliases.of(texts))
    'who signed in Hong Kong?'
    """

    def parted(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < MIN_JOINED or not word[1:].islower() or vocabulary.knows(word):
            return word
        plain = key(word)
        pairs = (f"{plain[:place]} {plain[place:]}" for place in range(2, len(plain) - 1))
        return next((aliases.held[pair] for pair in pairs if pair in aliases.held), word)

    return _LETTERS.sub(parted, question)


def meant(question: str, aliases: Aliases) -> tuple[str, str] | None:
    """A name of the question that the library lacks, and the one that it almost is; else None.

    Of two words or more, each at most one letter from the other's and the first letter the same.

    >>> aliases = Aliases.of(["Bankee Kwan wrote it."])
    >>> meant("Who is Bankee Kwon?", aliases), meant("Who is Bankee Kwan?", aliases)
    (('Bankee Kwon', 'Bankee Kwan'), None)
    """
    unknown = [*takewhile(lambda typed: key(typed) not in aliases.held, _runs(question))]
    # Once over the names, and few of them in full: a large library has 100,000.
    alike = defaultdict[str, list[tuple[int, str]]](list)
    for place, typed in enumerate(unknown):
        alike[key(typed)[:1]].append((place, key(typed)))
    found: dict[int, str] = {}
    for other, written in aliases.held.items():
        for place, name in alike.get(other[:1], ()):
            if abs(len(name) - len(other)) <= MAX_PARTS and _are_near(name.split(), other.split()):
                found.setdefault(place, written)
    typed, written = (unknown[min(found)], found[min(found)]) if found else ("", "")
    return (typed, written) if words(typed) != words(written) else None  # no plural for a singular


def _runs(question: str) -> Iterator[str]:
    """Words in a row that may be a name, the longest first."""
    found = [*_WORD.finditer(question)]
    for count in range(MAX_PARTS, 1, -1):
        for first, last in zip(found, found[count - 1 :], strict=False):
            ends = {first.group().lower(), last.group().lower()}
            if ends.isdisjoint(STOP_WORDS):
                yield question[first.start() : last.end()]


def _are_near(typed: list[str], held: list[str]) -> bool:
    return len(typed) == len(held) and all(map(_is_near, typed, held))


def _is_near(one: str, other: str) -> bool:
    """Whether two words differ by one letter at most: changed, left out, put in."""
    if abs(len(one) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True
    rest, others = one[same:], other[same:]
    return rest[1:] == others[1:] or rest == others[1:] or rest[1:] == others
