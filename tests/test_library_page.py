"""The library page over the library that ships: what it draws, and what becomes of a click."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

import index.ingest
from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.library import Library
from index.ingest import INDEX, ingest
from index.manifest import CURRENT
from rag.answer import Answer, Claim, Turn
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from tests.fakes_chat import hostile_strings
from tests.page import buttons, click, pieces, press, shown
from tests.test_chat_store import QUOTE
from tests.test_draw import every, words
from ui.chats import Chats
from ui.shelf_adding import path_of
from ui.shelf_list import LISTED
from ui.shelf_work import desk_of

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
SECONDS = 20  # more than any of this takes


@pytest.fixture(autouse=True)
def _no_model(embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
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


def test_what_is_in_the_library_is_told(settings: Settings, chatbot: Chatbot) -> None:
    test = start(settings, chatbot)
    assert "2 articles from 1 publisher." in shown(test)
    assert "Newest: Zhejiang and Macau signed a pact on trade in May 2025." in shown(test)
    assert "Publishers: The Post 1, not known 1." in shown(test)
    assert "Published on 2 May 2025; 1 without a date. Last indexed on " in shown(test)
    assert not test.get("vega_lite_chart")  # of one article there is nothing to see over time


def test_a_chart_has_its_words(settings: Settings) -> None:
    days = ("2025-01-31", "2025-03-01", "2025-03-02")
    filled(settings, *(Article(text=day, sources=(day,), published=day) for day in days))
    test = start(settings)
    said = "Articles by month of publication, January 2025 to March 2025: most in March 2025, 2 art"
    assert said in shown(test)
    (chart,) = test.get("vega_lite_chart")
    assert chart.proto.alt.startswith(said)


def test_search_filter_and_order(settings: Settings, chatbot: Chatbot) -> None:
    test = start(settings, chatbot)
    assert listed(test)[-1] == "Storm Kai"
    test.text_input[0].set_value("STORM").run()
    assert listed(test) == ["Storm Kai"]
    test.text_input[0].set_value("zebra").run()
    assert listed(test) == []
    assert "No article has all of these words." in shown(test)
    test.text_input[0].set_value("").run()
    test.selectbox[0].set_value(("The Post",)).run()
    assert len(listed(test)) == 1
    test.selectbox[0].set_value(()).run()
    test.selectbox[1].set_value("title").run()
    assert listed(test)[0] == "Storm Kai"
    show(test, "Add")
    show(test, "Articles")
    assert listed(test)[0] == "Storm Kai"  # what was chosen is still there


@pytest.mark.slow
def test_ten_thousand_articles_are_drawn_a_page_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [
        Article(
            text="",
            sources=(f"/news/{number}.txt",),
            id=f"a{number}",
            version=1,
            title=f"Town {number} opened a library",
            publisher=f"Post {number % 40}",
            published=f"20{10 + number % 15}-01-{1 + number % 28:02}",
            added="2026-01-01T00:00:00+00:00",
        )
        for number in range(10_000)
    ]
    filled(settings, Article(text=RAIN, sources=("/news/rain.txt",)))
    monkeypatch.setattr(Library, "described", lambda self: many)
    monkeypatch.setattr(Library, "versions", lambda self: [(each.id, 1) for each in many])
    test = start(settings)
    assert "10,000 articles from 40 publishers." in shown(test)
    assert len(listed(test)) == LISTED
    began = time.process_time()
    test.text_input[0].set_value("town 7 lib").run()
    seconds = time.process_time() - began  # what this process works, not what others take
    assert "1 to 50 of " in shown(test)
    test.pagination[0].set_value(2).run()
    assert "51 to 100 of " in shown(test)
    test.text_input[0].set_value("town 777 ").run()
    assert test.session_state["library_page"] == 1
    assert all("777" in heading for heading in listed(test))
    assert seconds < 1


def test_an_article_opens_with_its_facts_from_a_link_too(
    settings: Settings, chatbot: Chatbot
) -> None:
    (rain, trade) = chatbot.library.described()
    test = start(settings, chatbot, article=rain.id)
    assert "Officials closed 50 schools." in shown(test)
    assert "Language: not known" in shown(test)
    click(test, {"do": "open", "article": trade.id})
    assert trade.id in test.query_params["article"]
    assert "It covers 12 projects." in shown(test)
    click(test, buttons(test)["Close"])
    assert "article" not in test.query_params
    assert "Close" not in buttons(test)


@pytest.mark.slow
def test_versions_and_the_same_story_elsewhere(settings: Settings, chatbot: Chatbot) -> None:
    source = ("/news/rain.txt",)
    chatbot.library.add(Article(text=RAIN + " It ended.", sources=source, title="Storm Kai"))
    story = "A ferry of the harbour line ran aground near the old pier on Tuesday morning. " * 8
    chatbot.library.add(Article(text=story + "One.", sources=("/a.txt",), title="Here"))
    chatbot.library.add(Article(text=story + "Two.", sources=("/b.txt",), title="There"))
    link = getattr(chatbot.library, "link", None)  # the story is found while adding, or then
    if link is not None:
        link()
    (rain, _, here, there) = chatbot.library.described()
    test = start(settings, chatbot, article=rain.id)
    assert "Version: 2 of 2" in shown(test)
    assert "It ended." in shown(test)
    click(test, buttons(test)["Show version 1"])
    assert "version" in test.query_params
    assert "It ended." not in shown(test)
    click(test, buttons(test)["Show the newest version"])
    assert "It ended." in shown(test)
    assert "version" not in test.query_params
    test = start(settings, chatbot, article=here.id)
    assert "The same story elsewhere:There" in shown(test)
    assert buttons(test)["There"] == {"do": "open", "article": there.id}


@pytest.mark.parametrize(
    "address",
    [
        {"article": "a99"},
        {"article": "' OR 1=1 --"},
        {"article": "a99", "version": "x"},
        {"article": "a99", "version": "9" * 30},
    ],
)
def test_an_address_that_leads_nowhere(
    address: dict[str, str], settings: Settings, chatbot: Chatbot
) -> None:
    test = start(settings, chatbot, **address)
    assert "This article was removed from the library." in shown(test)


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


def test_copies_are_shown_with_their_places(settings: Settings, chatbot: Chatbot) -> None:
    chatbot.library.add(Article(text=TRADE, sources=("/copies/trade.txt",)))
    test = start(settings, chatbot)
    show(test, "Refused and copies")
    assert "1 article stands in several files, kept once." in shown(test)
    assert "In: news/trade.txt, copies/trade.txt" in shown(test)


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


def test_articles_without_an_index_are_told_and_indexed(settings: Settings) -> None:
    filled(settings, Article(text=RAIN, sources=("/news/rain.txt",)))
    test = start(settings)
    assert "1 article is not indexed yet, and not used in answers." in shown(test)
    press(test, "Index now")
    wait(test, settings)
    assert "not indexed yet" not in shown(test)


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
    assert "is damaged, or none of Footnote" in shown(test)


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


@pytest.mark.slow
def test_hostile_words_stay_words(settings: Settings, chatbot: Chatbot) -> None:
    strings = hostile_strings()
    for number, string in enumerate(strings):
        known: dict[str, Any] = {"title": string, "publisher": string, "author": string}
        source = (f"/{number}{string}",)
        chatbot.library.add(Article(text=f"{number} {string}", sources=source, **known))
        chatbot.library.keep(string, [Refused(string, string, string)])
    test = start(settings, chatbot)
    for part in ("Articles", "Add", "Refused and copies"):
        show(test, part)
        told = [each.value for each in (*test.markdown, *test.caption, *test.title, *test.header)]
        assert not any(string in str(each) for each in told for string in strings)


@pytest.mark.slow
def test_a_click_that_makes_no_sense_does_nothing(settings: Settings, chatbot: Chatbot) -> None:
    test = start(settings, chatbot)
    before = shown(test)
    for act in ({}, None, "open", {"do": "pick"}, {"do": "open", "article": 1}, {"do": "dismiss"},
                {"do": "remove", "article": "a99"}, {"do": "dismiss", "source": "/none"},
                {"do": "pick", "article": "a99"}):  # fmt: skip
        click(test, act)
        assert shown(test) == before
