import hashlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import UserError
from index import disk
from index.disk import array_from, array_parts, drop, read, rename, sync, write

ARRAYS: list[NDArray[np.generic]] = [
    np.zeros((0, 3), dtype=np.int64),
    np.zeros((2, 0), dtype=np.int32),
    np.arange(6, dtype=np.float32).reshape(2, 3),
    np.arange(6, dtype=np.int64)[::2],
    np.asfortranarray(np.arange(6, dtype=np.int64).reshape(2, 3)),
]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    taken: list[str] = []
    monkeypatch.setattr(disk, "on_step", taken.append)
    return taken


@pytest.mark.parametrize("array", ARRAYS)
def test_an_array_is_read_as_written_also_by_numpy(
    array: NDArray[np.generic], tmp_path: Path
) -> None:
    write(tmp_path / "a.npy", *array_parts(array))
    for found in (
        array_from((tmp_path / "a.npy").read_bytes()),
        np.load(tmp_path / "a.npy", allow_pickle=False),
    ):
        assert (found.shape, found.dtype) == (array.shape, array.dtype)
        assert (found == array).all()


def test_an_array_shares_the_memory_that_was_checked() -> None:
    found = array_from(b"".join(array_parts(np.arange(3))))
    assert not found.flags.writeable


@pytest.mark.parametrize("raw", [b"", b"\x93NUMPY", b"PK\3\4", b"\x93NUMPY\1\0\2\0{}"])
def test_what_is_no_array_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        array_from(raw)


def test_a_head_with_any_bit_flipped_is_no_array_or_one(tmp_path: Path) -> None:
    raw = b"".join(array_parts(np.arange(6, dtype=np.float16).reshape(3, 2)))
    refused = 0
    for bit in range(8 * 128):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert isinstance(array_from(bytes(flipped)), np.ndarray)
        except (ValueError, TypeError):  # what a segment takes for damage
            refused += 1
    assert refused > 500


def test_objects_are_not_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array([{}]), allow_pickle=True)
    with pytest.raises(ValueError, match="OBJECT"):
        array_from((tmp_path / "a.npy").read_bytes())


@pytest.mark.parametrize("parts", [[b""], [b"a"], [b"ab", b""], [b"abc", b"defg"]])
def test_the_sha256_is_that_of_all_parts(parts: list[bytes], tmp_path: Path) -> None:
    assert write(tmp_path / "a", *parts) == hashlib.sha256(b"".join(parts)).hexdigest()
    assert (tmp_path / "a").read_bytes() == b"".join(parts)


def test_every_step_has_its_name(tmp_path: Path, steps: list[str]) -> None:
    (tmp_path / "one").mkdir()
    write(tmp_path / "one" / "a", b"ab")
    sync(tmp_path / "one" / "a")
    sync(tmp_path / "one")
    rename(tmp_path / "one", tmp_path / "two")
    drop(tmp_path / "two")
    assert steps == ["make a", "finish a", "sync a", "sync one", "rename to two", "drop two"]
    assert not [*tmp_path.iterdir()]


def test_half_of_a_file_is_there_at_its_second_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}

    def look(name: str) -> None:
        path = tmp_path / "a"
        seen[name] = path.read_bytes() if path.exists() else None

    monkeypatch.setattr(disk, "on_step", look)
    write(tmp_path / "a", b"abcd", b"efgh")
    assert seen == {"make a": None, "finish a": b"abcdef"}


def test_files_are_read_whole_and_checked(tmp_path: Path) -> None:
    files = {name: write(tmp_path / name, name.encode()) for name in ("a", "b")}
    assert read(tmp_path, files) == {"a": b"a", "b": b"b"}
    assert read(tmp_path, {}) == {}
    (tmp_path / "b").write_bytes(b"c")
    with pytest.raises(UserError, match="b is not what was written") as caught:
        read(tmp_path, files)
    assert "footnote doctor --repair" in caught.value.mend
    (tmp_path / "a").unlink()
    for name in ("a", "x" * 300, "\0"):
        with pytest.raises(UserError, match="damaged"):
            read(tmp_path, {name: "00"})
