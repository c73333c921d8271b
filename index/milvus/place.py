"""Where the vectors of an index are: in its folder, or in a collection of a Milvus server."""

import hashlib
import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from corpus.errors import UserError

SETTING = "FOOTNOTE_VECTORS"
HERE, MILVUS = "faiss", "milvus:"
_MEND = f"Set {SETTING} to milvus:http://HOST:19530, or to faiss; unset, all stays where it is."
_KEPT = re.compile(r"(?P<model>.*) in milvus:(?P<address>\S+) (?P<collection>\w+)")


@dataclass(frozen=True)
class Place:
    """A collection of a Milvus server."""

    address: str  # http://HOST:PORT
    collection: str

    def __str__(self) -> str:
        return f"{MILVUS}{self.address} {self.collection}"


def checked(setting: str) -> str:
    """The setting as it was given; UserError if it names nothing that vectors could be put into."""
    address(setting)
    return setting


def address(setting: str) -> str | None:
    """The address of the Milvus server that the setting names; None where vectors stay here."""
    if setting == HERE:
        return None
    url = setting.removeprefix(MILVUS)
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port
        is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    except ValueError:  # a port that is no number
        is_address = is_bare = False
    if url == setting or not (is_address and is_bare) or len(url.split()) != 1:
        raise UserError(
            f"{SETTING} is {setting[:80]!r}, which is no place for vectors.", mend=_MEND
        )
    return url.rstrip("/")


def remembered(model: str) -> tuple[str, Place | None]:
    """The embedding model's fingerprint and the place of the vectors, from a manifest's `model`.

    The address is the setting's, where there is one: a server may move, its collections with it.
    """
    found = _KEPT.fullmatch(model)
    if found is None:
        return model, None
    given = os.environ.get(SETTING, "").strip()
    moved = address(given) if given else None
    return found["model"], Place(moved or found["address"], found["collection"])


def wanted(kept: Place | None) -> str | None:
    """The Milvus server that vectors are to go to; None where they are to stay here.

    That is what the setting says, or without one where they are.
    """
    setting = os.environ.get(SETTING, "").strip()
    if setting:
        return address(setting)
    return kept.address if kept else None


def description(fingerprint: str, max_tokens: int, overlap: int) -> str:
    """What a collection says of itself: who made its vectors, and how passages were cut."""
    return f"Footnote: {fingerprint}, {max_tokens} tokens, overlap {overlap}"


def new_name(made_for: str) -> str:
    """A name that no other library's collection has on that server; it tells what it is made for.

    By the name, since milvus-lite forgets the descriptions that it is given.
    """
    return f"footnote_{uuid4().hex[:16]}_{_digest(made_for)}"


def is_made_for(collection: str, made_for: str) -> bool:
    """Whether the collection of that name has that description."""
    return collection.endswith(f"_{_digest(made_for)}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
