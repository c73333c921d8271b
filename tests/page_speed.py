"""How long an answer takes on the page, alone and for many at once: python -m tests.page_speed

From Enter to the visible answer, over the sample articles with everything loaded. Seconds differ
from machine to machine and from minute to minute, so a matrix product of the same run stands by.
"""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.embed import SHIPPED
from index.ingest import add_samples
from rag.evaluate import read_questions
from tests.bench_measure import DATA, product_ms
from tests.browser import CHROMIUM, FLAGS, real_chat, settled
from tests.sessions import Session, visiting

QUESTIONS = 30
AT_ONCE = 20
# When the next answer is drawn on the page, in milliseconds since Enter was pressed.
RECORD = """() => {
  const drawn = () => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .reduce((sum, host) => sum + (host.shadowRoot?.querySelectorAll(".controls").length ?? 0), 0);
  const before = drawn();
  window.answered = new Promise((resolve) => {
    let began;
    const look = (now) => drawn() > before ? resolve(now - began) : requestAnimationFrame(look);
    document.addEventListener("keydown", () => {
      began = performance.now();
      requestAnimationFrame(look);
    }, { once: true, capture: true });
  });
}"""


def main() -> None:
    """Prints the median and the 95th percentile beside the machine's speed."""
    product = product_ms() / 1000
    print(f"load {os.getloadavg()[0]:.1f}; one 1024 x 1024 float32 product {product * 1000:.0f} ms")
    questions = [each.question for each in read_questions(DATA / "articles.jsonl")]
    asked = (questions * 2)[:QUESTIONS]
    with TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        add_samples(library, SHIPPED)
        with real_chat(library) as url:
            tell("in the browser", in_browser(url, asked), product)
            tell(f"of {AT_ONCE} sessions at once", at_once(url, asked[:AT_ONCE]), product)


def in_browser(url: str, questions: list[str]) -> list[float]:
    """Seconds from Enter to the visible answer, of questions asked one after the other.

    A new chat every ten: as far as an earlier question is drawn (ui/conversation.py).
    """
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        for number, question in enumerate(questions):
            if number % 10 == 0:
                page.goto(url)
                page.locator(".ask").first.wait_for()
                settled(page)
            page.get_by_role("textbox", name="Ask a question").fill(question)
            page.evaluate(RECORD)
            page.keyboard.press("Enter")
            found.append(page.evaluate("window.answered") / 1000)
            settled(page)
            time.sleep(0.5)  # as a reader would, at least
        browser.close()
    return found


def at_once(url: str, questions: list[str]) -> list[float]:
    """Seconds until each of as many sessions has the answer to its question."""
    with ThreadPoolExecutor(len(questions)) as pool, ExitStack() as stack:
        visits = [visiting(url) for _ in questions]
        sessions = list(pool.map(stack.enter_context, visits))
        found = list(pool.map(Session.ask, sessions, questions))
        assert not [error for session in sessions for error in session.errors]
    return found


def tell(what: str, seconds: list[float], product: float) -> None:
    """Prints one line."""
    p50, p95 = np.percentile(seconds, [50, 95])
    print(
        f"{what}: {len(seconds)} questions, p50 {p50 * 1000:,.0f} ms, p95 {p95 * 1000:,.0f} ms "
        f"({p50 / product:,.0f} and {p95 / product:,.0f} products)"
    )


if __name__ == "__main__":
    main()
