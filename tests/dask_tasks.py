"""What the tests ask of Dask workers; it is importable there as here."""

import os
import time
from collections.abc import Sequence
from pathlib import Path


def end_the_worker(batch: Sequence[str]) -> list[str]:
    """Never anything: the process is gone, as after a crash."""
    os._exit(7)


def want_too_much(batch: Sequence[str]) -> list[str]:
    """Never anything: the worker has no room for it."""
    raise MemoryError


def shout(batch: Sequence[str]) -> list[str]:
    """Each in capitals."""
    return [each.upper() for each in batch]


def dawdle(batch: Sequence[str]) -> list[str]:
    """Nothing; leaves a mark in the folder that the batch names, a while after it began."""
    time.sleep(0.5)
    (Path(batch[0]) / batch[1]).touch()
    return []
