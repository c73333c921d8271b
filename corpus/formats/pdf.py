"""PDF: the text of its pages, where it has any."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from corpus.errors import UserError
from corpus.formats.facts import day_in, name_in, title_in
from corpus.formats.unread import Unread
from corpus.formats.wrapped import paragraphs_of
from corpus.page import Page

# Of the characters: fonts that do not say which letter a shape is give private ones, or none.
_MAX_ILLEGIBLE = 0.1


def pages_of_pdf(raw: bytes, *, name: str) -> Iterator[Page | Unread]:
    """The whole file as one page; UserError for one that is locked, scanned or without text."""
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        texts = [page.extract_text() for page in reader.pages]
    except (FileNotDecryptedError, DependencyError) as error:
        raise UserError(
            f"{name} is locked with a password or against copying.",
            mend="Save it without protection (print it to a new PDF), and add that.",
        ) from error
    empty = [number for number, text in enumerate(texts) if not text.strip()]
    scanned = [number for number in empty if _has_picture(reader.pages[number])]
    if len(empty) == len(texts):
        what = "scanned: its pages are pictures, without text" if scanned else "without any text"
        raise UserError(
            f"{name} is {what}.",
            mend="Have its text recognised first (OCR), and add what that gives.",
        )
    if len(scanned) * 2 > len(texts):  # fewer may be a cover and photographs
        yield Unread(
            0,
            f"{len(scanned)} of the {len(texts)} pages of {name} are pictures, without text.",
            "Have their text recognised (OCR) if it matters.",
        )
    text = paragraphs_of(texts)
    if _illegible(text) > _MAX_ILLEGIBLE * len(text):
        raise UserError(
            f"The fonts of {name} do not say which letters they show.",
            mend="Have its text recognised (OCR), or save it again from where it was made.",
        )
    stated = reader.metadata
    published = day_in(text, _moments(stated))
    yield Page(
        text=text,
        title=title_in(text, stated.title if stated else None),
        author=name_in(stated.author if stated else None),
        published=published,
        published_from="properties of the file, and its text" if published else None,
    )


def _has_picture(page: Any) -> bool:
    """Whether the page shows a picture, or a form that may hold one."""
    resources = page.get("/Resources")
    shown = resources.get_object().get("/XObject") if resources else None
    return bool(shown and shown.get_object())


def _illegible(text: str) -> int:
    return sum("\ue000" <= character <= "\uf8ff" or character == "\ufffd" for character in text)


def _moments(stated: Any) -> Iterator[datetime.datetime | None]:
    """When the file was made and last changed, where that is said in a form that is one."""
    for field in ("creation_date", "modification_date"):
        try:
            yield getattr(stated, field, None)
        except (ValueError, TypeError, AttributeError, OverflowError):
            yield None
