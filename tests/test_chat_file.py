"""The file of the chats: damaged, newer, taken away; threads and processes at once."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.errors import UserError
from tests import kept_chats
from tests.kept_chats import turn
from ui.chat_database import FILE, FORM
from ui.chat_migrations import STEPS
from ui.chat_records import written
from ui.chats import Chats, Feedback, new_id

chat, chats = kept_chats.chat, kept_chats.chats


@pytest.mark.parametrize("raw", [b"It rained.\n" * 500, b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_named_and_left(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / FILE).write_bytes(raw)
    with pytest.raises(UserError, match=r"chats\.sqlite3 is damaged"):
        Chats.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == raw


def test_a_torn_file_is_found_damaged(tmp_path: Path, chats: Chats, chat: str) -> None:
    for number in range(2, 10):
        chats.keep(chat, turn("And?", "x" * 9000), number=number, owner="ana")
    raw = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(raw[: len(raw) // 2])
    with pytest.raises(UserError, match=r"chats\.sqlite3 is damaged"):
        Chats.open(tmp_path).turns(chat)


def test_a_turn_that_cannot_be_read_is_told(tmp_path: Path, chats: Chats, chat: str) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute("UPDATE turns SET turn = '{}'")
    database.commit()
    database.close()
    with pytest.raises(UserError, match=r"chats\.sqlite3 are damaged.*backup"):
        chats.turns(chat)


def test_words_that_are_none_any_more_are_told(tmp_path: Path, chats: Chats, chat: str) -> None:
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("UPDATE turns SET turn = CAST(X'7BFF' || substr(turn, 2) AS TEXT)")
        database.execute("UPDATE chats SET title = CAST(X'FF' AS TEXT)")
    database.close()
    for look in (chats.turns, chats.find):
        with pytest.raises(
            UserError, match=r"chats\.sqlite3 is damaged\. Restore it from a backup"
        ):
            look(chat)


def test_a_newer_file_and_another_programs_are_left_alone(tmp_path: Path, chat: str) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(UserError, match=r"made by a newer Footnote.*Update"):
        Chats.open(tmp_path)
    database.execute("PRAGMA application_id = 7")
    database.close()
    with pytest.raises(UserError, match="of another program"):
        Chats.open(tmp_path)


def test_the_thumbs_of_an_older_release_are_the_owners(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    STEPS[0](database)
    database.execute("PRAGMA user_version = 1")
    database.execute(f"PRAGMA application_id = {FORM.application_id}")
    database.execute("INSERT INTO chats VALUES (1, 'c', 'ana', 'Rain', 'rain', '2025', '2025')")
    database.execute("INSERT INTO turns VALUES (1, 0, ?, '')", (written(turn("Did it rain?")),))
    database.execute("INSERT INTO ratings VALUES (1, 0, 0, 'wrong', 'No', '2025')")
    database.commit()
    database.close()
    chats = Chats.open(tmp_path)
    assert chats.ratings("c", reader="ana") == {0: Feedback(False, "wrong", "No")}
    assert chats.ratings("c", reader="ben") == {}
    chats.keep("c", turn("Did it snow?"), number=0, owner="ana")  # which takes the thumb away
    assert chats.feedback() == []


def test_a_file_of_no_bytes_is_no_chats_yet(tmp_path: Path, chats: Chats) -> None:
    (tmp_path / FILE).touch()  # torn in the making
    assert Chats.open(tmp_path).listed("ana") == []
    chats.keep(new_id(), turn("Who?"), number=0, owner="ana")
    assert len(chats.listed("ana")) == 1


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot be kept in .*file"):
        Chats.open(tmp_path / "file").keep(new_id(), turn("Who?"), number=0, owner="ana")


def test_a_file_that_is_taken_away_meanwhile_is_not_used_on(
    tmp_path: Path, chats: Chats, chat: str
) -> None:
    (tmp_path / FILE).unlink()
    assert chats.find(chat) is None
    chats.keep(chat, turn("Again?"), number=0, owner="ana")
    assert len(Chats.open(tmp_path).turns(chat)) == 1


def test_threads_share_the_chats(chats: Chats) -> None:
    names = [new_id() for _ in range(8)]

    def talk(name: str) -> None:
        for number in range(3):
            chats.keep(name, turn(f"{name} {number}?"), number=number, owner=name)
            assert chats.listed(name)[0].questions == number + 1

    threads = [threading.Thread(target=talk, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        assert [one.question for one in chats.turns(name)] == [f"{name} {n}?" for n in range(3)]


KEEP = """
import sys
from pathlib import Path
from rag.answer import Answer, Turn
from ui.chats import Chats

chats, name = Chats.open(Path(sys.argv[1])), sys.argv[2]
for number in range(int(sys.argv[3])):
    answer = Answer("Who?", "Who?", "not_found", message="Nobody. " * 500)
    chats.keep(f"{name}-{number // 10}", Turn("Who?", answer), number=number % 10, owner=name)
"""


def keeper(folder: Path, name: str, count: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", KEEP, str(folder), name, str(count)])


@pytest.mark.slow
def test_processes_keep_chats_in_one_file(tmp_path: Path) -> None:
    processes = [keeper(tmp_path, name, 20) for name in ("one", "two", "three")]
    assert [process.wait() for process in processes] == [0] * 3
    chats = Chats.open(tmp_path)
    assert [one.questions for name in ("one", "two", "three") for one in chats.listed(name)] == [
        10
    ] * 6


@pytest.mark.slow
def test_a_process_killed_while_keeping_leaves_whole_turns(tmp_path: Path) -> None:
    process = keeper(tmp_path, "one", 10**6)
    while not Chats.open(tmp_path).listed("one"):
        assert process.poll() is None
    process.kill()
    process.wait()
    chats = Chats.open(tmp_path)
    kept = chats.listed("one", limit=10**6)
    assert kept
    for one in kept:
        turns = chats.turns(one.id)
        assert len(turns) == one.questions
        assert all(each.answer and each.answer.message == "Nobody. " * 500 for each in turns)
    chats.keep(new_id(), turn("And on?"), number=0, owner="two")
