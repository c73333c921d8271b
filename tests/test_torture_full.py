"""A disk that is full: a clear message, the old index answers, and a second run completes."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import Outcome, Template, template

pytestmark = pytest.mark.ci

# Room beyond the library's own size, in KiB: from one in which its database cannot even be opened
# for writing to one in which all but the last files of the index can be written.
# There the database is what cannot grow; INDEX_ROOMS are beyond a library that has all articles.
ROOMS = (0, 8, 16, 32, 64, 128, 256) if os.environ.get("FOOTNOTE_TORTURE") else (128,)
INDEX_ROOMS = (0, 4, 16, 32, 64) if os.environ.get("FOOTNOTE_TORTURE") else (16,)
ENOUGH = 64 * 1024
QUESTION = "Who rules the town of Oslo?"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with template(tmp_path_factory.mktemp("said")) as found:
        yield found


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Files of some 200 KB, more than the small disks have room for."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(40):
        lines = [f"In {number} the town of Rio{n} was ruled by Bo{n * number}." for n in range(90)]
        (folder / f"{number}.txt").write_text("\n".join(lines))
    return folder


@pytest.fixture
def old(tmp_path: Path, warm: Template) -> Path:
    """A library of one article."""
    (tmp_path / "old.txt").write_text("The town of Oslo is ruled by Ola Berg.")
    assert add(warm, tmp_path / "library", tmp_path / "old.txt").code == 0
    return tmp_path / "library"


def add(warm: Template, library: Path, path: Path, *, most_bytes: int = 0) -> Outcome:
    return warm.footnote("--library", library, "add", path, most_bytes=most_bytes)


def assert_explained(outcome: Outcome) -> None:
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    (line,) = [line for line in outcome.complaint.splitlines() if line.startswith("footnote: ")]
    assert "disk" in line


def assert_old_answers(warm: Template, library: Path) -> None:
    said = warm.call("look", library, QUESTION)
    assert said["found"] == [["The town of Oslo is ruled by Ola Berg."]]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty place to mount a small disk on."""
    place = tmp_path / "disk"
    place.mkdir()
    yield place
    subprocess.run(["umount", place], capture_output=True, check=False)


def mount(place: Path, kibibytes: int, *, again: bool = False) -> None:
    options = f"size={kibibytes}k" + (",remount" if again else "")
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place],
            capture_output=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk is not allowed here")


def on_small_disk(library: Path, disk: Path, room: int) -> Path:
    """A copy of a library on a disk with so many KiB of room."""
    pages = [-(-path.stat().st_size // 4096) for path in library.rglob("*") if path.is_file()]
    folders = sum(path.is_dir() for path in library.rglob("*"))
    mount(disk, 4 * (sum(pages) + folders) + 64 + room)  # 64: what SQLite needs to read
    return Path(shutil.copytree(library, disk / "library"))


def assert_completes(warm: Template, library: Path, news: Path) -> None:
    assert add(warm, library, news).code == 0
    done = warm.call("look", library, "Rio7")
    assert done["articles"] == done["wanted"]
    assert len(done["articles"]) == 41


@pytest.mark.parametrize("room", ROOMS)
def test_a_full_disk(warm: Template, old: Path, news: Path, disk: Path, room: int) -> None:
    library = on_small_disk(old, disk, room)
    assert_old_answers(warm, library)
    assert_explained(add(warm, library, news))
    assert_old_answers(warm, library)
    mount(disk, ENOUGH, again=True)
    assert_completes(warm, library, news)


@pytest.mark.parametrize("room", INDEX_ROOMS)
def test_no_room_for_the_index(
    warm: Template, old: Path, news: Path, disk: Path, room: int
) -> None:
    assert warm.footnote("--library", old, "add", news, step="make articles.json").code == -9
    assert_old_answers(warm, old)  # and SQLite moves its log into the database
    library = on_small_disk(old, disk, room)
    failed = warm.footnote("--library", library, "doctor", "--repair")
    assert_explained(failed)
    assert "The index cannot be written" in failed.complaint
    assert_old_answers(warm, library)
    assert not [*(library / "index").glob(".writing*")]  # nothing of it is left to fill the disk
    assert len([*(library / "index" / "segments").iterdir()]) == 1
    mount(disk, ENOUGH, again=True)
    assert warm.footnote("--library", library, "doctor", "--repair").code == 0
    assert_completes(warm, library, news)


@pytest.mark.parametrize("most", [40_000, 100_000, 200_000])
def test_a_limit_on_the_size_of_files(warm: Template, old: Path, news: Path, most: int) -> None:
    """The second way to a write that fails; it needs no rights."""
    outcome = add(warm, old, news, most_bytes=most)
    assert_explained(outcome)
    assert_old_answers(warm, old)
    assert_completes(warm, old, news)
