"""The library page over the library that ships: what it draws, and what becomes of a click."""

import time
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import Refused
from corpus.library import Library
from rag.chatbot import Chatbot
from rag.settings import Settings
from tests import library_page
from tests.conftest import RAIN, TRADE
from tests.fakes_chat import hostile_strings
from tests.library_page import filled, listed, show, start
from tests.page import buttons, click, shown
from ui.shelf_list import LISTED

pytestmark = pytest.mark.usefixtures("_without_a_search_for_components")
no_model, settings = library_page.no_model, library_page.settings


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


def test_copies_are_shown_with_their_places(settings: Settings, chatbot: Chatbot) -> None:
    chatbot.library.add(Article(text=TRADE, sources=("/copies/trade.txt",)))
    test = start(settings, chatbot)
    show(test, "Refused and copies")
    assert "1 article stands in several files, kept once." in shown(test)
    assert "In: news/trade.txt, copies/trade.txt" in shown(test)


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
