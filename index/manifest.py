"""What an index folder holds, with checksums; and how a new one is published whole or not at all.

FOLDER/CURRENT        the name of the generation that answers, the sha256 of its manifest.json
FOLDER/000007/        one generation: its files and manifest.json
FOLDER/000007/manifest.json   schema, model fingerprint, dimension, counts, sha256 of every file
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from corpus.errors import UserError, explained

from .embed import file_sha256

SCHEMA = 1  # raised when the files change their meaning
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
CHECK = "Check that you may write there, and that its disk has room."
REPAIR = "Build it again from the library: footnote doctor --repair"


@dataclass(frozen=True)
class Manifest:
    """What one generation of an index is made of."""

    schema: int
    model: str  # fingerprint of the embedding model
    dimension: int
    max_tokens: int
    overlap: int
    articles: int
    passages: int
    files: dict[str, str]  # name -> sha256


def current(folder: Path) -> Path | None:
    """The generation that answers now, its manifest checked; None where there is no index yet."""
    words = pointed(folder)
    if words is None:
        return None
    try:
        name, sha256 = words
        if file_sha256(folder / name / MANIFEST) == sha256:
            return folder / name
    except (OSError, ValueError):  # not those two words, or no such generation
        pass
    raise UserError(
        f"The index in {folder} is damaged ({CURRENT} and {MANIFEST} differ).", mend=REPAIR
    )


def pointed(folder: Path) -> list[str] | None:
    """The words in CURRENT, or None where there is none."""
    with explained(f"The index in {folder} cannot be read", mend="Check that you may read it."):
        try:
            return (folder / CURRENT).read_text(errors="replace").split()
        except FileNotFoundError:
            return None


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation, every file's sha256 checked against it.

    Raises UserError naming the first file that is missing, changed, or of another release.
    """
    try:
        facts: dict[str, Any] = json.loads((generation / MANIFEST).read_text())
        if facts.get("schema") != SCHEMA:
            raise UserError(
                f"The index in {generation.parent} is of another release of Footnote.", mend=REPAIR
            )
        manifest = Manifest(**facts)
        for name, sha256 in manifest.files.items():
            if file_sha256(generation / name) != sha256:
                raise UserError(
                    f"The index is damaged: {generation / name} is not what was written.",
                    mend=REPAIR,
                )
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError(
            f"The index in {generation.parent} is damaged ({error}).", mend=REPAIR
        ) from error
    return manifest


def publish(folder: Path, write: Callable[[Path], None], **facts: Any) -> Path:
    """Writes a new generation beside the others, makes it the current one, and returns it.

    `write` fills an empty folder. Until the last rename the old generation answers; a crash
    leaves the old one or the new one. The generation before the new one is kept for readers
    that are opening it; older ones go. Raises UserError where the disk is full.
    """
    with explained(f"The index cannot be written to {folder}", mend=CHECK):
        return _publish(folder, write, **facts)


def _publish(folder: Path, write: Callable[[Path], None], **facts: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob(".writing-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    generations = [path for path in folder.iterdir() if path.name.isdigit()]
    number = 1 + max((int(path.name) for path in generations), default=0)
    before = pointed(folder) or []
    fresh = Path(mkdtemp(dir=folder, prefix=".writing-"))
    try:
        write(fresh)
        files = {path.name: file_sha256(path) for path in sorted(fresh.iterdir())}
        manifest = Manifest(schema=SCHEMA, files=files, **facts)
        (fresh / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        for path in [*fresh.iterdir(), fresh]:
            _sync(path)
        generation = fresh.rename(folder / f"{number:06d}")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _sync(folder)  # or a power cut could keep CURRENT's renaming and lose the generation's
    pointer = folder / f".{CURRENT}"
    pointer.write_text(f"{generation.name} {file_sha256(generation / MANIFEST)}\n")
    _sync(pointer)
    pointer.rename(folder / CURRENT)
    _sync(folder)
    for old in generations:
        if old.name not in before:
            shutil.rmtree(old, ignore_errors=True)
    return generation


def _sync(path: Path) -> None:
    """Forces a file, or a folder's entries, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
