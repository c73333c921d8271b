"""The chat page over a chatbot that behaves: what it draws, and what a click does."""

import pytest

from corpus.errors import UserError
from rag.answer import Turn
from rag.settings import Settings
from tests.fakes_chat import ARTICLES, FakeChatbot, FakeLibrary
from tests.page import ask, buttons, click, pieces, press, sent, shown, start, talk
from tests.test_draw import every, words
from ui.conversation import DRAWN_TURNS
from ui.pieces import text

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
SUGGESTED = ("How much did the harbour tunnel cost?",)
ODD = " When  did\u202e the\tharbour tunnel open?\x07"


def test_welcome_says_what_it_does_and_what_it_knows() -> None:
    test = start(FakeChatbot(suggestions=SUGGESTED))
    assert "Ask your articles" in shown(test)
    assert "3 articles in the library, the newest from 15 January 2026." in shown(test)


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
    click(test, {"do": "cite", "turn": 0, "number": 1})
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
    assert text(ODD) in shown(test)
    assert "Asked as" not in shown(test)
    ask(test, "Was it busy?")
    assert [turn.question for turn in chatbot.heard[-1][1]] == [chatbot.heard[0][0]]


def test_only_a_new_answer_is_announced() -> None:
    test = start(FakeChatbot())
    for question in ("When did the harbour tunnel open?", "What about zebras?"):
        ask(test, question)
        said = [data["said"] for data in sent(test) if data["said"]]
        assert said == [talk(test).turns[-1].answer.text]
    test.run()
    assert not any(data["said"] for data in sent(test))


def test_a_new_chat_forgets_everything() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    ask(test, "When did the harbour tunnel open?")
    click(test, {"do": "cite", "turn": 0, "number": 1})
    press(test, "New chat")
    assert "Ask your articles" in shown(test)
    assert "Close" not in buttons(test)
    ask(test, "Was it busy?")
    assert chatbot.heard[-1] == ("Was it busy?", ())


def test_a_long_chat_draws_its_last_turns_and_the_rest_on_demand() -> None:
    chatbot = FakeChatbot()
    test = start(chatbot)
    questions = [f"Question {number} about zebras?" for number in range(DRAWN_TURNS + 2)]
    talk(test).turns = tuple(Turn(question, chatbot.ask(question)) for question in questions)
    test.run()
    assert len(test.chat_message) == 2 * DRAWN_TURNS
    assert "Question 1 about" not in shown(test)
    press(test, "Show earlier questions")
    assert "Question 0 about" in shown(test)


def test_an_article_that_is_added_is_counted() -> None:
    chatbot = FakeChatbot(ARTICLES[:1])
    test = start(chatbot)
    assert "1 article in the library" in shown(test)
    chatbot.library.add(ARTICLES[2])
    test.run()
    assert "2 articles in the library" in shown(test)


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
