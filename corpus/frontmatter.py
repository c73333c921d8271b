"""The head of a Markdown file, between two lines of `---`, and what it states.

It was written by anyone, so nothing in it is trusted to be there, to be short, or to be of any
type. A head that is no YAML mapping is no head: it stays in the text.
"""

import re

import yaml

from corpus.clean import tidy
from corpus.dates import iso_date

# The opening line, the fewest lines that end in a closing one, and nothing before them.
_HEAD = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MAX_HEAD = 8_000  # characters; a head is a few lines, and the reader slows with its square
_MAX_BRACKETS = 200  # a list of tags has one; 8,000 of them take the reader three seconds
_MAX_VALUE = 300  # characters; what is longer is no title or name
_EMPTY = {"", "~", "null", "none"}


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """What the head states (an empty dict without one), and the text after it.

    Every value is text, or a list or dict of such: "2020-13-45" and "1e999" are read, not judged.
    """
    if not text.startswith("---"):
        return {}, text
    head = _HEAD.match(text[:_MAX_HEAD])
    if head is None or len(re.findall(r"[\[{]", head.group())) > _MAX_BRACKETS:
        return {}, text
    try:
        # BaseLoader makes no dates and no numbers: the safe loader fails on a 45th of the month.
        stated = yaml.load(head.group(1) or "", Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        stated = _plain(head.group(1) or "")  # "title: Opinion: scrap the tax" is no YAML
    if stated is None:  # nothing between the lines
        stated = {}
    if not isinstance(stated, dict):
        return {}, text
    return {str(key).strip().casefold(): value for key, value in stated.items()}, text[head.end() :]


def _plain(lines: str) -> object:
    """What lines of "name: words" state where only a colon in the words was wrong; else nothing."""
    found = [re.fullmatch(r"([A-Za-z_-]+): +(\w.*)", line) for line in lines.splitlines() if line]
    stated = {one[1].casefold(): one[2].strip() for one in found if one}
    if "title" not in stated:  # any text may have colons
        return ""
    is_colon = len(stated) == len(found) and any(": " in value for value in stated.values())
    return stated if is_colon and lines.replace("\n", "").isprintable() else ""


def stated_text(stated: dict[str, object], *names: str) -> str | None:
    """The first of the names that is stated in words; a list of names is joined with "and".

    >>> stated_text({"authors": ["Ana Li", "Bo Ek"]}, "author", "authors")
    'Ana Li and Bo Ek'
    """
    for name in names:
        value = stated.get(name)
        parts = value if isinstance(value, list) else [value]
        words = [" ".join(tidy(part).split()) for part in parts if isinstance(part, str)]
        joined = " and ".join(word for word in words if word.casefold() not in _EMPTY)
        if joined and len(joined) <= _MAX_VALUE:
            return joined
    return None


def stated_date(stated: dict[str, object], *names: str) -> str | None:
    """The first of the names that is stated as an ISO date."""
    dates = (iso_date(stated_text(stated, name) or "") for name in names)
    return next((date for date in dates if date), None)


def stated_language(stated: dict[str, object], *names: str) -> str | None:
    """The first two-letter language code among the names: "en" of "en-GB".

    >>> stated_language({"lang": "en-GB"}, "language", "lang")
    'en'
    """
    code = re.match(r"([A-Za-z]{2})(?:[-_]|$)", stated_text(stated, *names) or "")
    return code.group(1).lower() if code else None
