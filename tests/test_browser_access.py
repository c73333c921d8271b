"""Everybody can use the page: axe-core finds nothing serious, and no mouse is needed.

axe-core comes with a package and is put into the page; it sees into the pieces.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser as shared
from tests.browser import Open, ask, fake_chat, focused, real_chat, settled, tab_to

browser, chat, visit = shared.browser, shared.chat, shared.visit
pytestmark = [*shared.MARKS, pytest.mark.ci]
PARTS = {  # of the library page: what is drawn in each of them alone
    "Add": "button:has-text('Add these files')",
    "Refused and copies": "h2:text-is('Copies')",
    "Articles": ".shelf-row >> nth=0",
}
IS_ALL = bool(os.environ.get("FOOTNOTE_TORTURE"))
ALL = [("light", 1280), ("dark", 390), ("dark", 1280), ("light", 390)]
LOOKS = ALL if IS_ALL else ALL[:2]  # each scheme and each width once


def faults(page: Any) -> list[str]:
    """What axe-core finds serious or critical, with the elements that it is about."""
    from axe_playwright_python.sync_playwright import Axe

    settled(page)
    page.mouse.move(0, 0)
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_chat_has_no_fault(scheme: str, width: int, chat: str, visit: Open) -> None:
    page = visit(chat, width=width, scheme=scheme)
    page.locator(".ask").first.wait_for()
    assert faults(page) == []
    ask(page, "When did the harbour tunnel open?")
    page.locator(".chip").first.click()
    page.locator(".panel mark").wait_for()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.locator(".panel").wait_for(state="detached")
    ask(page, "How much did it cost?")
    page.locator(".asked").click()
    ask(page, "What about zebras?")
    page.locator(".refusal").get_by_role("button", name="Something is wrong").click()
    assert faults(page) == []
    if width == 390:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_test_id("stMultiSelect").wait_for()
    page.get_by_text("Rename, save or delete").click()
    page.get_by_role("button", name="Delete this chat").click()
    page.get_by_role("button", name="Delete for good").wait_for()
    assert faults(page) == []


@pytest.fixture(scope="module")
def library(sample_library: Any) -> Iterator[str]:
    with real_chat(sample_library) as url:
        yield f"{url}/library"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_library_has_no_fault(scheme: str, width: int, library: str, visit: Open) -> None:
    page = visit(library, width=width, scheme=scheme)
    page.locator(".shelf-row").first.click()
    page.locator(".panel").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Close the source").click()
    page.locator(".panel").wait_for(state="detached")
    page.get_by_role("button", name="Select: ").first.click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").wait_for()
    assert faults(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    page.get_by_role("dialog").wait_for(state="detached")
    for part, drawn in PARTS.items():
        page.get_by_role("tab", name=part).click()
        page.locator(drawn).wait_for()
        assert faults(page) == []


def test_an_empty_library_has_no_fault(visit: Open) -> None:
    with fake_chat("empty") as url:
        for scheme, width in LOOKS:
            page = visit(url, width=width, scheme=scheme)
            page.get_by_role("button", name="Load the five sample articles").wait_for()
            assert faults(page) == []


def test_the_main_path_without_a_mouse(chat: str, visit: Open) -> None:
    page = visit(chat)
    page.locator(".ask").first.wait_for()
    tab_to(page, "Ask a question")
    page.keyboard.type("When did the harbour tunnel open?")
    page.keyboard.press("Enter")
    page.locator(".controls").wait_for()
    settled(page)
    tab_to(page, r"\[1\]( \d+ \w+)?$", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.locator(".panel mark").wait_for()
    settled(page)
    tab_to(page, "Close", most=3)
    page.keyboard.press("Escape")
    page.locator(".panel").wait_for(state="detached")
    settled(page)
    assert focused(page).startswith("[1]")
    tab_to(page, "Ask a question")
    page.keyboard.type("How much did it cost?")
    page.keyboard.press("Enter")
    page.locator(".asked").wait_for()
    settled(page)
    tab_to(page, "Asked as: ", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Engineers dug for how long?")  # in place of what was chosen
    page.keyboard.press("Enter")
    page.locator(".asked").wait_for(state="detached")
    page.locator(".claim", has_text="Engineers dug").wait_for()
    settled(page)
    tab_to(page, "Good answer", key="Tab")
    page.keyboard.press("Enter")
    page.locator(".thumb.up[aria-pressed=true]").wait_for()
    settled(page)
    tab_to(page, "New chat", key="Shift+Tab")
    tab_to(page, "Rename, save or delete")
    page.keyboard.press("Enter")
    page.get_by_label("Name of this chat").wait_for()
    page.keyboard.press("Escape")
    page.get_by_label("Name of this chat").wait_for(state="hidden")
    tab_to(page, "New chat", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ask your articles").wait_for()
