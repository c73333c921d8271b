"""Removing on the library page: articles after one question, and words on what was refused."""

from dataclasses import replace

import pytest

from corpus.errors import Refused
from index.ingest import ingest
from rag.answer import Answer, Claim, Turn
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests import library_page
from tests.kept_chats import QUOTE
from tests.library_page import show, start, wait
from tests.page import buttons, click, press, shown
from ui.chats import Chats

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
no_model, settings = library_page.no_model, library_page.settings


@pytest.mark.slow
def test_several_are_removed_after_one_question(settings: Settings, chatbot: Chatbot) -> None:
    test = start(settings, chatbot)
    (rain, trade) = chatbot.library.described()
    click(test, {"do": "pick", "article": rain.id}, {"do": "pick", "article": trade.id})
    assert "2 articles selected" in shown(test)
    press(test, "Remove")
    assert "This cannot be undone" in shown(test)
    assert shown(test).count("Storm Kai") >= 2  # in the list, and in the question
    press(test, "Keep")
    assert "This cannot be undone" not in shown(test)
    assert chatbot.library.count() == 2
    click(test, {"do": "pick", "article": trade.id})
    assert "1 article selected" in shown(test)
    press(test, "Remove")
    press(test, "Remove for good")
    wait(test, settings)
    assert [article.id for article in chatbot.library.described()] == [trade.id]
    assert "1 article from 1 publisher." in shown(test)
    assert "selected" not in shown(test)
    assert chatbot.index.table.articles == [(trade.id, 1)]


def test_the_opened_article_is_removed_and_its_panel_closes(
    settings: Settings, chatbot: Chatbot
) -> None:
    (rain, trade) = chatbot.library.described()
    chats = Chats.open(settings.folder)
    for name in (rain.id, trade.id):
        quote = replace(QUOTE, article=name)
        answer = Answer("Who?", "Who?", "answered", (Claim("It rained.", (1,)),), (quote,))
        chats.keep(name, Turn("Who?", answer), number=0, owner="ana")
    test = start(settings, chatbot, article=rain.id)
    click(test, buttons(test)["Remove this article"])
    assert "article" not in test.query_params
    press(test, "Remove for good")
    assert chats.said() == {trade.id}
    wait(test, settings)
    assert "Storm Kai" not in shown(test)


def test_refused_items_are_dismissed_file_by_file(settings: Settings, chatbot: Chatbot) -> None:
    old = Refused("/news/old.doc", "old.doc is old.", "Save it as .docx.")
    chatbot.library.keep(old.source, [old])
    lines = "".join(f"{{torn {number}\n" for number in range(3))
    file = settings.folder.parent / "news.jsonl"
    file.write_text('{"text": "It was sunny in Macau."}\n' + lines)
    ingest([file], folder=settings.folder, embedder_name="fake")
    test = start(settings, chatbot)
    show(test, "Refused and copies")
    assert "old.doc is old. Save it as .docx." in shown(test)
    assert "Line 4 of news.jsonl" in shown(test)
    click(test, buttons(test)["Dismiss all 3"])
    assert "news.jsonl" not in shown(test)
    click(test, buttons(test)["Dismiss"])
    assert "Nothing was refused." in shown(test)
    assert chatbot.library.refused() == []
    assert chatbot.library.count() == 3  # only the words about it are gone
