"""What metadata states, where it looks like a real title, a real name or a real day.

Programs fill it in unasked: "Microsoft Word - draft3.doc", "Administrator", the day on which a
template was made. So a title or a day counts only where the text says the same, and unknown is
better than wrong.
"""

import datetime
import re
from collections.abc import Iterable
from email.utils import parsedate

from corpus.clean import tidy
from corpus.dates import DATE, iso_date

_MAX_TITLE = 300  # characters, as in the head of a Markdown file
_MIN_TITLE_LETTERS = 4
_MIN_SHARE = 0.75  # of the longer words of a title, in the text: a subtitle may be missing there
_LONGER = 4  # letters; "the" is in every text
_FILE_NAME = re.compile(r"[\\/]|\.[A-Za-z]{2,4}$|^Microsoft \w+ - |_\w+_", re.IGNORECASE)

_NAME_WORD = r"[^\W\d_a-z][^\W\d_]*(?:['’.-][^\W\d_]*)*"  # capitalised: Au, O'Neill, J., Li-Ming
_PARTICLE = r"(?:de|da|del|della|der|di|du|la|le|van|von|ten|ter|bin|al|y)"
_NAME = re.compile(rf"{_NAME_WORD}(?:(?: {_PARTICLE})* {_NAME_WORD}){{1,4}}|[\u4e00-\u9fff]{{2,4}}")
# Words that stand in the names of programs, accounts and machines, never in a person's.
_NO_NAME = re.compile(
    r"\b(?:user|admin\w*|office|microsoft|adobe|acrobat|word|windows|mac|apple|google|pdf|writer"
    r"|unknown|owner|guest|system|default|template|author|editor|team|staff|press|inc|ltd)\b",
    re.IGNORECASE,
)
_OPENING, _ENDING = 4_000, 1_000  # characters; where a text says on which day it was published


def day(text: str) -> str | None:
    """The ISO date of a text that is one, as feeds and JSON write it; None for the future.

    The day is that of the place where it was written, whatever the hour is in Greenwich.

    >>> day("2025-11-06T23:30:00+08:00"), day("Thu, 06 Nov 2025 23:30:00 +0800"), day("9999-12-31")
    ('2025-11-06', '2025-11-06', None)
    """
    found = iso_date(text)
    if found is None and len(text) < 100:  # characters; a date with its week day has 31
        try:
            parts = parsedate(text)
            found = iso_date(datetime.date(*parts[:3]).isoformat()) if parts else None
        except (ValueError, OverflowError, IndexError, TypeError):  # the 45th of a 13th month
            return None
    return found


def title_in(text: str, stated: str | None) -> str | None:
    """The stated title where the text is about it and it is no file's name; None elsewhere.

    >>> title_in("Rain in Spain. It rained.", "Rain in Spain"), title_in("It rained.", "Rain.doc")
    ('Rain in Spain', None)
    """
    title = " ".join(tidy(stated or "").split())
    letters = sum(character.isalpha() for character in title)
    if not _MIN_TITLE_LETTERS <= letters <= len(title) <= _MAX_TITLE or _FILE_NAME.search(title):
        return None
    if _folded(title) in _folded(text[:_OPENING]):
        return title
    longer = [word for word in re.findall(r"\w+", title.casefold()) if len(word) >= _LONGER]
    words = set(re.findall(r"\w+", text.casefold()))
    said = sum(word in words for word in longer)
    return title if len(longer) > 1 and said >= _MIN_SHARE * len(longer) else None


def name_in(stated: str | None) -> str | None:
    """The names of persons that are stated, joined with "and"; None where one is no name.

    >>> name_in("Vivian Au; Ana Li"), name_in("Administrator"), name_in("Microsoft Office User")
    ('Vivian Au and Ana Li', None, None)
    """
    written = " ".join(tidy(stated or "").split())
    names = [name.strip() for name in re.split(r";|,|\band\b|&", written) if name.strip()]
    if not names or len(written) > _MAX_TITLE or _NO_NAME.search(written):
        return None
    return " and ".join(names) if all(_NAME.fullmatch(name) for name in names) else None


def day_in(text: str, stated: Iterable[datetime.datetime | None]) -> str | None:
    """The first of the days that the text names in its opening or at its end; None elsewhere.

    When a file was made says nothing by itself: a page printed today may be ten years old.
    """
    place = f"{text[:_OPENING]}\n{text[-_ENDING:]}"
    named = {iso_date(found.group()) for found in DATE.finditer(place)}
    days = (day(moment.date().isoformat()) for moment in stated if moment)
    return next((found for found in days if found in named - {None}), None)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
