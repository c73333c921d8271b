"""The last question with something else in place of its like: "And in 2025?", "And Macau?"."""

import re

from index.words import words

from ..facts import names
from .antecedent import Said
from .grammar import DETERMINERS, PREPOSITIONS
from .kinds import DATES, is_plural, kind_of
from .subject import Parsed, Phrase
from .topic import noted

OPENS = re.compile(r"^((?:" + "|".join(sorted(PREPOSITIONS | {"of"})) + r"))\s+(.+)$", re.I)
OWNED = re.compile(  # Ghana's; no that's, it's, what's
    r"(?<![Tt]hat)(?<!\b[Ii]t)(?<!\b[Hh]e)(?<![Ss]he)(?<![Ww]hat)['’]s?$"
)
_POSSESSIVE = re.compile(r"['’]s$")
_DATED = re.compile(r"^(\S.*?)\s+((?:in|on|since|by)\s+\S+(?:\s\d{4})?)$", re.I)
_CITED = frozenset(("person", "place", "organisation"))
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.I)
_MOST = (
    r"(?:(?:second|third|fourth)[ -])?(?:(?:most|least) \w+|[a-z]{2,}est|first|last|second|third)"
)
_PEOPLE = r"[A-Z][a-z]+(?:ish|ese|ch|an|i)"
_SAME_NOUN = (  # a piece that is only a noun's adjective or owner, and where such a one stands
    (re.compile(rf"(?:the )?({_MOST})(?: ones?)?"), re.compile(rf"\b({_MOST})\s+[a-z]")),
    (re.compile(rf"(?:the )?({_PEOPLE})(?: ones?)?"), re.compile(rf"\b({_PEOPLE})\s+[a-z]")),
    (
        re.compile(r"(?:the )?([a-z]+) ones?"),
        re.compile(r"(?:\b[Tt]he|['’]s?)\s+([a-z]+)(?=\s+[a-z]+(?:\s+(?:in|of|at|on|by)\b|$))"),
    ),
    (re.compile(r"(.+)['’]s?"), re.compile(r"\b([A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*)*)['’]s?\s")),
)


def instead(last: Said, other: str) -> str:
    """The last question with something else in place of its like, or about something else.

    >>> instead(Said("How much did China's exports rise in July?"), "in June")
    "How much did China's exports rise in June"
    """
    parsed = last.parsed
    note = f" ({parsed.note})" if parsed.note else ""
    if (two := _DATED.match(other)) and any(p.search(two.group(2)) for _, p in DATES):
        return instead(Said(instead(last, two.group(1))), two.group(2))  # "Kenya in 2023"
    opens = OPENS.match(other)
    preposition, core = (opens.group(1).lower(), opens.group(2)) if opens else ("", other)
    if changed := _same_noun(parsed.text, core):
        return changed + note
    core = _POSSESSIVE.sub("", core)  # "And Kenya's?", of the GDP of Ghana
    if dated := _redated(parsed.text, core, preposition):
        return dated + note
    ranked = [(_likeness(core, preposition, like, parsed), like) for like in _likes(parsed)]
    best = max(ranked, key=lambda pair: (pair[0], pair[1][1]), default=None)
    if best and best[0] > 0:
        phrase, start = best[1][0].text, best[1][1]
        if OWNED.search(parsed.text[:start].rstrip()):  # Canada's air force, Canada's navy
            core = _ARTICLE.sub("", core)
        return parsed.text[:start] + core + parsed.text[start + len(phrase) :] + note
    if preposition and preposition != "of" and (parsed.rest or parsed.subject):
        return f"{parsed.text} {other}{note}"
    return noted(f"What about {other}", last)


def _same_noun(text: str, core: str) -> str:
    """The text with another adjective or owner before its noun, where a piece has no noun itself.

    >>> _same_noun("What is the rainiest month in Oslo", "the driest")
    'What is the driest month in Oslo'
    """
    for wanted, found in _SAME_NOUN:
        if (new := wanted.fullmatch(core)) and (old := found.search(text)):
            return text[: old.start(1)] + new.group(1) + text[old.end(1) :]
    return ""


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
        owned = re.split(r"['’]s?\s", head)[-1]
        if owned != head:
            at = start + len(head) - len(owned)
            found.append((Phrase(owned, phrase.role, phrase.preposition), at))
    return found


def _likeness(core: str, preposition: str, like: tuple[Phrase, int], parsed: Parsed) -> float:
    """How well a phrase can be replaced by another; above 0 if at all."""
    phrase = like[0]
    is_name, was_name = bool(names(core)), bool(names(phrase.text))
    was_name = was_name or any(letter.isupper() for letter in phrase.text)
    if core.islower() and _may_be_typed(core) and (was_name or parsed.text.islower()):
        is_name, was_name = True, was_name or _may_be_typed(phrase.text)
    shared = set(words(core)) & set(words(phrase.text))
    same_head = words(core)[-1:] == words(phrase.text)[-1:] != []
    kinds = {kind_of(core), phrase.kind}
    opening = core.split(maxsplit=1)[0].lower() in DETERMINERS
    is_owned = bool(OWNED.search(parsed.text[: like[1]].rstrip()))
    opens = (opening, opening if is_owned else phrase.text.split()[0].lower() in DETERMINERS)
    score = 0.5 if is_name == was_name else -5.0
    score += 4.0 * bool(preposition and preposition == phrase.preposition)
    score += 3.0 * (same_head or bool(shared and is_name))
    score += 3.0 * (len(kinds) == 1 and kinds <= _CITED) - 3.0 * (
        len(kinds) == 2 and kinds <= _CITED
    )
    score += 0.5 if opens[0] == opens[1] else -0.5
    score -= 2.0 * (is_name and phrase.text.split()[-1].islower())  # "COM status"
    is_head = parsed.text[like[1] + len(phrase.text) :].startswith(" of ")
    score += 0.1 * (is_head and " of " not in core)  # the CFO of Ford, where it was the CEO
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


def _may_be_typed(phrase: str) -> bool:
    """Whether a phrase in lower case can be a name: nothing before it, and not several."""
    return phrase.split(maxsplit=1)[0] not in DETERMINERS and not is_plural(phrase)
