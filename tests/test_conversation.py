"""The conversation on the page without a page: what is kept of it, and when."""

from pathlib import Path

from rag.answer import Answer, Turn
from ui.chats import Chats
from ui.conversation import Conversation

ONE, TWO = (Turn(each, Answer(each, each, "not_found")) for each in ("One?", "Two?"))


def test_what_could_not_be_kept_is_kept_with_the_next_answer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    now, chats = Conversation(), Chats.open(tmp_path)
    now.add(ONE, number=0)
    now.keep(Chats.open(tmp_path / "file"), number=0, owner="me")
    assert now.unkept is not None
    assert now.chat is None
    now.add(TWO, number=1)
    now.keep(chats, number=1, owner="me")
    assert now.unkept is None
    assert now.chat is not None
    assert chats.turns(now.chat.id) == (ONE, TWO)


def test_a_turn_in_the_place_of_another_takes_away_what_came_after(tmp_path: Path) -> None:
    now, chats = Conversation(), Chats.open(tmp_path)
    for number, turn in enumerate((ONE, TWO, ONE)):
        now.add(turn, number=number)
        now.keep(chats, number=number, owner="me")
    now.add(ONE, number=1)
    now.keep(chats, number=1, owner="me")
    assert now.turns == (ONE, ONE)
    assert now.chat is not None
    assert chats.turns(now.chat.id) == (ONE, ONE)


def test_two_windows_that_answer_at_once_both_keep_their_answer(tmp_path: Path) -> None:
    one, other, chats = Conversation(), Conversation(), Chats.open(tmp_path)
    one.add(ONE, number=0)
    one.keep(chats, number=0, owner="me")
    assert one.chat is not None
    other.read(one.chat, chats, reader="me")
    one.add(TWO, number=1)
    other.add(ONE, number=1)
    one.keep(chats, number=1, owner="me")
    other.keep(chats, number=1, owner="me")
    assert chats.turns(one.chat.id) == other.turns == (ONE, TWO, ONE)


def test_an_answer_does_not_bring_back_a_chat_that_was_deleted(tmp_path: Path) -> None:
    now, chats = Conversation(), Chats.open(tmp_path)
    now.add(ONE, number=0)
    now.keep(chats, number=0, owner="me")
    assert now.chat is not None
    chats.delete(now.chat.id, owner="me")
    now.add(TWO, number=1)
    now.keep(chats, number=1, owner="me")
    assert now.unkept is not None
    assert chats.find(now.chat.id) is None
