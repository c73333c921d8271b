"""A chat that is kept, and what its file holds: for the tests of `ui.chats` and what uses them.

A test module takes the fixtures over by name: `chat, chats = kept_chats.chat, kept_chats.chats`.
"""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.answer import Answer, Citation, Claim, Turn
from ui.chat_database import FILE
from ui.chats import Chats, new_id

QUOTE = Citation(
    1, "k7f3q2", 2, "a.txt", ("a.txt",), "Rain", None, "2025-11-06", "It rained.", 3, 13
)


def turn(question: str, text: str = "It rained.") -> Turn:
    claims = (Claim(text, (1,), highlight=(0, 2), supported=True),)
    answer = Answer(question, question, "answered", claims, (QUOTE,), seconds={"total": 0.5})
    return Turn(question, answer)


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats.open(tmp_path)


@pytest.fixture
def chat(chats: Chats) -> str:
    """A chat of two turns that Ana owns."""
    chats.keep(name := new_id(), turn("Did it rain?"), number=0, owner="ana")
    chats.keep(name, turn("Where?", "In Hong Kong."), number=1, owner="ana")
    return name


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def aged(folder: Path, chat: str, *, days: float) -> None:
    database = sqlite3.connect(folder / FILE)
    when = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    database.execute("UPDATE chats SET changed = ? WHERE id = ?", (when, chat))
    database.commit()
    database.close()
