"""`footnote feedback`: what readers thought of answers, for people and as JSON."""

import json
from pathlib import Path

import pytest

from tests.kept_chats import QUOTE, turn
from ui.chats import Chats, Feedback
from ui.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library that is not there yet."""
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    return tmp_path / "library"


def test_no_feedback_is_a_plain_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == "There is no feedback yet.\n"
    assert main(["feedback", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"feedback": []}
    assert not folder.exists()


def test_feedback_is_listed_newest_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chats = Chats.open(folder)
    chats.keep("c", turn("Did it\n rain?"), number=0, owner="ana")
    chats.keep("c", turn("Where?\x1b[2J"), number=1, owner="ana")
    chats.rate("c", 0, Feedback(True), reader="ana")
    chats.rate("c", 1, Feedback(False, "source does not say this", "It says\nMacau."), reader="ana")
    assert main(["feedback"]) == 0
    newest, note, answer, citation, oldest, *_ = capsys.readouterr().out.splitlines()
    assert newest[:4].isdecimal()
    assert newest.endswith(" UTC  not good: source does not say this  Where? [2J")
    assert note == "    Note: It says Macau."
    assert answer == "    answered: It rained. [1]"
    assert citation == "    [1] k7f3q2 version 2: It rained."
    assert oldest.endswith(" UTC  good  Did it rain?")
    assert main(["feedback", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["feedback"]
    assert (first["question"], first["verdict"]) == ("Where?\x1b[2J", "answered")
    assert (first["is_good"], first["reason"]) == (False, "source does not say this")
    assert first["note"] == "It says\nMacau."
    (cited,) = first["citations"]
    assert (cited["article"], cited["version"], cited["quote"]) == ("k7f3q2", 2, QUOTE.quote)
    assert (second["is_good"], second["reason"], second["note"]) == (True, None, "")
    assert first["when"] > second["when"]


def test_a_nonsense_retention_is_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_KEEP_CHATS", "a month")
    assert main(["feedback"]) == 1
    assert "FOOTNOTE_KEEP_CHATS is 'a month'" in capsys.readouterr().err
