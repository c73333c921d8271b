"""The library page over an index that lacks or is damaged, and a library that cannot be used."""

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.manifest import CURRENT, INDEX
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests import library_page
from tests.conftest import RAIN
from tests.library_page import filled, start, upload, wait
from tests.page import click, press, shown
from tests.test_damage import damage

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
no_model, settings = library_page.no_model, library_page.settings


def test_articles_without_an_index_are_told_and_indexed(settings: Settings) -> None:
    filled(settings, Article(text=RAIN, sources=("/news/rain.txt",)))
    test = start(settings)
    assert "1 article is not indexed yet, and not used in answers." in shown(test)
    press(test, "Index now")
    wait(test, settings)
    assert "not indexed yet" not in shown(test)


def test_a_damaged_article_is_told_and_no_indexing_is_offered_for_it(settings: Settings) -> None:
    rainy = Article(text=RAIN, sources=("/news/rain.txt",), title="Storm")
    filled(settings, rainy)
    damage(settings.folder, "replace(text, '50', '90')")
    filled(settings, Article(text="The sun shone.", sources=("/news/sun.txt",)))
    test = start(settings)
    assert "(rain.txt) is damaged: its text is not as it was written" in shown(test)
    assert "1 article is not indexed yet, and not used in answers." in shown(test)
    press(test, "Index now")
    wait(test, settings)
    assert "not indexed yet" not in shown(test)
    assert "is damaged" in shown(test)
    with Library.open(settings.folder) as library:
        rain = library.described()[0].id
    click(test, {"do": "open", "article": rain})
    assert shown(test).count("is damaged") == 2  # in its panel too
    assert "90" not in shown(test)
    filled(settings, rainy)
    click(test, {"do": "open", "article": rain})
    assert "is damaged" not in shown(test)


def test_a_damaged_index_is_told_and_built_again(settings: Settings, chatbot: Chatbot) -> None:
    (settings.folder / INDEX / CURRENT).write_text("000009 nothing\n")
    test = start(settings, chatbot)
    assert "is damaged" in shown(test)
    press(test, "Build the index again")
    wait(test, settings)
    assert "is damaged" not in shown(test)


@pytest.mark.slow
def test_a_library_that_cannot_be_written(
    settings: Settings, chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise UserError("The library cannot grow: the disk is full.", mend="Make room on the disk.")

    test = start(settings, chatbot)
    with monkeypatch.context() as broken:
        broken.setattr(Library, "keep", full)
        broken.setattr(Library, "remove", full)
        upload(test, settings, ("sun.txt", b"The sun shone in Macau."))
        assert "It could not be finished." in shown(test)
        assert "The library cannot grow: the disk is full.Make room on the disk." in shown(test)
        press(test, "Close")
        (rain, _) = chatbot.library.described()
        click(test, {"do": "remove", "article": rain.id})
        press(test, "Remove for good")
        assert "the disk is full" in shown(test)
    press(test, "Try again")
    assert "2 articles from 1 publisher." in shown(test)


def test_a_torn_library_is_told(settings: Settings) -> None:
    settings.folder.mkdir()
    (settings.folder / "library.sqlite3").write_bytes(b"torn" * 100)
    test = start(settings)
    assert "is damaged, or is not Footnote's" in shown(test)
