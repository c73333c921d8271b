"""Adding on the library page: files, a path, and what another page began."""

import time
from pathlib import Path

import pytest
from streamlit import config

from corpus.errors import UserError
from corpus.library import Library
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests import library_page
from tests.conftest import RAIN, TRADE
from tests.library_page import SECONDS, listed, show, start, upload, wait
from tests.page import press, shown
from ui.shelf_adding import path_of
from ui.shelf_work import desk_of

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
no_model, settings = library_page.no_model, library_page.settings


@pytest.mark.slow
def test_an_empty_library_offers_to_add_and_becomes_one_of_one_article(settings: Settings) -> None:
    test = start(settings)
    assert "There are no articles yet." in shown(test)
    assert "up to 20 MB each" in shown(test)
    assert not settings.folder.exists()
    upload(test, settings, ("../rain.txt", RAIN.encode()), ("bad.pdf", b"torn"))
    assert "Done: 1 article added or updated." in shown(test)
    assert "bad.pdf is no PDF file" in shown(test)
    assert "1 article." in shown(test)
    assert "not indexed" not in shown(test)
    press(test, "Close")
    assert "Done:" not in shown(test)
    show(test, "Articles")
    assert listed(test) == [
        "It rained in Hong Kong on Monday. Officials closed 50 schools. The storm was…"
    ]
    show(test, "Refused and copies")
    assert "bad.pdf is no PDF file, whatever its name says." in shown(test)
    assert "No article was added twice." in shown(test)


@pytest.mark.slow
def test_the_same_file_again_is_a_new_version(settings: Settings) -> None:
    test = start(settings)
    upload(test, settings, ("rain.txt", RAIN.encode()))
    upload(test, settings, ("rain.txt", RAIN.encode()))
    assert "Unchanged: already in the library (1)" in shown(test)
    upload(test, settings, ("rain.txt", TRADE.encode()))
    assert "Updated: a new version of what was there (1)" in shown(test)
    with Library.open(settings.folder) as library:
        assert library.versions()[0][1] == 2


def test_a_path_of_this_computer_is_added(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "rain.txt").write_text(RAIN)
    test = start(settings)
    test.text_input[0].set_value(str(tmp_path / "news"))
    press(test, "Add this path")
    wait(test, settings)
    assert "Done: 1 article added or updated." in shown(test)
    test.text_input(key="library_path").set_value("news")
    press(test, "Add this path")
    assert "That is no whole path." in shown(test)


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.168.1.7"])
def test_a_server_for_others_offers_no_path(address: str | None, settings: Settings) -> None:
    config.set_option("server.address", address)
    test = start(settings)
    assert test.file_uploader
    assert not test.text_input


@pytest.mark.parametrize("given", ["", "  ", "news", "./a", "https://example.org/a", "/a\0b"])
def test_what_is_no_path_is_told(given: str) -> None:
    with pytest.raises(UserError):
        path_of(given)


def test_work_that_another_page_began_is_seen(settings: Settings, chatbot: Chatbot) -> None:
    import threading

    go_on = threading.Event()
    work = desk_of(settings.folder).start(
        lambda watch, report: (watch.reading("/news/sun.txt", 2, 3), go_on.wait(SECONDS), None)[2],
        what="Adding files",
    )
    while work.state != "reading":
        time.sleep(0.01)
    test = start(settings, chatbot)
    assert "Reading 3 files: 1 done." in shown(test)
    assert "Storm Kai" in shown(test)  # the page is not kept waiting
    press(test, "Stop")
    assert "Stopping" in shown(test)
    go_on.set()
    wait(test, settings)
    assert "Reading" not in shown(test)
