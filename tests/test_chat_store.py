"""The chats in their file: kept, found, deleted for good; damaged, newer, shared, killed."""

import json
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UserError
from rag.answer import Answer, Check, Citation, Claim, Closest, Turn, Verdict
from ui.chat_database import FILE
from ui.chat_migrations import STEPS
from ui.chat_records import read, written
from ui.chats import Chats, Feedback, new_id

TEXT = st.text(max_size=9)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def few(noun: type) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.builds(noun), max_size=2).map(tuple)


ANSWERS = st.builds(
    Answer,
    claims=st.lists(st.builds(Claim, checks=few(Check)), max_size=2).map(tuple),
    citations=few(Citation),
    closest=few(Closest),
    missing=st.lists(TEXT, max_size=2).map(tuple),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    probability=st.none() | FINITE,
    seconds=st.dictionaries(TEXT, FINITE, max_size=2),
)
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


@pytest.mark.parametrize("verdict", get_args(Verdict))
@settings(max_examples=10)  # each of four verdicts; an answer takes 5 ms to make up
@given(answer=ANSWERS, question=st.text(st.characters(), max_size=9))
def test_an_answer_and_its_turn_are_the_same_after_json(
    verdict: Verdict, answer: Answer, question: str
) -> None:
    answer = replace(answer, verdict=verdict)
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert read(written(Turn(question, answer))) == Turn(question, answer)
    assert read(written(Turn(question))) == Turn(question)


def test_half_a_letter_is_kept_as_it_was_typed() -> None:
    assert read(written(Turn("\ud800?"))) == Turn("\ud800?")


def test_an_answer_of_another_release_opens() -> None:
    value = turn("Did it rain?").answer.to_json()  # type: ignore[union-attr]
    value["new"] = value["claims"][0]["new"] = value["citations"][0]["new"] = [1]
    assert Answer.from_json(value) == turn("Did it rain?").answer
    for key in ("notes", "message", "missing", "closest", "probability", "composer", "seconds"):
        del value[key]
    for key in ("title", "publisher", "published", "sources"):
        del value["citations"][0][key]
    for key in ("highlight", "supported", "checks"):
        del value["claims"][0][key]
    older = Answer.from_json(value)
    assert older.citations == (replace(QUOTE, title=None, published=None, sources=()),)
    assert older.claims == (Claim("It rained.", (1,)),)
    assert (older.notes, older.probability, older.seconds) == ((), None, {})


@pytest.mark.parametrize("value", ["[]", "{", '{"question": "Who?"}', '{"question":1,"answer":7}'])
def test_what_is_no_turn_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"no turn of a chat|property name"):
        read(value)


def test_looking_writes_nothing(tmp_path: Path) -> None:
    chats = Chats.open(tmp_path / "none")
    assert (chats.find("x"), chats.turns("x"), chats.ratings("x")) == (None, (), {})
    assert (chats.listed("ana"), chats.listed("ana", "rain"), chats.feedback()) == ([], [], [])
    assert chats.forget(days=1) == 0
    chats.delete("x", owner="ana")
    for change in (
        lambda: chats.rename("x", "Rain", owner="ana"),
        lambda: chats.copy("x", owner="ana"),
        lambda: chats.rate("x", 0, Feedback(True)),
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
    chats.rate(chat, 1, Feedback(True))
    chats.keep(chat, turn("Did it snow?"), number=0, owner="ana")
    assert [one.question for one in chats.turns(chat)] == ["Did it snow?"]
    assert chats.listed("ana")[0].title == "Did it snow?"
    assert chats.ratings(chat) == {}
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
    chats.rate(chat, 0, Feedback(True))
    mine = chats.copy(chat, owner="ben")
    assert mine != chat
    assert chats.turns(mine) == chats.turns(chat)
    assert chats.ratings(mine) == {}
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


def test_deleted_is_deleted(tmp_path: Path, chats: Chats, chat: str) -> None:
    secret = "xylophone" * 2000  # more than a page, so that it lies on pages of its own
    for number in range(2, 20):
        chats.keep(chat, turn(f"zeppelin {number}?", secret), number=number, owner="ana")
    chats.rate(chat, 3, Feedback(False, "wrong", "quicksand"))
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


def test_feedback_is_kept_with_its_answer(chats: Chats, chat: str) -> None:
    chats.rate(chat, 0, Feedback(True))
    chats.rate(chat, 1, Feedback(False, "source does not say this", "It says Macau."))
    assert chats.ratings(chat) == {
        0: Feedback(True),
        1: Feedback(False, "source does not say this", "It says Macau."),
    }
    newest, oldest = chats.feedback()
    assert (newest.question, newest.text, newest.verdict) == (
        "Where?", "In Hong Kong. [1]", "answered",
    )  # fmt: skip
    assert newest.citations == (QUOTE,)
    assert newest.when > oldest.when
    chats.rate(chat, 0, Feedback(False, "out of date"))  # in place of the first
    assert chats.ratings(chat)[0] == Feedback(False, "out of date")
    chats.rate(chat, 0, None)
    chats.rate(chat, 0, None)
    assert [*chats.ratings(chat)] == [1]
    chats.delete(chat, owner="ana")
    assert chats.feedback() == []


def test_feedback_needs_an_answer(chats: Chats, chat: str) -> None:
    chats.keep(chat, Turn("Why?"), number=2, owner="ana")
    for number in (-1, 2, 3):
        with pytest.raises(UserError, match="not kept any more"):
            chats.rate(chat, number, Feedback(True))
    with pytest.raises(UserError, match=r"2,001 characters.*2,000"):
        chats.rate(chat, 0, Feedback(False, note="x" * 2001))
    assert chats.feedback() == []


def aged(folder: Path, chat: str, *, days: float) -> None:
    database = sqlite3.connect(folder / FILE)
    when = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
    database.execute("UPDATE chats SET changed = ? WHERE id = ?", (when, chat))
    database.commit()
    database.close()


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


def test_a_newer_file_and_another_programs_are_left_alone(tmp_path: Path, chat: str) -> None:
    database = sqlite3.connect(tmp_path / FILE)
    database.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(UserError, match=r"made by a newer Footnote.*Update"):
        Chats.open(tmp_path)
    database.execute("PRAGMA application_id = 7")
    database.close()
    with pytest.raises(UserError, match="of another program"):
        Chats.open(tmp_path)


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
