"""The chat as a person meets it: a real server, a real browser, and nothing from outside."""

import re

import pytest

from tests import browser as shared
from tests.browser import Open, ask, fake_chat, focused, is_in_view, tab_to
from tests.fakes_chat import ARTICLES

browser, chat, visit = shared.browser, shared.chat, shared.visit
pytestmark = shared.MARKS
MARKER = r"\[1\]( \d+ \w+)?$"  # with the age of its source; not the line of the source
# Notes all that is said to screen readers: it is gone after seconds, on a busy machine unseen.
LISTEN = """() => {
  window.said = [];
  const region = document.querySelector("body > [aria-live=polite]");
  new MutationObserver(() => window.said.push(region.textContent))
    .observe(region, { childList: true });
}"""


def test_a_marker_shows_its_source_and_opens_it_by_keyboard(chat: str, visit: Open) -> None:
    page = visit(chat)
    region = page.locator("body > [aria-live=polite]")
    region.wait_for(state="attached")
    page.evaluate(LISTEN)
    ask(page, "When did the harbour tunnel open?")
    words = "The harbour tunnel opened"
    page.wait_for_function("words => window.said.some((said) => said.includes(words))", arg=words)
    # It is said, not left on the page a second time.
    region.filter(has_text=words).wait_for(state="detached")
    chip = page.get_by_role("button", name="Source 1: Harbour tunnel opens a month early")
    chip.hover()
    tip = page.get_by_role("tooltip")
    assert tip.text_content() == (
        "Harbour tunnel opens a month earlyHarbour Post, 15 January 2026"
        "The harbour tunnel opened on Monday."
    )
    page.keyboard.press("Escape")
    assert tip.count() == 0
    tab_to(page, MARKER, key="Shift+Tab")  # from the text box backwards
    assert tip.count() == 1
    page.keyboard.press("Enter")
    page.locator(".panel mark").wait_for()
    assert tip.count() == 0
    page.keyboard.press("Tab")
    assert focused(page) == "Close"
    page.keyboard.press("Escape")
    page.locator(".panel").wait_for(state="detached")
    assert re.match(MARKER, focused(page))


@pytest.mark.ci
def test_a_click_anywhere_on_a_source_or_article_opens_it(chat: str, visit: Open) -> None:
    page = visit(chat)
    ask(page, "What about zebras?")
    page.locator(".refusal").get_by_role("button", name="What the orchard census found").click()
    page.locator(".panel").get_by_text("12,000 apple trees").wait_for()
    box = page.locator(".refusal").bounding_box()  # beside the panel, not under it
    assert box["x"] + box["width"] <= page.locator(".panel").bounding_box()["x"]
    page.keyboard.press("Escape")
    ask(page, "When did the harbour tunnel open?")
    page.locator(".answer .sources").get_by_role("button", name="Harbour tunnel").first.click()
    page.locator(".panel").get_by_text("Buses will use it").wait_for()
    page.locator(".panel").get_by_role("button", name="Close").click()
    page.locator(".panel").wait_for(state="detached")


@pytest.mark.ci
def test_a_quote_far_down_an_article_is_scrolled_to(chat: str, visit: Open) -> None:
    page = visit(chat)
    ask(page, "Where does the last orchard tree stand?")
    page.get_by_role("button", name="Source 1").click()
    page.get_by_role("button", name="Open article").click()
    page.get_by_role("button", name="Show less").wait_for()
    mark = page.locator(".panel mark")
    assert mark.text_content() == ARTICLES[2].text[-len(mark.text_content()) :]
    assert is_in_view(page, mark)
    assert is_in_view(page, page.get_by_role("button", name="Close"))


@pytest.mark.ci
def test_the_newest_answer_is_in_view(chat: str, visit: Open) -> None:
    page = visit(chat)
    for question in ("When did the harbour tunnel open?", "What about zebras?") * 2:
        ask(page, question)
    last = page.get_by_role("button", name="Copy with sources").last
    ask(page, "When did the harbour tunnel open?")
    last.wait_for()
    page.wait_for_timeout(300)
    assert is_in_view(page, last)
    page.reload()
    last.wait_for()
    page.wait_for_timeout(1000)
    assert is_in_view(page, last)


@pytest.mark.ci
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_without_scrolling_sideways(
    scheme: str, chat: str, visit: Open
) -> None:
    page = visit(chat, width=390, scheme=scheme)
    ask(page, "When did the harbour tunnel open?")
    page.get_by_role("button", name="Source 1").first.click()
    page.locator(".panel mark").wait_for()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    box = page.locator(".panel").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    ground = page.locator(".panel").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground == {"light": "rgb(252, 251, 248)", "dark": "rgb(21, 25, 30)"}[scheme]


@pytest.mark.ci
def test_a_defect_is_told_without_a_traceback(visit: Open) -> None:
    with fake_chat("defect") as url:
        page = visit(url)
        page.get_by_role("textbox", name="Ask a question").fill("Why?")
        page.keyboard.press("Enter")
        told = page.get_by_test_id("stException")
        told.wait_for()
        assert "went wrong inside Footnote" in told.evaluate(
            "e => getComputedStyle(e, '::after').content"
        )
        assert told.inner_text().strip() == ""
