import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.evidence import MEASURES
from rag.examples import HELD_OUT, TITLES, Example, held_out_titles, load
from rag.fit import fit, is_held_out, main, thresholds
from tests.fakes import FakeEmbedder, FakeReader

TOWNS = [
    f"{town}{letter}"
    for town in ("Aber", "Bree", "Cary", "Dunn", "Ealing", "Fife", "Gwent", "Hove", "Iver", "Jura")
    for letter in "abcde"
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Fifty towns with a mayor each."""
    answered, unanswerable = [], []
    for number, town in enumerate(TOWNS):
        context = f"The mayor of {town} is Ana{number} Lee. It rains in {town} on most days."
        questions = [[f"Who is the mayor of {town}?", [[f"Ana{number} Lee", context.index("Ana")]]]]
        answered.append({"title": town, "context": context, "questions": questions})
        lower = [[f"who is the queen of {town.lower()}?", []]]
        unanswerable.append({"title": town, "context": context, "questions": lower})
    for name, rows in (("squad1", answered), ("squad2_unanswerable", unanswerable)):
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt") as file:
            file.write("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_questions_are_of_three_kinds_and_in_usual_case(data: Path) -> None:
    asked, titles = load(data)
    kinds = {kind: [one for one in asked if one.kind == kind] for kind in ("fact", "adversarial")}
    assert (len(kinds["fact"]), len(kinds["adversarial"])) == (TITLES, TITLES)
    absent = {one.title for one in asked if one.kind == "absent"}
    assert len(absent) == HELD_OUT - TITLES
    assert not absent & {*titles}
    assert {*titles} | absent == {*held_out_titles(data)}
    assert {one.question for one in kinds["adversarial"]} == {
        f"Who is the queen of {town}?" for town in titles
    }


def test_weights_are_fitted_and_written(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("rag.examples.open_embedder", lambda name: FakeEmbedder())
    monkeypatch.setattr("rag.fit.open_reader", lambda name: FakeReader())
    monkeypatch.setattr(sys, "argv", ["fit", str(data), str(data / "weights.json")])
    main()
    fitted = json.loads((data / "weights.json").read_text())
    assert set(fitted["weights"]) == {*MEASURES}
    out = capsys.readouterr().out
    assert "threshold 0.100" in out
    assert "without nothing" in out


def test_a_measure_that_tells_gets_the_weight() -> None:
    chance = np.random.default_rng(0)
    examples = []
    for number in range(60):
        measures = chance.random((5, 2))
        is_answer = measures[:, 0] > 0.8
        kind = "fact" if is_answer.any() else "adversarial"
        examples.append(Example(kind, f"title {number}", measures, is_answer))
    weights = fit(examples)
    assert weights[1] > 5 * abs(weights[2])
    first, *_, last = thresholds(examples, weights)
    assert first["threshold"] == 0
    assert first["adversarial"] == 0
    assert last["adversarial"] > 0.9
    assert {is_held_out(example.title) for example in examples} == {True, False}
