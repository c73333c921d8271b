"""The chat page where a language model is named: what is drawn as it writes, what a stop keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from corpus.errors import UserError
from rag.answer import Answer, Turn
from rag.narrow import EVERYTHING, Narrowing
from rag.settings import Settings
from tests.fakes_chat import FakeChatbot, hostile_strings
from tests.page import OWNER, ask, buttons, click, pieces, sent, shown, start, talk
from tests.test_draw import every, words
from ui.asking import STOPPED
from ui.chats import Chats
from ui.draw import CHECKING
from ui.pieces import text
from ui.serve import environment

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components", "_named")
OPENED = "When did the harbour tunnel open?"
WORDS = "The harbour tunnel opened on"
SENTENCE = "The harbour tunnel opened on Monday."


@pytest.fixture
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language model is named, and every word is drawn."""
    monkeypatch.setenv("FOOTNOTE_LLM", "fake:one")
    monkeypatch.setattr("ui.asking.DRAWN_EVERY", 0.0)


class Writing(FakeChatbot):
    """Writes as a language model does. While it does, once, `button` is pressed in the browser:
    when it waits, after the first words, or after the first sentence that is checked.
    """

    def __init__(self, button: str = "", *, at: str = "", said: Sequence[str] = (WORDS,)) -> None:
        super().__init__()
        self.button, self.at, self.said = button, at, said
        self.quoted: list[bool] = []
        self.closed = 0
        self.error: UserError | None = None

    def stream(
        self, question: str, history: Sequence[Turn] = (), *,
        narrowing: Narrowing = EVERYTHING, is_quoted: bool = False,
    ) -> Iterator[str | Answer]:  # fmt: skip
        self.quoted.append(is_quoted)
        whole = self.ask(question, history, narrowing=narrowing)
        so_far = replace(whole, composer="fake:one", written=2, kept=1, notes=("1 is not shown.",))
        try:
            yield ""
            self._press("waiting")
            yield ""
            yield from self.said
            self._press("words")
            yield self.said[-1]
            yield so_far
            yield self.said[-1]
            self._press("sentence")
            yield self.said[-1]
            if self.error:
                raise self.error
            yield replace(so_far, seconds={"total": 1.0})
        finally:
            self.closed += 1

    def _press(self, at: str) -> None:
        if self.at != at or not self.button:
            return
        button, self.button = self.button, ""
        requests = get_script_run_ctx().script_requests  # as the browser's buttons reach a script
        if button == "stop":
            requests.request_stop()
        else:
            requests.request_rerun(RerunData())


def submit(test: AppTest, question: str) -> None:
    """Asks, where the run may be stopped."""
    test.chat_input[0].set_value(question).run()


def test_the_whole_answer_takes_the_place_of_what_was_written(tmp_path: Path) -> None:
    chatbot, chats = Writing(), Chats.open(tmp_path)
    test = start(chatbot, chats=chats)
    ask(test, OPENED)
    assert SENTENCE in shown(test)
    assert CHECKING not in shown(test)
    assert not test.text
    (turn,) = chats.turns(chats.listed(OWNER)[0].id)
    assert turn.answer is not None
    assert (turn.answer.composer, turn.answer.notes) == ("fake:one", ("1 is not shown.",))
    assert (chatbot.quoted, chatbot.closed) == ([False], 1)


def test_what_is_written_is_marked_and_said_once() -> None:
    test = start(Writing("stop", at="words", said=("The", "The harbour", WORDS)))
    submit(test, OPENED)
    assert [each.value for each in test.text] == [WORDS]
    assert shown(test).count(CHECKING) == 1
    assert [data["said"] for data in sent(test) if data["said"]] == [CHECKING]
    assert not buttons(test).keys() & {"Copy with sources", "[1]"}


def test_a_stop_keeps_the_sentences_that_are_checked(tmp_path: Path) -> None:
    chatbot, chats = Writing("stop", at="sentence"), Chats.open(tmp_path)
    test = start(chatbot, chats=chats, **{"from": "Harbour Post"})
    submit(test, OPENED)
    assert chatbot.closed == 1  # nobody goes on writing
    assert STOPPED in shown(test)  # at once, as it was drawn before the stop
    (turn,) = talk(test).turns
    assert turn.answer is not None
    assert SENTENCE in turn.answer.text
    only = "Asked only of articles by Harbour Post."
    assert turn.answer.notes == (only, "1 is not shown.", STOPPED)
    assert chats.turns(chats.listed(OWNER)[0].id) == (turn,)
    click(test, {"do": "cite", "turn": 0, "number": 1})
    assert [words(mark) for tree in pieces(test) for mark in every(tree, "mark")] == [SENTENCE]
    assert SENTENCE in shown(test)
    assert STOPPED in shown(test)
    assert "Stopped before there was an answer." not in shown(test)
    assert test.query_params["chat"]
    ask(test, "What about zebras?")
    assert [turn.question for turn in chatbot.heard[-1][1]] == [OPENED]


@pytest.mark.parametrize("at", ["waiting", "words"])
def test_a_stop_before_anything_is_checked_leaves_the_question(at: str, tmp_path: Path) -> None:
    chatbot, chats = Writing("stop", at=at), Chats.open(tmp_path)
    test = start(chatbot, chats=chats)
    submit(test, OPENED)
    assert chatbot.closed == 1
    assert talk(test).turns == ()
    assert not chats.listed(OWNER)
    test.run()
    assert "Stopped before there was an answer." in shown(test)
    assert WORDS not in shown(test)
    click(test, {"do": "again"})
    assert SENTENCE in shown(test)


@pytest.mark.parametrize("at", ["waiting", "words", "sentence"])
def test_something_else_that_is_pressed_meanwhile_loses_no_question(at: str) -> None:
    chatbot = Writing("something", at=at)
    test = start(chatbot)
    ask(test, OPENED)
    assert len(chatbot.quoted) == chatbot.closed == 2
    assert len(talk(test).turns) == 1
    assert STOPPED not in shown(test)


def test_what_breaks_while_it_writes_is_a_problem_in_words() -> None:
    chatbot = Writing()
    chatbot.error = UserError("The index is damaged.", mend="Mend it.")
    test = start(chatbot)
    ask(test, OPENED)
    assert "The index is damaged.Mend it." in shown(test)
    assert talk(test).turns == ()


def test_quotes_alone_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    chatbot = Writing()
    test = start(chatbot)
    test.checkbox(key="is_quoted").check().run()
    ask(test, OPENED)
    assert chatbot.quoted == [True]
    monkeypatch.delenv("FOOTNOTE_LLM")
    test = start(chatbot)
    assert not test.checkbox
    ask(test, OPENED)
    assert SENTENCE in shown(test)
    assert chatbot.quoted == [True]  # without a model an answer comes whole


def test_hostile_words_stay_words_while_they_are_written() -> None:
    every_one = "\n".join(hostile_strings())
    chatbot = Writing("stop", at="sentence", said=[*hostile_strings(), every_one])
    test = start(chatbot)
    submit(test, OPENED)
    (written,) = test.text
    assert (written.type, written.value) == ("text", text(every_one))
    assert not test.markdown
    assert not test.caption


def test_the_page_gets_the_model_that_is_named() -> None:
    settings = Settings(llm="openai:x", llm_url="http://x/v1", llm_tokens=40, llm_gap_seconds=2.5)
    assert Settings.from_environment(environment(settings)) == settings
