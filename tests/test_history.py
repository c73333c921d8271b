"""The list of chats in the sidebar, as a tree of nodes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.test_draw import every, words
from ui.chats import Chat
from ui.history import chats_node, when_in_words

NEW_YEAR = "2026-01-01T00:00:00+00:00"
CHATS = [
    Chat("a", "When did it open?", "me", NEW_YEAR, "2026-01-02T00:00:00+00:00", 1),
    Chat("b", "<b>bold</b> :tulip:\u202e", "me", NEW_YEAR, "2026-01-01T00:00:00Z", 2),
]


def test_each_chat_is_a_button_and_its_title_is_text() -> None:
    first, second = every(chats_node(CHATS), "button")
    assert (words(first), first["act"]) == (
        "When did it open?2 January 2026", {"do": "chat", "chat": "a"}
    )  # fmt: skip
    assert words(second) == "<b>bold</b> :tulip:1 January 2026"


def test_the_open_chat_is_told_from_the_others() -> None:
    first, second = every(chats_node(CHATS, is_last_open=True), "button")
    assert "label" not in first
    assert second["label"].endswith("(open)")
    assert [words(strong) for strong in every(second, "strong")] == ["<b>bold</b> :tulip:"]


@pytest.mark.parametrize(
    ("zone", "told"),
    [("UTC", "14 January 2026"), ("Asia/Hong_Kong", "Today, 00:30")],
)
def test_today_is_that_of_the_reader(zone: str, told: str) -> None:
    now = datetime(2026, 1, 15, 3, tzinfo=UTC)
    assert when_in_words("2026-01-14T16:30:00+00:00", ZoneInfo(zone), today=now) == told
