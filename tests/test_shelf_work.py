"""Work beside the page: in turn, with its pace, stopped, failed."""

import threading
from pathlib import Path

import pytest

from corpus.errors import UserError
from index.ingest import Report, Watch
from tests.test_draw import words
from ui.shelf_report import progress_node
from ui.shelf_work import Desk, Work, desk_of

SECONDS = 60  # more than any of this takes, on a busy machine too


def test_one_at_a_time_in_the_order_of_their_turn() -> None:
    desk, go_on, told = Desk(), threading.Event(), []

    def first(watch: Watch, report: Report) -> None:
        watch.reading("/news/a.txt", 1, 2)
        assert go_on.wait(SECONDS)
        told.append("first")

    one = desk.start(what="Work", do=first)
    two = desk.start(what="Work", do=lambda watch, report: told.append("second"))
    two.wait(0.3)
    assert (two.state, told) == ("waiting", [])
    assert "Waiting" in words(progress_node(two))
    go_on.set()
    one.wait(SECONDS)
    two.wait(SECONDS)
    assert told == ["first", "second"]
    assert [work.state for work in desk.works()] == ["done", "done"]
    assert desk.changes == 2


def test_work_that_waits_can_be_stopped() -> None:
    desk, go_on = Desk(), threading.Event()
    one = desk.start(what="Work", do=lambda watch, report: go_on.wait(SECONDS) and None)
    two = desk.start(what="Work", do=lambda watch, report: pytest.fail("it was stopped"))
    two.stop()
    two.wait(SECONDS)
    assert two.state == "stopped"
    go_on.set()
    one.wait(SECONDS)


def test_a_stop_while_reading_finishes_what_was_read() -> None:
    desk, finished = Desk(), []

    def read(watch: Watch, report: Report) -> None:
        watch.reading("a.txt", 1, 3)
        work.stop()
        watch.reading("b.txt", 2, 3)
        pytest.fail("it was stopped")

    ready = threading.Event()

    def begin(watch: Watch, report: Report) -> None:
        assert ready.wait(SECONDS)
        read(watch, report)

    work = desk.start(what="Work", do=begin, finish=lambda watch, report: finished.append(watch))
    ready.set()
    work.wait(SECONDS)
    assert (work.state, work.read) == ("stopped", (1, 3))
    assert len(finished) == 1


def test_a_stop_while_indexing_is_the_end() -> None:
    desk, ready = Desk(), threading.Event()

    def index(watch: Watch, report: Report) -> None:
        assert ready.wait(SECONDS)
        watch.passages(0, 10)
        work.stop()
        watch.passages(5, 10)

    work = desk.start(
        what="Work", do=index, finish=lambda watch, report: pytest.fail("nothing was being read")
    )
    ready.set()
    work.wait(SECONDS)
    assert work.state == "stopped"


def test_what_a_person_can_mend_is_kept_and_the_next_one_works() -> None:
    def fail(watch: Watch, report: Report) -> None:
        raise UserError("The disk is full.", mend="Make room.")

    desk = Desk()
    work = desk.start(what="Work", do=fail)
    work.wait(SECONDS)
    assert (work.state, str(work.error)) == ("failed", "The disk is full. Make room.")
    after = desk.start(what="Work", do=lambda watch, report: None)
    after.wait(SECONDS)
    assert after.state == "done"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_defect_is_told_on_the_terminal_and_the_next_one_works() -> None:
    def fail(watch: Watch, report: Report) -> None:
        raise RuntimeError("a defect of ours")

    desk = Desk()
    work = desk.start(what="Work", do=fail)
    work.wait(SECONDS)
    assert (work.state, work.is_broken, work.error) == ("failed", True, None)
    after = desk.start(what="Work", do=lambda watch, report: None)
    after.wait(SECONDS)
    assert after.state == "done"


def test_how_long_it_will_take_is_told_once_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ui.shelf_work.time.monotonic", lambda: now[0])
    work = Work(1)
    assert work.seconds_left is None
    work.reading("/news/a.txt", 1, 10)
    assert work.seconds_left is None
    now[0] += 30
    work.reading("/news/b.txt", 3, 10)
    assert work.seconds_left == 120
    told = words(progress_node(work))
    assert told == "Reading 10 files: 2 done. About 2 minutes left.b.txt"
    work.passages(0, 512)
    assert work.seconds_left is None  # another phase, another pace
    now[0] += 2
    work.passages(256, 512)
    assert work.seconds_left == 2


def test_only_the_last_that_are_over_are_remembered() -> None:
    desk = Desk()
    for _ in range(25):
        desk.start(what="Work", do=lambda watch, report: None).wait(SECONDS)
    numbers = [work.number for work in desk.works()]
    assert len(numbers) <= 21
    assert numbers[-1] == 25


def test_a_library_has_one_desk(tmp_path: Path) -> None:
    assert desk_of(tmp_path) is desk_of(tmp_path)
    assert desk_of(tmp_path) is not desk_of(tmp_path / "other")
