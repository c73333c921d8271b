import gc
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import index.disk
import index.guard
from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index import disk
from index.build import build
from index.guard import Guard
from index.manifest import SEGMENTS
from index.segment import MAPPABLE
from index.store import Index
from tests.fakes import FakeEmbedder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.npy"
    path.write_bytes(b"as it was written")
    return path


def guard_over(path: Path) -> Guard:
    return Guard(path.parent, {path.name: disk.write(path, path.read_bytes())})


def flip(path: Path, place: float = 0.5) -> None:
    raw = bytearray(path.read_bytes())
    raw[int(place * (len(raw) - 1))] ^= 64
    path.write_bytes(raw)


def test_what_is_whole_is_not_refused(file: Path) -> None:
    guard = guard_over(file)
    guard.refuse()
    guard.check()
    guard.refuse()


def test_damage_is_known_once_it_was_looked_for(file: Path) -> None:
    guard = guard_over(file)
    flip(file)
    guard.refuse()
    for look in (guard.check, guard.refuse, guard.check):
        with pytest.raises(UserError, match=r"vectors\.npy is not what was written"):
            look()


def test_each_is_looked_at_once(file: Path) -> None:
    guard = guard_over(file)
    guard.check()
    flip(file)  # one that was touched is opened again, with a guard of its own
    guard.check()


def test_what_a_publication_took_away_is_no_damage(file: Path) -> None:
    guard = guard_over(file)
    file.unlink()
    guard.check()


def test_nor_is_what_it_takes_away_during_a_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {}
    for name in ("postings.npy", "vectors.npy"):
        files[name] = disk.write(tmp_path / name, name.encode())

    def publish_meanwhile(folder: Path, some: Mapping[str, str]) -> None:
        check(folder, some)
        shutil.rmtree(tmp_path, ignore_errors=True)

    check = disk.check
    monkeypatch.setattr(index.disk, "check", publish_meanwhile)
    guard = Guard(tmp_path, files)
    guard.check()
    guard.refuse()
    assert not tmp_path.exists()


def test_it_is_found_in_the_background(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.guard, "DELAY", 0.0)
    guard = guard_over(file)
    flip(file)
    guard.begin()
    end = time.monotonic() + 10
    while time.monotonic() < end and guard._damage is None:
        time.sleep(0.001)
    with pytest.raises(UserError, match="doctor --repair"):
        guard.refuse()


# --- in an index ---


@pytest.fixture
def folder(
    library: Library, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An index whose arrays are all mapped; nothing holds it open, nor looks at it by itself."""
    monkeypatch.setattr(index.disk, "MAPPED", 0)
    for town in ("Oslo", "Lima"):
        library.add(Article(text=f"It rained in {town}. Ola left.", sources=(f"/{town}.txt",)))
    build(library, embedder, folder=tmp_path / "index")
    gc.collect()
    return tmp_path / "index"


def one(folder: Path, name: str) -> Path:
    (path,) = folder.glob(f"{SEGMENTS}/*/{name}")
    return path


def texts(index: Index, question: str) -> list[str]:
    """What is found first by words, and by meaning."""
    (vector,) = FakeEmbedder().embed([question])
    rows = [*index.by_words(question, k=1), *index.by_meaning(vector, k=1)]
    return [passage.text for row in rows if (passage := index.passage(row))]


LIMA = ["It rained in Lima. Ola left."] * 2


def test_a_mapped_index_finds_the_same(
    library: Library, embedder: FakeEmbedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = embedder.embed(["Lima"])[0]
    mapped = Index.open(folder, library, embedder)
    found = mapped.by_meaning(vector, k=9), mapped.by_words("Lima", k=9)
    del mapped
    gc.collect()
    monkeypatch.setattr(index.disk, "MAPPED", 1 << 20)
    read = Index.open(folder, library, embedder)
    assert (read.by_meaning(vector, k=9), read.by_words("Lima", k=9)) == found
    assert len(found[1]) == 1


@pytest.mark.parametrize("name", MAPPABLE)
def test_its_damage_is_told_by_the_next_search(
    library: Library, embedder: FakeEmbedder, folder: Path, name: str
) -> None:
    flip(one(folder, name), 1.0)
    opened = Index.open(folder, library, embedder)
    with pytest.raises(UserError, match=f"{name} is not what was written"):
        opened.check_files()
    for search in (
        lambda: opened.by_meaning(embedder.embed(["Lima"])[0], k=1),
        lambda: opened.by_words("Lima", k=1),
        lambda: Index.open(folder, library, embedder),
    ):
        with pytest.raises(UserError, match="damaged"):
            search()


@pytest.mark.parametrize("name", MAPPABLE)
def test_a_build_mends_it(
    library: Library, embedder: FakeEmbedder, folder: Path, name: str
) -> None:
    path = one(folder, name)
    whole = path.read_bytes()
    flip(path, 1.0)
    embedder.embedded.clear()
    built = build(library, embedder, folder=folder)
    assert len(embedder.embedded) == len(built.table.spans)
    assert texts(built, "Lima") == LIMA
    assert one(folder, name).read_bytes() == whole


@pytest.mark.parametrize("name", MAPPABLE)
@pytest.mark.parametrize("kept", [0.0, 0.4, 0.99])
def test_a_file_cut_short_is_refused_at_once(
    library: Library, embedder: FakeEmbedder, folder: Path, name: str, kept: float
) -> None:
    path = one(folder, name)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(UserError, match="damaged"):
        Index.open(folder, library, embedder)


def test_what_is_open_stays_so_when_its_files_go(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    opened = Index.open(folder, library, embedder)
    for path in folder.glob(f"{SEGMENTS}/*/*"):
        path.unlink()
    opened.check_files()
    assert texts(opened, "Lima") == LIMA
