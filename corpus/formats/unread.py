"""Unread: a part of a file that is no use, while its other parts are read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unread:
    """One line, entry or the like that was not read, why, and what to do about it."""

    part: int  # its number in the file, from 1; 0 is said of the file as a whole
    what: str
    mend: str
