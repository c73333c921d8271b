"""The chats: kept, owned, named, found and rated."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.answer import Turn
from tests import kept_chats
from tests.kept_chats import QUOTE, turn
from ui.chat_database import FILE
from ui.chats import Chats, Feedback, new_id

chat, chats = kept_chats.chat, kept_chats.chats


def test_looking_writes_nothing(tmp_path: Path) -> None:
    chats = Chats.open(tmp_path / "none")
    assert (chats.find("x"), chats.turns("x"), chats.ratings("x", reader="ana")) == (None, (), {})
    assert (chats.listed("ana"), chats.listed("ana", "rain"), chats.feedback()) == ([], [], [])
    assert chats.forget(days=1) == 0
    chats.delete("x", owner="ana")
    for change in (
        lambda: chats.rename("x", "Rain", owner="ana"),
        lambda: chats.copy("x", owner="ana"),
        lambda: chats.rate("x", 0, Feedback(True), reader="ana"),
    ):
        with pytest.raises(UserError, match="was deleted"):
            change()
    assert [*tmp_path.iterdir()] == []


def test_a_kept_chat_is_as_it_was(tmp_path: Path, chats: Chats, chat: str) -> None:
    again = Chats.open(tmp_path)
    assert again.turns(chat) == (turn("Did it rain?"), turn("Where?", "In Hong Kong."))
    found = again.find(chat)
    assert found is not None
    assert (found.id, found.title, found.owner, found.questions) == (chat, "Did it rain?", "ana", 2)
    assert found.created < found.changed
    assert datetime.fromisoformat(found.changed).utcoffset() == timedelta(0)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0  # for nobody else's eyes
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_an_edited_question_takes_the_later_ones_away(chats: Chats, chat: str) -> None:
    chats.rate(chat, 1, Feedback(True), reader="ana")
    chats.keep(chat, turn("Did it snow?"), number=0, owner="ana")
    assert [one.question for one in chats.turns(chat)] == ["Did it snow?"]
    assert chats.listed("ana")[0].title == "Did it snow?"
    assert chats.ratings(chat, reader="ana") == {}
    chats.rename(chat, "Weather", owner="ana")
    chats.keep(chat, turn("Did it hail?"), number=0, owner="ana")
    assert chats.listed("ana")[0].title == "Weather"  # the title that was given stays


def test_a_turn_after_one_that_is_gone_is_not_kept(chats: Chats, chat: str) -> None:
    for number in (3, -1):
        with pytest.raises(UserError, match="deleted in another window"):
            chats.keep(chat, turn("When?"), number=number, owner="ana")
    chats.delete(chat, owner="ana")
    with pytest.raises(UserError, match="deleted in another window"):
        chats.keep(chat, turn("When?"), number=2, owner="ana")
    assert chats.find(chat) is None


def test_only_the_owner_lists_and_changes_a_chat(chats: Chats, chat: str) -> None:
    assert [one.id for one in chats.listed("ana")] == [chat]
    assert chats.listed("ben") == []
    for change in (
        lambda: chats.rename(chat, "Mine", owner="ben"),
        lambda: chats.delete(chat, owner="ben"),
        lambda: chats.keep(chat, turn("When?"), number=2, owner="ben"),
    ):
        with pytest.raises(UserError, match="somebody else's"):
            change()
    assert len(chats.turns(chat)) == 2
    chats.rate(chat, 0, Feedback(True), reader="ana")
    mine = chats.copy(chat, owner="ben")
    assert mine != chat
    assert chats.turns(mine) == chats.turns(chat)
    assert chats.ratings(mine, reader="ben") == {}
    chats.keep(mine, turn("When?"), number=2, owner="ben")
    assert (len(chats.turns(mine)), len(chats.turns(chat))) == (3, 2)


def test_ids_cannot_be_guessed() -> None:
    found = {new_id() for _ in range(1000)}
    assert len(found) == 1000
    assert {len(one) for one in found} == {22}  # 128 bits, six a letter


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("", True),
        ("  ", True),
        ("RAIN kong", True),  # one in the title and a question, one in an answer
        ("rain snow", False),
        ("100%", True),
        ("10%0", False),
        ("%", True),
        ("_", False),
        ("straße", True),
        ("STRASSE", True),
        ("ﬁve", True),
        ("İstanbul", True),
        ("\"' OR 1=1 --", False),
        ("\ud800", True),  # as a question mark, which every question has
        ("rain " * 5000, True),
    ],
)
def test_chats_are_found_by_words(chats: Chats, chat: str, words: str, is_found: bool) -> None:
    chats.keep(chat, turn("In which Straße, İSTANBUL?", "100% of FIVE."), number=2, owner="ana")
    assert [one.id for one in chats.listed("ana", words)] == [chat] * is_found


def test_the_newest_change_is_listed_first(chats: Chats) -> None:
    names = [new_id() for _ in range(4)]
    for name in names:
        chats.keep(name, turn(f"Question {name}?"), number=0, owner="ana")
    chats.keep(names[1], turn("And?"), number=1, owner="ana")
    chats.rename(names[0], "Only a name", owner="ana")
    assert [one.id for one in chats.listed("ana")] == [names[1], names[3], names[2], names[0]]
    assert len(chats.listed("ana", limit=2)) == 2


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (" Rain\n\tin  May ", "Rain in May"),
        ("x" * 300, "x" * 199 + "…"),
        ("<b>$x$</b> :smile:", "<b>$x$</b> :smile:"),
        ("half \ud800 pair", "half ? pair"),
    ],
)
def test_titles_are_one_short_line(chats: Chats, chat: str, title: str, kept: str) -> None:
    chats.rename(chat, title, owner="ana")
    assert chats.listed("ana", kept)[0].title == kept
    with pytest.raises(UserError, match="title is empty"):
        chats.rename(chat, " \n", owner="ana")
    chats.keep(fresh := new_id(), turn(title), number=0, owner="ben")
    assert chats.listed("ben")[0].title == kept
    assert chats.turns(fresh)[0].question == title


def test_feedback_is_kept_with_its_answer(chats: Chats, chat: str) -> None:
    chats.rate(chat, 0, Feedback(True), reader="ana")
    chats.rate(chat, 1, Feedback(False, "source does not say this", "It says Macau."), reader="ana")
    assert chats.ratings(chat, reader="ana") == {
        0: Feedback(True),
        1: Feedback(False, "source does not say this", "It says Macau."),
    }
    newest, oldest = chats.feedback()
    assert (newest.question, newest.text, newest.verdict) == (
        "Where?", "In Hong Kong. [1]", "answered",
    )  # fmt: skip
    assert newest.citations == (QUOTE,)
    assert newest.when > oldest.when
    chats.rate(chat, 0, Feedback(False, "out of date"), reader="ana")  # in place of the first
    assert chats.ratings(chat, reader="ana")[0] == Feedback(False, "out of date")
    chats.rate(chat, 0, Feedback(True), reader="ben")  # who has the link, beside the owner
    assert chats.ratings(chat, reader="ben") == {0: Feedback(True)}
    assert len(chats.feedback()) == 3
    chats.rate(chat, 0, None, reader="ana")
    chats.rate(chat, 0, None, reader="ana")
    assert [*chats.ratings(chat, reader="ben")] == [0]
    assert [*chats.ratings(chat, reader="ana")] == [1]
    chats.delete(chat, owner="ana")
    assert chats.feedback() == []


def test_feedback_needs_an_answer(chats: Chats, chat: str) -> None:
    chats.keep(chat, Turn("Why?"), number=2, owner="ana")
    for number in (-1, 2, 3):
        with pytest.raises(UserError, match="not kept any more"):
            chats.rate(chat, number, Feedback(True), reader="ana")
    with pytest.raises(UserError, match=r"2,001 characters.*2,000"):
        chats.rate(chat, 0, Feedback(False, note="x" * 2001), reader="ana")
    assert chats.feedback() == []
