"""Questions that are only a piece of one: "Why?", "Who else?", "And in 2025?"."""

import re
from typing import Literal

from .antecedent import Said
from .grammar import BE, DO, HELPERS, PREPOSITIONS, WH, is_verb
from .instead import OPENS, OWNED, instead
from .kinds import table
from .subject import Parsed
from .topic import noted, topic

_ABOUT = re.compile(r"^(?:what|how)\s+about\s+(.+)$", re.I)
_ADVERBIAL = re.compile(
    r"^(?:(?:since |until |from )?(?:when|where|why)|how(?! (?:many|much)\b)"
    r"|(?:what|which) (?:year|month|day|date|time)\b|(?:"
    + "|".join(sorted(PREPOSITIONS))
    + r")\s)",
    re.I,
)
_SOMEONE = {"who": "someone", "whom": "someone", "what": "something"}
_ITS = re.compile(r"^(?:its|their|his|her)\s+", re.I)
MAX_FRAGMENT = 8  # words; a longer text without a verb is a keyword query, not a piece
_SAME_ACTION = re.compile(
    r"^(why|when|where|how)\s+(?:(?:did|do|does|will|would|has|have|had|is|are|was|were)\s+)"
    r"(?:(?:he|she|it|they)\s+(?:do|done|doing)\s+(?:that|so|it|this)"
    r"|(?:it|that|this)\s+(?:happen|happened|happening)|that|this)$",
    re.I,
)
_ELSE = re.compile(r"(?:(any(?:one|body)) else|(?:anything|what) else|(?:any )?others)$", re.I)
_WHY = re.compile(r"(?:how come|how so|what for|why so \w+)$", re.I)
_WHICH = re.compile(r"(?:which(?: ones)?|such as|like what|(?:any |some )?examples)$", re.I)
_MORE = re.compile(
    r"(?:can you |please )?(?:tell me more|say more|(?:some )?more(?: details?)?|go on)"
    r"(?: please)?$",
    re.I,
)
_SAID_SO = re.compile(
    r"^(?:(who|which \w+)\s+(says?|said|claims?|claimed|thinks?|reported|expects?)\s+"
    r"(?:so|that|this|it)|(says)\s+(who)|(according)\s+to\s+(whom|who))$",
    re.I,
)


def elliptic(text: str, last: Said, *, has_and: bool, mark: str) -> str:
    """A question that only makes sense as a change to the one before; empty if it is not."""
    if again := _asked_again(text):
        return ask_again(again, last)
    if said_so := _SAID_SO.match(text):
        who, verb = said_so.group(1) or "who", said_so.group(2) or "said"
        return f"{who} {verb} {reported(last)}"
    if _MORE.match(text) and (about := topic(last)):
        return f"tell me more about {about}"
    many = last.parsed.asked.lower().startswith("how many ")
    if many and _WHICH.match(text):  # "How many firms signed? Which ones?"
        return f"which {last.question[len('how many ') :].rstrip('?!. ')}"
    kind, rest = fragment(text, has_and=has_and, is_asked="?" in mark)
    if kind == "asked":
        return ask_again(rest, last)
    return _other(rest, last) if kind == "other" else ""


def _asked_again(text: str) -> str:
    """What a set phrase asks of the last question: "How come" asks why; empty if it is none."""
    if action := _SAME_ACTION.match(text):
        return action.group(1)
    if other := _ELSE.match(text):
        return "who else" if other.group(1) else "what else"
    return "why" if _WHY.match(text) else ""


def _other(rest: str, last: Said) -> str:
    """The last question about something else; empty for a pronoun that is no owner."""
    found = instead(last, _ITS.sub("the ", rest))  # "And its area?"
    is_pointing = set(re.findall(r"\w+", rest.lower())) & _PRONOUNS
    return "" if is_pointing and found.startswith("What about") else found


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
    whole = low[:-1] if OWNED.search(text) else low  # "And Ghana's?"
    if not low or len(low) > MAX_FRAGMENT or any(_CONTRACTED.match(word) for word in whole):
        return "", ""
    at = next((place for place, word in enumerate(low) if word in WH), -1)
    if at >= 0:
        return ("asked", text) if _is_asked_part(low, at) else ("", "")
    if low[0] == "the" and low[-1] in ("one", "ones"):
        low = low[:-1]  # "And the second one?"
    is_clause = any(word in HELPERS - {"may"} or word in _POINTING - _OWNERS for word in low)
    is_piece = has_and or OPENS.match(text) or (is_asked and _is_name_alone(text))
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
_OWNERS = table("his her its their")
_POINTING = _PRONOUNS | table("this that these those one ones you we i")
_THANKS = table("hello hi hey thanks thank please ok okay yes no really sure help")


def ask_again(asked: str, last: Said) -> str:
    """The last question with another thing asked: "Why" of "When did Edward VIII abdicate?"."""
    parsed = last.parsed
    note = f" ({parsed.note})" if parsed.note else ""
    if asked.endswith(" else") and parsed.asked and not _ADVERBIAL.match(parsed.asked):
        which = f"which other {parsed.noun}" if parsed.noun else f"{parsed.asked} else"
        return which + parsed.text[len(parsed.asked) :] + note
    if asked.lower() == "why not" and parsed.subject and parsed.rest:
        return f"why {parsed.helper} {parsed.subject} not {parsed.rest}{note}"
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
    opening, _, following = rest.partition(" ")
    is_stranded = opening in PREPOSITIONS and (
        not following or following.split()[0] in PREPOSITIONS or following[0].isdigit()
    )  # "Which ship did he train on in 1913?"
    if is_stranded or not (is_verb(verb) or parsed.helper in DO):
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
