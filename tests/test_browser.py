"""The chat as a person meets it: a real server, a real browser, and nothing from outside."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag.settings import Settings
from tests.fakes_chat import ARTICLES, hostile_strings
from tests.test_serve import free_port, is_served
from ui.serve import command, environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
UI = Path(__file__).parent.parent / "ui"
FAKES = Path(__file__).with_name("fakes_chat.py")
SAFE = r"DIV|SECTION|HEADER|P|SPAN|STRONG|MARK|SMALL|BLOCKQUOTE|H1|H2|UL|LI|BUTTON"
SIGNED = (
    "The two regions signed agreements covering over 50 projects across more than a dozen areas, "
    "including technological innovation, trade, and housing."
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium"),
]
Open = Callable[..., Any]  # (url, width=1280, scheme="light") -> a Playwright page


@contextmanager
def serving(arguments: list[str], **variables: str) -> Iterator[str]:
    """The address of a server that was started and answers; it is stopped in the end."""
    port = int(next(each for each in arguments if "server.port=" in each).split("=")[1])
    process = subprocess.Popen(
        arguments,
        cwd=UI,  # where Streamlit finds the theme, whichever script it runs
        env=environment(Settings.from_environment()) | variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while not is_served(port):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait(timeout=10)


@contextmanager
def fake_chat(case: str) -> Iterator[str]:
    """The page over a case of tests/fakes_chat.py."""
    arguments = [str(FAKES) if each.endswith("app.py") else each for each in command(free_port())]
    with serving(arguments, FAKE_CHAT=case) as url:
        yield url


@pytest.fixture(scope="module")
def chat() -> Iterator[str]:
    """The address of a chat over the three articles of tests/fakes_chat.py."""
    with fake_chat("articles") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Open]:
    """Opens an address; in the end, nothing may have left it, run in it or led away from it."""
    pages = []

    def open_page(url: str, width: int = 1280, scheme: str = "light") -> Any:
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        page.asked: list[str] = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("websocket", lambda socket: page.asked.append(socket.url))
        page.on("dialog", lambda dialog: page.asked.append(f"dialog://{dialog.message}"))
        page.on("popup", lambda popup: page.asked.append(f"popup://{popup.url}"))
        page.on("pageerror", lambda error: page.asked.append(f"error://{error}"))
        pages.append((page, url))
        page.goto(url)
        page.get_by_role("textbox").wait_for(timeout=60_000)
        return page

    yield open_page
    for page, url in pages:
        own = urlsplit(url).netloc
        strangers = [
            a for a in page.asked if urlsplit(a).netloc != own and a[:5] not in ("blob:", "data:")
        ]
        assert strangers == []
        assert page.url.rstrip("/") == url
        assert page.evaluate("window.__pwn") is None
        page.close()


def ask(page: Any, question: str) -> None:
    """Types a question, and waits for what comes back."""
    before = page.locator("[data-testid=stChatMessage]").count()
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    page.locator("[data-testid=stChatMessage]").nth(before + 1).locator(
        ".answer, .refusal, .problem"
    ).wait_for(timeout=30_000)


def test_the_whole_product(sample_library: Path, visit: Open) -> None:
    with serving(command(free_port()), FOOTNOTE_LIBRARY=str(sample_library)) as url:
        page = visit(url)
        page.get_by_text("5 articles in the library").wait_for()
        assert page.get_by_text("Deploy").count() == page.get_by_test_id("stMainMenu").count() == 0
        ask(page, "What did Zhejiang and Hong Kong sign?")
        page.locator(".claim", has_text=SIGNED).locator(".chip").first.click()
        mark = page.locator(".panel mark")
        mark.wait_for()
        assert SIGNED in mark.text_content()
        assert (
            page.locator(".panel p").filter(has=page.locator("mark")).text_content()
            == f"- {SIGNED}"
        )
        assert page.locator(".panel .reading p").count() > 1  # the lines around it
        page.get_by_role("button", name="Open article").click()
        page.locator(".panel").get_by_text("Expert Insights").wait_for()
        assert SIGNED in mark.text_content()
        assert is_in_view(page, mark)


def test_a_marker_shows_its_source_and_opens_it_by_keyboard(chat: str, visit: Open) -> None:
    page = visit(chat)
    ask(page, "When did the harbour tunnel open?")
    said = page.locator("body > [aria-live=polite]", has_text="The harbour tunnel opened")
    said.wait_for(state="attached")
    said.wait_for(state="detached")  # it is said, not left on the page a second time
    chip = page.get_by_role("button", name="Source 1: Harbour tunnel opens a month early")
    chip.hover()
    tip = page.get_by_role("tooltip")
    assert tip.text_content() == (
        "Harbour tunnel opens a month earlyHarbour Post, 15 January 2026"
        "The harbour tunnel opened on Monday."
    )
    page.keyboard.press("Escape")
    assert tip.count() == 0
    for _ in range(30):  # from the text box backwards
        page.keyboard.press("Shift+Tab")
        if focused(page) == "[1]":
            break
    assert tip.count() == 1
    page.keyboard.press("Enter")
    page.locator(".panel mark").wait_for()
    assert tip.count() == 0
    page.keyboard.press("Tab")
    assert focused(page) == "Close"
    page.keyboard.press("Escape")
    page.locator(".panel").wait_for(state="detached")
    assert focused(page) == "[1]"


@pytest.mark.ci
def test_a_click_anywhere_on_a_source_or_article_opens_it(chat: str, visit: Open) -> None:
    page = visit(chat)
    ask(page, "What about zebras?")
    page.locator(".refusal").get_by_role("button", name="What the orchard census found").click()
    page.locator(".panel").get_by_text("12,000 apple trees").wait_for()
    box = page.locator(".refusal").bounding_box()  # beside the panel, not under it
    assert box["x"] + box["width"] <= page.locator(".panel").bounding_box()["x"]
    page.locator(".library").get_by_role("button", name="Harbour tunnel").click()
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
        page.get_by_role("textbox").fill("Why?")
        page.keyboard.press("Enter")
        told = page.get_by_test_id("stException")
        told.wait_for()
        assert "went wrong inside Footnote" in told.evaluate(
            "e => getComputedStyle(e, '::after').content"
        )
        assert told.inner_text().strip() == ""


def test_hostile_words_do_nothing(visit: Open) -> None:
    strings = hostile_strings()
    assert len(strings) == 43
    with fake_chat("hostile") as url:
        page = visit(url)
        page.locator(".ask").first.wait_for()
        assert page.locator(".ask").first.text_content() == strings[0]
        assert page.locator(".library .source").count() == len(strings) + 1
        ask(page, "\n".join(strings))
        chips = page.locator(".chip")
        for number, string in enumerate(strings):
            chips.nth(number).dispatch_event("pointerenter", {"pointerType": "mouse"})
            assert holds(page.get_by_role("tooltip"), [string])
        chips.last.click()  # the source that has them all
        panel = page.locator(".panel")
        panel.get_by_text("Quote 43:").wait_for()
        panel.get_by_role("button", name="Open article").click()
        panel.get_by_text("After").wait_for()
        for part in ("h2", ".about", ".file", ".reading"):
            assert holds(panel.locator(part), strings)
        page.keyboard.press("Escape")
        panel.wait_for(state="detached")
        for part in (".question", ".answer"):
            assert holds(page.locator(part), strings)
        page.get_by_role("button", name="Copy with sources").click()
        ask(page, "error")
        assert holds(page.locator(".problem"), strings)
        assert [tag for tag in page.evaluate(PIECES) if not re.fullmatch(SAFE, tag)] == []
        assert page.locator("a[href]").count() == 1  # "Skip to main content"


def holds(locator: Any, strings: list[str]) -> bool:
    """Whether every string is there, as it is but for line ends and marks that turn text."""
    shown = "".join(locator.text_content().split())
    return all("".join(string.replace("\u202e", "").split()) in shown for string in strings)


PIECES = """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .flatMap((host) => [...host.shadowRoot.querySelectorAll("*:not(style)")])
  .map((element) => element.tagName)"""


def focused(page: Any) -> str:
    """The words on what has the focus."""
    script = """() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.textContent ?? "";
    }"""
    return str(page.evaluate(script))


def is_in_view(page: Any, locator: Any) -> bool:
    """Whether all of it can soon be seen without scrolling; a drawing anew may be under way."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        box = locator.bounding_box()
        if box and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]:
            return True
        page.wait_for_timeout(50)
    return False
