"""Which of a question's own names, dates, numbers and "not" its quote, or its article, meets.

An `Element` is one such thing; a text meets it if it says it in any usual way: a surname for the
whole name, "Chinese" for China, HKMA for Hong Kong Monetary Authority, "fifteen" for 15, 1994
for the 1990s.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.article import Article
from index.words import STOP_WORDS, words

from ..answer import Check
from ..facts import names
from ..wording.aliases import NO_ALIASES, Aliases
from .asked import ASKING, BEFORE_ASKING, ended, unasked
from .kinds import kind_of_name
from .known import REACH, around, described
from .naming import says_name
from .saying import DATE, NEGATION, NUMBER, Kind, Said, initials, said, says_date, says_number

# A capital that opens a question names nothing if the word is one of these: "Name the three ...",
# "Approximately how many", "Goes the number up?". Endings tell most of the others.
_OPENERS = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "aside along approximately beside besides compare could count define describe "
        "despite discuss does even explain find give goes going how identify list may might "
        "name prior regarding roughly select shall show since state summarise summarize tell "
        "today unlike upon what whatever within without whose would yes"
    ).split()
)
_OPENING_END = re.compile(r"(?:ly|ing|ed)$")
# "A Marvel-sponsored convention", "the US-led talks": what is said of a name, and no part of it.
# Its verb has a vowel before the ending, unlike Li Ka-shing. "-aing" is Burmese, "al-" a name's.
_SAID_OF = re.compile(
    r"(?<=\w)(?<!\b[AEae]l)-(?:[a-z]*[aeiou][a-z]*(?:ed|(?<!a)ing)"
    r"|led|run|born|bound|built|made|held|sold|wide|style|era|only)\b"
)
_QUOTED = re.compile(r"“([^”]{2,80})”|\"([^\"]{2,80})\"")
# Names with small words inside, such as the Belt and Road Initiative: `names` cuts them at "and".
_RUN = re.compile(r"\b[A-Z][\w-]*(?: (?:(?:and|of|for|the|on|in|to|&) ){0,2}[A-Z][\w-]*){1,7}")
_MIN_INITIALS = 3  # of such a name, if nothing but its abbreviation in the text says that it is one
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SHOUTED = 0.8  # share of capitalised words from which capitals tell nothing: Title Case, SHOUTING
_MIN_SHOUTED = 5  # words; "Did Macau Leave?" is too short to tell


@dataclass(frozen=True)
class Element:
    """One name, date, number or negation of a question, as the question writes it."""

    kind: Kind
    value: str
    start: int  # in characters of the question


def question_checks(
    question: str, *, quote: str, nearby: str, article: Article, aliases: Aliases = NO_ALIASES
) -> tuple[Check, ...]:
    """Each of the question's elements in order, and whether the quote or its article meets it.

    `nearby` is the passage of the quote. A negation must stand there: somewhere in an article
    there is always a "not".
    """
    about = described(article)
    near = said(f"{about}\n{nearby}\n{quote}")
    whole = said(f"{about}\n{article.text}")
    place = max(0, article.text.find(quote))
    known = f"{about}\n{around(article, place, place + len(quote), reach=REACH)}"
    checks = []
    for element in elements(question, known=known, aliases=aliases):
        found = meets(near, element, aliases=aliases)
        if not found and element.kind != "negation":
            found = meets(whole, element, aliases=aliases)
        checks.append(Check(_kind(element, question, known), element.value, found))
    return tuple(checks)


def elements(
    question: str, *, known: str = "", aliases: Aliases = NO_ALIASES
) -> tuple[Element, ...]:
    """The names, dates, numbers and negations of a question, in order.

    `known` is text whose capitals tell the names of a question that has none.

    >>> [(e.kind, e.value) for e in elements("Which 12 firms did not sign in May 2025?")]
    [('number', '12'), ('negation', 'not'), ('date', 'May 2025')]
    >>> [e.value for e in elements("what did hong kong sign?", known="It rained in Hong Kong.")]
    ['hong kong']
    >>> [e.value for e in elements("When was the first US-led summit?")]
    ['US']
    >>> elements("In which era did it rain?", known="It rained in the Cambrian Era.")
    ()
    """
    found: list[Element] = []
    left = _found(question, "name", _QUOTED, found)
    left = unasked(left)
    for kind, pattern in _PATTERNS:
        left = _found(left, kind, pattern, found)
    whole, left = left, _SAID_OF.sub(ended, left)
    if _is_shouted(question):
        named = []
    else:
        named = [*_long_names(left, said(known), aliases)]
        for one in named:
            end = one.start + len(one.value)
            left = left[: one.start] + "|" * len(one.value) + left[end:]
        named += _names(left, said(known))
    found += named or _hurried(whole, said(known))
    return tuple(sorted(found, key=lambda element: element.start))


def meets(text: Said, element: Element, *, aliases: Aliases = NO_ALIASES) -> bool:
    """Whether a text says an element in any usual way."""
    if element.kind == "negation":
        return text.is_negated
    if element.kind == "date":
        return says_date(text, element.value)
    if element.kind == "number":
        return says_number(text, element.value)
    return says_name(text, element.value, aliases=aliases)


_PATTERNS: tuple[tuple[Kind, "re.Pattern[str]"], ...] = (
    ("date", DATE),
    ("negation", NEGATION),
    ("number", NUMBER),
)


def _found(text: str, kind: Kind, pattern: "re.Pattern[str]", found: list[Element]) -> str:
    """The text less what a pattern finds, which is added to what is found."""
    for match in pattern.finditer(text):
        group = next((number for number, one in enumerate(match.groups(), 1) if one), 0)
        found.append(Element(kind, match[group], match.start(group)))
    return pattern.sub(ended, text)


def _is_shouted(question: str) -> bool:
    """Whether so many words have a capital that capitals do not tell the names from the rest."""
    tokens = [token for token in _TOKEN.findall(question) if not token[0].isdigit()]
    capitals = sum(token[0].isupper() for token in tokens)
    return len(tokens) >= _MIN_SHOUTED and capitals >= _SHOUTED * len(tokens)


def _long_names(question: str, known: Said, aliases: Aliases) -> Iterator[Element]:
    """The names with small words inside that have another form, as is known or as the text has."""
    for run in _RUN.finditer(question):
        places = [match.span() for match in re.finditer(r"[A-Z][\w-]*", run.group())]
        spans = [
            (start, end)
            for number, (start, _) in enumerate(places)
            for _, end in places[number + 1 :]
        ]
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            name = run.group()[start:end]
            if not re.search(r" [a-z&]", name):
                continue
            short = initials(name)
            is_short = len(short) >= _MIN_INITIALS and short in known.acronyms
            if is_short or aliases.forms(name):
                yield Element("name", name, run.start() + start)
                break


def _names(question: str, known: Said) -> Iterator[Element]:
    """The runs of capitalised words, less what has a capital for another reason.

    Such as the first word of a question, and words that the known text writes without one.
    """
    plain = known.lower - known.capitals
    for found in names(question):
        there = re.search(r"\s+".join(map(re.escape, found.split())), question)
        if not there:
            continue
        name, start = there.group(), there.start()
        parts = name.split()
        if not question[:start].strip(" \"'“‘(") and _is_opener(parts[0], plain):
            if question[start + len(parts[0]) :].startswith(("'s", "’s")):
                pass  # "May's budget"
            else:
                parts.pop(0)
        while parts and parts[-1].lower() in plain:
            parts.pop()
        while parts and parts[0].lower() in plain:
            parts.pop(0)
        if parts and words(" ".join(parts)):
            first = name.index(parts[0])
            value = name[first : name.rindex(parts[-1]) + len(parts[-1])]
            yield Element("name", value, start + first)


def _is_opener(word: str, plain: frozenset[str]) -> bool:
    lower = word.lower()
    return lower in _OPENERS or lower in plain or bool(_OPENING_END.search(lower))


def _hurried(question: str, known: Said) -> Iterator[Element]:
    """The runs of words that the known text writes with a capital only."""
    run: list[re.Match[str]] = []
    tokens = [*_TOKEN.finditer(question)]
    for place, whole in enumerate(tokens):
        token = whole
        if not _is_proper(whole, known) and (
            said_of := _SAID_OF.search(question.lower(), *whole.span())
        ):
            token = _TOKEN.match(question, whole.start(), said_of.start()) or whole
        is_name = _is_proper(token, known)
        if run and (not is_name or question[run[-1].end() : token.start()].strip()):
            yield _joined(question, run)
            run = []
        if is_name and (run or not _is_kind(tokens, place, question, known)):
            run.append(token)
    if run:
        yield _joined(question, run)


def _is_proper(token: re.Match[str], known: Said) -> bool:
    word = re.sub(r"['’]s$", "", token.group().lower())
    return word in known.capitals and word not in known.lower and word not in STOP_WORDS


def _is_kind(tokens: list[re.Match[str]], place: int, question: str, known: Said) -> bool:
    """Whether a word is a kind of thing: "which era was it", and only of a Cambrian Era is told."""
    before = [token.group().lower() for token in tokens[max(0, place - 2) : place]]
    behind = [token.group().lower() for token in tokens[place + 1 : place + 2]]
    if not before or before[-1] not in ("what", "which"):
        return False
    may_follow = {*ASKING, "and"}
    if (before[:-1] and before[0] not in BEFORE_ASKING) or (behind and behind[0] not in may_follow):
        return False
    word = tokens[place].group()
    written = re.compile(rf"(?:\b([A-Z][\w-]*) )?\b{re.escape(word)}\b", re.I)
    ahead = [match[1] or "" for match in written.finditer(known.text)]
    is_ours = all(one[:1].isupper() and one.lower() not in STOP_WORDS for one in ahead)
    return bool(ahead) and is_ours and kind_of_name(word, question, known.text) == "name"


def _joined(question: str, run: list[re.Match[str]]) -> Element:
    value = re.sub(r"['’]s$", "", question[run[0].start() : run[-1].end()])
    return Element("name", value, run[0].start())


def _kind(element: Element, question: str, article: str) -> Kind:
    """The kind of an element; a name is a person or a place where the texts say so."""
    if element.kind != "name":
        return element.kind
    return kind_of_name(element.value, question, article)
