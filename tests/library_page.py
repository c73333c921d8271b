"""The library page of a library, and a person's steps on it: for the tests of that page.

A test module takes the fixtures over by name: `no_model = library_page.no_model`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

import index.ingest
from corpus.article import Article
from corpus.library import Library
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.page import pieces, press
from tests.test_draw import every, words
from ui.shelf_work import desk_of

SECONDS = 60  # more than any of this takes, on a busy machine too


@pytest.fixture(autouse=True)
def no_model(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fake embedder, and a server for this computer only, in every test of the module."""
    monkeypatch.setattr(index.ingest, "open_embedder", lambda name: embedder)
    before = config.get_option("server.address")
    config.set_option("server.address", "localhost")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a library that is not there yet."""
    return Settings(library=tmp_path / "library")


def script(settings: object, chatbot: object) -> None:
    """The page, after what clicks on its pieces would do."""
    import streamlit as st

    from ui.library_page import _act_on, library_page

    for act in st.session_state.pop("clicks", ()):
        _act_on(act)
    library_page(settings, chatbot)  # type: ignore[arg-type]


def start(settings: Settings, chatbot: Chatbot | None = None, **address: str) -> AppTest:
    test = AppTest.from_function(script, args=(settings, chatbot), default_timeout=SECONDS)
    test.query_params.update(address)
    test.run()
    assert not test.exception
    return test


def show(test: AppTest, part: str) -> None:
    """Turns to a tab of the page."""
    test.session_state["library_part"] = part
    test.run()
    assert not test.exception


def upload(test: AppTest, settings: Settings, *files: tuple[str, bytes]) -> None:
    """Uploads some files as a person does, and waits for what becomes of them."""
    show(test, "Add")
    test.file_uploader[0].set_value([(name, raw, "") for name, raw in files])
    test.run()
    press(test, "Add these files")
    wait(test, settings)


def wait(test: AppTest, settings: Settings) -> None:
    for work in desk_of(settings.folder).works():
        work.wait(SECONDS)
        assert work.is_over
    test.run()
    assert not test.exception


def listed(test: AppTest) -> list[str]:
    """The headings in the list, in order."""
    rows = [row for tree in pieces(test) for row in every(tree, "button")]
    return [words(row["children"][0]) for row in rows if row.get("look") == "shelf-row"]


def filled(settings: Settings, *articles: Article) -> None:
    with Library.open(settings.folder, create=True) as library:
        for article in articles:
            library.add(article)
