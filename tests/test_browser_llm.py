"""A language model's answer as a person sees it come: a real server, a real model, a real browser.

The model's server is the one of tests/test_llm_real.py; what must come slowly or do harm comes
from the one that plays.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import browser as shared
from tests import test_llm_real
from tests.browser import Open, ask, serving, settled
from tests.fakes_chat import hostile_strings
from tests.llm_server import event, pausing, pieces
from tests.llm_server import serving as playing
from tests.test_browser_hostile import is_harmless
from tests.test_serve import free_port
from ui.asking import STOPPED
from ui.draw import CHECKING
from ui.serve import command

pytest.importorskip("langchain_openai", reason="the extra [openai] is not installed")
browser, visit, url = shared.browser, shared.visit, test_llm_real.url
pytestmark = [pytest.mark.ci, *shared.MARKS]
# Two cores for a model, a page and a browser: minutes where other work goes on.
slow_here = pytest.mark.skipif(
    not os.environ.get("FOOTNOTE_TORTURE"), reason="make torture runs the real model behind a page"
)
SIGNED = "What did Zhejiang and Hong Kong sign?"
TRUE = (
    "Lee emphasized Hong Kong’s position as an international trade center and supply chain hub, "
    "combined with Zhejiang’s strengths in the digital economy, as a powerful combination to help "
    "Chinese businesses diversify away from the US market."
)
LIE = " The agreements were signed by all of the ministers of Peru and Chile on a boat"
PATIENT = {f"FOOTNOTE_LLM_{name}_SECONDS": "120" for name in ("FIRST", "GAP", "TOTAL")}
# What the page shows of what is written, and when it shows that a stop was heard.
WATCH = """() => {
  window.__written = [];
  window.__stopped = null;
  const app = document.querySelector(".stApp");
  new MutationObserver(() => {
    const words = document.querySelector(".st-key-writing [data-testid=stText]")?.textContent;
    if (words && words !== window.__written.at(-1)) window.__written.push(words);
    if (window.__pressed && !window.__stopped && app.dataset.testScriptState === "notRunning")
      window.__stopped = performance.now();
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[aria-label='Stop script']")) window.__pressed = performance.now();
  }, true);
}"""


@pytest.fixture(scope="module")
def library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample articles whose chats may be kept."""
    copied = tmp_path_factory.mktemp("chats") / "library"
    shutil.copytree(sample_library, copied)
    return copied


@contextmanager
def chat_with(model_url: str, library: Path, *, tokens: int) -> Iterator[str]:
    """The page over a library, with the model behind that URL."""
    named = {"FOOTNOTE_LLM": "openai:SmolLM2-135M-Instruct", "FOOTNOTE_LLM_URL": model_url}
    given = named | PATIENT | {"FOOTNOTE_LIBRARY": str(library), "FOOTNOTE_LLM_TOKENS": str(tokens)}
    with serving(command(free_port()), **given) as address:
        yield address


def begin(page: Any, question: str) -> None:
    """Types a question, and waits until the model was asked."""
    settled(page)
    page.evaluate(WATCH)
    page.get_by_role("textbox", name="Ask a question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".st-key-writing [data-testid=stText]").wait_for(state="attached")


def stop(page: Any) -> float:
    """The seconds from the click on "stop" to the page that shows it."""
    page.get_by_role("button", name="Stop script").click()
    page.wait_for_function("window.__stopped")
    return float(page.evaluate("(window.__stopped - window.__pressed) / 1000"))


@slow_here
def test_a_real_model_is_seen_writing(url: str, library: Path, visit: Open) -> None:
    with chat_with(url, library, tokens=40) as address:
        page = visit(address)
        page.evaluate(WATCH)
        ask(page, SIGNED)
        written = page.evaluate("window.__written")
        assert len(written) > 1
        assert written[-1].startswith(written[0][:10])  # it grows
        assert page.locator(".st-key-writing").count() == 0
        assert "50 projects" in page.locator(".claim").first.text_content()
        page.get_by_role("button", name="Source 1").first.click()
        page.locator(".panel mark").wait_for()


@slow_here
def test_a_real_model_can_be_stopped(url: str, library: Path, visit: Open) -> None:
    with chat_with(url, library, tokens=1_000) as address:  # a long time until its first word
        page = visit(address)
        begin(page, SIGNED)
        assert stop(page) < 5  # most of it is the page's, on a busy machine
        page.get_by_text("Stopped before there was an answer.").or_(
            page.get_by_text(STOPPED)
        ).wait_for()
        page.get_by_text("Answer in quotes only").click()
        settled(page)
        ask(page, SIGNED)
        assert "50 projects" in page.locator(".claim").last.text_content()


def test_a_stop_keeps_what_was_checked(library: Path, visit: Open) -> None:
    told = [part for piece in pieces(f"{TRUE} [4]{LIE}") for part in (event(piece), 0.05)]
    slowly = [event(" and"), 0.5] * 200
    with (
        playing(pausing(*told, *slowly)) as server,
        chat_with(server.url, library, tokens=1_000) as address,
    ):
        page = visit(address)
        begin(page, SIGNED)
        page.locator(".st-key-writing .claim").wait_for()
        page.locator(".st-key-writing").get_by_text("ministers of Peru").wait_for()
        label = page.locator(".st-key-writing").get_by_text(CHECKING)
        assert label.count() == 1
        assert not page.get_by_text(STOPPED).is_visible()
        assert page.locator("[aria-live] [data-testid=stText]").count() == 0  # not word by word
        assert stop(page) < 5  # most of it is the page's, on a busy machine
        page.get_by_text(STOPPED).wait_for()
        assert not label.is_visible()
        assert not page.get_by_text("ministers of Peru").is_visible()
        assert page.locator(".claim:visible").count() == 1
        assert server.gone.wait(timeout=60)  # nobody listens any more
        page.get_by_role("button", name="Source 1").first.click()
        page.locator(".panel mark").wait_for()
        settled(page)
        page.reload()
        page.get_by_text(STOPPED).wait_for()
        assert TRUE in page.locator(".claim").text_content()


def test_hostile_words_do_nothing_while_they_are_written(library: Path, visit: Open) -> None:
    strings = [one for one in hostile_strings() if "[" not in one and "\n" not in one]
    words = [part for one in strings for part in (event(f"{one} "), 0.05)]
    with (
        playing(pausing(*words, 20.0)) as server,
        chat_with(server.url, library, tokens=1_000) as address,
    ):
        page = visit(address)
        begin(page, SIGNED)
        shown = page.locator(".st-key-writing [data-testid=stText]")
        shown.get_by_text('name="cookie"').wait_for()  # of the last
        assert "<script>window.__pwn=1</script>" in shown.text_content()
        assert shown.locator("*").count() == shown.locator("div, span").count()
        assert is_harmless(page)
        stop(page)
        assert is_harmless(page)
