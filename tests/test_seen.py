"""Whether a file is as it was: times save the hashing, the content decides."""

import os
from pathlib import Path

import pytest

import corpus.seen
from corpus.seen import Seen, look, reader


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("It rained.")
    return path


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once: a test need not wait two seconds."""
    monkeypatch.setattr(corpus.seen, "_SETTLED_NANOSECONDS", -1)


def test_a_file_that_was_changed_just_now_is_hashed_again(file: Path) -> None:
    first = look(str(file))
    assert first is not None
    assert first.stamp == ""
    assert len(first.digest) == 64
    assert first.reader == reader()
    file.write_text("It poured!")  # as many bytes, and perhaps in the same tick of the clock
    second = look(str(file), first)
    assert second is not None
    assert second.digest != first.digest


@pytest.mark.usefixtures("_settled")
def test_the_same_times_save_the_hashing(file: Path) -> None:
    first = look(str(file))
    assert first is not None
    known = Seen(first.stamp, "as remembered", "an older reader")
    assert look(str(file), known) == Seen(first.stamp, "as remembered", reader())


@pytest.mark.usefixtures("_settled")
def test_other_content_of_the_same_size_and_time_is_seen(file: Path) -> None:
    first = look(str(file))
    times = file.stat()
    file.write_text("It poured!")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    second = look(str(file), first)
    assert first is not None
    assert second is not None
    assert second.digest != first.digest


@pytest.mark.usefixtures("_settled")
def test_a_touched_file_has_the_same_digest(file: Path) -> None:
    first = look(str(file))
    os.utime(file, ns=(1, 1))
    second = look(str(file), first)
    assert first is not None
    assert second is not None
    assert (second.stamp != first.stamp, second.digest) == (True, first.digest)


def test_what_is_no_file_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")  # opening it would wait for ever
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", tmp_path / "a\x00b"):
        assert look(str(path)) is None
    (tmp_path / "large").write_text("It rained.")
    monkeypatch.setattr(corpus.seen, "_MAX_BYTES", 9)
    assert look(str(tmp_path / "large")) is None
