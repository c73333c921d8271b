"""Word files: the text of the body, a line a paragraph, a heading or a row of a table."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.errors import UserError
from corpus.formats.facts import day_in, name_in, title_in
from corpus.formats.prolog import has_dtd
from corpus.page import Page

# A report of 500 pages with its pictures has some hundred entries and 20 MB of XML.
_MAX_ENTRIES = 10_000
_MAX_XML = 50_000_000  # bytes of one part; the tree of it takes ten times as much memory
_MAX_UNPACKED = 500_000_000  # bytes in all

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL = (_WORD + name for name in ("p", "tbl", "tr", "tc"))
_TEXT, _TAB = _WORD + "t", _WORD + "tab"
_BREAKS = {_WORD + "br", _WORD + "cr"}
_HYPHEN = _WORD + "noBreakHyphen"
_BOX = _WORD + "txbxContent"  # a text box; its paragraphs come after the one it is tied to
# What was struck out with changes tracked, or stands a second time for programs of before 2010.
_UNSEEN = {
    _WORD + "del",
    _WORD + "moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_PROPERTIES = {_WORD + "pPr", _WORD + "rPr", _WORD + "sectPr", _WORD + "tblPr", _WORD + "sdtPr"}


def pages_of_docx(raw: bytes, *, name: str) -> Iterator[Page]:
    """The one page of a Word file; UserError for one that unpacks to too much, or has a DTD."""
    _check(raw, name)
    import docx

    document = docx.Document(io.BytesIO(raw))
    text = "\n\n".join(_lines(document.element.body))
    if not text.strip():
        raise UserError(
            f"{name} has no text in it, only pictures or nothing.",
            mend="Add a file that has text in it.",
        )
    stated = document.core_properties
    published = day_in(text, (_moment(stated.created), _moment(stated.modified)))
    yield Page(
        text=text,
        title=title_in(text, stated.title),
        author=name_in(stated.author),
        published=published,
        published_from="properties of the file, and its text" if published else None,
    )


def _check(raw: bytes, name: str) -> None:
    """Nothing; UserError where unpacking the file would do harm."""
    mend = "Open it in Word and save it again, or save its text as a .txt file."
    entries = raw.count(b"PK\x01\x02")  # before the list of them takes memory
    if entries > _MAX_ENTRIES:
        raise UserError(
            f"{name} has {entries:,} files packed in it, more than a Word file has.", mend=mend
        )
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        members = packed.infolist()  # no more than their stated size is ever unpacked
        xml = [one for one in members if one.filename.lower().endswith((".xml", ".rels"))]
        unpacked = sum(one.file_size for one in members)
        if unpacked > _MAX_UNPACKED or any(one.file_size > _MAX_XML for one in xml):
            raise UserError(
                f"{name} has {len(raw) / 1e6:,.1f} MB and unpacks to {unpacked / 1e6:,.0f} MB, "
                "as Word files that do harm do.",
                mend=mend,
            )
        if any(has_dtd(packed.read(one)) for one in xml):
            raise UserError(
                f"{name} has a DTD in it, which can do harm and is in no real Word file.", mend=mend
            )


def _lines(container: Any) -> Iterator[str]:
    """The paragraphs and the rows of tables in it, in order, however they are wrapped."""
    for element in container:
        if element.tag == _PARAGRAPH:
            yield _paragraph(element)
            for box in element.iter(_BOX):
                if not any(above.tag in _UNSEEN for above in box.iterancestors()):
                    yield from _lines(box)
        elif element.tag == _TABLE:
            rows = (_row(row) for row in element.iter(_ROW))
            yield "\n".join(row for row in rows if row)
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN | _PROPERTIES:
            yield from _lines(element)  # content controls and marks of changes are wrappers


def _row(row: Any) -> str:
    """Its cells on one line; a table in a cell has rows of its own."""
    cells = (
        " ".join(_paragraph(one) for one in cell.iterchildren(_PARAGRAPH))
        for cell in row.iter(_CELL)
        if next(cell.iterancestors(_ROW)) is row
    )
    return " | ".join(cell for cell in (" ".join(cell.split()) for cell in cells) if cell)


def _paragraph(paragraph: Any) -> str:
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _TEXT:
            parts.append(element.text or "")
        elif element.tag == _TAB:
            parts.append("\t")
        elif element.tag in _BREAKS:
            parts.append("\n")
        elif element.tag == _HYPHEN:
            parts.append("-")
        elif element.tag != _BOX and element.tag not in _UNSEEN | _PROPERTIES:
            waiting.extend(reversed(element))
    return "".join(parts)


def _moment(value: object) -> datetime.datetime | None:
    return value if isinstance(value, datetime.datetime) else None
