import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.segment
from corpus.errors import UserError
from index.disk import read, write
from index.segment import ARTICLES, SPANS, VECTORS, Segment, segment_name
from tests.fakes import FakeEmbedder
from tests.segments import segment_of

MADE = segment_of(rain="It rained.\nIt poured.", none="", sun="The sun shone.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one segment in it; nothing holds it open."""
    (tmp_path / "one").mkdir()
    MADE.write(tmp_path / "one")
    return tmp_path / "one"


def files(folder: Path) -> dict[str, str]:
    return {path.name: write(path, path.read_bytes()) for path in sorted(folder.iterdir())}


def test_what_is_written_is_read(folder: Path) -> None:
    found = Segment.read(folder, files(folder))
    assert found.articles == MADE.articles == [("rain", 1), ("none", 1), ("sun", 1)]
    assert found.spans.tolist() == [[0, 0, 10], [0, 11, 21], [2, 0, 14]]
    assert (found.vectors == MADE.vectors).all()
    assert found.counts.holding == MADE.counts.holding
    assert found.files == files(folder)


def test_vectors_are_those_that_were_given() -> None:
    texts = ["It rained.", "It poured.", "The sun shone."]
    assert (MADE.vectors == FakeEmbedder().embed(texts).astype(np.float16)).all()
    assert MADE.near.codes is None


def test_none_at_all_is_written_and_read(tmp_path: Path) -> None:
    written = segment_of().write(tmp_path)
    found = Segment.read(tmp_path, written.files)
    assert (found.articles, found.spans.shape, found.vectors.shape) == ([], (0, 3), (0, 64))
    assert found.counts.holding == {}


def test_a_name_is_that_of_the_content(tmp_path: Path) -> None:
    names = []
    for number, text in enumerate(["It rained.", "It rained.", "It snowed."]):
        (tmp_path / str(number)).mkdir()
        names.append(segment_of(rain=text).write(tmp_path / str(number)).name)
    assert names[0] == names[1] != names[2]
    assert names[0] == segment_name(files(tmp_path / "0"))
    assert len(names[0]) == 16


def test_one_that_is_open_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = files(folder)
    asked: list[Path] = []

    def counted(place: Path, wanted: dict[str, str], **more: Any) -> dict[str, Any]:
        asked.append(place)
        return read(place, wanted, **more)

    monkeypatch.setattr(index.segment, "read", counted)
    first = Segment.read(folder, expected)
    assert Segment.read(folder, expected) is first
    assert asked == [folder]
    del first
    gc.collect()
    Segment.read(folder, expected)  # nobody had it open any more
    assert asked == [folder, folder]


@pytest.mark.parametrize("name", [ARTICLES, SPANS, VECTORS])
def test_one_that_is_open_is_read_again_when_its_files_changed(folder: Path, name: str) -> None:
    expected = files(folder)
    held = Segment.read(folder, expected)
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(UserError, match=f"{name} is not what was written"):
        Segment.read(folder, expected)
    (folder / name).unlink()
    with pytest.raises(UserError, match="damaged"):
        Segment.read(folder, expected)
    assert (held.vectors == MADE.vectors).all()  # what was checked stays usable


@pytest.mark.parametrize(
    ("name", "raw"), [(ARTICLES, b"[1]"), (ARTICLES, b"{"), (SPANS, b""), (VECTORS, b"\x93NUMPY")]
)
def test_what_no_release_wrote_is_damage(folder: Path, name: str, raw: bytes) -> None:
    write(folder / name, raw)
    with pytest.raises(UserError, match="damaged"):
        Segment.read(folder, files(folder))


def test_merged_are_in_the_order_asked_for() -> None:
    other = segment_of(wind="Wind blew.", rain="It rained again.")
    merged = Segment.merged([MADE, other], [("sun", 1), ("wind", 1), ("rain", 1)])
    assert merged.articles == [("sun", 1), ("wind", 1), ("rain", 1)]
    assert merged.spans.tolist() == [[0, 0, 14], [1, 0, 10], [2, 0, 16]]
    expected = FakeEmbedder().embed(["The sun shone.", "Wind blew.", "It rained again."])
    assert np.array_equal(merged.vectors, expected.astype(np.float16))
    assert merged.counts.of_word("rain")[0].tolist() == [2]
    assert merged.counts.of_word("pour")[0].tolist() == []
    assert merged.files == {}
