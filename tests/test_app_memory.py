"""What the chat page remembers: its address, one's own list of chats, thumbs up and down."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Turn
from rag.settings import Settings
from tests.fakes_chat import ARTICLES, FakeChatbot
from tests.page import OWNER, ask, buttons, click, press, run, shown, start, talk
from ui.chats import Chats, Feedback, new_id
from ui.conversation import DRAWN_TURNS, Asked

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
OTHER = "c29tZWJvZHkgZWxzZSBoZQ"
OPENED = "When did the harbour tunnel open?"
STANDS = "Where does the last orchard tree stand?"


@pytest.fixture
def chats(tmp_path: Path) -> Chats:
    return Chats.open(tmp_path)


def kept(chats: Chats, *questions: str, owner: str = OWNER) -> str:
    """The id of a chat with these questions, answered."""
    chat, chatbot = new_id(), FakeChatbot()
    for number, question in enumerate(questions):
        chats.keep(chat, Turn(question, chatbot.ask(question)), number=number, owner=owner)
    return chat


def test_the_first_answer_is_kept_and_then_in_the_address(chats: Chats) -> None:
    test = start(FakeChatbot(), chats=chats)
    assert "chat" not in test.query_params
    assert not chats.listed(OWNER)
    ask(test, OPENED)
    (chat,) = chats.listed(OWNER)
    assert test.query_params["chat"] == chat.id
    assert chats.turns(chat.id) == talk(test).turns
    ask(test, "Was it busy?")
    assert test.query_params["chat"] == chat.id
    assert [turn.question for turn in chats.turns(chat.id)] == [OPENED, "Was it busy?"]


def test_a_reload_shows_the_same_chat_and_asks_nothing(chats: Chats) -> None:
    chatbot = FakeChatbot()
    test = start(chatbot, chats=chats, chat=kept(chats, OPENED, STANDS))
    assert "The harbour tunnel opened on Monday.[1]" in shown(test)
    click(test, {"do": "cite", "turn": 1, "number": 1})
    assert talk(test).opened is not None
    assert "The last orchard tree stands in a schoolyard." in shown(test)
    assert not chatbot.heard
    assert "Somebody else" not in shown(test)


@pytest.mark.parametrize("articles", [ARTICLES[1:], ()])
def test_a_chat_is_there_after_its_articles_are_not(
    articles: Sequence[Article], chats: Chats
) -> None:
    chatbot = FakeChatbot(articles)
    test = start(chatbot, chats=chats, chat=kept(chats, OPENED))
    assert OPENED in shown(test)
    assert "removed" in shown(test)
    assert not chatbot.heard


def test_a_follow_up_knows_nothing_of_an_answer_whose_article_is_gone(chats: Chats) -> None:
    chatbot = FakeChatbot(ARTICLES[1:])  # the tunnel's article is the first
    test = start(chatbot, chats=chats, chat=kept(chats, OPENED, STANDS))
    ask(test, "Was it busy?")
    ((_, history),) = chatbot.heard
    assert [turn.question for turn in history] == [OPENED, STANDS]
    assert [turn.answer is None for turn in history] == [True, False]


def test_who_leaves_a_chat_while_it_answers_asks_nothing_in_another(chats: Chats) -> None:
    chatbot = FakeChatbot()
    one, other = kept(chats, OPENED), kept(chats, STANDS)
    test = start(chatbot, chats=chats, chat=one)
    talk(test).asked = Asked("Was it busy?")  # as it is left when something else is pressed
    click(test, {"do": "chat", "chat": other})
    assert test.query_params["chat"] == other
    assert not chatbot.heard
    assert [len(chats.turns(each)) for each in (one, other)] == [1, 1]


def test_a_chat_that_is_not_there(chats: Chats) -> None:
    for nonsense in ("nope", "", "' OR 1=1 --"):
        test = start(FakeChatbot(), chats=chats, chat=nonsense)
        assert "There is no such chat" in shown(test)
        assert not test.chat_input
    press(test, "Start a new chat")
    assert "Ask your articles" in shown(test)
    assert "chat" not in test.query_params


def test_a_chat_that_another_window_changes_and_deletes(chats: Chats) -> None:
    chat = kept(chats, OPENED)
    test = start(FakeChatbot(), chats=chats, chat=chat)
    chats.keep(chat, Turn(STANDS, FakeChatbot().ask(STANDS)), number=1, owner=OWNER)
    test.run()
    assert STANDS in shown(test)
    chats.delete(chat, owner=OWNER)
    test.run()
    assert "There is no such chat" in shown(test)
    assert OPENED not in shown(test)


def test_somebody_elses_chat_goes_on_in_a_copy(chats: Chats) -> None:
    chat = kept(chats, OPENED)
    test = start(FakeChatbot(), chats=chats, owner=OTHER, chat=chat)
    assert "Somebody else’s chat" in shown(test)
    assert not chats.listed(OTHER)
    ask(test, STANDS)
    (copy,) = chats.listed(OTHER)
    assert test.query_params["chat"] == copy.id != chat
    assert [turn.question for turn in chats.turns(copy.id)] == [OPENED, STANDS]
    assert len(chats.turns(chat)) == 1
    assert "Somebody else’s chat" not in shown(test)


def test_back_in_the_browser_is_a_new_chat_and_back_from_the_library_is_not(chats: Chats) -> None:
    chat = kept(chats, OPENED)
    test = start(FakeChatbot(), chats=chats, chat=chat, since="2025-11-01")
    test.session_state["was_away"] = True
    test.query_params.clear()
    test.run()
    assert test.query_params == {"chat": chat, "since": "2025-11-01"}
    assert "The harbour tunnel opened on Monday." in shown(test)
    test.query_params.clear()
    test.run()
    assert "Ask your articles" in shown(test)


def test_the_list_opens_searches_renames_and_deletes(chats: Chats) -> None:
    first, second = kept(chats, OPENED), kept(chats, STANDS)
    kept(chats, "What did the two regions sign?", owner=OTHER)
    test = start(FakeChatbot(), chats=chats, chat=second)
    listed = [act["chat"] for act in buttons(test).values() if act and act["do"] == "chat"]
    assert listed == [second, first]
    click(test, {"do": "chat", "chat": first})
    assert test.query_params["chat"] == first
    assert "The harbour tunnel opened on Monday." in shown(test)
    test.text_input(key="chat_words").set_value("ORCHARD").run()
    listed = [act["chat"] for act in buttons(test).values() if act and act["do"] == "chat"]
    assert listed == [second]
    test.text_input(key="chat_words").set_value("").run()
    named = next(one for one in test.text_input if one.label == "Name of this chat")
    named.set_value("Tunnel *facts*")
    press(test, "Rename")
    assert chats.find(first).title == "Tunnel *facts*"
    assert "Tunnel *facts*" in shown(test)
    press(test, "Delete this chat")
    assert chats.find(first)
    press(test, "Keep it")
    press(test, "Delete this chat")
    press(test, "Delete for good")
    assert chats.find(first) is None
    assert "Ask your articles" in shown(test)
    assert [chat.id for chat in chats.listed(OWNER)] == [second]


def test_an_empty_name_is_told(chats: Chats) -> None:
    test = start(FakeChatbot(), chats=chats, chat=kept(chats, OPENED))
    next(one for one in test.text_input if one.label == "Name of this chat").set_value(" ")
    press(test, "Rename")
    assert "The title is empty." in shown(test)


def test_what_is_thought_of_an_answer_is_kept(chats: Chats) -> None:
    chat = kept(chats, OPENED)
    test = start(FakeChatbot(), chats=chats, chat=chat)
    bad = {"do": "rate", "turn": 0, "is_good": False, "reason": "out of date", "note": "Since May"}
    click(test, bad)
    assert chats.ratings(chat, reader=OWNER) == {0: Feedback(False, "out of date", "Since May")}
    assert "Since May" in shown(test)
    click(test, bad | {"reason": "because", "note": 1})
    assert chats.ratings(chat, reader=OWNER) == {0: Feedback(False, None, "")}
    click(test, {"do": "unrate", "turn": 0}, {"do": "unrate", "turn": 7})
    assert chats.ratings(chat, reader=OWNER) == {}


def test_an_answer_and_a_chat_are_offered_as_files(chats: Chats) -> None:
    test = start(FakeChatbot(), chats=chats, chat=kept(chats, OPENED, STANDS))
    assert [one.label for one in test.get("download_button")] == [
        "Save as Word",
        "Save as Markdown",
    ]
    click(test, {"do": "export", "turn": 1, "format": "docx"})
    assert "Save this answer as Word" in [one.label for one in test.get("download_button")]


def test_a_folder_that_cannot_be_written_is_told_once_and_questions_are_answered(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    chatbot = FakeChatbot()
    test = start(chatbot, chats=Chats.open(tmp_path / "file"))
    ask(test, OPENED)
    ask(test, "Was it busy?")
    assert shown(test).count("This chat is not kept") == 1
    assert len(chatbot.heard[-1][1]) == 1
    assert "chat" not in test.query_params


def test_chats_that_cannot_be_opened_are_told_and_questions_are_answered() -> None:
    def fail(settings: Settings) -> Chats:
        raise UserError("The file of the chats is damaged.", mend="Restore it.")

    test = run(lambda settings: FakeChatbot(), chats=fail, chat="x" * 22)
    ask(test, OPENED)
    assert shown(test).count("The file of the chats is damaged. Restore it.") == 1
    assert "The harbour tunnel opened on Monday." in shown(test)


@pytest.mark.slow
def test_a_long_chat_is_drawn_in_a_second_and_read_but_once(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, chatbot = new_id(), FakeChatbot()
    answer = chatbot.ask(OPENED)
    for number in range(200):
        chats.keep(chat, Turn(f"{OPENED} {number}", answer), number=number, owner=OWNER)
    test = start(chatbot, chats=chats, chat=chat)
    assert len(test.chat_message) == 2 * DRAWN_TURNS
    reads: list[Any] = []
    for noun, name in ((chatbot.library, "get"), (chats, "turns"), (chats, "ratings")):
        monkeypatch.setattr(noun, name, lambda *given: reads.append(given))
    began = time.process_time()  # of this process alone: the machine may be busy
    test.run()
    seconds = time.process_time() - began
    assert seconds < 1
    assert not test.exception
    assert reads == []
    assert f"{OPENED} 199" in shown(test)
