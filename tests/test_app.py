"""The chat page, run by Streamlit without a browser, over chatbots that need no model."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.ingest import INDEX
from rag.answer import Turn
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.fakes_chat import ARTICLES, FakeChatbot, FakeLibrary
from tests.test_draw import every, words
from ui.app import DRAWN_TURNS, _is_empty
from ui.pieces import Node

SUGGESTED = ("How much did the harbour tunnel cost?",)
ODD = " When  did\u202e the\tharbour tunnel open?\x07"
SIGNED = "Zhejiang and Macau signed a pact on trade in May 2025."


@pytest.fixture(autouse=True)
def _without_a_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit reads what every installed package says of itself, for each test: 0.4 seconds."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", list)


def script(open_chatbot: object, load_samples: object) -> None:
    """The page, after what clicks on its pieces would do."""
    import streamlit as st

    from ui.app import act_on, page

    for act in st.session_state.pop("clicks", ()):
        act_on(act)
    page(open_chatbot, load_samples)


@pytest.fixture
def real(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Chatbot:
    """The chatbot that ships, over two small articles; only the model is a fake."""
    settings = Settings(library=tmp_path / "library")
    build(library, embedder, folder=settings.folder / INDEX)
    return Chatbot(library, embedder, settings=settings)


def start(
    chatbot: FakeChatbot | Chatbot, load_samples: Callable[[Settings], None] | None = None
) -> AppTest:
    return run(lambda settings: chatbot, load_samples)


def run(open_chatbot: object, load_samples: object = None) -> AppTest:
    test = AppTest.from_function(script, args=(open_chatbot, load_samples), default_timeout=20)
    test.run()
    assert not test.exception
    return test


def sent(test: AppTest) -> list[dict[str, Any]]:
    """What the browser gets for each piece of the page, in order."""
    drawn = [*test.main, *test.sidebar]
    protos = [element.proto for element in drawn if element.type == "bidi_component"]
    return [json.loads(proto.json or proto.mixed.json) for proto in protos]


def pieces(test: AppTest) -> list[Node]:
    """The trees on the page, in order."""
    return [data["tree"] for data in sent(test)]


def shown(test: AppTest) -> str:
    return "\n".join(words(tree) for tree in pieces(test))


def buttons(test: AppTest) -> dict[str, Any]:
    """What a click on each button of the pieces sends, by the words on it."""
    found = [button for tree in pieces(test) for button in every(tree, "button")]
    return {words(button): button.get("act") for button in found}


def click(test: AppTest, *acts: Any) -> None:
    test.session_state["clicks"] = acts
    test.run()
    assert not test.exception


def press(test: AppTest, label: str) -> None:
    """Presses one of Streamlit's own buttons."""
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception


def ask(test: AppTest, question: str) -> None:
    test.chat_input[0].set_value(question).run()
    assert not test.exception


def test_welcome_says_what_it_does_and_what_it_knows() -> None:
    test = start(FakeChatbot(suggestions=SUGGESTED))
    assert "Ask your articles" in shown(test)
    assert "3 articles in the library, the newest from 15 January 2026." in shown(test)
    assert "Library: 3 articles" in shown(test)


def test_a_suggestion_is_asked_by_a_click() -> None:
    chatbot = FakeChatbot(suggestions=SUGGESTED)
    test = start(chatbot)
    click(test, buttons(test)[SUGGESTED[0]])
    assert chatbot.heard == [(SUGGESTED[0], ())]
    assert "Ask your articles" not in shown(test)


def test_an_answer_stands_under_its_question() -> None:
    test = start(FakeChatbot())
    ask(test, "When did the harbour tunnel open?")
    assert [message.name for message in test.chat_message] == ["user", "assistant"]
    assert "When did the harbour tunnel open?" in shown(test)
    assert "The harbour tunnel opened on Monday.[1]" in shown(test)


def test_a_marker_opens_its_source_and_close_closes_it() -> None:
    test = start(FakeChatbot())
    ask(test, "Where does the last orchard tree stand?")
    click(test, buttons(test)["[1]"])
    (mark,) = [mark for tree in pieces(test) for mark in every(tree, "mark")]
    assert words(mark) == "The last orchard tree stands in a schoolyard."
    assert "12,000 apple trees" not in shown(test)
    click(test, buttons(test)["Open article"])
    assert "12,000 apple trees" in shown(test)
    click(test, buttons(test)["Show less"])
    assert "12,000 apple trees" not in shown(test)
    click(test, buttons(test)["Close"])
    assert "Close" not in buttons(test)


def test_a_source_that_was_removed_shows_no_quote() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    chatbot.library.remove("a1")
    click(test, {"do": "cite", "turn": 0, "number": 1})
    assert "This article was removed from the library." in shown(test)
    assert not [mark for tree in pieces(test) for mark in every(tree, "mark")]


def test_a_refusal_offers_the_closest_articles() -> None:
    test = start(FakeChatbot())
    ask(test, "What about zebras?")
    assert "The articles do not answer this." in shown(test)
    assert not test.error
    click(test, {"do": "open", "article": "a2"})
    assert "More talks follow in spring." in shown(test)


def test_a_problem_is_told_in_words_and_is_no_turn() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "x" * 501)
    assert "The question is longer than 500 characters.Ask in fewer words." in shown(test)
    ask(test, "When did the harbour tunnel open?")
    assert "longer than 500" not in shown(test)
    assert chatbot.heard[-1][1] == ()


def test_earlier_turns_are_given_to_the_chatbot() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    ask(test, "Was it busy?")
    question, history = chatbot.heard[-1]
    assert question == "Was it busy?"
    assert [turn.question for turn in history] == ["When did the harbour tunnel open?"]
    assert history[0].answer is not None
    assert "Asked as: Was it busy? (When did the harbour tunnel open?)" in shown(test)


def test_a_question_with_odd_characters_and_its_follow_up() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, ODD)
    assert ODD.strip().replace("\u202e", "") in shown(test)
    assert "Asked as" not in shown(test)
    ask(test, "Was it busy?")
    assert [turn.question for turn in chatbot.heard[-1][1]] == [chatbot.heard[0][0]]


def test_only_a_new_answer_is_announced() -> None:
    test = start(FakeChatbot())
    for question in ("When did the harbour tunnel open?", "What about zebras?"):
        ask(test, question)
        said = [data["said"] for data in sent(test) if data["said"]]
        assert said == [test.session_state["turns"][-1].answer.text]
    test.run()
    assert not any(data["said"] for data in sent(test))


def test_a_new_chat_forgets_everything() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    click(test, buttons(test)["[1]"])
    test.button[0].click().run()
    assert "Ask your articles" in shown(test)
    assert "Close" not in buttons(test)
    ask(test, "Was it busy?")
    assert chatbot.heard[-1] == ("Was it busy?", ())


def test_a_long_chat_draws_its_last_turns_and_the_rest_on_demand() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    questions = [f"Question {number} about zebras?" for number in range(DRAWN_TURNS + 2)]
    test.session_state["turns"] = [Turn(question, chatbot.ask(question)) for question in questions]
    test.run()
    assert len(test.chat_message) == 2 * DRAWN_TURNS
    assert "Question 1 about" not in shown(test)
    press(test, "Show earlier questions")
    assert "Question 0 about" in shown(test)


def test_an_article_that_is_added_appears_in_the_list() -> None:
    chatbot = FakeChatbot(ARTICLES[:1])
    test = start(chatbot)
    assert "Library: 1 article" in shown(test)
    chatbot.library.add(ARTICLES[2])
    test.run()
    assert "Library: 2 articles" in shown(test)


def test_an_empty_library_says_what_to_do_and_loads_the_samples() -> None:
    chatbot = FakeChatbot(())

    def load(settings: Settings) -> None:
        chatbot.library = FakeLibrary(ARTICLES)

    test = start(chatbot, load)
    assert "Your library is empty" in shown(test)
    assert test.code[0].value.startswith("footnote add")
    assert not test.chat_input
    test.button[0].click().run()
    assert "Ask your articles" in shown(test)


def test_samples_that_cannot_be_loaded_are_a_problem_in_words() -> None:
    def load(settings: Settings) -> None:
        raise UserError("The disk is full.", mend="Make room.")

    test = start(FakeChatbot(()), load)
    test.button[0].click().run()
    assert "The disk is full.Make room." in shown(test)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_library_that_cannot_be_opened(
    is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with something in it is a problem to mend; one that is not there is only empty."""
    folder = tmp_path / "library"
    if is_there:
        folder.mkdir()
        (folder / "library.sqlite3").write_bytes(b"torn")
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(folder))

    def fail(settings: Settings) -> FakeChatbot:
        raise UserError("It is torn.", mend="Mend it.")

    test = run(fail)
    assert ("It is torn.Mend it." in shown(test)) == is_there
    assert ("Your library is empty" in shown(test)) != is_there
    assert _is_empty(folder) != is_there


@pytest.mark.parametrize(
    ("broken", "act"),
    [
        ("suggestions", None),
        ("library.count", None),
        ("library.versions", None),
        ("library.articles", None),
        ("library.get", {"do": "open", "article": "a1"}),
    ],
)
def test_what_breaks_while_the_chat_is_open_is_told_and_can_be_mended(
    broken: str, act: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UserError("The index is damaged.", mend="Run: footnote doctor --repair")

    chatbot = FakeChatbot(suggestions=SUGGESTED)
    *path, name = broken.split(".")
    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(chatbot.library if path else chatbot, name, fail)
        test = start(chatbot)
        if act:
            click(test, act)
        assert "The index is damaged.Run: footnote doctor --repair" in shown(test)
    press(test, "Try again")
    assert "The index is damaged" not in shown(test)
    assert "Ask your articles" in shown(test)


def test_trying_again_opens_the_library_again() -> None:
    """It may have been restored from a copy: what was open then still reads the torn file."""
    opened = []

    class Torn(FakeChatbot):
        def suggestions(self) -> list[str]:
            raise UserError("It is torn.", mend="Mend it.")

    def open_cached(settings: Settings) -> FakeChatbot:
        import streamlit as st

        def open_once() -> FakeChatbot:
            opened.append(FakeChatbot(suggestions=SUGGESTED) if opened else Torn())
            return opened[-1]

        return st.cache_resource(open_once)()

    test = run(open_cached)
    test.run()
    assert "It is torn." in shown(test)
    press(test, "Try again")
    assert SUGGESTED[0] in shown(test)


def test_a_question_that_could_not_be_asked_yet_is_asked_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise UserError("The library is locked.", mend="Try again.")

    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    with monkeypatch.context() as locked:
        locked.setattr(chatbot.library, "versions", fail)  # the list cannot be drawn
        ask(test, "What did the two regions sign?")
        assert "The library is locked.Try again." in shown(test)
        assert len(chatbot.heard) == 1
    test.run()
    assert [question for question, _ in chatbot.heard[1:]] == ["What did the two regions sign?"]


SENSELESS = (
    {},
    None,
    "cite",
    [],
    {"do": "?"},
    {"do": ["ask"]},
    {"do": "ask", "question": " "},
    {"do": "ask", "question": 1},
    {"do": "whole", "is_whole": True},
    {"do": "whole"},
    {"do": "cite", "turn": "0"},
    {"do": "cite", "turn": 0},
    {"do": "cite", "turn": 0, "number": 99},
    {"do": "cite", "turn": 1, "number": 1},  # this one has no answer
    {"do": "cite", "turn": 2, "number": 1},
    {"do": "cite", "turn": 10**30, "number": 1},
    {"do": "cite", "turn": -1, "number": 1},
    {"do": "cite", "turn": -2, "number": 1},
)


def test_a_click_that_makes_no_sense_does_nothing() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    test.session_state["turns"] = [*test.session_state["turns"], Turn("Was it busy?")]
    before = shown(test.run())
    click(test, *SENSELESS)
    assert shown(test) == before
    assert len(chatbot.heard) == 1


def test_a_click_in_a_session_that_was_lost_does_nothing() -> None:
    def lost(open_chatbot: object) -> None:
        import streamlit as st

        from tests.test_app import SENSELESS
        from ui.app import act_on, page

        if "turns" not in st.session_state:
            for act in ({"do": "cite", "turn": 0, "number": 1}, {"do": "close"}, *SENSELESS):
                act_on(act)
        page(open_chatbot, None)

    test = AppTest.from_function(lost, args=(lambda settings: FakeChatbot(),)).run()
    assert not test.exception
    assert "Ask your articles" in shown(test)


def test_an_article_that_never_was_is_said_to_be_gone(real: Chatbot) -> None:
    test = start(real)
    for article in ("", "a99", "\ud800", "' OR 1=1 --"):
        click(test, {"do": "open", "article": article})
        assert "This article was removed from the library." in shown(test)


class TestRealChatbot:
    """The page over the chatbot that ships: the two agree on every noun that passes between."""

    def test_an_answer_and_its_source(self, real: Chatbot) -> None:
        test = start(real)
        assert "2 articles in the library, the newest from 2 May 2025." in shown(test)
        ask(test, "What did Zhejiang and Macau sign?")
        assert f"{SIGNED}[1]" in shown(test)
        click(test, buttons(test)["[1]"])
        assert [words(m) for tree in pieces(test) for m in every(tree, "mark")] == [SIGNED]
        assert "The Post, 2 May 2025" in shown(test)
        assert "It covers 12 projects." in shown(test)

    def test_a_refusal(self, real: Chatbot) -> None:
        test = start(real)
        ask(test, "What is the chemical symbol for gold?")
        (turn,) = test.session_state["turns"]
        assert turn.answer.verdict == "not_found"
        assert turn.answer.message in shown(test)
        near = buttons(test)["Storm Kaiunknown publisher, no date"]
        click(test, near)
        assert "Officials closed 50 schools." in shown(test)

    @pytest.mark.parametrize(
        "first",
        ["What did Zhejiang and Macau sign?", " What  did\u202e Zhejiang  and\tMacau sign?\x07"],
    )
    def test_a_follow_up(self, first: str, real: Chatbot) -> None:
        test = start(real)
        ask(test, first)
        assert "Asked as" not in shown(test)
        ask(test, "When did they sign it?")
        assert "Asked as: When did Zhejiang and Macau sign it?" in shown(test)
        assert [turn.answer.verdict for turn in test.session_state["turns"]] == ["answered"] * 2

    def test_an_article_that_is_removed_while_its_source_is_open(self, real: Chatbot) -> None:
        test = start(real)
        ask(test, "What did Zhejiang and Macau sign?")
        click(test, buttons(test)["[1]"])
        real.library.remove(test.session_state["opened"].article)
        test.run()
        assert not test.exception
        assert "This article was removed from the library." in shown(test)
        assert "Library: 1 article" in shown(test)

    def test_an_index_that_is_gone_while_the_chat_is_open(self, real: Chatbot) -> None:
        test = start(real)
        index = real.settings.folder / INDEX
        index.rename(index.with_name("elsewhere"))
        ask(test, "What did Zhejiang and Macau sign?")
        assert "footnote doctor --repair" in shown(test)
        index.with_name("elsewhere").rename(index)
        ask(test, "What did Zhejiang and Macau sign?")
        assert f"{SIGNED}[1]" in shown(test)
