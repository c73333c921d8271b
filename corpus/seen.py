"""Whether a file is as it was when it was read: what saves reading it again."""

import functools
import hashlib
import os
import stat
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

# A file system may keep times to two seconds only (FAT): a file that was changed just now may be
# changed again without showing it.
_SETTLED_NANOSECONDS = 2_000_000_000
_MAX_BYTES = 100_000_000  # hashed in 0.1 s; no larger file is read
_CODE = Path(__file__).parent
_LIBRARIES = (
    *("trafilatura", "htmldate", "lxml", "pypdf", "python-docx", "feedparser"),
    "charset-normalizer",
)


@dataclass(frozen=True)
class Seen:
    """A file as it was read: two with the same digest and reader give the same articles."""

    stamp: str  # size and times; "" for a file that was changed just then
    digest: str  # the sha256 of the content
    reader: str  # what read it


def look(path: str, known: Seen | None = None) -> Seen | None:
    """The file as it is now, read by this release; None for what is no file that could be read.

    The content is not hashed again where size and times are those of `known`.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            return None
        now = _stamp(status)
        if known is not None and known.stamp == now:
            return Seen(now, known.digest, reader())
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        is_settled = time.time_ns() - status.st_ctime_ns > _SETTLED_NANOSECONDS
        return Seen(now if is_settled else "", digest, reader())
    except (OSError, ValueError):  # reading it says what is wrong; ValueError: NUL in its name
        return None


@functools.cache
def reader() -> str:
    """A name for all that reading depends on: our code, and the libraries it uses."""
    code = hashlib.sha256()
    for path in sorted(_CODE.rglob("*.py")):
        code.update(path.read_bytes())
    for name in _LIBRARIES:
        code.update(f"{name} {metadata.version(name)}\n".encode())
    return code.hexdigest()


def _stamp(status: os.stat_result) -> str:
    # The time of the last change of status too: no program can set that one back.
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
