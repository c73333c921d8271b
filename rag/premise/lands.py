"""Lands that have several names, or whose people are called otherwise: the US, Americans."""

import re

from index.words import words

from .saying import Said, undotted

# The people, in one and in many, behind which stand the land's own names.
_LANDS = (
    (
        ("American", "Americans"),
        ("America", "United States of America", "United States", "USA", "US"),
    ),
    (("British", "Briton", "Britons"), ("Great Britain", "Britain", "United Kingdom", "UK")),
    (("Soviet", "Soviets"), ("Soviet Union", "USSR")),
    (("Saudi", "Saudis"), ("Saudi Arabia", "Saudi Arabian")),
    (("Emirati", "Emiratis"), ("United Arab Emirates", "UAE")),
    (("Czech", "Czechs"), ("Czech Republic", "Czechia")),
    (("Ivorian", "Ivorians"), ("Ivory Coast", "Côte d'Ivoire")),
)  # fmt: skip
_LAND_OF = {
    form.lower(): (*peoples, *lands) for peoples, lands in _LANDS for form in (*peoples, *lands)
}
# Other lands whose names have one of these inside. A "new American law" is of the United States.
_OTHER = (
    r"(?:north|south|central|middle|latin|pan|inter|meso|ibero|hispano|luso)[\s-]+americans?"
    r"|(?:(?:north|south|central|middle|latin|pan|inter|meso)[\s-]+)america|americas"
    r"|new britain|british columbia(?:ns?)?"
)
_OTHER_LAND = re.compile(rf"\b(?:{_OTHER})\b", re.I)
# A part of a longer name that is no land: the Bank of America is no bank of the United States.
_NO_PART = frozenset({"america"})


def forms_of_land(name: str, *, is_part: bool = False) -> tuple[str, ...]:
    """All names of a land and its people, if the name is one, in any case; as a part of a longer?

    >>> forms_of_land("the Soviets"), forms_of_land("South American")
    (('Soviet', 'Soviets', 'Soviet Union', 'USSR'), ())
    """
    key = " ".join(undotted(name.upper()).lower().replace("’", "'").split()).strip(".")
    key = key.removeprefix("the ").removesuffix("'s")
    return () if is_part and key in _NO_PART else _LAND_OF.get(key, ())


def is_other_land(name: str) -> bool:
    """Whether a name is of another land that has such a name inside: South America."""
    return bool(_OTHER_LAND.fullmatch(name))


def says_land(there: Said, forms: tuple[str, ...]) -> bool:
    """Whether a text says one of the names of a land, and not only of one that has it inside.

    >>> from .saying import said
    >>> says_land(said("American troops told us"), forms_of_land("the U.S."))
    True
    >>> says_land(said("South Americans told us"), forms_of_land("the U.S."))
    False
    """
    if not any(words(form)[0] in there.words for form in forms):  # soon seen in a long text
        return False
    longest = sorted(forms, key=len, reverse=True)
    either = "|".join(
        re.escape(form).replace(r"\ ", r"\s+").replace("'", "['’]") for form in longest
    )
    found = re.finditer(rf"\b(?:{_OTHER}|({either}))\b", there.text, re.I)
    return any(one[1] and one[1] not in ("us", "Us") for one in found)  # a pronoun
