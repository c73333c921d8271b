"""A backup becomes the library of a folder, whole or not at all.

In this order: the backup is unpacked and checked in a folder beside the library, and its index is
built there. Then that folder gets the name .restored: from here on the restored library is the one
that counts. It is copied into place by SQLite itself, so that an open chat goes on with it. A crash
before that name leaves the old library; after it, the next command finishes what is left.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock

from corpus.errors import UserError, explained
from corpus.library import Library
from index import disk, embed
from index.build import build
from index.compact import compact
from index.manifest import CURRENT, INDEX, SEGMENTS
from index.publish import drop_unused
from index.workers import open_workers
from rag.wording.kept import LEXICON, keep_lexicon

from .backup import LIBRARY, STAGED, Backup, read_backup, unpack
from .chat_database import FILE as CHATS
from .chat_database import make_private
from .chats import Chats

_LOCK = ".restore.lock"
_FRESH = ".restoring-"  # what a crash left under such a name is dropped by the next restore
_WAIT_SECONDS = 30.0  # for another writer, as everywhere


def restore(
    file: Path,
    folder: Path,
    *,
    embedder_name: str,
    replace: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Backup:
    """The manifest of the backup, whose library and chats are now those of the folder.

    Raises UserError, with nothing touched, for a backup that cannot be used, for a model that does
    not open, and where the folder has a library, unless that is to be replaced.
    """
    read_backup(file)
    if not replace:
        _refuse_existing(folder)
    with explained(f"The folder {folder} for the library cannot be used", mend=disk.CHECK):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(folder / _LOCK):
                return _restore(file, folder, embedder_name, replace, progress)
        except BaseException:
            with suppress(OSError):  # a folder that was made for nothing
                if {path.name for path in folder.iterdir()} == {_LOCK}:
                    (folder / _LOCK).unlink()
                    folder.rmdir()
            raise


def finish(folder: Path) -> None:
    """Put in place what an interrupted restore had made ready; mostly there is nothing."""
    if (folder / STAGED).is_dir():
        with (
            explained(f"The library in {folder} cannot be restored", mend=disk.CHECK),
            FileLock(folder / _LOCK),
        ):
            _finish(folder)


def _restore(
    file: Path,
    folder: Path,
    embedder_name: str,
    replace: bool,
    progress: Callable[[int, int], None],
) -> Backup:
    _finish(folder)
    for left_over in folder.glob(f"{_FRESH}*"):
        disk.drop(left_over)
    fresh = Path(mkdtemp(dir=folder, prefix=_FRESH))
    try:
        backup = unpack(file, fresh)
        with Library.open(fresh) as library:
            # One more than is there, so that an open chat sees that it is another index.
            numbers = [int(each.name) for each in (folder / INDEX).glob("*") if each.name.isdigit()]
            (fresh / INDEX / f"{max(numbers, default=0):06d}").mkdir(parents=True)
            embedder = embed.open_embedder(embedder_name)
            with open_workers(embedder_name) as workers:
                build(library, embedder, folder=fresh / INDEX, progress=progress, workers=workers)
        with suppress(UserError):  # all is there: the next `add` tidies up
            compact(fresh / INDEX)
        Chats.open(fresh)  # with today's tables
        if not replace:
            _refuse_existing(folder)  # again: building an index takes minutes
        for path in (*fresh.glob("*.sqlite3"), fresh):
            disk.sync(path)
        disk.rename(fresh, folder / STAGED)
        disk.sync(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _finish(folder)
    keep_lexicon(folder)
    return backup


def _finish(folder: Path) -> None:
    """Each step may be taken twice: what is ready is only read, or moved in a last step."""
    staged = folder / STAGED
    if not staged.is_dir():
        return
    _put(staged / LIBRARY, folder / LIBRARY)
    if (staged / CHATS).exists():
        make_private(folder / CHATS)
        _put(staged / CHATS, folder / CHATS)
    else:
        _remove(folder / CHATS)
    _publish(staged / INDEX, folder / INDEX)
    done = Path(mkdtemp(dir=folder, prefix=_FRESH))
    disk.rename(staged, done)  # at once: half of it must never be taken for all
    disk.sync(folder)
    disk.drop(done)


def _put(source: Path, target: Path) -> None:
    """The database is now as the source is: in one transaction, which readers and writers await."""
    disk.on_step(f"put {target.name}")
    if not _is_sound(target):
        _remove(target)
    with (
        closing(sqlite3.connect(source)) as original,
        closing(sqlite3.connect(target, timeout=_WAIT_SECONDS)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _remove(path: Path) -> None:
    disk.on_step(f"remove {path.name}")
    for end in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _publish(staged: Path, live: Path) -> None:
    """The index is now the staged one, from the moment that CURRENT gets its place."""
    if not (staged / CURRENT).exists():
        return
    (live / SEGMENTS).mkdir(parents=True, exist_ok=True)
    with FileLock(live / ".lock"):
        numbered = [path for path in staged.iterdir() if path.name.isdigit()]
        for path in (*(staged / SEGMENTS).glob("*"), *numbered):
            target = live / path.relative_to(staged)
            if target.exists():
                disk.drop(target)
            disk.rename(path, target)
        disk.sync(live / SEGMENTS)
        disk.sync(live)
        (live / LEXICON).unlink(missing_ok=True)  # ids may be the same, and texts others
        disk.rename(staged / CURRENT, live / CURRENT)
        disk.sync(live)
        drop_unused(live)


def _refuse_existing(folder: Path) -> None:
    if Library.is_in(folder) or (folder / CHATS).exists():
        raise UserError(
            f"The folder {folder} has a library already.",
            mend="Name a new folder with --library, or replace what is there with --replace.",
        )
