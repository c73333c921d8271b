"""The files that a list of paths stands for, and by name what in them cannot be used."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import Refused, printable


def find(paths: Iterable[str | Path]) -> Iterator[str | Refused]:
    """The absolute path of every file in the paths, folders in sorted order; each file once.

    Web addresses come back as they are. Hidden files and folders inside a folder are left out.
    Files of every type are found: `read` refuses by name what it does not read. What cannot even
    be looked at, and a folder with nothing in it, comes back as Refused, so that nothing is
    dropped without a word.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _find(str(path)):
            source = found if isinstance(found, str) else found.source
            if source not in seen:
                seen.add(source)
                yield found


def is_url(source: str | Path) -> bool:
    """Whether the source is a web address rather than a path.

    >>> is_url("https://example.org/a"), is_url("/home/ana/a.txt")
    (True, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", str(source)) is not None


def _find(path: str) -> Iterator[str | Refused]:
    if is_url(path):
        yield path
        return
    absolute = Path(os.path.abspath(path))  # not resolve(): the name the user knows is kept
    if not path.strip() or not os.path.lexists(absolute):
        yield _refused(absolute, f'There is no file or folder "{path}".', "Check its spelling.")
    elif os.path.isdir(absolute):
        is_empty = True
        for found in _walk(absolute):
            is_empty = False
            yield found
        if is_empty:
            reason = f"The folder {absolute.name or absolute} holds no files."
            yield _refused(absolute, reason, "Add a folder with articles in it.")
    else:
        yield _file(absolute)


def _walk(folder: Path) -> Iterator[str | Refused]:
    """Everything in the folder, depth first; not by recursion, as folders may be very deep."""
    inside = Path(os.path.realpath(folder))
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path != folder and os.path.islink(path):
            yield from _follow(path, inside=inside)
        elif os.path.isdir(path):
            try:
                names = sorted(os.listdir(path), reverse=True)
            except OSError as error:
                reason = f"The folder {path.name} could not be opened: {error.strerror}."
                yield _refused(path, reason, "Check that you may read it.")
            else:
                waiting.extend(path / name for name in names if not name.startswith("."))
        else:
            yield _file(path)


def _follow(link: Path, *, inside: Path) -> Iterator[str | Refused]:
    """What a link in a folder stands for: nothing, if it is a folder met by its own name too."""
    target = Path(os.path.realpath(link))
    if not os.path.exists(link):
        yield _refused(link, f"{link.name} is a link to nothing.", "Mend the link, or remove it.")
    elif not target.is_relative_to(inside):
        reason = f"{link.name} is a link that points outside the folder {inside.name}."
        yield _refused(link, reason, "Add what it points to by its own name.")
    elif not target.is_dir():
        yield _file(link)


def _file(path: Path) -> str | Refused:
    if printable(str(path)) == str(path):
        return str(path)
    reason = f"The name of {path.name} holds characters that cannot be shown."
    return _refused(path, reason, "Rename it.")


def _refused(path: Path, reason: str, mend: str) -> Refused:
    return Refused(source=printable(str(path)), reason=printable(reason), mend=mend)
