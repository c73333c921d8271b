"""A backup: one .zip with the library, the chats, and a manifest of what they must be.

manifest.json     {"format": 1, "made": ISO 8601, "articles": 5, "chats": 3,
                   "files": {NAME: {"sha256": ..., "bytes": ..., "schema": ...}}}
library.sqlite3   the articles; the index is not in it, since it is built from them
chats.sqlite3     the chats with their feedback, where there are any
"""

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from corpus import migrations as library_migrations
from corpus.errors import UserError, explained
from corpus.library import Library

from . import chat_migrations
from .chat_database import FILE as CHATS
from .chats import Chats

FORMAT = 1  # raised when the files change their meaning
LIBRARY = "library.sqlite3"
MANIFEST = "manifest.json"
# How many steps of its tables each file may have taken to be understood here.
STEPS = {LIBRARY: len(library_migrations.STEPS), CHATS: len(chat_migrations.STEPS)}
STAGED = ".restored"  # the folder in which a restored library is ready (restore.py)

_MAX_MANIFEST = 64 * 1024  # bytes; ours have under 600
# Times its own size that a backup may unpack to. English text in SQLite is deflated to a third or a
# quarter; a file of less than a megabyte may hold little but empty pages and the tables.
_MAX_RATIO, _SMALL = 200, 16_000_000
_CHUNK = 1 << 20
_AGAIN = "Make a new backup, or take an older one."


@dataclass(frozen=True)
class Part:
    """What one file of a backup must be."""

    sha256: str
    bytes: int
    schema: int  # how many steps its tables have taken


@dataclass(frozen=True)
class Backup:
    """The manifest of a backup."""

    made: str  # ISO 8601, UTC
    articles: int
    chats: int
    files: dict[str, Part]
    format: int = FORMAT


def back_up(folder: Path, file: Path, *, replace: bool = False) -> Backup:
    """The manifest of a new backup of the folder's library and chats, each as it is at one moment.

    Others may read and write meanwhile. Raises UserError where `file` is there already, unless it
    is to be replaced, and where something is damaged: that would be no backup.
    """
    from index import disk  # it loads NumPy, for which no other command is to wait

    Library.open(folder).close()  # whether it can be used at all
    Chats.open(folder)
    _refuse_existing(file, replace)
    with (
        explained(f"The backup {file} cannot be written", mend="Choose another place for it."),
        TemporaryDirectory(dir=file.absolute().parent, prefix=".footnote-") as temporary,
    ):
        # Chats first: an article that was added meanwhile is cited by none of them.
        copies = [_copied(folder / name, Path(temporary)) for name in (CHATS, LIBRARY)]
        parts = {copy.name: _part(copy) for copy in copies if copy is not None}
        counts = {name: _count(Path(temporary) / name, name) for name in parts}
        backup = Backup(
            datetime.now(UTC).isoformat(timespec="seconds"),
            counts[LIBRARY],
            counts.get(CHATS, 0),
            parts,
        )
        packed = Path(temporary) / "backup.zip"
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(backup), indent=1))
            for name in parts:
                archive.write(Path(temporary) / name, name)
        packed.chmod(0o600)  # chats are nobody else's business
        with packed.open("rb") as written:
            os.fsync(written.fileno())
        _refuse_existing(file, replace)
        packed.replace(file)
        disk.sync(file.absolute().parent)  # its new name too
    return backup


def read_backup(file: Path) -> Backup:
    """The manifest of a backup that is whole as far as can be told without unpacking it.

    Raises UserError for what is no backup, is damaged, is newer, holds anything else, or says that
    it unpacks to what no backup of its size does.
    """
    with _opened(file) as archive:
        return _manifest(file, archive)


def unpack(file: Path, folder: Path) -> Backup:
    """The manifest of a backup, whose files are now in the folder, each checked by its sha256."""
    with _opened(file) as archive:
        backup = _manifest(file, archive)
        needed = sum(part.bytes for part in backup.files.values())
        if shutil.disk_usage(folder).free < needed:
            raise UserError(
                f"The backup {file} needs {needed:,} bytes, which {folder} has no room for.",
                mend="Make room on the disk.",
            )
        for name, part in backup.files.items():
            with archive.open(name) as packed, (folder / name).open("xb") as target:
                if _copy(packed, target) != part.sha256:
                    raise ValueError(f"{name} is not what was written")
    return backup


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever makes it unreadable is said of the backup by name."""
    try:
        with (
            explained(f"The backup {file} cannot be used", mend="Name a file that can be read."),
            zipfile.ZipFile(file) as archive,
        ):
            yield archive
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # a kind of compression that we never use
        RuntimeError,  # encrypted
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
    ) as error:
        why = "it is no .zip file" if not zipfile.is_zipfile(file) else str(error).rstrip(".")
        raise UserError(
            f"The backup {file} is damaged, or no backup of Footnote: {why}.", mend=_AGAIN
        ) from error


def _manifest(file: Path, archive: zipfile.ZipFile) -> Backup:
    infos = {info.filename: info for info in archive.infolist()}
    others = [name for name in archive.namelist() if name not in {MANIFEST, *STEPS}]
    if others or len(infos) < len(archive.namelist()):
        name = others[0] if others else "one name twice"
        raise UserError(
            f"The backup {file} holds {name!r}, which no backup of Footnote does.", mend=_AGAIN
        )
    if infos[MANIFEST].file_size > _MAX_MANIFEST:
        raise ValueError("its manifest is too long")
    stated = json.loads(archive.read(MANIFEST))
    if stated["format"] > FORMAT or any(
        stated["files"].get(name, {}).get("schema", 0) > steps for name, steps in STEPS.items()
    ):
        raise UserError(f"The backup {file} was made by a newer Footnote.", mend="Update Footnote.")
    parts = {name: Part(**part) for name, part in stated["files"].items()}
    backup = Backup(**{**stated, "files": parts})
    if set(parts) != set(infos) - {MANIFEST} or LIBRARY not in parts:
        raise ValueError("its manifest and its files differ")
    if any(part.bytes != infos[name].file_size for name, part in parts.items()):
        raise ValueError("its files have other lengths than its manifest says")
    if sum(part.bytes for part in parts.values()) > _SMALL + _MAX_RATIO * file.stat().st_size:
        raise ValueError("it unpacks to far more than text does")
    return backup


def _copied(source: Path, folder: Path) -> Path | None:
    """A copy of the database in the folder, whole and without what was deleted from it."""
    if not source.exists() or not source.stat().st_size:
        return None
    target = folder / source.name
    address = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as original,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # in one file, with no log beside it
            copy.execute("VACUUM")
            is_sound = copy.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError as error:
        raise UserError(f"{source} cannot be backed up: {error}.", mend=_MEND) from error
    if not is_sound:
        raise UserError(f"{source} is damaged and cannot be backed up.", mend=_MEND)
    return target


_MEND = "See what is wrong: footnote doctor"


def _part(path: Path) -> Part:
    with closing(sqlite3.connect(path)) as database:
        (schema,) = database.execute("PRAGMA user_version").fetchone()
    with path.open("rb") as file:
        return Part(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size, schema)


def _count(path: Path, name: str) -> int:
    table = "articles" if name == LIBRARY else "chats"
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _copy(packed: IO[bytes], target: IO[bytes]) -> str:
    """The sha256, in hexadecimal, of what was copied and forced to the disk."""
    sha256 = hashlib.sha256()
    while chunk := packed.read(_CHUNK):
        sha256.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return sha256.hexdigest()


def _refuse_existing(file: Path, replace: bool) -> None:
    if file.exists() and not (replace and file.is_file()):
        raise UserError(
            f"{file} is there already.",
            mend="Choose another name"
            + (", or allow it with --replace." if file.is_file() else "."),
        )
