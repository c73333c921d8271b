import json
from pathlib import Path

import pytest

from corpus.errors import UserError
from index.disk import REPAIR
from index.embed import file_sha256
from index.manifest import CURRENT, MANIFEST, Manifest, current, read_manifest
from index.publish import publish
from index.segment import ARTICLES, Segment
from tests.segments import segment_of

FACTS: dict[str, object] = {"model": "fake-1", "dimension": 64, "max_tokens": 160, "overlap": 0}


def read(folder: Path) -> Manifest:
    generation = current(folder)
    assert generation is not None
    return read_manifest(generation)[0]


def assert_damaged(folder: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(folder)
    assert caught.value.mend == REPAIR
    assert "footnote doctor --repair" in str(caught.value)
    assert str(folder) in str(caught.value)


@pytest.fixture
def segment() -> Segment:
    return segment_of(a="It rained.", b="A pact.\nOn trade.")


@pytest.fixture
def folder(tmp_path: Path, segment: Segment) -> Path:
    """An index folder with one generation."""
    publish(tmp_path / "index", [segment], segment.articles, **FACTS)
    return tmp_path / "index"


def test_there_is_none_yet(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None


def test_what_is_published_is_read(folder: Path, segment: Segment) -> None:
    manifest, articles = read_manifest(folder / "000001")
    assert manifest == read(folder)
    assert {name: getattr(manifest, name) for name in FACTS} == FACTS
    assert (manifest.articles, manifest.passages) == (2, 3)
    assert articles == segment.articles == [("a", 1), ("b", 1)]
    assert [len(files) for files in manifest.segments.values()] == [9]


def test_a_folder_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="File name too long") as caught:
        current(tmp_path / ("x" * 300))
    assert caught.value.mend


@pytest.mark.parametrize("name", [MANIFEST, ARTICLES])
def test_a_missing_file_is_damage(folder: Path, name: str) -> None:
    (folder / "000001" / name).unlink()
    assert_damaged(folder)


@pytest.mark.parametrize("name", [MANIFEST, ARTICLES])
@pytest.mark.parametrize("change", [lambda raw: b"", lambda raw: raw + b"\0", lambda raw: raw[:-1]])
def test_a_file_of_another_length_is_damage(folder: Path, name: str, change: object) -> None:
    path = folder / "000001" / name
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    assert_damaged(folder)


@pytest.mark.parametrize("name", [f"000001/{MANIFEST}", f"000001/{ARTICLES}", CURRENT])
def test_a_flipped_bit_is_damage(folder: Path, name: str) -> None:
    path = folder / name
    raw = path.read_bytes()
    whole = read(folder)
    for place in range(0, len(raw), 1 + len(raw) // 97):  # a sample of about a hundred
        flipped = bytearray(raw)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        assert_damaged(folder)
    path.write_bytes(raw)
    assert read(folder) == whole


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "000001", "garbage", "000009 00", "../x y z", "\udcff\udcfe", "\0 \0", "9" * 999,
        "000001  {}\n", "000001 {} \n", " 000001 {}\n", "000001 {}", "000001 {}\r\n",
    ],
)  # fmt: skip
def test_garbage_in_current_is_damage(folder: Path, segment: Segment, text: str) -> None:
    garbage = text.replace("{}", file_sha256(folder / "000001" / MANIFEST))
    (folder / CURRENT).write_bytes(garbage.encode(errors="surrogateescape"))
    assert_damaged(folder)
    publish(folder, [segment], segment.articles[:1], **FACTS)
    assert read(folder).articles == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '"1"', "\0", "\udcff",
        '{"schema": 3}', '{"schema": 3, "files": {"a": "b"}}',
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_damage(folder: Path, text: str) -> None:
    forge(folder, text)
    assert_damaged(folder)


def test_a_segment_under_another_name_is_damage(folder: Path) -> None:
    facts = json.loads((folder / "000001" / MANIFEST).read_text())
    ((name, files),) = facts["segments"].items()
    forge(folder, json.dumps(facts | {"segments": {name[::-1]: files}}))
    assert_damaged(folder)


@pytest.mark.parametrize("schema", [1, 99])
def test_another_schema_is_of_another_release(folder: Path, schema: int) -> None:
    facts = json.loads((folder / "000001" / MANIFEST).read_text())
    forge(folder, json.dumps(facts | {"schema": schema, "new": "fact"}))
    assert_damaged(folder)
    with pytest.raises(UserError, match="another release"):
        read(folder)


def forge(folder: Path, manifest: str) -> None:
    """Writes a manifest that CURRENT knows."""
    path = folder / "000001" / MANIFEST
    path.write_bytes(manifest.encode(errors="surrogateescape"))
    (folder / CURRENT).write_text(f"000001 {file_sha256(path)}\n")
