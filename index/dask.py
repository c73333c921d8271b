"""Dask."""

from collections.abc import Iterator
from typing import Any, Self
from .workers import Here


class DaskWorkers(Here):
    """x."""

    def __init__(self, address: str, embedder_name: str) -> None: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...
