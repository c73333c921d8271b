"""Title, publisher, author, date and language of a clean text, where its own lines say them.

What is unknown is None. Only lines of a fixed form are believed: a headline, a byline with a date,
an imprint, a disclaimer. A sentence of the article never is ("The South China Morning Post
reported on January 15" says nothing about who published this).
"""

import re
from dataclasses import dataclass, replace

from corpus.clean import MAX_TITLE, tidy
from corpus.dates import iso_date
from corpus.language import language_of


@dataclass(frozen=True)
class Description:
    """What a text says about itself, and the text without the lines that only said that."""

    body: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None


# Site names that imprints give in a short form which says little to a reader.
_PUBLISHERS = {"scmp": "South China Morning Post"}

_HEAD_LINES = 8  # written lines; a byline or an imprint may stand above the text
_TAIL_LINES = 4  # written lines; an imprint or a disclaimer may stand below it
_MAX_BYLINE = 100  # characters
_MAX_WRAPPED = 100  # characters; e-mail and old text files break at 65 to 80

_WORD = r"[^\W\d_a-z][\w.'’-]*"  # a capitalised word: Au, O'Neill, Ho-lim, J.
_NAME = rf"{_WORD}(?:\ {_WORD}){{1,4}}"
_PUBLISHER = rf"{_WORD}(?:\ {_WORD}){{0,5}}"
_NAMES = rf"{_NAME}(?:(?:,\ |\ and\ |\ &\ ){_NAME})*"
_NO_NAME = r"(?!(?:[\w ]*\ )?(?:updated|modified|created|posted|published|date)\b)"
_DATE = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}\S*)?"

# "Vivian Au 🕒 2025-11-06", "By Ana Li", "Published: 2025-11-06"; not "Updated 2025-11-06".
_BYLINE = re.compile(
    rf"(?P<by>by\ )?(?P<author>{_NO_NAME}(?-i:{_NAMES}))?(?:\W+|^)"
    rf"(?:published(?:\ on)?:?\ )?(?P<date>{_DATE})"
    rf"|by\ (?P<only_author>(?-i:{_NAMES}))",
    re.IGNORECASE,
)
# "Copyright scmp", "© 2025 Example News". Without a sign or a year the name must be a known one:
# "Copyright reform" is a heading.
_IMPRINT = re.compile(
    r"(?:copyright|©|\(c\))(?P<sure>[\s©,]*(?:\d{4})?[\s,]*)"
    rf"(?P<name>(?-i:{_PUBLISHER})|[a-z]+)"
    r"(?:\.?\ all\ rights\ reserved)?\.?",
    re.IGNORECASE,
)
# "The views do not necessarily reflect those of China Daily."
_DISCLAIMER = re.compile(
    r"(?:the|these)\ (?:views|opinions)\b.{0,80}\b(?:do\ not|don['’]t)\ necessarily\ "
    r"(?:reflect|represent)\ (?:those|the\ (?:views|opinions|position|policy))\ of\ (?:the\ )?"
    rf"(?P<name>(?-i:{_PUBLISHER}))\.",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(r"\b(?:University|Institute|Department|Ministry|Government|Bank)\b")
# "Philip Wong is deputy director at the Pan Sutong Institute."
_BIOGRAPHY = re.compile(rf"(?P<name>{_NAME}) is (?:an? |the )?[a-z].*\.")


def describe(text: str) -> Description:
    """What a clean text says about itself; None for all that it does not say.

    >>> found = describe("Rain in Spain\\n\\nAna Li 2025-11-06\\n\\nIt rained on all of the plain.")
    >>> found.title, found.author, found.published, found.body
    ('Rain in Spain', 'Ana Li', '2025-11-06', 'Rain in Spain\\n\\nIt rained on all of the plain.')
    """
    lines = text.split("\n")
    found = Description(body=text, title=_title(lines), language=language_of(text))
    written = [number for number, line in enumerate(lines) if line.strip()]
    used: set[int] = set()
    for number in written[:_HEAD_LINES]:
        byline = _read_byline(lines[number], is_titled=found.title is not None and number > 0)
        if byline and not (found.author or found.published):
            found = replace(found, author=byline[0], published=byline[1])
            used.add(number)
    for number in {*written[:_HEAD_LINES], *written[-_TAIL_LINES:]}:
        publisher = _read_imprint(lines[number])
        if publisher and found.publisher in (None, publisher):
            found = replace(found, publisher=publisher)
            used.add(number)
    for number in written[-_TAIL_LINES:]:
        disclaimer = _DISCLAIMER.fullmatch(lines[number].strip())
        if disclaimer and not found.publisher and not _EMPLOYER.search(disclaimer["name"]):
            above = [lines[earlier] for earlier in written if earlier < number]
            author = found.author or _biographies(above)
            found = replace(found, publisher=disclaimer["name"], author=author)
            used.add(number)
    rest = [line for number, line in enumerate(lines) if number not in used]
    return replace(found, body=tidy("\n".join(rest)) or text)  # a text of a date alone is a text


def _title(lines: list[str]) -> str | None:
    """The first line where it is a headline: short, no sentence, with a longer text below it."""
    first, *rest = lines
    title = first.removeprefix("# ").strip()
    if not title or len(title) > MAX_TITLE or not (title[0].isalnum() or title[0] in "“‘\"'¿¡$"):
        return None
    if sum(map(len, rest)) <= len(first):
        return None
    if first.startswith("# "):
        return title
    if title[-1] in ".!,;:…" or _BYLINE.fullmatch(title) or _runs_on(lines):
        return None
    return title


def _runs_on(lines: list[str]) -> bool:
    """Whether the first line is the beginning of a sentence that goes on in the next line."""
    first, second = lines[0].strip(), lines[1].strip() if len(lines) > 1 else ""
    if not second:
        return False
    if second[0].islower() and "@" not in second.split()[0] and "://" not in second.split()[0]:
        return True
    paragraph = lines[: lines.index("")] if "" in lines else lines
    width = max(map(len, paragraph))
    # Wrapped text breaks a line where the next word would not have fitted any more.
    is_wrapped = width <= _MAX_WRAPPED and len(first) + 1 + len(second.split()[0]) > width
    return is_wrapped and paragraph[-1].rstrip("”\"’')")[-1:] in tuple(".?!")


def _read_byline(line: str, *, is_titled: bool) -> tuple[str | None, str | None] | None:
    """Author and date of a byline; without a title above, "by" must say that the name is one."""
    if len(line) > _MAX_BYLINE:
        return None
    found = _BYLINE.fullmatch(line.strip())
    if found is None:
        return None
    author = found["only_author"] or found["author"]
    if author and not (is_titled or found["by"]):
        return None
    date = iso_date(found["date"] or "")
    if found["date"] and date is None:
        return None
    return author, date


def _read_imprint(line: str) -> str | None:
    if len(line) > _MAX_BYLINE:
        return None
    found = _IMPRINT.fullmatch(line.strip())
    if found is None:
        return None
    name = found["name"].rstrip(".")
    is_sure = "©" in line or "(c)" in line.lower() or bool(found["sure"].strip())
    return _PUBLISHERS.get(name.casefold(), name if is_sure else None)


def _biographies(above: list[str]) -> str | None:
    """The authors, from the lines straight above a disclaimer that each say who somebody is.

    Somebody who is spoken of in the article as well is a subject of it, not its author.
    """
    names: list[str] = []
    while above and (found := _BIOGRAPHY.fullmatch(above[-1].strip())):
        above = above[:-1]
        names.insert(0, found["name"])
    article = "\n".join(above)
    return " and ".join(names) if not any(name in article for name in names) else None
