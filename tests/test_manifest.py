import json
from pathlib import Path

import pytest

import index.manifest
from corpus.errors import UserError
from index.embed import file_sha256
from index.manifest import CURRENT, MANIFEST, REPAIR, Manifest, current, publish, read_manifest

FACTS: dict[str, object] = {"model": "fake-1", "dimension": 64, "max_tokens": 160, "overlap": 0}
FACTS |= {"articles": 2, "passages": 5}


def write(generation: Path) -> None:
    (generation / "vectors").write_bytes(bytes(range(256)))
    (generation / "empty").write_bytes(b"")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read(folder: Path) -> Manifest:
    generation = current(folder)
    assert generation is not None
    return read_manifest(generation)


def assert_damaged(folder: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(folder)
    assert caught.value.mend == REPAIR
    assert "footnote doctor --repair" in str(caught.value)
    assert str(folder) in str(caught.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index folder with one generation."""
    publish(tmp_path / "index", write, **FACTS)
    return tmp_path / "index"


def test_there_is_none_yet(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None


def test_what_is_published_is_read(folder: Path) -> None:
    manifest = read(folder)
    assert manifest.files.keys() == {"vectors", "empty"}
    assert {name: getattr(manifest, name) for name in FACTS} == FACTS
    assert names(folder) == ["000001", CURRENT]


def test_one_generation_before_the_current_is_kept(folder: Path) -> None:
    for _ in range(3):
        publish(folder, write, **FACTS)
    assert names(folder) == ["000003", "000004", CURRENT]
    assert current(folder) == folder / "000004"


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_while_writing_leaves_the_old_one(
    folder: Path, error: type[BaseException]
) -> None:
    def fail(generation: Path) -> None:
        write(generation)
        raise error

    with pytest.raises(error):
        publish(folder, fail, **FACTS)
    assert names(folder) == ["000001", CURRENT]
    assert read(folder).passages == 5


def test_a_failure_at_the_last_step_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target.name == CURRENT:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(UserError, match=r"index: No space .*\. Make room on the disk\."):
        publish(folder, write, **FACTS)
    monkeypatch.undo()
    assert current(folder) == folder / "000001"
    publish(folder, write, **FACTS)
    assert names(folder) == ["000001", "000003", CURRENT]  # the one that never answered is gone


def test_a_folder_that_refuses_is_explained(tmp_path: Path) -> None:
    endless = tmp_path / ("x" * 300)
    for attempt in (lambda: publish(endless, write, **FACTS), lambda: current(endless)):
        with pytest.raises(UserError, match="File name too long") as caught:
            attempt()
        assert str(endless) in caught.value.what
        assert caught.value.mend


def test_the_generation_is_on_disk_before_it_is_pointed_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, rename = index.manifest._sync, Path.rename

    def note_sync(path: Path) -> None:
        done.append(f"sync {path.name}")
        sync(path)

    def note_rename(path: Path, target: Path) -> Path:
        done.append(f"rename to {target.name}")
        return rename(path, target)

    monkeypatch.setattr(index.manifest, "_sync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    publish(folder, write, **FACTS)
    assert done[-5:] == [
        "rename to 000002", "sync index", "sync .CURRENT", "rename to CURRENT", "sync index",
    ]  # fmt: skip


def test_what_a_killed_writer_left_is_cleared(folder: Path) -> None:
    (folder / ".writing-abc").mkdir()
    (folder / ".writing-abc" / "vectors").write_bytes(b"half")
    publish(folder, write, **FACTS)
    assert names(folder) == ["000001", "000002", CURRENT]


@pytest.mark.parametrize("name", [MANIFEST, "vectors", "empty"])
def test_a_missing_file_is_damage(folder: Path, name: str) -> None:
    (folder / "000001" / name).unlink()
    assert_damaged(folder)


@pytest.mark.parametrize("name", [MANIFEST, "vectors", "empty"])
@pytest.mark.parametrize("change", [lambda raw: b"", lambda raw: raw + b"\0", lambda raw: raw[:-1]])
def test_a_file_of_another_length_is_damage(folder: Path, name: str, change: object) -> None:
    path = folder / "000001" / name
    before = path.read_bytes()
    path.write_bytes(change(before))  # type: ignore[operator]
    if path.read_bytes() != before:
        assert_damaged(folder)


@pytest.mark.parametrize("name", [f"000001/{MANIFEST}", "000001/vectors", CURRENT])
def test_a_flipped_bit_is_damage(folder: Path, name: str) -> None:
    publish(folder, write, **FACTS | {"passages": 6})
    name = name.replace("000001", "000002")
    path = folder / name
    raw = path.read_bytes()
    whole = read(folder)
    for place in range(0, len(raw), 1 + len(raw) // 97):  # a sample of about a hundred
        flipped = bytearray(raw)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        if bytes(flipped).split() != raw.split():  # CURRENT may end in another blank
            assert_damaged(folder)
    path.write_bytes(raw)
    assert read(folder) == whole


@pytest.mark.parametrize(
    "text",
    ["", "\n", "000001", "garbage", "000009 00", "../x y z", "\udcff\udcfe", "\0 \0", "9" * 999],
)
def test_garbage_in_current_is_damage(folder: Path, text: str) -> None:
    (folder / CURRENT).write_text(text, errors="surrogateescape")
    assert_damaged(folder)
    publish(folder, write, **FACTS)
    assert read(folder).passages == 5


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"schema": 1}', '{"schema": 1, "files": {"a": "b"}}', '"1"', "\0"],
)
def test_a_manifest_that_is_none_is_damage(folder: Path, text: str) -> None:
    forge(folder, text)
    assert_damaged(folder)


def test_another_schema_is_of_another_release(folder: Path) -> None:
    facts = json.loads((folder / "000001" / MANIFEST).read_text())
    forge(folder, json.dumps(facts | {"schema": 99, "new": "fact"}))
    assert_damaged(folder)
    with pytest.raises(UserError, match="another release"):
        read(folder)


def forge(folder: Path, manifest: str) -> None:
    """Writes a manifest that CURRENT knows."""
    path = folder / "000001" / MANIFEST
    path.write_text(manifest)
    (folder / CURRENT).write_text(f"000001 {file_sha256(path)}\n")
