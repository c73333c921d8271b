"""A file becomes its Articles: one function a format.

A new format is one more function and its line in `_READERS`; web addresses will be a source of
bytes beside `_file_bytes`, and give them to the same functions.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.article import Article
from corpus.decode import decode
from corpus.divide import articles_of
from corpus.errors import UserError, printable
from corpus.find import is_url
from corpus.frontmatter import split_front_matter, stated_date, stated_language, stated_text
from corpus.page import Page

# A text file of 20 MB holds some 4,000 articles or 30 novels: not an article but an export or a
# log. Reading one takes 3 s; 20 s and 800 MB of memory where every line is a single letter.
MAX_BYTES = 20_000_000


def read(path: str | Path) -> Iterator[Article]:
    """The articles in one file, cleaned and described, without id and version.

    Raises UserError, before the first article, for what is no readable text file.
    """
    if is_url(path):
        raise UserError(
            f"{path} is a web address, which this release of Footnote does not read.",
            mend="Save the page as a .txt file and add that.",
        )
    absolute = Path(os.path.abspath(path))  # not resolve(): the name the user knows is kept
    name = printable(absolute.name)
    raw = _file_bytes(absolute, name)
    if not raw.strip():
        raise UserError(f"{name} is empty.", mend="Add a file that has text in it.")
    text = decode(raw)
    if text is None:
        raise UserError(
            f"{name} holds bytes that are no text in any encoding Footnote knows.",
            mend="Open it in the program that made it and save it as UTF-8 text.",
        )
    page = _READERS[absolute.suffix.lower()](text)
    articles = articles_of(page, str(absolute))
    if not articles:
        raise UserError(
            f"{name} is empty once menus, notices and invisible characters are left out.",
            mend="Add a file that has text in it.",
        )
    yield from articles


def _read_markdown(text: str) -> Page:
    """The page of a .md file; what its head states comes before what its text says."""
    stated, body = split_front_matter(text.replace("\r\n", "\n"))
    return Page(
        text=body,
        title=stated_text(stated, "title"),
        publisher=stated_text(stated, "publisher", "site", "site_name"),
        author=stated_text(stated, "author", "authors", "byline"),
        published=stated_date(stated, "date", "published"),
        language=stated_language(stated, "language", "lang"),
    )


_READERS: dict[str, Callable[[str], Page]] = {".txt": Page, ".md": _read_markdown}


def _file_bytes(path: Path, name: str) -> bytes:
    """All bytes of a file that is regular, readable, of a known type and not too large."""
    if printable(str(path)) != str(path):
        raise UserError(
            f"The name of {name} holds characters that cannot be shown.", mend="Rename it."
        )
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UserError(f"{name} is a folder.", mend="Add the files in it.")
        if not stat.S_ISREG(status.st_mode):  # before opening: a pipe would wait for ever
            raise UserError(
                f"{name} is no regular file (a pipe, a socket or a device).",
                mend="Save its contents as a .txt or .md file.",
            )
        _check_type(path, name)
        if status.st_size > MAX_BYTES:
            raise UserError(
                f"{name} has {status.st_size / 1e6:,.0f} MB; "
                f"Footnote reads text files of up to {MAX_BYTES / 1e6:.0f} MB.",
                mend="Split it into one file for each article.",
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES)  # a file that grows meanwhile is read up to the limit
    except FileNotFoundError:
        raise UserError(f"There is no file {name}.", mend="Check its spelling.") from None
    except OSError as error:
        raise UserError(
            f"{name} could not be read: {error.strerror}.", mend="Check that you may read it."
        ) from error


def _check_type(path: Path, name: str) -> None:
    if path.suffix.lower() in _READERS:
        return
    kind = f"a {path.suffix} file" if path.suffix else "a file without an ending"
    raise UserError(
        f"{name} is {kind}, which Footnote does not read.", mend="Save it as .txt or .md."
    )
