"""A chat, or one answer, as a file to take away: Word or Markdown, with numbered references.

Words of an article are text in both: nothing of them becomes a link, a picture or HTML.
"""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from docx import Document
from docx.text.paragraph import Paragraph

from rag.answer import Turn
from ui.links import address_of
from ui.paper import Line, Paper, paper
from ui.pieces import text
from ui.references import Cited, Find

CHECKED = "How each claim was checked"
MAX_PROPERTY = 255  # characters of a property of a Word file: python-docx takes no more

_NO_XML = re.compile("[\ufffe\uffff]")  # what `text` leaves and XML cannot hold
# What Markdown gives a meaning in any place, and the ":" that opens an emoji or a directive.
_MARKS = re.compile(r"[\\`*_\[\]<>&~$|#]|:(?=[\w+/-]+[:\[])")
_OPENING = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))|^(?=[-+=](?:[-+=\s]|$))")
# Addresses become links in most readers, escaped or not: only in a code span do they stay words.
_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.|(?<![\w.+-])[\w.+-]+@[\w-]+\.)\S*", re.I)


def to_docx(turns: Sequence[Turn], *, title: str, find: Find, today: date | None = None) -> bytes:
    """A Word file: questions as headings, answers, a numbered list of references, the checks."""
    today = today or date.today()
    written = paper(turns, title=title, find=find, today=today)
    document = Document()
    properties = document.core_properties
    properties.title = _words(written.title)[:MAX_PROPERTY]
    properties.author, properties.comments = "Footnote", ""
    properties.created = properties.modified = datetime.combine(today, time(), UTC)
    document.add_heading(_words(written.title), 0)
    document.add_paragraph(written.about)
    for place, section in enumerate(written.sections, start=1):
        document.add_heading(f"{place}. {_words(section.question)}", 1)
        for line in section.lines:
            _add_line(document.add_paragraph(), line)
    if written.references:
        document.add_heading("References", 1)
    for cited in written.references:
        _add_line(document.add_paragraph(style="List Number"), _reference(cited, written))
    if written.checks:
        document.add_heading(CHECKED, 1)
    for line in written.checks:
        _add_line(document.add_paragraph(style="List Bullet"), line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def to_markdown(turns: Sequence[Turn], *, title: str, find: Find, today: date | None = None) -> str:
    """The same as a Markdown file, in which the words of articles are escaped."""
    written = paper(turns, title=title, find=find, today=today or date.today())
    parts = [f"# {escaped(written.title)}", written.about]
    for place, section in enumerate(written.sections, start=1):
        parts.append(f"## {place}. {escaped(section.question)}")
        parts += [_in_markdown(line) for line in section.lines]
    if written.references:
        parts.append("## References")
    for number, cited in enumerate(written.references, start=1):
        parts.append(f"{number}. {_in_markdown(_reference(cited, written))}")
    if written.checks:
        parts.append(f"## {CHECKED}")
    parts += [f"- {_in_markdown(line)}" for line in written.checks]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(words: str) -> str:
    r"""The words on one line of Markdown, where they mean nothing but themselves.

    >>> escaped("[a](b) *c*"), escaped("1. <b>"), escaped("see http://a.org")
    ('\\[a\\](b) \\*c\\*', '1\\. \\<b\\>', 'see `http://a.org`')
    """
    line = " ".join(text(words).split())
    parts, after = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [_without_marks(line[after : found.start()]), _as_code(found.group())]
        after = found.end()
    marked = "".join([*parts, _without_marks(line[after:])])
    return _OPENING.sub(lambda found: f"{found[1] or ''}\\", marked)


def _without_marks(words: str) -> str:
    return _MARKS.sub(lambda found: "\\" + found.group(), words)


def _as_code(words: str) -> str:
    """A code span, with a fence that is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return "`" * (longest + 1) + space + words + space + "`" * (longest + 1)


def _reference(cited: Cited, written: Paper) -> Line:
    """A reference without its number: the quote, what it is from, and when that was looked up."""
    if cited.is_removed:
        return ((cited.line, False),)
    source, by = cited.citation.source, cited.byline
    stop = "" if cited.heading.endswith((".", "?", "!", "…")) else "."
    return (
        (f"“{cited.citation.quote}” ", False),
        (cited.heading, True),
        (f"{stop} {by[:1].upper()}{by[1:]}. Source: ", False),
        (source, False),
        (f". Accessed {written.day}.", False),
    )


def _add_line(paragraph: Paragraph, line: Line) -> None:
    for words, stands_out in line:
        if words:
            paragraph.add_run(_words(words)).bold = stands_out or None


def _words(words: str) -> str:
    """The words on one line, without what XML cannot hold; white space at the ends stays."""
    return re.sub(r"\s+", " ", _NO_XML.sub("", text(words)))


def _in_markdown(line: Line) -> str:
    """A line with what stands out in bold, and an address that may be a link as one."""
    parts = []
    for words, stands_out in line:
        shown = escaped(words)
        if address_of(words):
            shown = f"<{words}>"
        elif stands_out and shown:
            shown = f"**{shown}**"
        before, after = (" " if words[at:][:1].isspace() else "" for at in (0, len(words) - 1))
        parts.append(f"{before}{shown}{after if shown else ''}")
    return "".join(parts).strip()
