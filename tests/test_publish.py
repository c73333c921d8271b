import errno
import shutil
from pathlib import Path

import pytest

from corpus.errors import UserError
from index import disk
from index.manifest import CURRENT, MANIFEST, SEGMENTS, Manifest, current, read_manifest
from index.publish import drop_unused, publish
from index.segment import VECTORS, Segment
from tests.segments import segment_of

FACTS: dict[str, object] = {"model": "fake-1", "dimension": 64, "max_tokens": 160, "overlap": 0}
RAIN = segment_of(rain="It rained.")


def put(folder: Path, *segments: Segment) -> Path:
    """A new generation of all that is in some segments."""
    articles = [pair for segment in segments for pair in segment.articles]
    return publish(folder, segments, articles, **FACTS)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def manifest(folder: Path) -> Manifest:
    generation = current(folder)
    assert generation is not None
    return read_manifest(generation)[0]


def opened(folder: Path) -> list[Segment]:
    listed = manifest(folder).segments
    return [Segment.read(folder / SEGMENTS / name, files) for name, files in listed.items()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index folder with one generation of one segment."""
    put(tmp_path / "index", RAIN)
    return tmp_path / "index"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all steps taken, in order."""
    taken: list[str] = []
    monkeypatch.setattr(disk, "on_step", taken.append)
    return taken


def test_what_is_there_is_not_written_again(folder: Path, steps: list[str]) -> None:
    (rain,) = opened(folder)
    files = [*(folder / SEGMENTS / rain.name).iterdir()]
    before = [path.stat() for path in files]
    put(folder, rain, segment_of(sun="The sun shone."))
    assert [path.stat() for path in files] == before
    assert steps.count(f"make {VECTORS}") == 1
    again, sun = opened(folder)
    assert again is rain  # neither read nor hashed again
    assert sun.articles == [("sun", 1)]
    assert names(folder) == ["000001", "000002", CURRENT, SEGMENTS]


def test_one_generation_before_the_current_is_kept_with_its_segments(folder: Path) -> None:
    for number in range(3):
        put(folder, segment_of(rain=f"It was day {number}."))
    assert names(folder) == ["000003", "000004", CURRENT, SEGMENTS]
    assert current(folder) == folder / "000004"
    used = [name for n in (3, 4) for name in read_manifest(folder / f"00000{n}")[0].segments]
    assert names(folder / SEGMENTS) == sorted(used)
    assert len(used) == 2


def test_of_a_removed_article_nothing_is_kept_for_readers_of_the_generation_before(
    folder: Path,
) -> None:
    rain, sun = segment_of(rain="It rained."), segment_of(sun="The sun shone.")
    put(folder, rain, sun)
    put(folder, opened(folder)[1])
    assert names(folder) == ["000002", "000003", CURRENT, SEGMENTS]
    assert names(folder / SEGMENTS) == [opened(folder)[0].name]
    assert opened(folder)[0].articles == [("sun", 1)]


def test_what_a_crash_kept_of_a_removed_article_goes_the_next_time(folder: Path) -> None:
    put(folder, RAIN, segment_of(sun="The sun shone."))
    saved = folder.parent / "saved"
    shutil.copytree(folder / SEGMENTS, saved)
    put(folder, opened(folder)[1])
    shutil.copytree(saved, folder / SEGMENTS, dirs_exist_ok=True)  # as if not yet dropped
    assert len(names(folder / SEGMENTS)) == 2
    drop_unused(folder)
    assert names(folder / SEGMENTS) == [opened(folder)[0].name]


def test_equal_segments_are_one(folder: Path) -> None:
    put(folder, segment_of(rain="It rained."))
    assert len(names(folder / SEGMENTS)) == 1
    assert names(folder) == ["000001", "000002", CURRENT, SEGMENTS]


def test_a_damaged_segment_is_replaced_by_an_equal_one(folder: Path) -> None:
    (name,) = names(folder / SEGMENTS)
    (folder / SEGMENTS / name / VECTORS).write_bytes(b"")
    put(folder, RAIN)
    assert opened(folder)[0].articles == [("rain", 1)]


def test_none_at_all_is_published_too(folder: Path) -> None:
    put(folder)
    assert (manifest(folder).passages, opened(folder)) == (0, [])


def interrupted(step: str, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(name: str) -> None:
        if name == step:
            raise error

    monkeypatch.setattr(disk, "on_step", stop)


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit()])
@pytest.mark.parametrize("step", [f"finish {VECTORS}", f"finish {MANIFEST}", "rename to 000002"])
def test_a_failure_leaves_the_old_one_and_nothing_else(
    folder: Path, step: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(folder / SEGMENTS)
    interrupted(step, error, monkeypatch)
    with pytest.raises(type(error)):
        put(folder, segment_of(sun="The sun shone."))
    assert names(folder) == ["000001", CURRENT, SEGMENTS]
    assert names(folder / SEGMENTS) == before
    assert opened(folder)[0].articles == [("rain", 1)]


def test_a_failure_at_the_last_step_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    interrupted(f"rename to {CURRENT}", full, monkeypatch)
    with pytest.raises(UserError, match=r"index: No space .*\. Make room on the disk\."):
        put(folder, segment_of(sun="The sun shone."))
    monkeypatch.undo()
    assert current(folder) == folder / "000001"
    put(folder, segment_of(sun="The sun shone."))
    assert [one.articles for one in opened(folder)] == [[("sun", 1)]]


def test_a_folder_that_refuses_is_explained(tmp_path: Path) -> None:
    endless = tmp_path / ("x" * 300)
    with pytest.raises(UserError, match="File name too long") as caught:
        put(endless, RAIN)
    assert str(endless) in caught.value.what
    assert caught.value.mend


def test_all_is_on_disk_before_it_is_pointed_to(folder: Path, steps: list[str]) -> None:
    put(folder, *opened(folder), segment_of(sun="The sun shone."))
    made = [step.removeprefix("make ") for step in steps if step.startswith("make ")]
    assert len(made) == 9 + 2 + 1  # a segment's, a generation's, CURRENT
    for name in made:  # each is finished, then forced to the disk
        places = [steps.index(f"{verb} {name}") for verb in ("make", "finish")]
        synced = max(n for n, step in enumerate(steps) if step == f"sync {name}")
        assert places == sorted(places)
        assert places[-1] < synced
    (segment,) = (name for name in names(folder / SEGMENTS) if f"rename to {name}" in steps)
    first = steps.index(f"rename to {segment}")
    assert not any(step.startswith("rename") for step in steps[:first])
    assert steps[first + 1] == f"sync {SEGMENTS}"
    assert steps[first + 2].startswith("sync .writing-")
    assert steps[first + 3 : first + 5] == ["rename to 000002", "sync index"]
    assert steps[first + 5 :] == [
        "make .CURRENT", "finish .CURRENT", "sync .CURRENT", "rename to CURRENT", "sync index",
    ]  # fmt: skip


def test_what_a_killed_writer_left_is_cleared(folder: Path) -> None:
    (folder / ".writing-abc").mkdir()
    (folder / ".writing-abc" / VECTORS).write_bytes(b"half")
    (folder / SEGMENTS / "0123456789abcdef").mkdir()
    (folder / "000002").mkdir()
    put(folder, *opened(folder), segment_of(sun="The sun shone."))
    assert names(folder) == ["000001", "000003", CURRENT, SEGMENTS]
    assert len(names(folder / SEGMENTS)) == 2


def test_what_the_first_writer_left_is_cleared(tmp_path: Path) -> None:
    put(tmp_path, RAIN)
    (tmp_path / CURRENT).unlink()
    put(tmp_path, segment_of(sun="The sun shone."))
    assert names(tmp_path) == ["000002", CURRENT, SEGMENTS]
    assert len(names(tmp_path / SEGMENTS)) == 1


def test_a_generation_of_an_earlier_release_goes_in_its_turn(tmp_path: Path) -> None:
    (tmp_path / "000004").mkdir()
    (tmp_path / "000004" / MANIFEST).write_text('{"schema": 1, "files": {}}')
    (tmp_path / CURRENT).write_text("000004 00\n")
    put(tmp_path, RAIN)
    assert names(tmp_path) == ["000004", "000005", CURRENT, SEGMENTS]
    put(tmp_path, RAIN)
    assert names(tmp_path) == ["000005", "000006", CURRENT, SEGMENTS]
