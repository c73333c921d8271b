"""A working day with the real product, in a real browser: from the first visit to a removed source.

Over the sample articles, with the model that is installed; every step goes on from the last.
"""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests import browser as shared
from tests.browser import Open, answering, ask, is_in_view, real_chat, settled, wait_for_count
from ui.chats import Chats

browser, visit = shared.browser, shared.visit
pytestmark = [*shared.MARKS, pytest.mark.ci]
SIGNED = (
    "The two regions signed agreements covering over 50 projects across more than a dozen areas, "
    "including technological innovation, trade, and housing."
)
HEADING = "The lighthouse at Cape Orla is lit again"
NEWS = (
    f"{HEADING}\n\n"
    "The lighthouse at Cape Orla was lit again on Tuesday after forty years of darkness.\n\n"
    "Engineer Mira Holt led the repair, which cost 3.1 million dollars."
)


@pytest.fixture
def folder(sample_library: Path, tmp_path: Path) -> Path:
    """A library of one's own, to be changed."""
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with real_chat(folder) as served:
        yield served


def test_a_chat_from_first_visit_to_export(url: str, folder: Path, visit: Open) -> None:
    page = visit(url)
    page.get_by_text("articles in the library").wait_for()
    settled(page)
    assert page.get_by_text("Deploy").count() == page.get_by_test_id("stMainMenu").count() == 0
    suggested = page.locator(".ask").first
    question = suggested.text_content()
    with answering(page):
        suggested.click()
    assert page.locator(".question").text_content() == question
    assert page.locator(".answer .chip").count() > 0  # only what can be answered is suggested
    ask(page, "What did Zhejiang and Hong Kong sign?")
    look_up_the_source(page)
    follow_up(page)
    filter_by_date(page)
    be_refused_and_say_so(page, folder)
    address = rename(page)
    export(page)
    answers = page.locator(".answer, .refusal")
    shown = answers.all_text_contents()
    page.reload()
    wait_for_count(answers, len(shown))
    settled(page)
    assert page.url == address
    assert answers.all_text_contents() == shown
    wait_for_count(page.get_by_text("You said: Something is missing."), 1)


def look_up_the_source(page: Any) -> None:
    chip = page.locator(".claim", has_text=SIGNED).locator(".chip").first
    chip.hover()
    assert SIGNED in page.get_by_role("tooltip").text_content()
    chip.click()
    mark = page.locator(".panel mark")
    mark.wait_for()
    assert SIGNED in mark.text_content()
    whole = page.locator(".panel p").filter(has=page.locator("mark"))
    assert whole.text_content() == f"- {SIGNED}"
    assert page.locator(".panel .reading p").count() > 1  # the lines around it
    page.get_by_role("button", name="Open article").click()
    page.locator(".panel").get_by_text("Expert Insights").wait_for()
    assert SIGNED in mark.text_content()
    assert is_in_view(page, mark)
    page.get_by_role("button", name="Close the source").click()
    page.locator(".panel").wait_for(state="detached")
    settled(page)


def follow_up(page: Any) -> None:
    ask(page, "Where did the South Korean and Japanese business lobbies meet?")
    assert "Jeju Island" in page.locator(".claim").last.text_content()
    ask(page, "Where did they meet?")
    asked = page.locator(".asked")
    assert "lobbies meet" in asked.text_content()
    asked.click()
    field = page.get_by_label("Ask instead")
    assert "lobbies meet" in field.input_value()
    field.fill(discussed := "What did the South Korean and Japanese business lobbies discuss?")
    field.press("Enter")
    page.locator(".question", has_text=discussed).wait_for()
    page.locator(".claim", has_text="cooperation").nth(1).wait_for()
    settled(page)
    assert page.locator(".question").count() == 4  # it took the place of the follow-up


def filter_by_date(page: Any) -> None:
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("spinbutton", name="day, Published from").click()
    page.keyboard.type("01112025", delay=30)
    page.keyboard.press("Tab")  # to the calendar
    page.keyboard.press("Tab")  # and on: the day is taken
    page.get_by_text("Only articles from 1 November 2025 on.").wait_for()
    settled(page)
    assert "since=2025-11-01" in page.url
    ask(page, "How many firms did the GoGlobal Task Force draw?")
    last = page.locator(".answer").last
    assert "500" in last.text_content()
    assert "Asked only of articles from 1 November 2025 on." in last.text_content()
    assert re.search(r"\[1\] \d+ (days|weeks|months|years)", last.text_content())  # its age
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_text("Only articles from").wait_for(state="detached")
    settled(page)
    assert "since" not in page.url


def be_refused_and_say_so(page: Any, folder: Path) -> None:
    ask(page, "What is the chemical symbol for gold?")
    refusal = page.locator(".refusal")
    assert "The closest articles:" in refusal.text_content()
    refusal.get_by_role("button", name="Something is wrong").click()
    refusal.get_by_label("Something is missing").check()
    refusal.get_by_label("Note (optional)").fill("We need a word on metals.")
    refusal.get_by_role("button", name="Send").click()
    page.get_by_text("You said: Something is missing.").wait_for()
    settled(page)
    (rated,) = Chats.open(folder).feedback()
    assert (rated.feedback.reason, rated.feedback.note) == ("missing", "We need a word on metals.")


def rename(page: Any) -> str:
    """The address of the chat, which has another name now."""
    page.get_by_text("Rename, save or delete").click()
    name = page.get_by_label("Name of this chat")
    name.fill("Lobbies and trade")
    page.get_by_role("button", name="Rename", exact=True).click()
    page.get_by_role("button", name="Lobbies and trade (open)").wait_for()
    settled(page)
    return str(page.url)


def export(page: Any) -> None:
    page.get_by_text("Rename, save or delete").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as Word").click()
    assert saved.value.suggested_filename == "Lobbies and trade.docx"
    document = Document(io.BytesIO(Path(saved.value.path()).read_bytes()))
    lines = [each.text for each in document.paragraphs]
    assert lines[0] == "Lobbies and trade"
    assert "2. What did Zhejiang and Hong Kong sign?" in lines
    assert any(line.startswith(SIGNED) and line.endswith("[2]") for line in lines)
    at = lines.index("References")
    (reference,) = [line for line in lines[at:] if f"“{SIGNED}”" in line]
    assert "000_6d8aa40588d9199b.txt" in reference
    assert any("6 November 2025" in line and "South China Morning Post" in line for line in lines)
    assert "How each claim was checked" in lines[at:]
    page.keyboard.press("Escape")


def test_a_library_from_upload_to_removal(url: str, visit: Open) -> None:
    page = visit(f"{url}/library")
    page.get_by_role("tab", name="Add").click()
    files = [
        {"name": "orla.txt", "mimeType": "text/plain", "buffer": NEWS.encode()},
        {"name": "torn.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 torn"},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Add these files").click()
    outcome = page.locator(".shelf-outcome")
    outcome.wait_for()
    assert "lighthouse at Cape Orla" in outcome.text_content()
    assert "torn.pdf" in outcome.text_content()
    page.get_by_role("tab", name="Refused and copies").click()
    page.locator(".shelf-refused", has_text="torn.pdf").wait_for()
    page.get_by_role("link", name="Chat").click()
    page.get_by_text("16 articles in the library").wait_for()
    settled(page)
    ask(page, "Who led the repair of the lighthouse at Cape Orla?")
    assert "Mira Holt" in page.locator(".claim").text_content()
    address = page.url
    page.get_by_role("link", name="Library").click()
    page.get_by_role("tab", name="Articles").click()
    rows = page.locator(".shelf-row")
    wait_for_count(rows, 16)  # the list is whole before it is searched
    page.get_by_label("Search titles, publishers and files").fill("orla")
    wait_for_count(rows, 1)
    page.get_by_role("button", name=f"Select: {HEADING}", exact=True).click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Remove for good").click()
    page.get_by_text("15 articles from").wait_for()
    page.goto(address)
    page.get_by_text("The article that said this was removed.").wait_for()
    settled(page)
    assert "Mira Holt" not in page.locator("body").text_content()
    assert page.locator(".answer").get_by_text("Mira Holt").count() == 0
    page.locator(".chip").first.click()
    page.locator(".panel").get_by_text("This article was removed from the library.").wait_for()
