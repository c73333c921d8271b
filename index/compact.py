"""What a publication leaves is tidied up: many middling segments become few large ones.

Nobody waits for it: it comes after what was added is published and told. Each merge is a
publication of its own, so that a kill at any moment loses one merge, and no article. Others that
want to publish wait meanwhile; who asks does not.
"""

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import explained

from .disk import CHECK
from .manifest import SEGMENTS, Manifest, current, read_manifest
from .merge import TIDYING, grouped, merge
from .publish import publish
from .segment import Segment, read_extent
from .table import Pair


def compact(
    folder: Path, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Nothing; the index in `folder` has as few segments as it should.

    `progress` is told how many passages are merged, of how many. While another process publishes
    there it does nothing: that one tidies up itself. Raises UserError where a segment that is to be
    merged is damaged, and where the disk is full.
    """
    with explained(f"The index cannot be kept in {folder}", mend=CHECK):
        if not folder.is_dir():
            return
        lock = FileLock(folder / ".lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return
    with lock:
        done, sizes = 0, _due(folder)
        while sizes:
            progress(done, done + sum(sizes))
            _merge_one(folder)
            done += sizes[0]
            progress(done, done + sum(sizes[1:]))
            sizes = _due(folder)


def _due(folder: Path) -> list[int]:
    """The passages of each merge that it is time for; few files are read for that."""
    found = _read(folder)
    if found is None:
        return []
    manifest, articles = found
    held = [
        read_extent(folder / SEGMENTS / name, files) for name, files in manifest.segments.items()
    ]
    return [group.passages for group in grouped(held, articles, rule=TIDYING) if group.is_due]


def _merge_one(folder: Path) -> None:
    found = _read(folder)
    assert found is not None  # the lock is ours since it was there
    manifest, articles = found
    segments = [
        Segment.read(folder / SEGMENTS / name, files) for name, files in manifest.segments.items()
    ]
    publish(
        folder,
        merge(segments, articles, rule=TIDYING, is_single=True),
        articles,
        model=manifest.model,
        dimension=manifest.dimension,
        max_tokens=manifest.max_tokens,
        overlap=manifest.overlap,
    )


def _read(folder: Path) -> tuple[Manifest, list[Pair]] | None:
    generation = current(folder)
    return None if generation is None else read_manifest(generation)
