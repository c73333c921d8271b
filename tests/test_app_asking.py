"""How the chat page asks: edited questions, filters, and what a stop leaves behind."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from rag.answer import Answer, Turn
from rag.narrow import EVERYTHING, Narrowing
from tests.fakes_chat import FakeChatbot
from tests.page import OWNER, ask, click, press, shown, start, talk
from ui.chats import Chats

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
OPENED = "When did the harbour tunnel open?"


def test_an_edited_question_is_asked_as_it_stands_in_place_of_the_last(tmp_path: Path) -> None:
    chatbot, chats = FakeChatbot(), Chats.open(tmp_path)
    test = start(chatbot, chats=chats)
    for question in (OPENED, "Was it busy?"):
        ask(test, question)
    click(test, {"do": "rewrite", "turn": 1, "question": "What did it cost in dollars?"})
    assert chatbot.heard[-1] == ("What did it cost in dollars?", ())
    (chat,) = chats.listed(OWNER)
    questions = [OPENED, "What did it cost in dollars?"]
    assert [turn.question for turn in chats.turns(chat.id)] == questions
    click(test, {"do": "rewrite", "turn": 9, "question": "No such turn?"})
    assert len(chatbot.heard) == 3


def test_an_earlier_question_is_edited_behind_all_others_and_takes_none_away(
    tmp_path: Path,
) -> None:
    chatbot, chats = FakeChatbot(), Chats.open(tmp_path)
    test = start(chatbot, chats=chats)
    for question in (OPENED, "What about zebras?"):
        ask(test, question)
    click(test, {"do": "rewrite", "turn": 0, "question": "Was it busy?"})
    assert chatbot.heard[-1] == ("Was it busy?", ())
    (chat,) = chats.listed(OWNER)
    questions = [OPENED, "What about zebras?", "Was it busy?"]
    assert [turn.question for turn in chats.turns(chat.id)] == questions
    assert "zebras" in shown(test)


def test_filters_of_the_address_narrow_every_question() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot, **{"from": "harbour POST", "since": "2026", "until": "2026-01-31"})
    narrowing = Narrowing(("Harbour Post",), "2026-01-01", "2026-01-31")
    assert "Only articles by Harbour Post, from 1 January 2026 to 31 January 2026." in shown(test)
    ask(test, OPENED)
    assert chatbot.narrowed == [narrowing]
    only = "Asked only of articles by Harbour Post, from 1 January 2026 to 31 January 2026."
    assert talk(test).turns[0].answer.notes == (only,)
    assert only in shown(test)
    press(test, "Clear filters")
    assert not {"from", "since", "until"} & set(test.query_params)
    assert "Only articles" not in shown(test)
    ask(test, "What about zebras?")
    assert chatbot.narrowed[-1] == EVERYTHING


def test_the_controls_change_the_address() -> None:
    from datetime import date

    test = start(FakeChatbot())
    test.multiselect(key="filter_from").set_value(["Harbour Post"]).run()
    assert test.query_params["from"] == "Harbour Post"
    test.date_input(key="filter_since").set_value(date(2026, 1, 1)).run()
    assert test.query_params == {"from": "Harbour Post", "since": "2026-01-01"}
    test.multiselect(key="filter_from").set_value([]).run()
    assert test.query_params == {"since": "2026-01-01"}


def test_nonsense_in_the_address_is_left_out_and_said_in_a_line() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot, **{"from": "Nobody", "since": "soon", "until": "9999-99", "x": "y"})
    assert "Not a filter here, so left out: “Nobody”, “soon”, “9999-99”." in shown(test)
    ask(test, OPENED)
    assert chatbot.narrowed == [EVERYTHING]


class Pressed(FakeChatbot):
    """While it answers the first time, something is pressed in the browser."""

    def __init__(self, button: str) -> None:
        super().__init__()
        self.button = button

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        answer = super().ask(question, history, narrowing=narrowing)
        requests = get_script_run_ctx().script_requests  # as the browser's buttons reach a script
        if self.button == "stop":
            requests.request_stop()
        elif self.button:
            requests.request_rerun(RerunData())
        self.button = ""
        return answer


def test_a_stop_leaves_the_question_and_no_half_an_answer(tmp_path: Path) -> None:
    chatbot, chats = Pressed("stop"), Chats.open(tmp_path)
    test = start(chatbot, chats=chats)
    test.chat_input[0].set_value(OPENED).run()
    assert talk(test).turns == ()
    assert not chats.listed(OWNER)
    test.run()
    assert "Stopped before there was an answer." in shown(test)
    assert OPENED in shown(test)
    assert "opened on Monday" not in shown(test)
    click(test, {"do": "again"})
    assert "The harbour tunnel opened on Monday." in shown(test)
    assert "Stopped" not in shown(test)
    assert len(chats.turns(chats.listed(OWNER)[0].id)) == 1


def test_something_else_that_is_pressed_meanwhile_loses_no_question() -> None:
    chatbot = Pressed("something")
    test = start(chatbot)
    ask(test, OPENED)
    assert "The harbour tunnel opened on Monday." in shown(test)
    assert len(talk(test).turns) == 1
