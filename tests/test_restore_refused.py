"""Backups that cannot be used: each is refused in words, and nothing is touched."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UserError
from corpus.library import Library
from tests import backups
from tests.backups import restore, texts
from tests.conftest import RAIN
from tests.fakes import FakeEmbedder
from tests.made import repacked
from ui.backup import CHATS, LIBRARY, MANIFEST

chats, file, no_model = backups.chats, backups.file, backups.no_model


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        stated: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return stated


def stating(file: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The backup, whose manifest says something else."""
    change(stated := manifest(file))
    return repacked(file.read_bytes(), {MANIFEST: json.dumps(stated).encode()})


def bomb(file: Path) -> bytes:
    """A backup whose chats are 40 MB of nothing in 40 KB, as its manifest says too."""
    size = 40_000_000
    stated = manifest(file)
    stated["files"][CHATS]["bytes"] = size
    path = file.with_name("bomb.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(stated))
        archive.writestr(LIBRARY, zipfile.ZipFile(file).read(LIBRARY))
        with archive.open(CHATS, "w") as member:
            for _ in range(size // 1_000_000):
                member.write(bytes(1_000_000))
    return path.read_bytes()


def twice(file: Path) -> bytes:
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(LIBRARY, b"another")
    return file.read_bytes()


def flipped(file: Path) -> bytes:
    raw = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo(LIBRARY).header_offset + 200
    raw[place] ^= 1
    return bytes(raw)


def encrypted(file: Path) -> bytes:
    """The backup with the mark of an encrypted one, on every file."""
    return file.read_bytes().replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1")


def repacked_without(file: Path, name: str) -> bytes:
    path = file.with_name("without.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
    return path.read_bytes()


def zeros(file: Path, name: str) -> bytes:
    """As many zeros as the file has bytes."""
    with zipfile.ZipFile(file) as archive:
        return bytes(archive.getinfo(name).file_size)


BAD: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda file: b"", "it is no .zip file"),
    "text": (lambda file: b"It rained.", "it is no .zip file"),
    "torn": (lambda file: file.read_bytes()[:-100], "is damaged"),
    "flipped": (flipped, "is damaged"),
    "encrypted": (encrypted, "is damaged"),
    "no manifest": (lambda file: repacked_without(file, MANIFEST), "is damaged, or no backup"),
    "no library": (lambda file: repacked_without(file, LIBRARY), "manifest and its files differ"),
    "manifest is no JSON": (lambda file: repacked(file.read_bytes(), {MANIFEST: b"{"}), "damaged"),
    "manifest is a list": (lambda file: repacked(file.read_bytes(), {MANIFEST: b"[]"}), "damaged"),
    "manifest is long": (
        lambda file: repacked(file.read_bytes(), {MANIFEST: b" " * 70_000}),
        "manifest is too long",
    ),
    "another library": (
        lambda file: repacked(file.read_bytes(), {LIBRARY: zeros(file, LIBRARY)}),
        "library.sqlite3 is not what was written",
    ),
    "another sha256": (
        lambda file: stating(file, lambda m: m["files"][CHATS].update(sha256="0" * 64)),
        "chats.sqlite3 is not what was written",
    ),
    "another length": (
        lambda file: stating(file, lambda m: m["files"][CHATS].update(bytes=5)),
        "other lengths",
    ),
    "no such field": (lambda file: stating(file, lambda m: m.update(more=1)), "is damaged"),
    "newer": (lambda file: stating(file, lambda m: m.update(format=2)), "newer Footnote. Update"),
    "newer tables": (
        lambda file: stating(file, lambda m: m["files"][LIBRARY].update(schema=99)),
        "newer Footnote. Update",
    ),
    "a path upwards": (
        lambda file: repacked(file.read_bytes(), {"../evil.sqlite3": b"x"}),
        "holds '../evil.sqlite3'",
    ),
    "a path from the root": (
        lambda file: repacked(file.read_bytes(), {"/etc/cron.d/evil": b"x"}),
        "holds '/etc/cron.d/evil'",
    ),
    "a name twice": (twice, "holds 'one name twice'"),
    "a bomb": (bomb, "unpacks to far more than text does"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_backup_that_cannot_be_used_is_refused_and_nothing_is_touched(
    file: Path, library: Library, tmp_path: Path, kind: str
) -> None:
    make, says = BAD[kind]
    raw = make(file)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(raw)
    before = texts(tmp_path / "library")
    for folder, replace in ((tmp_path / "new", False), (tmp_path / "library", True)):
        with pytest.raises(UserError) as caught:
            restore(bad, folder, replace=replace)
        assert says in str(caught.value)
        assert "bad.zip" in caught.value.what
    assert not (tmp_path / "new").exists()
    assert texts(tmp_path / "library") == before
    assert not [*(tmp_path / "library").glob(".restor*ing*")]


def test_a_missing_backup_and_a_missing_model_change_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"none\.zip cannot be used: No such file"):
        restore(tmp_path / "none.zip", tmp_path / "new")

    def missing(name: str) -> FakeEmbedder:
        raise UserError("There is no such model.", mend="Name another.")

    monkeypatch.setattr("index.embed.open_embedder", missing)
    with pytest.raises(UserError, match="no such model"):
        restore(file, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(UserError, match="no such model"):
        restore(file, tmp_path / "library", replace=True)
    assert RAIN in texts(tmp_path / "library")
