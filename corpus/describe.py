"""Title, publisher, author, date and language of a clean text, where its own lines say them.

What is unknown is None. Only lines of a fixed form are believed: a headline, a byline, an imprint,
a disclaimer. A sentence of the article never is ("The South China Morning Post reported on January
15" says nothing about who published this).
"""

from dataclasses import dataclass, replace

from corpus.bylines import (
    Byline,
    biographies,
    is_institution,
    is_outlet,
    is_update,
    read_byline,
    read_closing,
    read_disclaimer,
    read_imprint,
    read_names,
)
from corpus.clean import tidy
from corpus.dates import DATE
from corpus.furniture import MAX_TITLE, is_age, is_headline, is_text
from corpus.heads import count_words, is_credit, title_at
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
_MIN_TITLE = 3  # words; below the name of a paper, fewer name a part of it
_MAX_NAME = 6  # words; what stands above a title is the name of a paper, a picture's credit
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
    return replace(found, body=body, title=_title(body.split("\n"), lines, used))


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
    head = _head(lines, written, used)
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
        is_name = is_outlet(name) and (beside & dated or is_masthead)
        if is_name or (is_masthead and (is_institution(name) or _recurs(name, lines, number))):
            if found.publisher in (None, name):
                found = replace(found, publisher=name)
                used.add(number)
        elif at > 0 and not found.author and beside & dated and read_names(name):
            found = replace(found, author=read_names(name))
            used.add(number)
        elif beside & (dated | used) and is_update(name):
            used.add(number)
    return found


def _head(lines: list[str], written: list[int], used: set[int]) -> list[int]:
    """The short lines above the text, and those of a byline below one statement above it."""
    texts = [number for number in written[:_HEAD_LINES] if is_text(lines[number])]
    first, second = [*texts, written[-1] + 1, written[-1] + 1][:2] if written else (0, 0)
    head = [number for number in written[:_HEAD_LINES] if number < first]
    below = [number for number in written[:_HEAD_LINES] if first < number < second]
    is_byline = any(number in used or is_age(lines[number]) for number in below)
    return head + below if is_byline and second in texts and len(head) == 1 else head


def _recurs(name: str, lines: list[str], here: int) -> bool:
    """Whether a name above all stands in an imprint or a picture's credit as well."""
    bare = name.removeprefix("The ").removeprefix("THE ")
    return len(bare.split()) > 1 and any(
        bare.casefold() in line.casefold() and not is_text(line)
        for number, line in enumerate(lines)
        if number != here
    )


def _read_imprints(
    found: Description, lines: list[str], written: list[int], used: set[int]
) -> Description:
    for number in sorted({*written[:_HEAD_LINES], *written[-_TAIL_LINES:]}):
        at = written.index(number)
        beside = {*written[max(0, at - 1) : at], *written[at + 1 : at + 2]}
        is_placed = bool(beside & used) or at + 1 == len(written)
        publisher = read_imprint(lines[number], is_placed=is_placed)
        known = (found.publisher or publisher or "").casefold().removeprefix("the ")
        if publisher and known == publisher.casefold().removeprefix("the "):
            found = replace(found, publisher=found.publisher or publisher)
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


def _title(body: list[str], lines: list[str], used: set[int]) -> str | None:
    """The headline above a byline; without one the first line, if it is a headline.

    A title is short, no sentence, and has a longer text below it.
    """
    first, *rest = body
    at = title_at(lines)
    if at is not None and at not in used and lines[at].strip() != first.strip():
        above = [line for line in body[: body.index(lines[at].rstrip())] if line]
        is_below_names = all(is_credit(a) or count_words(a) <= _MAX_NAME for a in above)
        return _as_title(lines[at].strip(), body) if is_below_names else None
    second = next((line for line in rest if line), "")
    if (is_outlet(first) or is_institution(first)) and _heads(second):
        return _as_title(second, body)
    if first.startswith("# ") and sum(map(len, rest)) > len(first):
        return first.removeprefix("# ").strip() or None
    return None if _runs_on(body) else _as_title(first, body)


def _heads(line: str) -> bool:
    """Whether the line is the headline below a paper's name, and not the number of an issue."""
    return is_headline(line) and count_words(line) >= _MIN_TITLE and not DATE.search(line)


def _as_title(line: str, body: list[str]) -> str | None:
    title = line.removeprefix("# ").strip()
    if not title or len(title) > MAX_TITLE or not (title[0].isalnum() or title[0] in "“‘\"'¿¡$"):
        return None
    if sum(map(len, body)) <= 2 * len(line):
        return None
    return None if title[-1] in ".!,;:…" or read_byline(title, is_titled=True) else title


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
