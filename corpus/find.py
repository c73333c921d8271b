"""The files that a list of paths stands for, and by name what in them cannot be used."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import Refused, printable


def find(paths: Iterable[str | Path]) -> Iterator[str | Refused]:
    """The absolute path of every file in the paths, folders in sorted order; each file once.

    URLs come back as they are. Hidden files and folders inside a folder are left out; whatever
    else is no readable file comes back as Refused, so that nothing is dropped without a word.
    Unknown file types are found too: `read` refuses them by name.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _find(str(path)):
            source = found if isinstance(found, str) else found.source
            if source not in seen:
                seen.add(source)
                yield found


def _find(path: str) -> Iterator[str | Refused]:
    if is_url(path):
        yield path
        return
    absolute = Path(os.path.abspath(path))  # not resolve(): the name the user knows is kept
    if absolute.is_dir():
        yield from _walk(absolute, inside=Path(os.path.realpath(absolute)))
    elif not os.path.lexists(absolute):
        yield _refused(absolute, f"There is no file or folder {path}.", "Check its spelling.")
    else:
        yield _file(absolute)


def is_url(source: str | Path) -> bool:
    """Whether the source is a web address rather than a path.

    >>> is_url("https://example.org/a"), is_url("/home/ana/a.txt")
    (True, False)
    """
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", str(source)) is not None


def _walk(folder: Path, *, inside: Path) -> Iterator[str | Refused]:
    """Everything in the folder; `inside` is the folder given by the user, links resolved."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield _refused(
            folder,
            f"The folder {folder.name} could not be opened: {error.strerror}.",
            "Check that you may read it.",
        )
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            yield from _follow(entry, inside=inside)
        elif entry.is_dir():
            yield from _walk(entry, inside=inside)
        else:
            yield _file(entry)


def _follow(link: Path, *, inside: Path) -> Iterator[str | Refused]:
    """What a link inside a folder stands for; a link to a folder inside is met by its own name."""
    target = Path(os.path.realpath(link))
    if not target.is_relative_to(inside):
        yield _refused(
            link,
            f"{link.name} is a link that points outside the folder {inside.name}.",
            "Add what it points to by its own name.",
        )
    elif not target.exists():
        yield _refused(
            link,
            f"{link.name} is a link that points to nothing.",
            "Mend the link, or remove it.",
        )
    elif not target.is_dir():
        yield _file(link)


def _file(path: Path) -> str | Refused:
    if printable(str(path)) != str(path):
        return _refused(
            path,
            f"The name of {path.name} holds characters that cannot be shown.",
            "Rename it.",
        )
    if path.is_file():
        return str(path)
    if path.is_symlink():
        return _refused(
            path, f"{path.name} is a link that points to nothing.", "Mend the link, or remove it."
        )
    return _refused(
        path,
        f"{path.name} is no regular file (a pipe, a socket or a device).",
        "Save its contents as a .txt or .md file.",
    )


def _refused(path: Path, reason: str, mend: str) -> Refused:
    return Refused(source=printable(str(path)), reason=printable(reason), mend=mend)
