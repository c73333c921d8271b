"""Uploaded files become articles; and who may name a file of the server's own disk.

An upload is known by its file name alone: the same name again is a new version of its articles. The
file is read from a folder of its own, which is gone before the next file is read.
"""

import hashlib
import re
import shutil
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corpus.article import Article
from corpus.errors import Refused, UserError, explained, printable
from corpus.library import Library
from corpus.read import read

if TYPE_CHECKING:
    from index.ingest import Report, Watch

MAX_UPLOAD_MB = 20  # of 2**20 bytes, as server.maxUploadSize in .streamlit/config.toml counts them
_MAX_NAME = 200  # bytes; file systems take 255
_NAMELESS = "unnamed"
_FOLDER = "footnote-upload-"
_FORGOTTEN = 3600  # seconds; reading one file is stopped after 30

_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")
# What a proxy adds to what it passes on: whoever is asking may be anywhere.
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


@dataclass(frozen=True)
class Upload:
    """A file as a browser sent it."""

    name: str
    raw: bytes


def may_name_files(
    address: str | None, headers: Mapping[str, str], *, hosts: Sequence[str] = ()
) -> bool:
    """Whether the page may read files of the server's disk by their path, for whoever is asking.

    Only where the server listens to its own computer alone and the request came from there by no
    proxy: anybody else could read what is on the server. `address` is server.address, `hosts` is
    server.allowedHosts: one that answers to other names too stands behind a proxy, whose users
    write what they like into their headers.

    >>> may_name_files("localhost", {"Host": "localhost:8501"})
    True
    >>> may_name_files(None, {"Host": "localhost:8501"})  # listens to everybody
    False
    """
    given = {name.lower(): value for name, value in headers.items()}
    if any(name not in _THIS_COMPUTER for name in (address, *hosts)):
        return False
    if any(name in given for name in _PASSED_ON):
        return False
    asked = {"host": f"//{given.get('host')}", "origin": given.get("origin", "")}
    return all(_host(asked[name]) in _THIS_COMPUTER for name in asked if name in given)


def safe_name(name: str) -> str:
    r"""What an uploaded file is called: its name without folders, on one line, not too long.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\news\\a.txt"), safe_name("..")
    ('passwd', 'a.txt', 'unnamed')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = printable(last).strip()
    if not shown.strip("."):
        return _NAMELESS
    if len(shown.encode()) <= _MAX_NAME:
        return shown
    # Two long names that differ at the end only stay two: a new version takes the old one's place.
    ending = Path(shown).suffix if len(Path(shown).suffix) < 10 else ""
    mark = f"~{hashlib.sha256(shown.encode()).hexdigest()[:8]}{ending}"
    return shown.encode()[: _MAX_NAME - len(mark.encode())].decode(errors="ignore") + mark


def keep_uploads(
    uploads: list[Upload], *, folder: Path, embedder_name: str, watch: "Watch", report: "Report"
) -> None:
    """Puts what became of each upload into the report, and the articles into library and index.

    What a file holds is on disk before the next one is read; the index is published at the end.
    The list is empty then: no file is kept in memory for longer than it is needed.
    """
    from index.ingest import keep, reindex

    _sweep()
    seen: dict[str, bytes] = {}
    with Library.open(folder, create=True) as library:
        total = len(uploads)
        while uploads:
            name = safe_name(uploads[0].name)
            watch.reading(name, total - len(uploads) + 1, total)
            upload = uploads.pop(0)
            digest = hashlib.sha256(upload.raw).digest()
            if seen.setdefault(name, digest) != digest:
                report.refused.append(_same_name(name))
            else:
                keep(library, name, read_upload(name, upload.raw), report)
        if library.count():
            library.forget()
            report.passages = reindex(
                library, folder, embedder_name, watch.passages, linking=watch.linking
            )


def read_upload(name: str, raw: bytes) -> list[Article | Refused]:
    """The articles in an uploaded file, whose name is safe, and what of it cannot be used."""
    if len(raw) > MAX_UPLOAD_MB << 20:
        return [_too_large(name)]
    what = f"There is no room to read {name}"
    with explained(what, mend="Make room on the server's disk."):
        place = TemporaryDirectory(prefix=_FOLDER)
    with place as folder:
        path = Path(folder) / name
        with explained(what, mend="Make room on the server's disk."):
            path.write_bytes(raw)
        try:
            found = [*read(path)]
        except UserError as error:
            return [Refused(name, error.what, error.mend)]
    return [_by_name(one, f"{path.parent}/") for one in found]


def _too_large(name: str) -> Refused:
    return Refused(
        name,
        f"{name} is larger than the {MAX_UPLOAD_MB} MB that an upload may have.",
        "Split it, or save its text as a .txt file.",
    )


def _by_name(one: Article | Refused, folder: str) -> Article | Refused:
    """The same from a source that is the file's name, without the folder it was read in."""
    if isinstance(one, Refused):
        return replace(one, source=one.source.removeprefix(folder))
    return replace(one, sources=tuple(source.removeprefix(folder) for source in one.sources))


def _same_name(name: str) -> Refused:
    return Refused(
        name,
        f"Another file of this upload is called {name} too, and holds something else.",
        "Give it another name, and upload it again.",
    )


def _sweep() -> None:
    """Takes away what a server left that was ended while it read an upload."""
    for left_over in Path(gettempdir()).glob(f"{_FOLDER}*"):
        try:
            is_old = time.time() - left_over.stat().st_mtime > _FORGOTTEN
        except OSError:  # gone by now
            continue
        if is_old:
            shutil.rmtree(left_over, ignore_errors=True)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:  # no address
        return None
