"""Pairs of words that cannot both be meant: for questions that turn a relation around.

General English: most are antonyms of WordNet 3.0 (Princeton University; its licence lets them be
used with this notice), a few are ours. Kept are those of which both words are common, less pairs
that are opposites in one sense only (left, found, well), are told by a prefix (un-, in-, dis-), or
are both true of most things (early and late, old and new).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.words import words

PAIRS = """
abolish/establish absence/presence absorb/emit abundant/scarce accept/refuse accept/reject
active/dormant active/passive adult/juvenile advance/retreat advantage/disadvantage
agree/disagree alive/dead allow/deny allow/forbid allow/prohibit amateur/professional
ancestor/descendant appear/disappear arrive/depart artificial/natural ascend/descend
asset/liability attack/defend attract/repel begin/end beginning/end best/worst better/worse
borrow/lend bottom/top boy/girl brother/sister buy/sell
centralized/decentralized cheap/expensive civilian/military closed/open coastal/inland
cold/hot competition/cooperation complex/simple 
create/destroy cause/prevent daughter/son decline/improvement
decrease/increase deep/shallow defensive/offensive deficit/surplus demand/supply
destroy/preserve difficult/easy direct/indirect discourage/encourage divide/unite
domestic/foreign dry/wet eastern/western east/west empty/full enter/exit exclude/include
export/import external/internal fail/succeed failure/success fall/rise false/true fast/slow
father/mother female/male finite/infinite fire/hire 
formal/informal forward/backward friendly/hostile gain/lose gain/loss
guilty/innocent heavy/light high/low higher/lower highest/lowest horizontal/vertical
husband/wife ignore/notice inner/outer inside/outside integration/segregation junior/senior
king/queen large/small larger/smaller largest/smallest least/most less/more legal/illegal
literate/illiterate long/short longest/shortest lose/win lower/raise loss/profit majority/minority
major/minor man/woman maximize/minimize maximum/minimum mental/physical
narrow/wide negative/positive newest/oldest north/south northern/southern official/unofficial
often/rarely oldest/youngest older/younger oppose/support optimist/pessimist parent/child
partly/wholly permanent/temporary poor/rich poverty/wealth
primary/secondary private/public pull/push quickly/slowly reject/approve religious/secular
reward/penalty rural/urban shortest/tallest strength/weakness strengthen/weaken strong/weak
stronger/weaker superior/inferior thick/thin upward/downward first/last after/before
employer/employee teacher/student married/divorced 
earliest/latest smallest/biggest big/small
accelerate/slow acquit/convict approve/veto climb/fall confirm/deny cut/raise decline/grow
decline/rise drop/rise ease/tighten expand/shrink loosen/tighten narrow/widen
overturn/uphold plunge/surge
"""


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """The opposites of each word, all as `words` gives them."""
    found: dict[str, set[str]] = {}
    for pair in PAIRS.split():
        one, other = (words(word, keep_stop_words=True)[0] for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


def forms(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Two words, and both with each ending that English gives them alike."""
    yield one, other
    for ending in ("ed", "ing"):
        form, turned = _ended(one, ending), _ended(other, ending)
        if form and turned:
            yield form, turned


# The past tenses that are participles too, and verbs whose past is not: those are left alone.
_PAST = {
    "buy": "bought", "lend": "lent", "lose": "lost", "sell": "sold", "win": "won",
    "begin": "", "fall": "", "forbid": "", "rise": "", "cut": "", "drop": "", "acquit": "",
    "shrink": "", "grow": "", "uphold": "upheld",
}  # fmt: skip


def _ended(word: str, ending: str) -> str:
    if ending == "ed" and word in _PAST:
        return _PAST[word]
    if word.endswith("e") and ending != "s":
        return word[:-1] + ending
    if word.endswith("y") and ending in ("s", "ed") and word[-2] not in "aeiou":
        return word[:-1] + "i" + ("es" if ending == "s" else "ed")
    return word + ("es" if ending == "s" and word.endswith(("s", "sh", "ch", "x")) else ending)


# Irregular forms of the words above, as `words` stems them, and the word each is a form of.
_IRREGULAR = {
    "began": "begin", "begun": "begin", "fell": "fall", "fallen": "fall", "rose": "rise",
    "upheld": "uphold", "grew": "grow", "grown": "grow",
    "risen": "rise", "bought": "buy", "sold": "sell", "lent": "lend", "lost": "lose", "won": "win",
    "forbad": "forbid", "forbidden": "forbid", "forbade": "forbid", "men": "man",
    "women": "woman", "children": "child", "wive": "wife", "died": "dead",
}  # fmt: skip
# Phrases whose words have no opposite in them, and compounds: "last month", "short-lived".
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PHRASE = re.compile(
    r"\bhow\s+\w+|\bat\s+(?:the\s+)?(?:very\s+)?(?:least|most|first|last|best|worst|long last)\b"
    r"|\b(?:more|less|longer|higher|lower|larger|smaller)\s+than\b|\b(?:no|any)\s+(?:longer|more|less)\b"
    r"|\bmore\s+(?:or|and)\s+(?:less|more)\b|\b(?:as|so)\s+(?:long|far)\s+as\b|\blong\s+ago\b"
    r"|\bin\s+(?:the\s+)?(?:long|short)(?:\s+(?:run|term))?\b|\b(?:first|last)\s+names?\b"
    r"|\b(?:last|first)\s+of\s+all\b|\b(?:before|after)\s+(?:long|all)\b|\bfirst\s+(?:lady|minister)\b"
    r"|\b(?:last|next|past)\s+(?:(?:few|two|three|four|five|six|ten|\d+)\s+)?"
    rf"(?:weeks?|months?|years?|decades?|century|days?|nights?|summer|autumn|winter|spring|{_WEEKDAY}"
    r"|(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)\b"
    r"|(?-i:\b(?:North|South|East|West|Upper|Lower|Inner|Outer)(?:ern)? [A-Z]\w*)"
    r"|\b\w+(?:-\w+)+|\b\w+(?:ing|ed)ly\b",
    re.I,
)
_NOT_SAID = re.compile(r"\bnot\s+(?:be(?:en)?\s+)?\w+", re.I)  # "not included" is excluded
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Letters of a family's shortest word, of what all share, and of what the longest has more.
_ROOT, _FAMILY, _ENDING = 4, 6, 3
# Words that are true of something in most texts: opposed only before or behind the same word.
_LOOSE = (
    "more less most least after before first last long short high low top bottom large small big "
    "early late wide narrow deep open closed cut raise decline grow climb fall drop rise slow "
    "accelerate surge plunge confirm deny approve veto convict acquit ease tighten shrink expand "
    "loosen widen"
)


@dataclass(frozen=True)
class Spoken:
    """A word as a text writes it, and the content words beside it."""

    surface: str
    beside: frozenset[str]


@lru_cache(maxsize=1)
def _loose() -> frozenset[str]:
    return frozenset(words(_LOOSE, keep_stop_words=True))


def spoken(text: str) -> Mapping[str, Spoken]:
    """The words of a text that may have an opposite, by their stem; stock phrases left out.

    >>> list(spoken("How long ago did prices fall, at least since last month?"))
    ['ago', 'did', 'price', 'fall', 'sinc']
    """
    found: list[tuple[str, str]] = []
    for match in _WORD.finditer(_PHRASE.sub(" ", text)):
        for stem in words(match.group(), keep_stop_words=True)[:1]:
            found.append((_IRREGULAR.get(stem, stem), match.group()))
    content = [bool(words(surface)) for _, surface in found]
    told: dict[str, Spoken] = {}
    for place, (stem, surface) in enumerate(found):
        before = next((n for n in range(place - 1, -1, -1) if content[n]), None)
        behind = next((n for n in range(place + 1, len(found)) if content[n]), None)
        beside = frozenset(found[n][0] for n in (before, behind) if n is not None)
        if stem in told:
            told[stem] = Spoken(told[stem].surface, told[stem].beside | beside)
        else:
            told[stem] = Spoken(surface, beside)
    return told


def opposed(question: str, sentence: str, *, near: str) -> Iterator[tuple[str, str, str]]:
    """Each word of a question whose opposite the sentence says, that opposite, and its stem.

    Words that the text near the sentence says too are none.

    >>> [*opposed("Who bought ships?", "Lee sold ships.", near="Lee sold ships.")]
    [('bought', 'sold', 'buy')]
    """
    mine, there = spoken(question), spoken(_NOT_SAID.sub(" ", sentence))
    around: Mapping[str, Spoken] | None = None
    for stem, word in mine.items():
        for other in sorted(opposites().get(stem, ())):
            if stem in there or other not in there or other in mine:
                continue
            if {stem, other} & _loose() and not word.beside & there[other].beside:
                continue
            around = spoken(near) if around is None else around
            if not any(_is_akin(stem, one) for one in around):
                yield word.surface, there[other].surface, stem


def _is_akin(stem: str, other: str) -> bool:
    """Whether two stems are of one family: oppose and opposition, fail and failure."""
    short, long = sorted((stem, other), key=len)
    is_near = len(short) >= _ROOT and len(long) <= len(short) + _ENDING
    return stem == other or (is_near and long.startswith(short[:_FAMILY]))
