from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.manifest import INDEX
from rag.chatbot import Chatbot
from rag.evaluate import evaluate, read_floors, read_questions
from rag.metrics import Question
from rag.settings import Settings
from tests.fakes import FakeEmbedder, FakeReader

QUESTIONS = (
    Question("a", "How many schools did officials close?", "fact", ("50",), "rain.txt", "50"),
    Question("b", "How many schools did officials close?", "fact", ("51",), "rain.txt", "51"),
    Question("c", "What is the chemical symbol for gold?", "none"),
)


def test_a_report_counts_what_is_right(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    settings = Settings(library=tmp_path / "library")
    build(library, embedder, folder=settings.folder / INDEX)
    seen: list[Question] = []
    report = evaluate(
        Chatbot(library, embedder, FakeReader(), settings=settings), QUESTIONS, seen.append
    )
    assert seen == [*QUESTIONS]
    measures = report.measures
    assert measures["questions"] == 3
    assert measures["right:fact"] == 0.5
    assert measures["right:none"] == 1.0
    assert measures["right"] == pytest.approx(2 / 3)
    assert (measures["found"], measures["cited"], measures["answered"]) == (0.5, 0.5, 1.0)
    assert report.below({"right": 0.6}) == []
    assert report.below({"right": 0.7, "right:nonsense": 0.1}) == [
        "right is 0.667, below its floor of 0.700",
        "right:nonsense is 0.000, below its floor of 0.100",
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "Line 2"),
        ("[]", "Line 2"),
        ('{"question": "Who?"}', "kind"),
        ('{"question": "Who?", "kind": "fact", "gold": ["("]}', "Line 2"),
        ('{"question": "Who?", "kind": "fact", "gold": 5}', "Line 2"),
    ],
)
def test_a_line_that_is_no_known_question_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "Who?", "kind": "none"}}\n{line}\n')
    with pytest.raises(UserError, match=says):
        read_questions(path)


def test_a_file_without_questions_or_floors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")
    with pytest.raises(UserError, match="has no questions"):
        read_questions(path)
    with pytest.raises(UserError, match="holds no floors"):
        read_floors(path)


def test_the_gate_reads_its_own_data() -> None:
    data = Path(__file__).parent / "data"
    for name, size in (("articles", 30), ("squad", 100)):
        assert len(read_questions(data / f"{name}.jsonl")) == size
        assert read_floors(data / f"{name}.floors.json")["right"] > 0
