"""The chat page over the chatbot that ships; only the embedding model is a fake."""

import pytest

from index.manifest import INDEX
from rag.chatbot import Chatbot
from tests.page import ask, buttons, click, pieces, shown, start, talk
from tests.test_draw import every, words

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
SIGNED = "Zhejiang and Macau signed a pact on trade in May 2025."


class TestRealChatbot:
    """The page over the chatbot that ships: the two agree on every noun that passes between."""

    def test_an_answer_and_its_source(self, chatbot: Chatbot) -> None:
        test = start(chatbot)
        assert "2 articles in the library, the newest from 2 May 2025." in shown(test)
        ask(test, "What did Zhejiang and Macau sign?")
        assert f"{SIGNED}[1]" in shown(test)
        click(test, {"do": "cite", "turn": 0, "number": 1})
        assert [words(m) for tree in pieces(test) for m in every(tree, "mark")] == [SIGNED]
        assert "The Post, 2 May 2025" in shown(test)
        assert "It covers 12 projects." in shown(test)

    def test_a_refusal(self, chatbot: Chatbot) -> None:
        test = start(chatbot)
        ask(test, "What is the chemical symbol for gold?")
        (turn,) = talk(test).turns
        assert turn.answer.verdict == "not_found"
        assert turn.answer.message in shown(test)
        near = buttons(test)["Storm Kaiunknown publisher, no date"]
        click(test, near)
        assert "Officials closed 50 schools." in shown(test)

    @pytest.mark.parametrize(
        "first",
        ["What did Zhejiang and Macau sign?", " What  did\u202e Zhejiang  and\tMacau sign?\x07"],
    )
    def test_a_follow_up(self, first: str, chatbot: Chatbot) -> None:
        test = start(chatbot)
        ask(test, first)
        assert "Asked as" not in shown(test)
        ask(test, "When did they sign it?")
        assert "Asked as: When did Zhejiang and Macau sign the pact?" in shown(test)
        assert [turn.answer.verdict for turn in talk(test).turns] == ["answered"] * 2

    def test_an_article_that_is_removed_while_its_source_is_open(self, chatbot: Chatbot) -> None:
        test = start(chatbot)
        ask(test, "What did Zhejiang and Macau sign?")
        click(test, {"do": "cite", "turn": 0, "number": 1})
        chatbot.library.remove(talk(test).opened.article)
        test.run()
        assert not test.exception
        assert "This article was removed from the library." in shown(test)

    def test_an_index_that_is_gone_while_the_chat_is_open(self, chatbot: Chatbot) -> None:
        test = start(chatbot)
        index = chatbot.settings.folder / INDEX
        index.rename(index.with_name("elsewhere"))
        ask(test, "What did Zhejiang and Macau sign?")
        assert "footnote doctor --repair" in shown(test)
        index.with_name("elsewhere").rename(index)
        ask(test, "What did Zhejiang and Macau sign?")
        assert f"{SIGNED}[1]" in shown(test)
