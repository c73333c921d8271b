"""What the commands say of a text that the disk has changed, and how they mend it."""

import json
from pathlib import Path

import pytest

from index.check import check
from tests.test_damage import DAMAGED, OTHER, TEXT, damage
from ui.cli import main


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, str, list[str]]:
    """The files of two articles, in a library with its index; one of them is damaged there."""
    news, shelf = tmp_path / "news", str(tmp_path / "shelf")
    news.mkdir()
    (news / "rain.txt").write_text(TEXT)
    (news / "trams.txt").write_text(OTHER)
    assert main(["add", str(news / "rain.txt"), "--library", shelf]) == 0
    assert main(["add", str(news / "trams.txt"), "--library", shelf]) == 0
    damage(tmp_path / "shelf", DAMAGED[0])
    return news / "rain.txt", shelf, ["--library", shelf]


def mends(told: str) -> list[list[str]]:
    """The commands that a message names."""
    parts = [part.split(";")[0].split("\n")[0] for part in told.split(": footnote ")[1:]]
    return [part.split() for part in parts]


@pytest.mark.slow
def test_questions_go_on_with_a_note_and_adding_the_file_mends_it(
    files: tuple[Path, str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rain, shelf, at = files
    capsys.readouterr()
    rows = tmp_path / "questions.jsonl"
    asked = ["How many restored carriages does the tram museum have?", "What opened in Lisbon?"]
    rows.write_text("".join(json.dumps({"question": one}) + "\n" for one in asked))
    assert main(["ask", "--file", str(rows), "--json", *at]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["verdict"] for one in answers] == ["answered", "answered"]
    assert "12" in answers[0]["answer"]
    (note,) = [one for one in answers[0]["notes"] if "damaged" in one]
    assert "(rain.txt) is damaged: its text is not as it was written. It is left out." in note
    assert mends(note)[0] == ["--library", shelf, "add", str(rain)]
    assert main(["ask", "How many schools did officials close?", *at]) == 0
    said = capsys.readouterr().out
    assert "90" not in said
    assert note in said

    assert main(["search", "--file", str(rows), "--json", *at]) == 0
    out, err = capsys.readouterr()
    assert all(json.loads(line)["hits"] for line in out.splitlines())
    assert "90 schools" not in out
    assert err == f"footnote: {note}\n"  # once for all lines

    assert main(["add", str(rain), *at]) == 0
    assert "updated" in capsys.readouterr().out
    assert main(["ask", "How many schools did officials close?", *at]) == 0
    told = capsys.readouterr().out
    assert "50 schools" in told
    assert "damaged" not in told
    assert main(["add", str(rain), *at]) == 0
    assert "unchanged" in capsys.readouterr().out


@pytest.mark.slow
def test_show_and_a_summary_refuse_it_the_doctor_names_it_and_the_list_has_it(
    files: tuple[Path, str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    rain, shelf, at = files
    (bad,) = [one for one in check(Path(shelf), "all-MiniLM-L6-v2") if not one.is_well]
    assert bad.name == "library"
    capsys.readouterr()
    assert main(["doctor", "--repair", *at]) == 1
    out, err = capsys.readouterr()
    (line,) = [one for one in out.splitlines() if one.startswith("NOT OK")]
    add, remove = mends(line)
    assert add == ["--library", shelf, "add", str(rain)]
    assert remove[:3] == ["--library", shelf, "remove"]
    name = remove[3]
    assert err == ""  # it is in the index as it was when it was whole
    assert main(["show", name, *at]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"footnote: The article {name} (rain.txt) is damaged")
    assert mends(err) == [add, remove]
    assert main(["ask", "Summarise rain.txt", *at]) == 0
    said = capsys.readouterr().out
    assert "90" not in said
    assert "is damaged" in said
    assert main(["list", *at]) == 0
    assert name in capsys.readouterr().out
    assert main(remove) == 0
    assert main(["doctor", *at]) == 0
