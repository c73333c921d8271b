"""Every file of an index, damaged in every way: noticed before FAISS is given any of it."""

import gc
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import index.disk
import index.near
from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.counts import POSTINGS, WORDS
from index.manifest import CURRENT, MANIFEST, SEGMENTS, read_manifest
from index.near import Near
from index.segment import ARTICLES, MAPPABLE, SPANS, VECTORS
from index.store import Index
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.ci

IS_ALL = bool(os.environ.get("FOOTNOTE_TORTURE"))
CUTS, FLIPS = (10, 50) if IS_ALL else (3, 10)
TOWNS = ("Oslo", "Lima", "Macau")


@pytest.fixture
def folder(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Path:
    """An index of several generations, the last two of them kept, and of several segments."""
    for town in TOWNS:
        library.add(Article(text=f"It rained in {town}. Ola left.", sources=(f"/{town}.txt",)))
        build(library, embedder, folder=tmp_path / "index")
    gc.collect()  # an index that is open would not be read again
    return tmp_path / "index"


def damages(path: Path, others: list[Path], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """What a file may hold after it was damaged, each with a name."""
    raw = path.read_bytes()
    yield "emptied", b""
    yield "longer", raw + b"\0"
    for length in chance.sample(range(len(raw)), min(CUTS, len(raw))):
        yield f"cut to {length}", raw[:length]
    for bit in chance.sample(range(8 * len(raw)), min(FLIPS, 8 * len(raw))):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit}", bytes(flipped)
    for other in others:
        if other.read_bytes() != raw:
            yield f"that of {other.parent.name}", other.read_bytes()


def files(folder: Path) -> dict[Path, list[Path]]:
    """The files of the current generation, each with those of its name in other places."""
    *_, before, now = sorted(folder.glob("[0-9]*"))
    found = {folder / CURRENT: []} | {path: [before / path.name] for path in now.iterdir()}
    for name in read_manifest(now)[0].segments:
        for path in (folder / SEGMENTS / name).iterdir():
            alike = folder.glob(f"{SEGMENTS}/*/{path.name}")
            found[path] = [other for other in alike if other != path]
    return found


def test_all_damage_is_noticed_before_faiss_sees_it(
    library: Library, embedder: FakeEmbedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(4)
    given: list[bytes] = []
    read: Callable[..., Near] = Near.read

    def seen(vectors: Any, codes: Any) -> Near:
        given.append(vectors.tobytes())
        return read(vectors, codes)

    monkeypatch.setattr(Near, "read", seen)
    found = files(folder)
    whole = {path.read_bytes()[-128:] for path in found if path.name == VECTORS}
    assert len(found) == 1 + 2 + 9 * len(TOWNS)
    tried = 0
    for path, others in found.items():
        raw = path.read_bytes()
        for name, damage in [*damages(path, others, chance), ("deleted", None)]:
            if damage is None:
                path.unlink()
            else:
                path.write_bytes(damage)
            with pytest.raises(UserError) as caught:
                Index.open(folder, library, embedder)
            told = str(caught.value)
            assert "footnote doctor --repair" in told, (path.name, name)
            assert "damaged" in told or (path.name, name) == (CURRENT, "deleted"), (path.name, name)
            del caught
            tried += 1
        path.write_bytes(raw)
    assert {vectors[-128:] for vectors in given} <= whole  # what is whole, and nothing else
    assert tried >= len(found) * (2 + CUTS + FLIPS)
    assert Index.open(folder, library, embedder).table.articles == library.versions()


@pytest.fixture
def mapped(
    library: Library, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An index whose arrays are mapped, and whose vectors have codes."""
    monkeypatch.setattr(index.disk, "MAPPED", 0)
    monkeypatch.setattr(index.near, "SWITCH", 3)
    monkeypatch.setattr(index.near, "LEARNT", 1)
    text = "\n\n".join(f"It rained in {town}. " * 30 for town in TOWNS * 6)
    library.add(Article(text=text, sources=("/towns.txt",)))
    build(library, embedder, folder=tmp_path / "index")
    gc.collect()
    return tmp_path / "index"


def test_no_damage_to_what_is_mapped_ends_the_process(
    library: Library, embedder: FakeEmbedder, mapped: Path
) -> None:
    """It is noticed when the index is opened, or when all is looked at; till then rows are rows."""
    chance = random.Random(5)
    (vector,) = embedder.embed(["Lima"])
    tried = late = 0
    for path in mapped.glob(f"{SEGMENTS}/*/*"):
        raw = path.read_bytes()
        for name, damage in damages(path, [], chance):
            path.write_bytes(damage)
            tried += 1
            try:
                opened = Index.open(mapped, library, embedder)
            except UserError:
                continue
            late += 1
            for search in (
                lambda opened=opened: opened.by_meaning(vector, k=9),
                lambda opened=opened: opened.by_words("rained in Lima", k=9),
            ):
                with suppress(UserError):
                    assert all(0 <= row < len(opened.table.spans) for row in search())
            with suppress(UserError):
                assert 0 <= opened.rarity("rain") <= 1
            with pytest.raises(UserError, match="is not what was written"):
                opened.check_files()
            with pytest.raises(UserError, match="is not what was written"):
                opened.by_meaning(vector, k=9)
            assert path.name in MAPPABLE, (path.name, name)
            del opened
        path.write_bytes(raw)
    assert late >= FLIPS
    assert tried > late


def test_what_is_not_used_now_may_be_damaged(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    *_, before, _ = sorted(folder.glob("[0-9]*"))
    for path in before.iterdir():
        path.write_bytes(b"")
    assert Index.open(folder, library, embedder).table.articles == library.versions()


@pytest.mark.parametrize("name", [CURRENT, MANIFEST, ARTICLES, SPANS, VECTORS, WORDS, POSTINGS])
def test_repair_mends_all_damage(
    library: Library, embedder: FakeEmbedder, folder: Path, name: str
) -> None:
    for path in [path for path in files(folder) if path.name == name]:
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 64
        path.write_bytes(raw)
    with pytest.raises(UserError):
        Index.open(folder, library, embedder)
    built = build(library, embedder, folder=folder)
    assert built.table.articles == library.versions()
    assert built.by_words("Lima", k=1) == [3]
    gc.collect()
    assert Index.open(folder, library, embedder).by_words("Lima", k=1) == [3]
