"""Whether a text says a name in any usual way: its surname, its people, its initials, a typo."""

import re

from index.words import STOP_WORDS, words

from ..wording.aliases import NO_ALIASES, Aliases
from .lands import forms_of_land, is_other_land, says_land
from .saying import Said, initials, undotted

_HONORIFICS = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "mr mrs ms miss dr sir lord ladi prof professor"
    ).split()
)
# What makes another name of the word behind it: South Africa is not Africa.
_TELLING = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "new north south east west northern southern eastern western central upper lower "
        "great greater united saint st san santa los las el la fort mount lake port cape"
    ).split()
)
# How the name of a land and of its people end, behind what they share: Chin|a, Chin|ese.
_LAND = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "a e y o i s us ia in ain en an ce land eland iland and way ay ey ico il os as ium"
    ).split()
) | {""}
_PEOPLE = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "n an ian ean es les ese lese ish nish tish ic k i ch ite er ine egian iot oi al ist "
        "ism man men d"
    ).split()
)
_IRREGULAR = {
    "french": "franc", "dutch": "netherland", "welsh": "wale", "swiss": "switzerland",
    "danish": "denmark", "dane": "denmark", "turk": "turkey", "spaniard": "spain",
    "irish": "ireland", "thai": "thailand", "greek": "greec", "filipino": "philippin",
    "burmes": "myanmar",
}  # fmt: skip
# Family names that stand first: an article speaks of Xi Jinping as Xi. The commonest romanised ones
# of China, Korea and Vietnam.
_FAMILIES = frozenset(
    (  # noqa: SIM905 - a table of words reads better as text
        "ahn bae ban bui cai cao chan chang chen cheng cheung cho choi chow chung dang deng "
        "ding dong du duong fang feng fu gao guo han ho hong hu hua huang hwang jang jeong "
        "jiang jin jung kang kim ko kong kwok kwon lai lam lau law lee leung li lim lin liu lo "
        "lu luo ma mao min moon ng ngo nguyen noh pan park peng pham phan qian qin ren seo shen "
        "shi shin sin son song su sun tan tang tian tran tsang tse vo vu wan wang wei wen wong "
        "wu xi xiao xie xu xue yan yang yao yau ye yi yin yoon you yu yuan yun zeng zhang zhao "
        "zheng zhong zhou zhu"
    ).split()
)
_MIN_SHARED = 3  # letters before those endings: Ira|n and Ira|q share as many, but end otherwise
_MANY = re.compile(r"^([A-Z]{2,6})s$")  # MPs, and JFKs for JFK's
_MIN_SPELLED = 3  # small letters that spell an abbreviation: any text has "a ... i ..." in a row
_MAX_SPELLED = 6
_SMALL = r"(?:(?:and|of|for|the|on|in|to|&)[ -]){0,2}"  # words that an abbreviation leaves out
_MAX_FORM = 6  # words of a name inside a longer one; as many as an abbreviation has letters
_MIN_TYPO = 6  # letters from which one wrong letter is a typo and not another name


def says_name(there: Said, name: str, *, aliases: Aliases = NO_ALIASES) -> bool:
    """Whether a text says a name as it is, in part, by its initials, its people, or with a typo.

    Or in another form: what the library abbreviates so, or what everyone does.

    >>> from .saying import said
    >>> says_name(said("Exports of Chinese firms rose, Lee said."), "China")
    True
    >>> says_name(said("Lee spoke."), "Mr John Lee"), says_name(said("Africa"), "South Africa")
    (True, False)
    """
    if _says_form(there, name, aliases):
        return True
    if forms_of_land(name):
        return False
    joined = _joined(name)
    if any(_joined(run) == joined for run in there.runs):  # Superbowl, Super Bowl
        return True
    # Each part in a form of its own: the Macao Government, the United States Congress.
    parts = _parts(name, aliases)
    return len(parts) > 1 and all(
        _says_form(there, part, aliases, is_part=True) for part in parts if words(part)
    )


def _says_form(there: Said, name: str, aliases: Aliases, *, is_part: bool = False) -> bool:
    """Whether a text says a name, what it stands for, or the same land or its people."""
    if land := forms_of_land(name, is_part=is_part):
        if says_land(there, land):
            return True
        whole = (form for form in aliases.forms(name) if form not in land)
        typed = words(name)[-1]  # a slip in the text: Amercian
        return any(_says(there, undotted(form)) for form in whole) or any(
            is_typo(typed, one) for one in there.proper if one not in map(str.lower, land)
        )
    return any(_says(there, undotted(form)) for form in (name, *aliases.forms(name)))


def _parts(name: str, aliases: Aliases) -> list[str]:
    """The words of a name; those that have a form of their own together stay together."""
    left, parts = name.split(), []
    while left:
        for count in range(min(len(left), _MAX_FORM), 0, -1):
            part = " ".join(left[:count])
            if count == 1 or forms_of_land(part) or is_other_land(part) or aliases.forms(part):
                break
        parts.append(part)
        left = left[count:]
    return parts


def _says(there: Said, name: str) -> bool:
    name = _MANY.sub(r"\1", name)
    if name.isupper() and (name == "US" or name.lower() in STOP_WORDS):
        return name in there.acronyms or _spells(there, name)  # "us", "it" and "who" are words
    wanted = [word for word in words(name) if word not in _HONORIFICS] or words(name)
    if all(_says_word(there, word) for word in wanted):
        return True
    if name.isupper() and (name in there.initials or _spells(there, name)):
        return True
    short = initials(name)
    if len(short) > 1 and short in there.acronyms:
        return True
    return _says_part(there, wanted)


def _joined(name: str) -> str:
    return re.sub(r"[\s-]", "", name).lower()


def _spells(there: Said, short: str) -> bool:
    """Whether words in a row have the letters of an abbreviation: BRI, Belt and Road Initiative."""
    if not (short.isascii() and short.isalpha() and 2 <= len(short) <= _MAX_SPELLED):
        return False
    if short in there.initials:
        return True
    capitals = rf"[ -]{_SMALL}".join(rf"{letter}[\w'’]*" for letter in short)
    if re.search(rf"\b{capitals}", there.text):
        return True
    if len(short) < _MIN_SPELLED:
        return False
    small = r"[ -]".join(rf"[{letter}{letter.lower()}][a-z]+" for letter in short)
    return any(
        len(words(match.group())) >= len(short)
        for match in re.finditer(rf"\b{small}\b", there.text)
    )


def _says_part(there: Said, wanted: list[str]) -> bool:
    """Whether the text has a shorter name: Lee for John Lee, Xi for Xi Jinping."""
    if len(wanted) < 2 or wanted[0] in _TELLING:
        return False
    if wanted[0] in _FAMILIES and wanted[0] in there.last:
        return True
    whole = frozenset(wanted)
    return any(name <= whole and wanted[-1] in name for name in there.names)


def _says_word(there: Said, word: str) -> bool:
    if word in there.words or f"{word}ern" in there.words:  # the South, the southern coast
        return True
    if (other := _IRREGULAR.get(word)) and other in there.proper:
        return True
    if word in _IRREGULAR.values() and any(_IRREGULAR.get(one) == word for one in there.proper):
        return True
    return any(_is_akin(word, one) or is_typo(word, one) for one in there.proper)


def _is_akin(one: str, other: str) -> bool:
    """Whether one is a land and the other its people, by their endings."""
    if one[:_MIN_SHARED] != other[:_MIN_SHARED]:
        return False
    shared = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        shared += 1
    for length in range(_MIN_SHARED, shared + 1):
        ends = one[length:], other[length:]
        if (ends[0] in _LAND and ends[1] in _PEOPLE) or (ends[1] in _LAND and ends[0] in _PEOPLE):
            return True
    return False


def is_typo(one: str, other: str) -> bool:
    """Whether two long words differ by one letter, other than the first, or by two swapped.

    >>> is_typo("zhejiang", "zhejaing"), is_typo("iran", "iraq"), is_typo("gambia", "zambia")
    (True, False, False)
    """
    if min(len(one), len(other)) < _MIN_TYPO or abs(len(one) - len(other)) > 1:
        return False
    if one[0] != other[0]:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    swapped = rest[1::-1] + rest[2:] == others and len(rest) >= 2
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]
