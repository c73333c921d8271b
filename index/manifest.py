"""What an index folder holds, each file with its sha256, and which part of it answers.

FOLDER/CURRENT        the name of the generation that answers, the sha256 of its manifest.json
FOLDER/000007/        one generation: manifest.json, and articles.json with what is live in it
FOLDER/segments/      what generations are made of and share; each named by its content
FOLDER/lexicon.json   not of the index: what `rag/wording/kept.py` keeps beside it
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError, explained

from .disk import REPAIR, read
from .embed import file_sha256
from .segment import ARTICLES, segment_name
from .table import Pair

INDEX = "index"  # the index's folder inside the library's
SCHEMA = 3  # raised when the files change their meaning
MANIFEST, CURRENT, SEGMENTS = "manifest.json", "CURRENT", "segments"


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
    segments: dict[str, dict[str, str]]  # name -> its files; of an article in two the later counts


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
    """The words in CURRENT, none if it is not as it was written, or None where there is none."""
    with explained(f"The index in {folder} cannot be read", mend="Check that you may read it."):
        try:
            line = (folder / CURRENT).read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return None
    words = line.split()
    return words if line == " ".join(words) + "\n" else []


def read_manifest(generation: Path) -> tuple[Manifest, list[Pair]]:
    """The manifest of a generation, and the articles that are live in it, in the library's order.

    Raises UserError when it is damaged, or of another release.
    """
    try:
        facts: dict[str, Any] = json.loads((generation / MANIFEST).read_bytes())
        if facts.get("schema") != SCHEMA:
            raise UserError(
                f"The index in {generation.parent} is of another release of Footnote.", mend=REPAIR
            )
        manifest = Manifest(**facts)
        if any(name != segment_name(files) for name, files in manifest.segments.items()):
            raise ValueError("a segment has another's name")
        raw = read(generation, manifest.files)[ARTICLES]
        return manifest, [(str(name), int(version)) for name, version in json.loads(raw)]
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UserError(
            f"The index in {generation.parent} is damaged ({error}).", mend=REPAIR
        ) from error
