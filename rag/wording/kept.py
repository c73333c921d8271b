"""The lexicon of a library as it is kept beside the index, in lexicon.json, and made anew.

To make one reads up to 8 million characters, so that a large library's is used as it is while it is
a few articles old, and made anew when nobody waits. It can always be made again: a file that is
missing, damaged or of other rules is, and nobody is told.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from corpus.article import Article
from corpus.errors import UserError, explained
from corpus.library import Library
from index import disk
from index.manifest import INDEX, Manifest, current, read_manifest
from index.segment import ARTICLES
from index.table import Pair

from .aliases import Aliases
from .lexicon import Lexicon, english
from .spelling import Vocabulary

if TYPE_CHECKING:
    from index.store import Index

LEXICON = "lexicon.json"  # one line says what it is of; the other one is the lexicon
RULES = 1  # raised when words or names come out otherwise, or the file changes its meaning
# Passages, of some 600 characters: to make the lexicon of fewer takes less than 0.7 s of CPU.
SMALL = 2_000
# Of all articles: of fewer, too many words would be unknown, and taken for slips.
LEAST = 0.5
DELAY = 10.0  # seconds: nobody who asks now shares a processor with what is made for later
_BESIDE = f".{LEXICON}"  # until it is whole


@dataclass(frozen=True)
class Kept:
    """A lexicon, and the articles that it is of."""

    lexicon: Lexicon
    articles: str  # sha256 of the list of all articles that the index had
    total: int  # how many those were
    read: frozenset[str]  # the ids of those that were read: not all, where there are many


class Lexicons:
    """The lexicon of one library as it changes. Safe to share between threads."""

    def __init__(self, library: Library, folder: Path) -> None:
        """`folder` is the index's."""
        self._library = library
        self._folder = folder
        self._lock = threading.Lock()
        self._kept: Kept | None = None
        self._facts: tuple[Path, str | None, frozenset[str]] | None = None
        self._renewal: threading.Timer | None = None

    def of(self, index: "Index") -> Lexicon:
        """The words and names of the library, its newest date and publishers as they are now.

        Of a small library, the words and names are those of the articles in the index too. Those
        of a large one may be some articles old, but never of an article that was removed.
        """
        articles = index.table.articles
        with self._lock:
            if self._facts is None or self._facts[0] != index.generation:
                self._facts = (index.generation, *self._library.newest_and_publishers())
            kept, mark = self._kept, _mark(index.manifest)
            if kept and kept.articles != mark and _head(self._folder).get("articles") == mark:
                kept = None  # who added has kept a newer one by now
            kept = kept or _read(self._folder)
            if kept is None or kept.articles != mark:
                if kept and index.manifest.passages > SMALL and _will_do(kept, articles):
                    self._renew_later()
                else:
                    kept = _renewed(self._library, self._folder, index.manifest, articles)
            self._kept = kept
            return replace(kept.lexicon, newest=self._facts[1], publishers=self._facts[2])

    def _renew_later(self) -> None:
        if self._renewal is None:
            self._renewal = threading.Timer(DELAY, self._renew)
            self._renewal.daemon = True
            self._renewal.start()

    def _renew(self) -> None:
        try:
            # An index that is damaged or gone is told by who searches it.
            with suppress(UserError):
                if generation := current(self._folder):
                    kept = _renewed(self._library, self._folder, *read_manifest(generation))
                    with self._lock:
                        self._kept = kept
        finally:
            self._renewal = None


def keep_lexicon(folder: Path) -> None:
    """Nothing; the file beside the index of the library in `folder` is of the index's articles.

    What is of an article that was removed goes first, before the new one is made. Raises UserError
    where it cannot, and where the index is damaged.
    """
    index = folder / INDEX
    if (generation := current(index)) is None:
        return
    manifest, articles = read_manifest(generation)
    kept = _read(index)
    with explained(f"{index / LEXICON} cannot be removed", mend=disk.CHECK), _locked(index):
        (index / _BESIDE).unlink(missing_ok=True)  # what a crash left
        if kept is None or not kept.read <= {name for name, _ in articles}:
            (index / LEXICON).unlink(missing_ok=True)
    with Library.open(folder) as library:
        _renewed(library, index, manifest, articles)


def _renewed(library: Library, folder: Path, manifest: Manifest, articles: Sequence[Pair]) -> Kept:
    """The lexicon of just those articles: from the file, or made, and kept there if possible."""
    kept = _read(folder)
    if kept is not None and kept.articles == _mark(manifest):
        return kept
    versions, read = dict(articles), set[str]()

    def newest_first() -> Iterator[Article]:
        for name in library.newest_first():
            article = library.get(name, versions[name]) if name in versions else None
            if article is not None:
                read.add(name)
                yield article

    lexicon = Lexicon.of(newest_first())
    kept = Kept(lexicon, _mark(manifest), len(articles), frozenset(read))
    with suppress(OSError, UserError):  # a folder that one may only read, a full disk
        _write(folder, kept)
    return kept


def _mark(manifest: Manifest) -> str:
    """What tells lists of articles apart; merging segments changes it no more than asking does."""
    return manifest.files[ARTICLES]


def _will_do(kept: Kept, articles: Sequence[Pair]) -> bool:
    """Whether a lexicon of other articles may answer: of no removed one, and not of too few."""
    return kept.total >= LEAST * len(articles) and kept.read <= {name for name, _ in articles}


def _write(folder: Path, kept: Kept) -> None:
    """Puts the lexicon beside the index, unless that is of other articles by now."""
    words, names = kept.lexicon.vocabulary, kept.lexicon.aliases
    (body,) = disk.json_parts(
        {
            "total": kept.total,
            "read": sorted(kept.read),
            "written": words.written,
            "counts": words.counts,
            "stems": sorted(words.stems),
            "others": names.others,
            "held": dict(names.held),
            "plain": sorted(names.plain),
        }
    )
    head = {"rules": RULES, "articles": kept.articles, "sha256": hashlib.sha256(body).hexdigest()}
    with _locked(folder):  # or one of a removed article could come after its removal
        generation = current(folder)
        if generation is None or _mark(read_manifest(generation)[0]) != kept.articles:
            return
        disk.write(folder / _BESIDE, *disk.json_parts(head), b"\n", body)
        disk.sync(folder / _BESIDE)
        disk.rename(folder / _BESIDE, folder / LEXICON)
        disk.sync(folder)


def _locked(folder: Path) -> FileLock:
    return FileLock(folder / f"{_BESIDE}.lock")


def _read(folder: Path) -> Kept | None:
    """The lexicon that is kept; None where there is none that can be used."""
    try:
        raw = (folder / LEXICON).read_bytes()
    except OSError:
        return None
    first, _, body = raw.partition(b"\n")
    head = _parsed(first)
    if head.get("rules") != RULES or hashlib.sha256(body).hexdigest() != head.get("sha256"):
        return None
    said: dict[str, Any] = json.loads(body)
    return Kept(
        Lexicon(
            Vocabulary(said["written"], said["counts"], frozenset(said["stems"]), english()),
            Aliases(
                {name: tuple(forms) for name, forms in said["others"].items()},
                said["held"],
                frozenset(said["plain"]),
            ),
        ),
        head["articles"],
        said["total"],
        frozenset(said["read"]),
    )


def _head(folder: Path) -> dict[str, Any]:
    """What the first line of the kept lexicon says, without reading on; empty if there is none."""
    try:
        with (folder / LEXICON).open("rb") as file:
            return _parsed(file.readline())
    except OSError:
        return {}


def _parsed(head: bytes) -> dict[str, Any]:
    try:
        said = json.loads(head)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
