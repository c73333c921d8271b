import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from rag.reader.runtime import LABELS
from rag.reader.swap import swap
from rag.reader.windows import CLAIMS, SPANS, YES_NO, Window, _cut, gather
from tests.fakes import FakeEmbedder

TOWNS = ("Aber", "Bree", "Cary", "Dunn", "Ealing", "Fife", "Gwent", "Hove", "Iver", "Jura")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Sixty towns with a mayor each, and a few claims."""
    towns = [f"{town}{letter}" for town in TOWNS for letter in "abcdef"]
    answered, unanswerable = [], []
    for number, town in enumerate(towns):
        context = f"The mayor of {town} is Ana{number} Lee. It rains in {town} on most days."
        question = f"Who is the mayor of {town}?"
        answers = [[f"Ana{number} Lee", context.index("Ana")]]
        answered.append({"title": town, "context": context, "questions": [[question, answers]]})
        queen = [[f"who is the queen of {town.lower()}?", []]]
        unanswerable.append({"title": town, "context": context, "questions": queen})
    claims = [
        {"claim": "Ana Lee rules.", "evidence": "Ana Lee is king.", "label": "supported"},
        {"claim": "Bo Lee rules.", "evidence": "Bo Lee is a cook.", "label": "refuted"},
    ]
    for name in SPANS:
        write(tmp_path / f"{name}.jsonl.gz", [])
    write(tmp_path / "squad1.jsonl.gz", answered)
    write(tmp_path / "squad2_unanswerable.jsonl.gz", unanswerable)
    for name in CLAIMS:
        write(tmp_path / f"{name}.jsonl.gz", claims)
    yes = {"title": "Rio", "context": "It is wet in Rio.", "question": "is rio wet", "yes": True}
    write(tmp_path / f"{YES_NO}.jsonl.gz", [yes])
    return tmp_path


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt") as file:
        file.write("\n".join(map(json.dumps, rows)))


@pytest.fixture
def windows(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Window]:
    monkeypatch.setattr("rag.reader.windows.open_embedder", lambda name: FakeEmbedder())
    return gather(data, seed=0)


def test_a_later_training_gets_only_answers_that_were_not_asked_for(
    data: Path, windows: list[Window]
) -> None:
    answers = sorted(window.question for window in windows if window.kind == "answer")
    later = gather(data, seed=0, known=frozenset(answers[:10]))
    assert sorted(one.question for one in later if one.kind == "answer") == answers[10:]
    unanswered = [[one for one in all_ if one.kind == "adversarial"] for all_ in (windows, later)]
    assert len(unanswered[0]) == len(unanswered[1]) > 0


def test_an_answer_that_no_passage_holds_brings_no_known_one_back(
    data: Path, windows: list[Window]
) -> None:
    known = {window.question for window in windows if window.kind == "answer"}
    long = " ".join(["It rained again."] * 300)
    row = {"title": "Wald", "context": long, "questions": [["How often did it rain?", [[long, 0]]]]}
    write(data / f"{SPANS[-1]}.jsonl.gz", [row])
    later = gather(data, seed=0, known=known)
    assert not [window for window in later if window.kind == "answer"]
    assert [window for window in later if window.kind == "near"]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_cut_to_the_sentences_around_it_still_holds_its_answer(seed: int) -> None:
    towns = [f"{town}{letter}" for town in TOWNS for letter in "abc"]
    passage = " ".join(f"The mayor of {town} is Ana Lee of {town}." for town in towns)
    start = passage.index("Ana Lee of Hoveb")
    whole = Window("answer", "Who is the mayor of Hoveb?", "", passage, start, start + 16)
    cut = _cut(whole, random.Random(seed))
    assert cut.text[cut.start : cut.end] == "Ana Lee of Hoveb"
    assert cut.text in passage
    assert len(cut.text) < len(passage)
    empty = _cut(replace(whole, kind="near", start=-1, end=-1), random.Random(seed))
    assert (empty.start, empty.end) == (-1, -1)
    assert empty.text in passage


def test_an_answer_stands_where_the_window_says(windows: list[Window]) -> None:
    answers = [window for window in windows if window.kind == "answer"]
    assert len(answers) == 15  # of sixty titles 45 are held out
    for window in answers:
        assert window.text[window.start : window.end].startswith("Ana")
        assert window.title in window.text


def test_what_does_not_answer_holds_no_answer(windows: list[Window]) -> None:
    mayor = {w.question: w.text[w.start : w.end] for w in windows if w.kind == "answer"}
    near = [window for window in windows if window.kind == "near"]
    assert near
    assert all(mayor[window.question] not in window.text for window in near)
    assert all(w.start == w.end == -1 for w in windows if w.kind != "answer")
    assert len([w for w in windows if w.kind == "adversarial"]) == 15


def test_claims_are_labelled(windows: list[Window]) -> None:
    claims = [window for window in windows if window.kind == "claim"]
    assert {w.support for w in windows if w.kind != "claim"} == {-1}
    assert all(0 <= window.support < len(LABELS) for window in claims)
    (rio,) = [window for window in claims if window.question == "is rio wet"]
    assert LABELS[rio.support] == "supported"


def test_the_same_seed_gives_the_same_windows(
    data: Path, windows: list[Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gather(data, seed=0) == windows
    assert gather(data, seed=1) != windows


def test_a_swapped_name_or_number_is_not_in_the_passage() -> None:
    chance = random.Random(0)
    passage = "Ana Lee signed 12 deals with Bo Park in Rio."
    others = ["Ana Lee", "Cy Young", "Bo Park", "Rio", "Lima"]
    for _ in range(50):
        swapped = swap("How many deals did Ana Lee sign in Rio?", passage, others, chance)
        assert swapped in {
            "How many deals did Cy Young sign in Rio?",
            "How many deals did Ana Lee sign in Lima?",
        }
        counted = swap("Who signed 12 deals?", passage, others, chance)
        assert counted is None or "12" not in counted
    assert swap("Who rules?", passage, others, chance) is None
