"""Abbreviations and other forms of a name: what a library writes in two ways.

"Hong Kong Monetary Authority (HKMA)" says that both are one. So do the first letters of a name
that stands in the library, and a few pairs are known everywhere. Whether two names may be one
person's is told from the names alone: a surname may be any bearer's, two first names are two
people.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from index.words import STOP_WORDS

from .everywhere import EVERYWHERE

_MAX_WORDS = 9  # of a name: "Organization of the Petroleum Exporting Countries" has six
_INITIALS = range(3, 7)  # two letters are those of too many names; seven make no abbreviation
_LEAD = 2  # times as frequent as the next name with these letters, to be what they stand for
_BEFORE = 200  # characters to look back from a bracket; the longest names are shorter

_SHORT = r"[A-Z][A-Za-z0-9&.-]{0,8}[A-Za-z0-9]"
# Patterns begin with the few characters that they can begin with: others are passed over several
# times as fast. So `(?<!\w.)`, that no word goes on there, stands behind the first letter.
_BRACKET = re.compile(r"[(\[](?:the )?([^()\[\];,\n]{2,90})[^()\[\]\n]*[)\]]")
_OR_SHORT = re.compile(
    rf", (?:or|known as|abbreviated as|abbreviated to|called) (?:the )?({_SHORT})\b"
)
_OR_LONG = re.compile(
    r"([A-Z](?<!\w.)[A-Za-z0-9&.-]{0,8}[A-Za-z0-9]), (?:or )?(?:the )?([A-Z][^,;().\n]{5,90})"
)
_RUN = re.compile(
    r"[A-Z](?<!\w.)[\w'’-]*(?: (?:(?:and|of|for|the|on|in|to|&) ){0,2}[A-Z][\w'’-]*){1,7}"
)
_CAPITALS = re.compile(r"[A-Z](?<!\w.)[A-Z&]{1,8}\b")
_DOTTED = re.compile(r"[A-Z](?<!\w.)\.(?:[A-Z]\.)+")
_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_](?:[\w&.'’-]*[^\W_])?")
_POSSESSIVE = re.compile(r"['’]s?$")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")

_NAMES = [form for group in EVERYWHERE for form in group if not form.islower()]
_NOUNS = [form for group in EVERYWHERE for form in group if form.islower()]
_KNOWN_NAME, _KNOWN_NOUN = (
    re.compile("|".join(rf"{form[0]}(?<!\w.){re.escape(form[1:])}(?!\w)" for form in forms))
    for forms in (_NAMES, _NOUNS)
)


@dataclass(frozen=True)
class Aliases:
    """The names that a library writes in more than one way. Names are as `key` gives them."""

    others: dict[str, tuple[str, ...]]  # the other forms of a name
    held: Mapping[str, str]  # the names that stand in the library -> as it writes them most
    plain: frozenset[str]  # abbreviations that are words of it too: AIDS, aids

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """The aliases of a library's texts.

        An abbreviation of several names stands for the one that is at least twice as frequent as
        the next, or for none.
        """
        defined: dict[str, Counter[str]] = defaultdict(Counter)
        runs: Counter[str] = Counter()
        seen: set[str] = set()
        words: set[str] = set()
        for text in texts:
            for short, full in _defined(text):
                defined[short][full] += 1
            runs.update(_RUN.findall(text))
            seen.update(*(one.findall(text) for one in (_CAPITALS, _DOTTED, _KNOWN_NAME)))
            if any(noun in text for noun in _NOUNS):  # few have one, and this is soon seen
                seen.update(_KNOWN_NOUN.findall(text))
            words.update(text.split())
        guessed: dict[str, Counter[str]] = defaultdict(Counter)
        for run, count in runs.items():
            name = run.removeprefix("The ")
            if len(initials := _initials(name)) in _INITIALS and initials not in defined:
                guessed[initials][name] += count
        longest = (full for found in defined.values() for full in found)
        usual = [name for name, _ in runs.most_common()]
        usual += [one for name in usual for one in name.split(" and ") if " " in one]
        held: dict[str, str] = {}
        for name in (*usual, *seen, *defined, *longest):
            held.setdefault(key(name), name.removeprefix("The "))
        others: dict[str, dict[str, None]] = defaultdict(dict)
        for short, found in (*defined.items(), *guessed.items()):
            if full := _leading(found):
                others[key(short)][full] = None
                if short in defined or short in seen:
                    others[key(full)][short] = None
        for group in EVERYWHERE:
            for form in group:
                if rest := [one for one in group if one != form and key(one) in held]:
                    others[key(form)] = dict.fromkeys(rest)  # whatever else it is short for here
        return cls(
            {name: tuple(forms) for name, forms in others.items() if forms},
            held,
            frozenset(short for short in (*defined, *guessed) if short.lower() in words),
        )

    def forms(self, name: str) -> tuple[str, ...]:
        """The other forms of a name: the library's, and those known everywhere.

        >>> NO_ALIASES.forms("the U.K.")
        ('United Kingdom', 'Britain', 'Great Britain')
        """
        wanted = key(name)
        found = [*self.others.get(wanted, ()), *_everywhere().get(wanted, ())]
        return tuple(dict.fromkeys(form for form in found if key(form) != wanted))


NO_ALIASES = Aliases({}, {}, frozenset())


@lru_cache(maxsize=1)
def _everywhere() -> dict[str, tuple[str, ...]]:
    return {
        key(form): tuple(other for other in group if other != form)
        for group in EVERYWHERE
        for form in group
    }


def find_aliases(text: str) -> dict[str, str]:
    """The abbreviations that a text explains, each with the name it stands for.

    Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions in biomedical
    text, PSB 2003; besides "name (abbreviation)" also the other way round, and without brackets.

    >>> find_aliases("The Hong Kong Monetary Authority (HKMA) and the EU, the European Union")
    {'HKMA': 'Hong Kong Monetary Authority', 'EU': 'European Union'}
    """
    found: dict[str, str] = {}
    for short, full in _defined(text):
        found.setdefault(short, full)
    return found


def expand(question: str, aliases: Aliases) -> str:
    """The question with its names as the library writes them.

    A form that the library does not have is replaced by the one that it has. One that it has
    stays as it is: with the other behind it in brackets, 146 questions on 45 encyclopaedia articles
    were found a little better by meaning (mean reciprocal rank .875 to .896) and worse by words.

    >>> expand("What did HKMA say?", Aliases.of(["The Hong Kong Monetary Authority spoke."]))
    'What did Hong Kong Monetary Authority say?'
    """
    found: dict[str, tuple[int, int]] = {}
    done = 0
    for start, end in _spans(question):
        name = _known(question[start:end], aliases, is_lower=question == question.lower())
        if name and name not in found and start >= done:
            found[name] = (start, end)
            done = end
    for name, (start, end) in reversed(found.items()):
        other = aliases.others[name][0]
        if key(other) not in found and name not in aliases.held:
            question = question[:start] + other + question[end:]
    return question


def key(name: str) -> str:
    """A name as it is compared: without "the", accents, dots and a possessive, in small letters.

    An abbreviation keeps its capitals: "US" is not "us".

    >>> key("the U.S."), key("Côte d’Ivoire's")
    ('US', "cote d'ivoire")
    """
    name = " ".join(name.split()).replace("’", "'").strip("'\".,;:!?").removesuffix("'s")
    if name[:4].lower() == "the ":
        name = name[4:]
    if "." in name and (name.isupper() or not _TWO_LETTERS.search(name)):
        name = name.replace(".", "")
    if name.isupper() and " " not in name and len(name) > 1:
        return name
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _spans(question: str) -> Iterator[tuple[int, int]]:
    """Every run of words, from left to right, longest first; a possessive's "'s" left out."""
    tokens = [
        (match.start(), match.start() + len(_POSSESSIVE.sub("", match.group())))
        for match in _TOKEN.finditer(question)
    ]
    for first, (start, _) in enumerate(tokens):
        for _, end in reversed(tokens[first : first + _MAX_WORDS]):
            yield start, end


def _known(form: str, aliases: Aliases, *, is_lower: bool) -> str:
    """The name whose other forms are known, if that is what the words are; else empty."""
    name = key(form)
    if name in aliases.others and (" " in name or form[:1].isupper() or is_lower):
        return name
    short = form.upper()  # "hkma" in a question all in small letters, but not "who"
    is_word = short in aliases.plain or form in STOP_WORDS or len(form) not in _INITIALS
    return short if is_lower and short in aliases.others and not is_word else ""


def _defined(text: str) -> Iterator[tuple[str, str]]:
    """Each abbreviation and the name beside it that explains it."""
    for match in _BRACKET.finditer(text):
        before, inside = text[max(0, match.start() - _BEFORE) : match.start()], match.group(1)
        line = before.rstrip().rsplit("\n", 1)[-1]
        if _is_short(inside.strip()):
            if full := _long_form(inside.strip(), line):
                yield inside.strip(), full
        elif _is_short(short := (line.split() or [""])[-1]) and _long_form(short, inside) == inside:
            yield short, inside
    for match in _OR_SHORT.finditer(text):
        line = text[max(0, match.start() - _BEFORE) : match.start()].rsplit("\n", 1)[-1]
        if _is_short(match.group(1)) and (full := _long_form(match.group(1), line)):
            yield match.group(1), full
    for match in _OR_LONG.finditer(text):
        if not _is_short(match.group(1)):
            continue
        parts = match.group(2).split()[:_MAX_WORDS]
        for count in range(2, len(parts) + 1):
            full = " ".join(parts[:count])
            if _initials(full) == match.group(1):
                yield match.group(1), full
                break


def _is_short(form: str) -> bool:
    return bool(re.fullmatch(_SHORT, form)) and sum(map(str.isupper, form)) >= 2


def _long_form(short: str, before: str) -> str:
    """The last words of a text whose letters spell an abbreviation in order; empty if none do.

    Its first letter opens a word; each other one stands anywhere after (Schwartz and Hearst).
    """
    count = min(len(short) + 5, len(short) * 2)
    words = before.split()[-count:]
    line = " ".join(words)
    place = len(line)
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for number, letter in reversed([*enumerate(letters)]):
        place -= 1
        while place >= 0 and (
            line[place].lower() != letter
            or (
                number == 0 and place > 0 and (line[place - 1].isalnum() or line[place - 1] in "'’")
            )
        ):
            place -= 1
        if place < 0:
            return ""
    full = line[place:].strip(" \"'“”‘’")
    parts = full.split()
    is_name = len(full) > len(short) and len(parts) <= _MAX_WORDS and parts[0] not in STOP_WORDS
    return full if is_name and short not in parts else ""


def _initials(name: str) -> str:
    """The first letters of a name's capitalised words."""
    return "".join(part[0] for part in name.replace("-", " ").split(" ") if part[:1].isupper())


def _leading(found: Counter[str]) -> str:
    """The form that is clearly the most frequent, or the empty string."""
    together: Counter[str] = Counter()
    written: dict[str, str] = {}
    for form, count in found.most_common():
        together[key(form)] += count
        written.setdefault(key(form), form)
    (best, count), *rest = together.most_common(2)
    return written[best] if not rest or count >= _LEAD * rest[0][1] else ""
