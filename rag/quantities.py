"""The quantities of a text: its numbers with what they count in, to be compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SMALL = (  # noqa: SIM905 - a table of words reads better as text
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = (  # noqa: SIM905 - a table of words reads better as text
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_VALUES = (
    {word: float(value) for value, word in enumerate(_SMALL)}
    | {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
    | {"half": 0.5, "dozen": 12.0, "once": 1.0, "twice": 2.0, "double": 2.0, "triple": 3.0}
    | {"nil": 0.0, "nought": 0.0, "single": 1.0, "quarter": 0.25, "doubled": 2.0, "tripled": 3.0}
    | {"halved": 0.5, "quarters": 0.25, "halves": 0.5, "dozens": 12.0, "both": 2.0}
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_SIGNS = {
    "us$": "usd", "usd": "usd", "hk$": "hkd", "hkd": "hkd", "a$": "aud", "c$": "cad", "s$": "sgd",
    "nt$": "twd", "$": "$", "€": "eur", "eur": "eur", "£": "gbp", "gbp": "gbp", "¥": "¥",
    "jpy": "¥", "rmb": "cny", "cny": "cny", "yuan": "cny", "renminbi": "cny", "dollar": "$",
    "euro": "eur", "pound": "gbp", "yen": "¥", "won": "krw", "₩": "krw", "₹": "inr", "rupee": "inr",
    "rouble": "rub", "ruble": "rub", "franc": "chf", "peso": "peso",
}  # fmt: skip
_MEASURES = {
    "%": "%", "percent": "%", "per cent": "%", "percentage point": "points", "basis point": "bp",
    "km": "km", "kilometre": "km", "kilometer": "km", "mile": "mile", "metre": "m", "meter": "m",
    "foot": "foot", "feet": "foot", "inch": "inch", "kg": "kg", "kilogram": "kg", "tonne": "tonne",
    "ton": "ton", "gram": "g", "litre": "l", "liter": "l", "barrel": "barrel", "acre": "acre",
    "hectare": "ha", "mw": "mw", "megawatt": "mw", "gw": "gw", "gigawatt": "gw", "kw": "kw",
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week",
    "month": "month", "quarter": "quarter", "year": "year", "decade": "decade",
    "century": "century", "time": "times", "fold": "times", "degree": "degree",
}  # fmt: skip


def _either(parts: "dict[str, str] | dict[str, float] | list[str]") -> str:
    return "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))


_WORDS = _either([*_VALUES, *_ORDINALS])
_SCALE = _either([*_SCALES])
_BEHIND = rf"(?:(?P<measure>{_either(_MEASURES)})|(?P<money>{_either(_SIGNS)}))s?"
_QUANTITY = re.compile(
    rf"(?:(?P<sign>(?<!\w)(?:{_either(_SIGNS)}))\s?|(?<![\w.]))"
    r"(?P<minus>(?<![\w)])[-−])?"
    rf"(?P<value>\d[\d,]*(?:\.\d+)?|(?:{_WORDS})(?:(?:-|\s(?:and\s)?)(?:{_WORDS}))*\b"
    rf"|(?:hundred|thousand|million|billion|trillion)s?\b)"
    r"(?P<order>st|nd|rd|th)?(?P<decade>['’]?s\b)?"
    rf"(?P<scales>(?:[\s-]?(?:{_SCALE})s?\b)*)"
    rf"(?:[\s-]?{_BEHIND}(?![\w]))?",
    re.I,
)


@dataclass(frozen=True)
class Quantity:
    """A number in one form, what it counts in ("" where that is not told), where it stands."""

    value: str
    unit: str
    start: int
    end: int
    text: str


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a text in order: digits, words, ordinals, per cent, money, measures.

    >>> [(q.value, q.unit) for q in quantities("US$1.5bn, up four per cent on the 21st")]
    [('1500000000', 'usd'), ('4', '%'), ('21st', '')]
    """
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    if len(plain) != len(text):  # places must stay; a ½ is then told by its words only
        plain = text
    for match in _QUANTITY.finditer(plain):
        yield Quantity(_value(match), _unit(match), *match.span(), match.group())


def says_quantity(there: "list[Quantity]", wanted: Quantity) -> bool:
    """Whether a text has the quantity, in the same unit where either of the two names one.

    >>> says_quantity([*quantities("5 per cent")], next(quantities("5%")))
    True
    >>> says_quantity([*quantities("5 per cent")], next(quantities("5 km")))
    False
    """
    return any(one.value == wanted.value and _is_unit(one.unit, wanted.unit) for one in there)


def _is_unit(one: str, other: str) -> bool:
    dollars = {"usd", "hkd", "aud", "cad", "sgd", "twd"}
    # "$5" after "HK$4": a bare sign is of any dollar; the other way round a dollar is named anew.
    return one == other or (other == "$" and one in dollars)


def _value(match: re.Match[str]) -> str:
    written = match["value"].lower().replace(",", "")
    if match["order"] or written in _ORDINALS:
        number = written if match["order"] else str(_ORDINALS.index(written) + 1)
        return f"{number}{_ending(number)}"
    if match["decade"]:
        return f"{written}s"
    value = 0.0
    if written[0].isdigit():
        value = float(written)
    for word in re.findall(r"[a-z]+", written):
        if word in _ORDINALS:
            return re.sub(r"[\s-]+", " ", written)  # "two thirds", "twenty-first"
        if word.removesuffix("s") in _SCALES:
            value = (value or 1.0) * _SCALES[word.removesuffix("s")]
        else:
            value = (
                value * _VALUES[word]
                if word in ("dozen", "quarters", "halves") and value
                else (value + _VALUES.get(word, 0.0))
            )
    for scale in re.findall(r"[a-z]+", match["scales"].lower()):
        value *= _SCALES.get(scale) or _SCALES[scale.removesuffix("s")]
    sign = "-" if match["minus"] else ""
    return sign + f"{value:.6f}".rstrip("0").rstrip(".")


def _ending(number: str) -> str:
    if number[-2:] in ("11", "12", "13"):
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def _unit(match: re.Match[str]) -> str:
    if match["measure"]:
        return _MEASURES[match["measure"].lower()]
    sign = match["sign"] or match["money"]
    return _SIGNS[sign.lower()] if sign else ""
