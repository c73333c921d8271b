"""Questions that are only a piece of one: "Why?", "And in 2025?", "What about Macau?"."""

import re
from typing import Literal

from index.words import words

from ..facts import names
from .antecedent import Said
from .grammar import BE, DETERMINERS, HELPERS, PREPOSITIONS, WH, is_verb
from .kinds import DATES, is_plural, kind_of, table
from .subject import Parsed, Phrase
from .topic import noted

_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(.+)$", re.I)
_OPENS = re.compile(r"^((?:" + "|".join(sorted(PREPOSITIONS | {"of"})) + r"))\s+(.+)$", re.I)
_ADVERBIAL = re.compile(
    r"^(?:(?:since |until |from )?(?:when|where|why)|how(?! (?:many|much)\b)"
    r"|(?:what|which) (?:year|month|day|date|time)\b|(?:"
    + "|".join(sorted(PREPOSITIONS))
    + r")\s)",
    re.I,
)
_DATED = re.compile(r"^(\S.*?)\s+((?:in|on|since|by)\s+\S+(?:\s\d{4})?)$", re.I)
_SOMEONE = {"who": "someone", "whom": "someone", "what": "something"}
_CITED = frozenset(("person", "place", "organisation"))
MAX_FRAGMENT = 8  # words; a longer text without a verb is a keyword query, not a piece
_SAME_ACTION = re.compile(
    r"^(why|when|where|how)\s+(?:(?:did|do|does|will|would|has|have|had|is|are|was|were)\s+)"
    r"(?:(?:he|she|it|they)\s+(?:do|done|doing)\s+(?:that|so|it|this)"
    r"|(?:it|that|this)\s+(?:happen|happened|happening)|that|this)$",
    re.I,
)
_SAID_SO = re.compile(
    r"^(?:(who|which \w+)\s+(says?|said|claims?|claimed|thinks?|reported|expects?)\s+"
    r"(?:so|that|this|it)|(says)\s+(who)|(according)\s+to\s+(whom|who))$",
    re.I,
)


def elliptic(text: str, last: Said, *, has_and: bool, mark: str) -> str:
    """A question that only makes sense as a change to the one before; empty if it is not."""
    if action := _SAME_ACTION.match(text):
        return ask_again(action.group(1), last)
    if said_so := _SAID_SO.match(text):
        who, verb = said_so.group(1) or "who", said_so.group(2) or "said"
        return f"{who} {verb} {reported(last)}"
    kind, rest = fragment(text, has_and=has_and, is_asked="?" in mark)
    if kind == "asked":
        return ask_again(rest, last)
    if kind == "other":
        pointing = set(re.findall(r"\w+", rest.lower())) & _PRONOUNS
        return "" if pointing else instead(last, rest)
    return ""


def fragment(
    text: str, *, has_and: bool, is_asked: bool
) -> tuple[Literal["asked", "other", ""], str]:
    """What a text without a verb is a piece of: ("asked", "By whom"), ("other", "in 2025").

    >>> fragment("What about Macau", has_and=False, is_asked=True)
    ('other', 'Macau')
    """
    about = _ABOUT.match(text)
    if about and len(text.split()) <= 2 * MAX_FRAGMENT:
        return "other", about.group(1)
    low = [word.lower().strip(",;") for word in text.split()]
    if not low or len(low) > MAX_FRAGMENT or any(_CONTRACTED.match(word) for word in low):
        return "", ""
    at = next((place for place, word in enumerate(low) if word in WH), -1)
    if at >= 0:
        return ("asked", text) if _is_asked_part(low, at) else ("", "")
    is_clause = any(word in HELPERS - {"may"} or word in _POINTING for word in low)
    is_piece = has_and or _OPENS.match(text) or (is_asked and _is_name_alone(text))
    if is_clause or not is_piece or is_verb(low[0]) or low[0] in _THANKS:
        return "", ""
    return "other", text


def _is_asked_part(low: list[str], at: int) -> bool:
    """Whether words are only what a question asks for: "In which areas", "Which firms"."""
    is_led = low[0] in PREPOSITIONS | {"of"} or low[:at] == ["according", "to"]
    rest = low[at + 1 :]
    if at > 0 and not (is_led and at <= 2):
        return False
    if low[at] in ("who", "whom", "when", "where", "why"):
        return all(word in ("else", "exactly", "not", "then", "by", "from") for word in rest)
    most = 3 if is_led else 2 if low[at] == "how" else 1  # "Which amendment prevents it" is whole
    return len(rest) <= most and not any(
        word in HELPERS or is_verb(word) or word in _POINTING for word in rest
    )


def _is_name_alone(text: str) -> bool:
    """Whether a text is one name or date: "Macau?", "The Bank of China?"; not "Name a river?"."""
    return all(
        re.match(r"[^a-z]", word) or word in ("the", "of", "and", "de") for word in text.split()
    ) and not is_verb(text.split(maxsplit=1)[0].lower())


_CONTRACTED = re.compile(r"\w+['’](?:s|re|d|ll|ve|m)$|\w+n['’]t$")
_PRONOUNS = table("he him his she her hers it its they them their theirs there")
_POINTING = _PRONOUNS | table("this that these those one ones you we i")
_THANKS = table("hello hi hey thanks thank please ok okay yes no really sure help")


def ask_again(asked: str, last: Said) -> str:
    """The last question with another thing asked: "Why" of "When did Edward VIII abdicate?"."""
    parsed = last.parsed
    note = f" ({parsed.note})" if parsed.note else ""
    if not _ADVERBIAL.match(asked) or not (parsed.rest or parsed.subject):
        return noted(asked, last)
    if parsed.subject and parsed.rest:
        return f"{asked} {parsed.helper} {parsed.subject} {_filled(parsed)}{note}"
    if parsed.asks_subject:
        who = f"the {parsed.noun}" if parsed.noun else _SOMEONE.get(parsed.asked.lower(), "")
        if who:
            clause = " ".join(f"{who} {parsed.helper} {parsed.rest}".split())
            return f"{asked} was it that {clause}{note}"
    return noted(asked, last)


def _filled(parsed: Parsed) -> str:
    """The rest of a question with what it asked for put back: "cover" -> "cover the projects"."""
    if not parsed.noun or parsed.helper in BE or _ADVERBIAL.match(parsed.asked):
        return parsed.rest
    verb, _, rest = parsed.rest.partition(" ")
    if not is_verb(verb) or rest.startswith(tuple(f"{one} " for one in PREPOSITIONS)):
        return parsed.rest
    return " ".join(f"{verb} the {parsed.noun} {rest}".split())


def reported(last: Said) -> str:
    """The last question as reported: "how much Hong Kong's economy will grow in 2025"."""
    parsed = last.parsed
    parts = (parsed.asked or "whether", parsed.subject, parsed.helper, parsed.rest)
    text = (
        " ".join(part for part in parts if part)
        if parsed.asked or parsed.subject
        else (parsed.text)
    )
    return text[:1].lower() + text[1:] + (f" ({parsed.note})" if parsed.note else "")


def instead(last: Said, other: str) -> str:
    """The last question with something else in place of its like, or about something else.

    >>> instead(Said("How much did China's exports rise in July?"), "in June")
    "How much did China's exports rise in June"
    """
    parsed = last.parsed
    note = f" ({parsed.note})" if parsed.note else ""
    if (two := _DATED.match(other)) and any(p.search(two.group(2)) for _, p in DATES):
        return instead(Said(instead(last, two.group(1))), two.group(2))  # "Kenya in 2023"
    opens = _OPENS.match(other)
    preposition, core = (opens.group(1).lower(), opens.group(2)) if opens else ("", other)
    if dated := _redated(parsed.text, core, preposition):
        return dated + note
    ranked = [(_likeness(core, preposition, like, parsed), like) for like in _likes(parsed)]
    best = max(ranked, key=lambda pair: (pair[0], pair[1][1]), default=None)
    if best and best[0] > 0:
        phrase, start = best[1][0].text, best[1][1]
        return parsed.text[:start] + core + parsed.text[start + len(phrase) :] + note
    if preposition and preposition != "of" and (parsed.rest or parsed.subject):
        return f"{parsed.text} {other}{note}"
    return noted(f"What about {other}", last)


def _redated(text: str, core: str, preposition: str) -> str:
    """The text with a date in place of its like, or with it at its end; empty for no date."""
    for _, pattern in DATES:
        if pattern.fullmatch(core.removeprefix("the ")) or (
            pattern.search(core) and len(core.split()) <= 3 and not names(pattern.sub("", core))
        ):
            found = pattern.search(text)
            wanted = pattern.search(core)
            if found and wanted:
                whole = core if len(core.split()) > 1 else wanted.group()
                return text[: found.start()] + whole + text[found.end() :]
            return f"{text} {preposition or 'in'} {core}"
    return ""


def _likes(parsed: Parsed) -> list[tuple[Phrase, int]]:
    """The phrases of a question that another may take the place of, with where they stand."""
    found = []
    for phrase in parsed.phrases:
        start = parsed.text.rfind(phrase.text)
        if start < 0 or phrase.kind == "date":
            continue
        found.append((phrase, start))
        head = re.split(r"\s(?:of|in|on|at|for)\s", phrase.text)[0]
        if head != phrase.text:
            found.append((Phrase(head, phrase.role, phrase.preposition), start))
    return found


def _likeness(core: str, preposition: str, like: tuple[Phrase, int], parsed: Parsed) -> float:
    """How well a phrase can be replaced by another; above 0 if at all."""
    phrase = like[0]
    is_name, was_name = bool(names(core)) or _is_typed_name(core), bool(names(phrase.text))
    was_name = was_name or any(letter.isupper() for letter in phrase.text)
    shared = set(words(core)) & set(words(phrase.text))
    same_head = words(core)[-1:] == words(phrase.text)[-1:] != []
    kinds = {kind_of(core), phrase.kind}
    opens = (
        core.split(maxsplit=1)[0].lower() in DETERMINERS,
        phrase.text.split()[0].lower() in DETERMINERS,
    )
    score = 0.5 if is_name == was_name else -5.0
    score += 4.0 * bool(preposition and preposition == phrase.preposition)
    score += 3.0 * (same_head or bool(shared and is_name))
    score += 3.0 * (len(kinds) == 1 and kinds <= _CITED) - 3.0 * (
        len(kinds) == 2 and kinds <= _CITED
    )
    score += 0.5 if opens[0] == opens[1] else -0.5
    score -= 2.0 * (is_name and phrase.text.split()[-1].islower())  # "COM status"
    is_joined = " and " in phrase.text and phrase.is_plural
    score -= 2.0 * (is_joined and " and " not in core)
    score += {"object": 0.5, "subject": 0.4, "owner": -0.4, "member": -0.4, "asked": -0.6}[
        phrase.role
    ]
    are_plural = opens == (False, False) and is_plural(core) and phrase.is_plural  # and imports?
    if not is_name and not same_head and opens != (True, True) and not are_plural:
        score -= 5.0
    if not is_name and not same_head and opens == (True, True) and phrase.role == "object":
        score -= 1.0
    return score


def _is_typed_name(core: str) -> bool:
    """Whether one bare word may be a name typed in lower case: "what about meituan"."""
    return core.islower() and len(core.split()) == 1 and not core.endswith("s")
