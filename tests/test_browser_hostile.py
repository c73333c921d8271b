"""Words that were made to harm, everywhere they can be shown, in a real browser.

What leaves the page, runs in it or opens another is seen by `visit` (tests/browser.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from corpus.errors import Refused
from corpus.library import Library
from index.embed import SHIPPED
from index.ingest import reindex
from rag.answer import Turn
from tests import browser as shared
from tests.browser import Open, ask, fake_chat, holds, real_chat, settled, wait_for_count
from tests.fakes_chat import FakeLibrary, HostileChatbot, hostile_strings
from ui.chats import Chats, Feedback, new_id
from ui.uploads import safe_name

browser, visit = shared.browser, shared.visit
pytestmark = shared.MARKS
OWNER = "Q2hhdHMgb2YgbXkgb3duLg"
STRINGS = hostile_strings()
# One differs from another in capitals only, and one has a mark that articles do not keep.
PUBLISHERS = [  # two that differ by small and capital letters are one
    one for one in STRINGS if "javascript" not in one.lower() and "\u202e" not in one
]
SAFE = (
    r"DIV|SECTION|HEADER|P|SPAN|STRONG|MARK|SMALL|BLOCKQUOTE|H1|H2|UL|LI|BUTTON"
    r"|A|FORM|FIELDSET|LEGEND|LABEL|INPUT"
)
# Of the page with all of its pieces, which have roots of their own.
EVERYWHERE = """(selector) => [document, ...[...document.querySelectorAll("*")]
  .map((element) => element.shadowRoot).filter(Boolean)]
  .flatMap((root) => [...root.querySelectorAll(selector)])"""
PIECES = """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .flatMap((host) => [...(host.shadowRoot?.querySelectorAll("*:not(style)") ?? [])])
  .map((element) => element.tagName)"""
AWAY = f"""() => ({EVERYWHERE})('[href], [action], [formaction]').filter((each) =>
  each.host !== location.host && each.tagName !== "LINK").map((each) => each.outerHTML)"""
LEADING_OUT = (
    "iframe[srcdoc], object, embed, video[src], audio[src], base, math, "
    '[src*="8911"], [srcset*="8911"], [href*="8911"], [style*="8911"], [href*="evil"], '
    "meta[http-equiv=refresh], [onload], [onerror], [onfocus], [ontoggle]"
)


@dataclass(frozen=True)
class Hostile:
    """A server over a library and chats that are hostile in every word."""

    url: str
    chat: str
    last: str  # the article that has all of the strings


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile") / "library"
    chatbot = HostileChatbot()
    with Library.open(folder, create=True) as library:
        for article in chatbot.library.described():
            library.add(article)
        for number, string in enumerate(STRINGS):
            refused = Refused(f"{string} {number}", f"{string} cannot be read.", string)
            library.keep(refused.source, [refused])
        reindex(library, folder, SHIPPED)
        chatbot.library = FakeLibrary(library.articles())
        last = max(library.articles(), key=lambda article: len(article.text)).id
    answer = chatbot.ask("What of it?")
    chats, chat = Chats.open(folder), new_id()
    for number, half in enumerate((STRINGS[:22], STRINGS[22:])):
        chats.keep(chat, Turn("\n".join(STRINGS), answer), number=number, owner=OWNER)
        chats.rate(chat, number, Feedback(False, "wrong", "\n".join(half)), reader=OWNER)
    for string in STRINGS:
        chats.keep(new_id(), Turn(string, None), number=0, owner=OWNER)
    with real_chat(folder) as url:
        yield Hostile(url, chat, last)


def is_harmless(page: Any) -> bool:
    """Whether nothing on the page fetches, runs or links what it should not."""
    odd = [tag for tag in page.evaluate(PIECES) if not re.fullmatch(SAFE, tag)]
    away = page.evaluate(AWAY)
    found = page.evaluate(
        f"(out) => ({EVERYWHERE})(out).map((element) => element.outerHTML)", LEADING_OUT
    )
    assert (odd, away, found) == ([], [], [])
    return True


def test_hostile_words_do_nothing(visit: Open) -> None:
    assert len(STRINGS) == 43
    with fake_chat("hostile") as url:
        page = visit(url)
        page.locator(".ask").first.wait_for()
        assert page.locator(".ask").all_text_contents() == STRINGS[:4]
        ask(page, "\n".join(STRINGS))
        chips = page.locator(".chip")
        for number, string in enumerate(STRINGS):
            chips.nth(number).dispatch_event("pointerenter", {"pointerType": "mouse"})
            assert holds(page.get_by_role("tooltip"), [string])
        chips.last.click()  # the source that has them all
        panel = page.locator(".panel")
        panel.get_by_text("Quote 43:").wait_for()
        panel.get_by_role("button", name="Open article").click()
        panel.get_by_text("After").wait_for()
        for part in ("h2", ".about", ".file", ".reading"):
            assert holds(panel.locator(part), STRINGS)
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        for part in (".question", ".answer"):
            assert holds(page.locator(part), STRINGS)
        page.get_by_role("button", name="Copy with sources").click()
        ask(page, "error")
        assert holds(page.locator(".problem"), STRINGS)
        assert is_harmless(page)


@pytest.mark.ci
def test_a_hostile_chat_that_was_kept(hostile: Hostile, visit: Open) -> None:
    filters = [("from", string) for string in STRINGS] + [("from", f"no {s}") for s in STRINGS]
    address = urlencode([("chat", hostile.chat), *filters, ("since", STRINGS[3])])
    page = visit(f"{hostile.url}/?{address}", cookie=OWNER)
    page.get_by_text("Not a filter here").wait_for()
    settled(page)
    assert holds(page.locator(".st-key-filters .quiet"), STRINGS)
    tags = page.get_by_test_id("stMultiSelect").locator("[data-tag]")
    tags.nth(len(PUBLISHERS) - 1).wait_for(state="attached")
    assert holds(page.get_by_test_id("stMultiSelect"), PUBLISHERS)
    wait_for_count(page.locator(".library .source"), len(STRINGS) + 1)
    titles = page.locator(".library").all_text_contents()
    assert all(" ".join(s.split())[:40].replace("\u202e", "") in str(titles) for s in STRINGS[5:8])
    for part in (".question", ".asked", ".answer"):
        assert holds(page.locator(part).first, STRINGS)
    for number, half in enumerate((STRINGS[:22], STRINGS[22:])):
        assert holds(page.locator(".given").nth(number), half)
    page.get_by_role("button", name="Export").last.click()
    page.get_by_role("button", name="Markdown").last.click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this answer as Markdown").click()
    assert re.fullmatch(r"[\w ]+\.md", saved.value.suggested_filename)
    page.get_by_text("Rename, save or delete").click()
    page.get_by_label("Name of this chat").wait_for()
    page.keyboard.press("Escape")
    page.get_by_test_id("stMultiSelect").locator("input").click()  # all chosen: none is left
    assert is_harmless(page)


@pytest.mark.ci
def test_a_hostile_library(hostile: Hostile, visit: Open) -> None:
    page = visit(f"{hostile.url}/library?article={hostile.last}", cookie=OWNER)
    panel = page.locator(".panel")
    panel.wait_for()
    for part in ("h2", ".about", ".file", ".reading"):
        assert holds(panel.locator(part), STRINGS)
    page.keyboard.press("Escape")
    page.wait_for_url(f"{hostile.url}/library")
    settled(page)
    assert holds(page.locator(".shelf"), STRINGS)
    page.get_by_role("combobox", name="Publisher").click()
    page.keyboard.type("i35")  # only a few of the options are drawn at a time
    page.get_by_test_id("stSelectboxVirtualDropdown").get_by_text("i35").first.wait_for()
    assert is_harmless(page)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Refused and copies").click()
    page.locator(".shelf-refused").nth(len(STRINGS) - 1).wait_for()
    refused = page.locator(".shelf", has=page.locator(".shelf-refused"))
    assert holds(refused, STRINGS)
    page.get_by_role("tab", name="Add").click()
    files = [
        {"name": string, "mimeType": "text/plain", "buffer": b"It rained." if number % 2 else b""}
        for number, string in enumerate(STRINGS)
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Add these files").click()
    page.locator(".shelf-outcome").wait_for()
    told = page.locator(".shelf-outcome")
    assert holds(told, [safe_name(string) for string in STRINGS[:1]])
    assert is_harmless(page)
