"""A real server and a real browser: what the tests of the page share.

A test module takes the fixtures over by name: `browser, visit = shared.browser, shared.visit`.
"""

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
from tests.test_serve import free_port, is_served
from ui.pieces import text
from ui.serve import command, environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 120_000  # milliseconds: a busy machine is no bug
UI = Path(__file__).parent.parent / "ui"
FAKES = Path(__file__).with_name("fakes_chat.py")

MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium"),
]
Open = Callable[..., Any]  # (url, width=1280, scheme="light", cookie=None) -> a Playwright page


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
        until = time.monotonic() + PATIENCE / 1000
        while not is_served(port):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait(timeout=10)


@contextmanager
def real_chat(library: Path) -> Iterator[str]:
    """The page over the library in that folder, with the model that is installed."""
    with serving(command(free_port()), FOOTNOTE_LIBRARY=str(library)) as url:
        yield url


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

    def open_page(
        url: str, width: int = 1280, scheme: str = "light", cookie: str | None = None
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
        )
        if cookie:
            context.add_cookies([{"name": "footnote_owner", "value": cookie, "url": url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.asked: list[str] = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("websocket", lambda socket: page.asked.append(socket.url))
        page.on("dialog", lambda dialog: page.asked.append(f"dialog://{dialog.message}"))
        page.on("popup", lambda popup: page.asked.append(f"popup://{popup.url}"))
        page.on("pageerror", lambda error: page.asked.append(f"error://{error}"))
        pages.append((page, url))
        page.goto(url)
        page.locator("h1, .answer, .question").first.wait_for(timeout=PATIENCE)
        return page

    yield open_page
    for page, url in pages:
        own = urlsplit(url).netloc
        strangers = [
            a for a in page.asked if urlsplit(a).netloc != own and a[:5] not in ("blob:", "data:")
        ]
        assert strangers == []
        assert urlsplit(page.url).netloc == own
        assert page.evaluate("window.__pwn") is None
        page.context.close()


def ask(page: Any, question: str) -> None:
    """Types a question, and waits for what comes back."""
    page.get_by_role("textbox", name="Ask a question").fill(question)
    with answering(page):
        page.keyboard.press("Enter")


@contextmanager
def answering(page: Any) -> Iterator[None]:
    """Waits, in the end, for one answer, refusal or problem more than there was."""
    told = page.locator("[data-testid=stChatMessage]").locator(".controls, .problem")
    before = told.count()
    yield
    told.nth(before).wait_for(timeout=PATIENCE)
    settled(page)


def settled(page: Any) -> None:
    """Waits until nothing runs for the page any more."""
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def wait_for_count(locator: Any, count: int) -> None:
    """Waits until there are so many, no more and no fewer."""
    from playwright.sync_api import expect

    expect(locator).to_have_count(count, timeout=PATIENCE)


def holds(locator: Any, strings: list[str]) -> bool:
    """Whether every string is there, as it is but for white space and what `text` takes out."""
    shown = "".join(text(locator.text_content()).split())
    return all("".join(text(string).split()) in shown for string in strings)


def focused(page: Any) -> str:
    """The words on what has the focus; the name of what has no words."""
    script = """() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.textContent || at?.ariaLabel || "";
    }"""
    return str(page.evaluate(script))


def tab_to(page: Any, words: str, *, key: str = "Tab", most: int = 60) -> None:
    """Presses a key until something whose words match has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if re.match(words, focused(page)):
            return
    raise AssertionError(f"{key} does not lead to {words}")


def is_in_view(page: Any, locator: Any) -> bool:
    """Whether all of it can soon be seen without scrolling; a drawing anew may be under way."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        box = locator.bounding_box()
        if box and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]:
            return True
        page.wait_for_timeout(50)
    return False
