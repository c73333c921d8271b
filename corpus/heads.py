"""The head of a page: which of its lines is the title, and what a site puts above that.

The sign of a title is where it stands: a headline, and below it (one sentence may stand between)
a line that says who or when. What is above it is the site's, if a menu is among it.
"""

import re

from corpus.appeals import is_advertising, is_notice, is_request
from corpus.bylines import is_institution, is_outlet, is_person, is_update, read_byline
from corpus.furniture import (
    is_age,
    is_crumbs,
    is_headline,
    is_label,
    is_menu_word,
    is_section_name,
    is_text,
)

_HEAD = 30  # written lines; a menu above the text is seldom longer
_MAX_ENTRY = 30  # characters of a menu's entry; "Environment and climate" has 23
_MIN_MENU = 3  # entries; two lines may well be a title and its section
_MIN_TITLE = 4  # words; menus and the names of sites have fewer, most titles more
_HAN_WORD = 2  # characters; what a word of Chinese has on average
_HAN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# "Image source, Getty", "Photo: Ana Li/The Post": beside a picture, wherever that stands.
_CREDIT = re.compile(
    r"(?:image|photo(?:graph)?|picture|illustration)s?(?:\ (?:source|caption|credit|by))?\s?[,:]\s",
    re.IGNORECASE | re.VERBOSE,
)
_MAX_WHEN = 60  # characters
# A day that is not certain ("09/01/2024") is no date, and its line still no title.
_WHEN = re.compile(r"\s*(?:published|posted|issued|released?|date)\b.*\d{4}", re.IGNORECASE)


def without_notice(lines: list[str]) -> list[str]:
    """The lines without those above all others that ask the reader to agree to something."""
    written = [number for number, line in enumerate(lines) if line.strip()]
    last = -1
    asks = 0
    for number in written:
        if not (_is_asked(lines[number]) or is_label(lines[number])):
            break
        asks += _is_asked(lines[number])
        last = number
    return lines[last + 1 :] if asks > 1 and last < written[-1] else lines


def title_at(lines: list[str]) -> int | None:
    """The line that is the title by its place; None where no line below it says who or when.

    >>> title_at(["The Valley", "Rain falls on the plain", "Ana Li", "6 November 2025", "It did."])
    1
    """
    written = [number for number, line in enumerate(lines) if line.strip()][:_HEAD]
    candidates: list[int] = []
    sentences = 0
    for at, number in enumerate(written):
        line = lines[number]
        if _says_who_or_when(line):
            if not candidates:
                continue  # a date above all may be that of the paper
            longer = [one for one in candidates if count_words(lines[one]) >= _MIN_TITLE]
            return (longer or candidates[-1:])[0]
        if is_text(line) and not _is_asked(line):
            sentences += bool(candidates)
            if sentences > 1 or not candidates:
                return None
        elif not sentences and _may_be_title(lines, written, at):
            candidates.append(number)
    return None


def _says_who_or_when(line: str) -> bool:
    byline = read_byline(line, is_titled=True)
    is_when = len(line) <= _MAX_WHEN and _WHEN.match(line) is not None
    return bool(byline) or is_age(line) or is_update(line) or is_when


def _may_be_title(lines: list[str], written: list[int], at: int) -> bool:
    line = lines[written[at]].strip()
    if not is_headline(line) or is_credit(line) or _is_asked(line):
        return False
    if is_menu_word(line) or is_outlet(line) or is_institution(line):
        return False
    # A name right above a date is who wrote it.
    below = lines[written[at + 1]] if at + 1 < len(written) else ""
    return not (is_person(line) and _says_who_or_when(below))


def is_credit(line: str) -> bool:
    """Whether the line says what a picture shows or who made it."""
    return _CREDIT.match(line.strip()) is not None


def count_words(line: str) -> int:
    """How many words a line has; two characters of Chinese are one.

    >>> count_words("Rain in Spain"), count_words("海湾大桥开通")
    (3, 3)
    """
    han = len(_HAN.findall(line))
    return len(_HAN.sub(" ", line).split()) + han // _HAN_WORD


def without_menu(lines: list[str]) -> list[str]:
    """The lines without what a site puts above a story: menu, path, the name of its section."""
    written = [number for number, line in enumerate(lines) if line.strip()][:_HEAD]
    text = next((at for at, number in enumerate(written) if is_text(lines[number])), len(written))
    head = written[:text] if text < len(written) else []  # a menu alone is all there is
    gone = {number for number in head if is_crumbs(lines[number])}
    entries = [number for number in head if is_menu_word(lines[number])]
    if len(entries) >= _MIN_MENU:
        between = [number for number in head if entries[0] <= number <= entries[-1]]
        if all(len(lines[number]) <= _MAX_ENTRY for number in between):
            gone.update(between)
    gone |= _above_title(lines, written)
    rest = [number for number in head if number not in gone]
    # The name of the site stands right above its menu; a newspaper's is for `describe` to read.
    if gone and len(rest) > 1 and written.index(rest[0]) + 1 == written.index(min(gone)):
        name, below = lines[rest[0]], [lines[number] for number in rest[1:]]
        is_short = len(name) <= _MAX_ENTRY and not (is_outlet(name) or is_institution(name))
        if is_short and any(is_headline(b) and not read_byline(b, is_titled=True) for b in below):
            gone.add(rest.pop(0))
    if len(rest) > 1 and is_section_name(lines[rest[0]]) and is_headline(lines[rest[1]]):
        gone.add(rest[0])
    return [line for number, line in enumerate(lines) if number not in gone]


def _above_title(lines: list[str], written: list[int]) -> set[int]:
    """The short lines and the appeals above a title, where one of them is a menu's or a button."""
    title = title_at(lines)
    if title is None:
        return set()
    above = [number for number in written if number < title]
    sure = {number for number in above if _is_of_site(lines[number])}
    if not sure:
        return set()
    return sure | {number for number in above if _is_entry(lines[number])}


def _is_asked(line: str) -> bool:
    """Whether the line, above a story, is the site's own word to its reader."""
    return is_request(line) or is_notice(line) or is_advertising(line)


def _is_of_site(line: str) -> bool:
    is_button = is_label(line) and not is_age(line)
    return is_menu_word(line) or is_crumbs(line) or _is_asked(line) or is_button


def _is_entry(line: str) -> bool:
    """Whether the line could be an entry of a menu, and says nothing of who or when."""
    if len(line) > _MAX_ENTRY or count_words(line) >= _MIN_TITLE or is_text(line):
        return False
    is_name = is_outlet(line) or is_institution(line) or line.strip().startswith("The ")
    return not is_name and not _says_who_or_when(line) and not is_person(line)
