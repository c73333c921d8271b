"""A new generation of an index is published whole, or not at all.

In this order: segments and manifest are written beside the others, each file and folder forced to
the disk, and get their names; then CURRENT is written beside, forced to the disk, and renamed.
Until that last rename the old generation answers. A crash anywhere leaves the old one or the new.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from corpus.errors import UserError, explained

from . import disk
from .manifest import CURRENT, MANIFEST, SCHEMA, SEGMENTS, Manifest, pointed
from .segment import ARTICLES, Segment
from .table import Pair, lay_out


def publish(
    folder: Path, segments: Sequence[Segment], articles: Sequence[Pair], **facts: Any
) -> Path:
    """The new current generation, of some articles that lie in some segments.

    Segments that are on disk already stay as they are. The generation before is kept for readers
    that are opening it, with its segments unless they hold what was removed; all else goes. Raises
    UserError where the disk is full.
    """
    with explained(f"The index cannot be written to {folder}", mend=disk.CHECK):
        folder.mkdir(parents=True, exist_ok=True)
        number = 1 + max((int(path.name) for path in _generations(folder)), default=0)
        drop_unused(folder)  # what a crash left: the room may be needed
        fresh = Path(mkdtemp(dir=folder, prefix=".writing-"))
        try:
            generation = _publish(fresh, f"{number:06d}", segments, articles, facts)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            drop_unused(folder)
    return generation


def _publish(
    fresh: Path,
    name: str,
    segments: Sequence[Segment],
    articles: Sequence[Pair],
    facts: dict[str, Any],
) -> Path:
    folder, listed, new = fresh.parent, {}, []
    for number, segment in enumerate(segments):
        written = segment
        if not segment.files:
            part = fresh / f"segment-{number}"
            part.mkdir()
            written = segment.write(part)
            new.append((part, written))
        listed[written.name] = dict(written.files)
    files = {ARTICLES: disk.write(fresh / ARTICLES, *disk.json_parts(articles))}
    disk.sync(fresh / ARTICLES)
    table, _ = lay_out(segments, articles)
    manifest = Manifest(
        schema=SCHEMA,
        articles=len(articles),
        passages=len(table.spans),
        files=files,
        segments=listed,
        **facts,
    )
    sha256 = disk.write(fresh / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    disk.sync(fresh / MANIFEST)
    if new:
        (folder / SEGMENTS).mkdir(exist_ok=True)
        for part, written in new:
            _place(part, folder / SEGMENTS / written.name, written)
        disk.sync(folder / SEGMENTS)
    disk.sync(fresh)
    generation = folder / name
    disk.rename(fresh, generation)
    disk.sync(folder)  # or a power cut could keep CURRENT's renaming and lose the generation's
    pointer = folder / f".{CURRENT}"
    disk.write(pointer, f"{name} {sha256}\n".encode())
    disk.sync(pointer)
    disk.rename(pointer, folder / CURRENT)
    disk.sync(folder)
    return generation


def _place(part: Path, target: Path, written: Segment) -> None:
    """Moves a segment to its name; one of that name which is there and whole stays."""
    if target.exists():
        try:
            disk.check(target, written.files)
        except UserError:  # damaged, and what uses it too: it can only be replaced
            disk.drop(target)
        else:
            shutil.rmtree(part)
            return
    disk.rename(part, target)


def drop_unused(folder: Path) -> None:
    """Removes what neither the current generation uses nor the one before it.

    Of an article that was removed since the one before, nothing is kept: who is opening that one
    finds a segment missing, and opens the current one.
    """
    for left_over in folder.glob(".writing-*"):
        disk.drop(left_over)
    generations = sorted(_generations(folder), key=lambda path: int(path.name))
    words = pointed(folder)
    if words is None:  # the first publication was interrupted: nothing was ever used
        kept = []
    elif (now := folder / words[0] if words else folder) in generations:
        place = generations.index(now)
        kept = generations[max(0, place - 1) : place + 1]
    else:  # CURRENT is damaged: what it meant is for the next publication to settle
        return
    used = {name for generation in kept for name in _listed(generation)}
    if len(kept) > 1 and used != _listed(kept[-1]) and _names(kept[0]) - _names(kept[-1]):
        used = _listed(kept[-1])
    for generation in generations:
        if generation not in kept:
            disk.drop(generation)
    for segment in (folder / SEGMENTS).glob("*"):
        if segment.name not in used:
            disk.drop(segment)


def _generations(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.isdigit()]


def _listed(generation: Path) -> set[str]:
    """The names of a generation's segments; none where its manifest is damaged."""
    try:
        return {*json.loads((generation / MANIFEST).read_bytes())["segments"]}
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def _names(generation: Path) -> set[str]:
    """The ids of a generation's articles; none where that file is damaged."""
    try:
        return {name for name, _ in json.loads((generation / ARTICLES).read_bytes())}
    except (OSError, ValueError, TypeError):
        return set()
