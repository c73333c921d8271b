import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UserError
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from ui.cli import main


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two articles; the library is empty, and the embedder a fake."""
    for place in ("rag.chatbot", "index.embed", "index.ingest", "index.check"):
        monkeypatch.setattr(f"{place}.open_embedder", lambda name: FakeEmbedder())
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "rain.txt").write_text(RAIN)
    (folder / "trade.md").write_text(f"# Trade\n\n{TRADE}\n")
    return folder


@pytest.fixture
def added(shelf: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The ids of the two articles, added; by the name of the file."""
    assert main(["add", str(shelf), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return {row["source"]: row["article"] for row in found["added"]}


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_add_reports_each_file(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shelf / "photo.png").write_bytes(b"\x89PNG\r\n")
    (shelf / "copy.txt").write_text(RAIN)
    found = printed(capsys, "add", str(shelf))
    assert [row["source"] for row in found["added"]] == ["copy.txt", "trade.md"]
    assert set(found["added"][0]) == {"article", "source", "title", "passages"}
    assert found["added"][0]["passages"] == 1
    assert [row["source"] for row in found["duplicate"]] == ["rain.txt"]
    (refused,) = found["refused"]
    assert refused["source"] == "photo.png"
    assert ".png" in refused["reason"]
    assert ".txt" in refused["mend"]
    (shelf / "trade.md").write_text("# Trade\n\nZhejiang and Macau signed nothing.\n")
    again = printed(capsys, "add", str(shelf))
    assert [row["source"] for row in again["updated"]] == ["trade.md"]
    assert len(again["unchanged"]) == 2
    assert [row["source"] for row in printed(capsys, "list", "--refused")["refused"]] == [
        str(shelf / "photo.png")
    ]


def test_add_fails_where_nothing_can_be_used(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shelf / "empty.txt").write_text("")
    found = printed(capsys, "add", str(shelf / "empty.txt"), str(shelf / "none.txt"), code=1)
    assert len(found["refused"]) == 2
    assert main(["add"]) == 1
    assert "Name a file or a folder" in capsys.readouterr().err


def test_ask_prints_the_answer_of_the_contract(
    added: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = printed(capsys, "ask", "How many schools did officials close in Hong Kong?")
    assert answer["verdict"] == "answered"
    assert answer["abstained"] is False
    (citation, *_) = answer["citations"]
    assert citation["article"] == added["rain.txt"]
    assert citation["source"] == "rain.txt"
    assert RAIN[citation["start"] : citation["end"]] == citation["quote"]
    assert set(answer) >= {
        "id", "question", "asked_as", "verdict", "abstained", "answer", "claims", "missing",
        "citations", "closest", "composer", "seconds",
    }  # fmt: skip
    assert set(answer["claims"][0]) >= {"text", "highlight", "citations", "supported", "checks"}


def test_ask_prints_for_people(added: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["ask", "When did they sign it?", "--earlier", "What did Zhejiang and Macau sign?"])
        == 0
    )
    out = capsys.readouterr().out
    assert "Asked as: When did Zhejiang and Macau sign it?" in out
    assert "trade.md" in out


def test_a_file_of_questions_fails_by_line_and_answers_the_rest(
    added: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    rows = [
        '{"id": "a", "question": "What did Zhejiang and Macau sign?"}',
        "{",
        '{"id": "c", "question": " "}',
    ]
    path.write_text("\n".join(rows))
    assert main(["ask", "--file", str(path), "--json"]) == 1
    out, err = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())
    assert first["id"] == "a"
    assert first["verdict"]
    assert (second["id"], second["line"]) == (None, 2)
    assert (third["id"], third["line"]) == ("c", 3)
    assert "empty" in third["error"]
    assert "2 lines are no question" in err
    assert main(["search", "--file", str(path), "--json"]) == 1
    hits = json.loads(capsys.readouterr().out.splitlines()[0])
    assert hits["id"] == "a"
    assert set(hits["hits"][0]) >= {
        "rank",
        "score",
        "article",
        "source",
        "title",
        "text",
        "start",
        "end",
    }


def test_list_show_and_remove(added: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    name = added["rain.txt"]
    assert main(["show", name]) == 0
    assert capsys.readouterr().out == RAIN + "\n"
    assert {row["article"] for row in printed(capsys, "list")["articles"]} == set(added.values())
    assert printed(capsys, "remove", name)["removed"][0]["article"] == name
    assert main(["show", name]) == 1
    assert f"no article {name}" in capsys.readouterr().err
    found = printed(capsys, "search", "storm schools officials")
    assert all(hit["article"] != name for hit in found["hits"])


def test_removing_an_unknown_article_removes_none(
    added: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["remove", added["rain.txt"], "nobody"]) == 1
    assert "no article nobody" in capsys.readouterr().err
    assert len(printed(capsys, "list")["articles"]) == 2


def test_the_last_article_can_go(added: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "remove", *added.values())
    assert main(["list"]) == 0
    assert "empty" in capsys.readouterr().out
    assert printed(capsys, "ask", "Who met whom?")["verdict"] == "not_found"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", ""], "The question is empty"),
        (["ask", "x" * 20_000], "20,000 characters"),
        (["ask", "Who?", "--since", "yesterday-ish"], "not a date"),
        (["ask", "Who?", "--from", "Tribune"], "No article is from 'Tribune'"),
        (["ask", "--file", "none.jsonl"], "none.jsonl could not be read"),
        (["evaluate", "none.jsonl"], "none.jsonl could not be read"),
        (["show", "nobody"], "no article nobody"),
    ],
)
def test_bad_input_is_one_clear_line(
    added: dict[str, str], capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("footnote: ")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["search", "x", "--k", "0"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_missing_library_says_how_to_begin(
    shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "Who?"]) == 1
    assert "footnote add PATH" in capsys.readouterr().err


def test_doctor_finds_what_is_damaged_and_mends_it(
    added: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    (vectors,) = (tmp_path / "library" / "index").glob("segments/*/vectors.npy")
    vectors.write_bytes(b"\0" + vectors.read_bytes()[1:])
    found = printed(capsys, "doctor", code=1) if capsys.readouterr() else None
    assert [one["name"] for one in found["findings"] if not one["is_well"]] == ["index"]
    assert main(["ask", "Who?"]) == 1
    assert "footnote doctor --repair" in capsys.readouterr().err
    assert main(["doctor", "--repair"]) == 0
    assert main(["ask", "Who?"]) == 0


def test_evaluate_scores_and_fails_below_a_floor(
    added: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, floors = tmp_path / "q.jsonl", tmp_path / "floors.json"
    question = {"question": "How many schools did officials close in Hong Kong?", "kind": "fact"}
    known = {"gold": ["50 schools"], "source": "rain.txt", "evidence": "50"}
    questions.write_text(json.dumps(question | known))
    floors.write_text('{"right": 1.0}')
    found = printed(capsys, "evaluate", str(questions), "--floors", str(floors))
    assert (found["measures"]["right"], found["below"]) == (1.0, [])
    questions.write_text(json.dumps(question | known | {"gold": ["51 schools"]}))
    found = printed(capsys, "evaluate", str(questions), "--floors", str(floors), code=1)
    assert found["below"] == ["right is 0.000, below its floor of 1.000"]
    questions.write_text('{"question": "Who?", "kind": "fact", "gold": ["("]}')
    assert main(["evaluate", str(questions)]) == 1
    assert "Line 1 of q.jsonl" in capsys.readouterr().err


def test_the_command_that_mends_names_the_library_that_was_named(
    added: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    (library / "index" / "CURRENT").write_text("nonsense")
    assert main(["ask", "Who?", "--library", str(library)]) == 1
    assert f"footnote --library {library} doctor --repair" in capsys.readouterr().err


def test_what_is_not_a_lines_fault_ends_the_file_at_once(
    added: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Who?"}\n' * 3)
    assert main(["ask", "--file", str(path), "--from", "Tribune", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("Tribune") == 1


def test_odd_white_space_in_an_earlier_question_does_no_harm(
    added: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = "What did  Zhejiang\tand\u202e Macau sign? " + "x" * 20_000
    found = printed(
        capsys, "ask", "Where did they sign it?", "--earlier", earlier, "--earlier", " "
    )
    assert found["verdict"]


def test_removing_waits_for_a_model_that_opens(
    added: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> FakeEmbedder:
        raise UserError("There is no such model.", mend="Name another.")

    monkeypatch.setattr("index.embed.open_embedder", missing)
    assert main(["remove", added["rain.txt"]]) == 1
    capsys.readouterr()
    assert len(printed(capsys, "list")["articles"]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--address", "0.0.0.0"], "by which name people reach it"),
        (["--address", "192.0.2.1"], "'192.0.2.1' is no address of this computer"),
        (["--allow-host", "a.org", "--allow-host", "https://b.org"], "'https://b.org' is not"),
    ],
)
def test_a_chat_that_cannot_be_served_is_one_clear_line(
    shelf: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["chat", *arguments]) == 1
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
