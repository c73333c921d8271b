"""What is said to people: the one exception that is shown to them, and what was refused.

UserError
    what happened, then what to do about it. Doors show it in their own way: the shell
    prints one line and exits with 1, the chat draws an error box. Every other exception is
    a defect of ours and fails loudly.

DamagedError
    a UserError about one article, whose text the disk has changed.

Refused is a UserError about one source, kept: adding a folder reports it and goes on.
"""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


# An extra of pyproject.toml, at the versions that were tested; README.md and docs/ say the same.
_INSTALL = ".venv/bin/pip install --constraint constraints.txt --editable '.[{}]'"


def install(extra: str) -> str:
    """What to do where the packages of that extra are missing: one sentence.

    >>> install("dask").removeprefix("Install it, in the folder of Footnote: .venv/bin/pip ")
    "install --constraint constraints.txt --editable '.[dask]'"
    """
    return f"Install it, in the folder of Footnote: {_INSTALL.format(extra)}"


class UserError(Exception):
    """What happened and how to mend it, in words a user can act on.

    >>> print(UserError("The file a.txt is empty.", mend="Add a file with text in it."))
    The file a.txt is empty. Add a file with text in it.
    """

    def __init__(self, what: str, *, mend: str) -> None:
        """What happened, and what to do about it: one full sentence each."""
        super().__init__(what, mend)
        self.what = what
        self.mend = mend

    def __reduce__(self) -> tuple[object, tuple[()]]:
        """The same in another process."""
        return partial(type(self), self.what, mend=self.mend), ()

    def __str__(self) -> str:
        """Both on one line."""
        return f"{self.what} {self.mend}"


class DamagedError(UserError):
    """An article's text is not what was kept, so it is neither shown nor searched."""

    def with_outcome(self, outcome: str) -> str:
        """The message where work goes on: what happened, what became of the article, the mend."""
        return f"{self.what} {outcome} {self.mend}"


@contextmanager
def explained(what: str, *, mend: str) -> Iterator[None]:
    """An OSError inside the block becomes a UserError: `what`, and the system's own words for why.

    `what` is a sentence without its end; on a full disk, to make room is what mends it.
    """
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise UserError(
            f"{what}: {error.strerror or error}.",
            mend="Make room on the disk." if is_full else mend,
        ) from error


@dataclass(frozen=True)
class Refused:
    """A source that could not be used, why, and what to do about it."""

    source: str  # absolute path or URL
    reason: str
    mend: str
    when: str = ""  # ISO 8601 time, UTC; given by the Library


def printable(name: str) -> str:
    """The name on one line: a question mark for each character that no line can show.

    A file's name may hold line breaks, marks that reverse the direction of what follows, and bytes
    that are no characters (lone surrogates to Python, which neither SQLite nor a terminal takes).

    >>> printable("a\\nb\\udcff.txt")
    'a?b?.txt'
    """
    return _UNPRINTABLE.sub("?", name)
