"""Title, publisher, author, date and language of a clean text, where its own lines say them.

What is unknown is None. Only lines of a fixed form are believed: a headline, a byline, an imprint,
a disclaimer. A sentence of the article never is ("The South China Morning Post reported on January
15" says nothing about who published this).
"""

from dataclasses import dataclass, replace

from corpus.bylines import (
    Byline,
    biographies,
    is_outlet,
    is_person,
    is_update,
    read_byline,
    read_closing,
    read_disclaimer,
    read_imprint,
)
from corpus.clean import tidy
from corpus.furniture import MAX_TITLE, is_age, is_headline, is_text
from corpus.language import language_of
from corpus.opinion import is_invitation


@dataclass(frozen=True)
class Description:
    """What a text says about itself, and the text without the lines that only said that."""

    body: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_from: str | None = None  # "byline" or "imprint"
    published_as: str | None = None  # as written, where that is no date: "33 minutes ago"
    language: str | None = None


_HEAD_LINES = 8  # written lines; a byline or an imprint may stand above the text
_TAIL_LINES = 4  # written lines; an imprint or a disclaimer may stand below it
_MAX_WRAPPED = 100  # characters; e-mail and old text files break at 65 to 80


def describe(text: str) -> Description:
    """What a clean text says about itself; None for all that it does not say.

    >>> found = describe("Rain in Spain\\n\\nAna Li 2025-11-06\\n\\nIt rained on all of the plain.")
    >>> found.title, found.author, found.published, found.body
    ('Rain in Spain', 'Ana Li', '2025-11-06', 'Rain in Spain\\n\\nIt rained on all of the plain.')
    """
    lines = text.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip()]
    found = Description(body=text, language=language_of(text))
    used: set[int] = set()
    for step in (_read_bylines, _read_heads, _read_imprints, _read_disclaimers):
        found = step(found, lines, written, used)
    ends = [*written[:_HEAD_LINES], *written[-_TAIL_LINES:]]
    used |= {number for number in ends if is_invitation(lines[number])}
    rest = [line for number, line in enumerate(lines) if number not in used]
    body = tidy("\n".join(rest)) or text  # a text of a date alone is a text
    return replace(found, body=body, title=_title(body.split("\n")))


def _read_bylines(
    found: Description, lines: list[str], written: list[int], used: set[int]
) -> Description:
    """Author, date and source, from the lines of a head that say nothing else."""
    texts = [number for number in written if is_text(lines[number])]
    for at, number in enumerate(written[:_HEAD_LINES]):
        # One statement may stand above a byline, and there is something that it is the head of.
        if texts and (number > texts[-1] or number > [*texts, number][1]):
            break
        above = [lines[earlier] for earlier in written[:at] if earlier not in used]
        byline = read_byline(lines[number], is_titled=any(map(is_headline, above)))
        if byline and _is_new(byline, found):
            found = replace(
                found,
                author=found.author or byline.author,
                published=found.published or byline.published,
                published_from=found.published_from or (byline.published and "byline"),
                publisher=found.publisher or byline.publisher,
            )
            used.add(number)
    return found


def _is_new(byline: Byline, found: Description) -> bool:
    """Whether the byline adds to what is known and contradicts none of it."""
    if byline.author and found.author:
        return False
    return not (byline.published and found.published)


def _read_heads(
    found: Description, lines: list[str], written: list[int], used: set[int]
) -> Description:
    """Publisher, author and age, from short lines beside the date of a head, or above its title."""
    head: list[int] = []
    for number in written[:_HEAD_LINES]:
        if is_text(lines[number]):
            break
        head.append(number)
    dated = {number for number in head if is_age(lines[number])}
    ages = [lines[number].strip() for number in head if number in dated]
    if ages and not found.published:
        found = replace(found, published_as=ages[0])
    used |= dated
    dated |= {number for number in head if number in used}
    for at, number in enumerate(head):
        beside = {*head[max(0, at - 1) : at], *head[at + 1 : at + 2]}
        if number in used:
            continue
        name = lines[number].strip(" -–—•|")
        is_masthead = (
            at == 0
            and bool(dated)
            and any(is_headline(lines[below]) for below in head[1:] if below not in dated)
        )
        if is_outlet(name) and (beside & dated or is_masthead):
            if found.publisher in (None, name):
                found = replace(found, publisher=name)
                used.add(number)
        elif at > 0 and not found.author and beside & dated and is_person(name):
            found = replace(found, author=name)
            used.add(number)
        elif beside & (dated | used) and is_update(name):
            used.add(number)
    return found


def _read_imprints(
    found: Description, lines: list[str], written: list[int], used: set[int]
) -> Description:
    for number in sorted({*written[:_HEAD_LINES], *written[-_TAIL_LINES:]}):
        publisher = read_imprint(lines[number])
        if publisher and found.publisher in (None, publisher):
            found = replace(found, publisher=publisher)
            used.add(number)
    for number in written[-_TAIL_LINES:]:
        published = read_closing(lines[number])
        if published and number not in used and not found.published:
            found = replace(found, published=published, published_from="imprint")
            used.add(number)
    return found


def _read_disclaimers(
    found: Description, lines: list[str], written: list[int], used: set[int]
) -> Description:
    """The publisher that a disclaimer names, and the authors in the lines straight above it."""
    for number in written[-_TAIL_LINES:]:
        publisher = read_disclaimer(lines[number])
        if publisher and not found.publisher:
            names, above = biographies([lines[earlier] for earlier in written if earlier < number])
            article = "\n".join(above)
            # Somebody who is spoken of in the article as well is a subject of it.
            is_author = not any(name in article for name in names)
            author = found.author or (" and ".join(names) or None if is_author else None)
            found = replace(found, publisher=publisher, author=author)
            used.add(number)
    return found


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
    if title[-1] in ".!,;:…" or read_byline(title, is_titled=True) or _runs_on(lines):
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
