"""Chats that are deleted, replaced or old: no word of them stays in the file."""

import sqlite3
import threading
from pathlib import Path

from tests import kept_chats
from tests.kept_chats import aged, all_bytes, turn
from ui.chat_database import FILE
from ui.chats import Chats, Feedback, new_id

chat, chats = kept_chats.chat, kept_chats.chats


def test_deleted_is_deleted(tmp_path: Path, chats: Chats, chat: str) -> None:
    secret = "xylophone" * 2000  # more than a page, so that it lies on pages of its own
    for number in range(2, 20):
        chats.keep(chat, turn(f"zeppelin {number}?", secret), number=number, owner="ana")
    chats.rate(chat, 3, Feedback(False, "wrong", "quicksand"), reader="ana")
    chats.rename(chat, "marmalade", owner="ana")
    chats.keep(other := new_id(), turn("What else?"), number=0, owner="ana")
    words = (b"xylophone", b"zeppelin", b"quicksand", b"marmalade", chat.encode())
    assert all(word in all_bytes(tmp_path) for word in words)
    chats.delete(chat, owner="ana")
    chats.delete(chat, owner="ana")  # a second time changes nothing
    left = all_bytes(tmp_path)
    assert not any(word in left for word in words)
    assert b"What else?" in left
    assert [one.id for one in chats.listed("ana")] == [other]


def test_replaced_turns_and_titles_are_gone_too(tmp_path: Path, chats: Chats, chat: str) -> None:
    chats.rename(chat, "marmalade", owner="ana")
    chats.rename(chat, "jam", owner="ana")
    chats.keep(chat, turn("zeppelin?", "xylophone" * 2000), number=2, owner="ana")
    chats.keep(chat, turn("balloon?"), number=1, owner="ana")
    left = all_bytes(tmp_path)
    assert not any(word in left for word in (b"xylophone", b"zeppelin", b"marmalade"))


def test_deleting_waits_for_readers_rather_than_leave_words(
    tmp_path: Path, chats: Chats, chat: str
) -> None:
    reader = sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM turns").fetchall()
    timer = threading.Timer(0.1, reader.close)
    timer.start()
    chats.delete(chat, owner="ana")
    timer.join()
    assert b"rain" not in all_bytes(tmp_path)


def test_old_chats_are_forgotten(tmp_path: Path, chats: Chats, chat: str) -> None:
    chats.keep(young := new_id(), turn("And today?"), number=0, owner="ana")
    aged(tmp_path, chat, days=30.1)
    aged(tmp_path, young, days=29.9)
    assert Chats.open(tmp_path).find(chat)  # kept for ever unless told otherwise
    assert chats.forget(days=31) == 0
    assert chats.forget(days=30) == 1
    assert [one.id for one in chats.listed("ana")] == [young]
    assert b"Did it rain?" not in all_bytes(tmp_path)
    aged(tmp_path, young, days=31)
    opened = Chats.open(tmp_path, keep_days=30)
    assert opened.find(young) is None
    opened.keep(chat, turn("Did it rain?"), number=0, owner="ana")
    aged(tmp_path, chat, days=31)
    opened.keep(young, turn("And today?"), number=0, owner="ana")  # a server that runs for long
    assert [one.id for one in opened.listed("ana")] == [young]


def test_a_chat_that_goes_on_is_not_forgotten(tmp_path: Path, chat: str) -> None:
    opened = Chats.open(tmp_path, keep_days=30)
    aged(tmp_path, chat, days=31)
    opened.keep(chat, turn("And now?"), number=2, owner="ana")
    assert len(opened.turns(chat)) == 3
