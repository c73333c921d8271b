"""A file or a web page becomes its Articles.

What the formats are, and which function reads each, stands in `formats/kinds.py`: a new format is
a file beside it and a line in its table.
"""

import codecs
import importlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.confined import parse_confined
from corpus.decode import decode
from corpus.divide import articles_of
from corpus.errors import Refused, UserError, printable
from corpus.find import is_url
from corpus.formats.kinds import FEED, HTML, MARKDOWN, MAX_TEXT, TEXT, Kind, kind_found, kind_named
from corpus.formats.unread import Unread
from corpus.page import Page

if TYPE_CHECKING:
    from corpus.fetch import Network

MAX_BYTES = MAX_TEXT
_MAX_UNREAD = 1000  # bad lines before the first good one, after which none is looked for


@dataclass(frozen=True)
class Source:
    """The bytes of a source, and what is known of it before they are looked at."""

    raw: bytes
    source: str  # as the library has it
    name: str  # as people are told it
    kind: Kind
    url: str | None = None  # where the links of a page start from


def read(
    path_or_url: str | Path, *, allow_url: bool = False, network: "Network | None" = None
) -> Iterator[Article | Refused]:
    """The articles in one file or web page, cleaned and described, without id and version.

    A part that is no use (a line of JSON, an entry) is a Refused among them, named by its number.
    Raises UserError, before the first article, where nothing is of use. `network` is for tests.
    """
    yield from articles_in(open_source(path_or_url, allow_url=allow_url, network=network))


def open_source(
    path_or_url: str | Path, *, allow_url: bool = False, network: "Network | None" = None
) -> Source:
    """A file or web page as it is now; UserError where it cannot be had, or is of no known kind."""
    if is_url(path_or_url):
        return _of_web(str(path_or_url), allow_url, network)
    return _of_file(Path(os.path.abspath(path_or_url)))  # not resolve(): a known name


def articles_in(found: Source) -> Iterator[Article | Refused]:
    """The same as `read`, of bytes alone: here or on any other machine that has Footnote."""
    if not found.raw.strip():
        raise UserError(f"{found.name} is empty.", mend="Add a file that has text in it.")
    kind = kind_found(found.raw, found.kind, name=found.name)
    _check_size(len(found.raw), kind, found.name)
    part = 0
    of_all: list[Refused] = []  # said of the file as a whole: after its articles
    early: list[Refused] = []
    for number, page in enumerate(_parsed(found, kind), start=1):
        if isinstance(page, Unread):
            refused = _refused(found, page)
            if not page.part:
                of_all.append(refused)
            elif part:
                yield refused
            else:
                early.append(refused)
                if len(early) > _MAX_UNREAD:
                    break
            continue
        articles = articles_of(page, found.source)
        if not articles and kind.has_parts:
            early.append(_refused(found, _emptied(number, found.name)))
        for article in articles:
            part += 1
            yield replace(article, part=part, is_entry=kind == FEED)
        if part:
            yield from early
            early.clear()
    if not part:
        raise _useless(found, early + of_all)
    yield from of_all


def _parsed(found: Source, kind: Kind) -> Iterator[Page | Unread]:
    """What the format's parser makes of the bytes; large libraries work in a child process."""
    options: dict[str, str | None]
    options = {"url": found.url} if kind == HTML else {"name": found.name}
    if kind.is_foreign:
        yield from parse_confined(kind.parser, found.raw, name=found.name, options=options)
    else:
        module, parser = kind.parser.split(":")
        yield from getattr(importlib.import_module(module), parser)(found.raw, **options)


def _useless(found: Source, refused: list[Refused]) -> UserError:
    """Why nothing of the source is of use: as it is said of its first part, if it has parts."""
    if refused:
        count = len(refused) - 1
        noun = "more part is" if count == 1 else "more parts are"
        others = f" ({count} {noun} no use either.)" if count else ""
        return UserError(refused[0].reason + others, mend=refused[0].mend)
    return UserError(
        f"{found.name} is empty once menus, notices and invisible characters are left out.",
        mend="Add a file that has text in it.",
    )


def _emptied(number: int, name: str) -> Unread:
    return Unread(
        number,
        f"Article {number} of {name} is empty once menus and notices are left out.",
        "Give it a text.",
    )


def _refused(found: Source, unread: Unread) -> Refused:
    """The refusal of a part has a name of its own, such as `news.jsonl:7`: there may be many."""
    source = f"{found.source}:{unread.part}" if unread.part else found.source
    return Refused(source=source, reason=printable(unread.what), mend=unread.mend)


def _of_web(url: str, allow_url: bool, network: "Network | None") -> Source:
    if not allow_url:
        raise UserError(
            f"{printable(url)} is a web address; Footnote goes online only where it is told to.",
            mend="Add it with --allow-url, or save the page as a file and add that.",
        )
    from corpus.fetch import Network, fetch

    page = fetch(url, network=network or Network())
    ending = PurePosixPath(urlsplit(page.url).path).suffix
    kind = kind_named(ending, name=url, media_type=page.media_type)
    raw = page.raw
    if page.charset and page.charset.lower() != "utf-8" and kind in (TEXT, MARKDOWN, HTML, FEED):
        text = decode(raw, declared=page.charset)  # the server's word is above the page's own
        raw = raw if text is None else codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    return Source(raw, url, url, kind, page.url)


def _of_file(path: Path) -> Source:
    """All bytes of a file that is regular, readable, of a known type and not too large."""
    name = printable(path.name)
    if printable(str(path)) != str(path):
        raise UserError(
            f"The name of {name} holds characters that cannot be shown.", mend="Rename it."
        )
    try:
        _check_regular(path.stat(), name)  # before opening: to open a device may do something
        kind = kind_named(path.suffix, name=name)
        # Not to wait for a pipe that has taken the file's place by now.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            status = os.fstat(file.fileno())
            _check_regular(status, name)
            _check_size(status.st_size, kind, name)
            raw = file.read(kind.max_bytes)  # a file that grows meanwhile is read up to the limit
            return Source(raw, str(path), name, kind)
    except FileNotFoundError:
        raise UserError(f"There is no file {name}.", mend="Check its spelling.") from None
    except OSError as error:
        raise UserError(
            f"{name} could not be read: {error.strerror}.", mend="Check that you may read it."
        ) from error


def _check_regular(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UserError(f"{name} is a folder.", mend="Add the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise UserError(
            f"{name} is no regular file (a pipe, a socket or a device).",
            mend="Save its contents as a .txt or .md file.",
        )


def _check_size(size: int, kind: Kind, name: str) -> None:
    if size > kind.max_bytes:
        raise UserError(
            f"{name} has {size / 1e6:,.0f} MB; "
            f"Footnote reads {kind.name} files of up to {kind.max_bytes / 1e6:.0f} MB.",
            mend="Split it into one file for each article.",
        )
