"""The benchmarks still run, at a tiny size, and their page tells what is missing."""

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embed import Vectors
from tests import bench
from tests.bench_library import prepared
from tests.bench_measure import Spans
from tests.bench_page import page
from tests.bench_plots import draw
from tests.bench_scale import measured
from tests.bench_texts import FAR, NEAR, KnownVectors, Texts, open_texts, text_number
from tests.fakes import FakeEmbedder

REAL = [
    "The river floods the lower town in spring. People move to the hills. They come back in May.",
    "A union of bakers met in Turin. It asked for an hour less a day. The owners refused at once.",
]


def some_texts() -> Texts:
    vectors: Vectors = FakeEmbedder().embed(REAL)
    return Texts(REAL, vectors.astype(np.float16), ["Where did the bakers meet?"])


def test_real_passages_come_first_and_varied_ones_differ() -> None:
    texts = some_texts()
    found = [texts[number] for number in range(8)]
    assert found[:2] == REAL
    assert len({*found}) == 8
    assert found[2:] == [texts[number] for number in range(2, 8)]  # the same in every process
    assert all(
        len(one.split()) == len(REAL[number % 2].split()) for number, one in enumerate(found)
    )


def test_a_varied_vector_is_a_unit_vector_near_its_real_one() -> None:
    texts = some_texts()
    for number in range(2, 30):
        own, base = (texts.vector(at).astype(np.float32) for at in (number, number % 2))
        assert np.linalg.norm(own) == pytest.approx(1, abs=1e-3)
        assert FAR - 0.01 < float(own @ base) < NEAR + 0.01


def test_a_text_without_a_vector_is_counted_and_gets_one() -> None:
    texts = some_texts()
    names = np.asarray([text_number(texts[number]) for number in range(4)], dtype=np.uint64)
    known = KnownVectors(texts, names, FakeEmbedder())
    vectors = known.embed([texts[3], f"  {REAL[0]}\n", "Nobody knows this one."])
    assert known.strangers == 1
    assert np.array_equal(vectors[0], texts.vector(3).astype(np.float32))
    assert np.array_equal(vectors[1], texts.vector(0).astype(np.float32))
    assert np.linalg.norm(vectors[2]) == pytest.approx(1, abs=1e-3)


def test_texts_of_a_folder_are_read_and_odd_rows_are_no_passages(tmp_path: Path) -> None:
    rows = [{"context": REAL[0] * 3, "question": "Who?"}, {"text": "short"}, {"evidence": None}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "plain.txt").write_text(f"{REAL[1] * 2}\n\nshort\n")
    known = tmp_path / "known"
    known.mkdir()
    (known / "texts.json").write_text(json.dumps([REAL[0] * 3, REAL[1] * 2]))
    np.save(known / "vectors.npy", np.eye(2, 384, dtype=np.float16))
    texts, told = open_texts(tmp_path, tmp_path / "cache", more=known)
    assert sorted(texts.real) == sorted([REAL[0] * 3, REAL[1] * 2])
    assert (told["real passages"], told["embedded just now"]) == (2, 0)
    assert texts.questions == ["Who?"]


def test_a_span_is_told_without_the_spans_inside_it() -> None:
    class Steps:
        def outer(self) -> None:
            time.sleep(0.01)
            self.inner()

        def inner(self) -> None:
            time.sleep(0.03)

    spans, steps = Spans(), Steps()
    spans.around(steps, "inner", "in")
    spans.around(steps, "outer", "out")
    spans.around(steps, "gone", "nowhere")
    steps.outer()
    found = spans.taken()
    assert found["in"] >= 0.03
    assert 0.01 <= found["out"] < found["in"]
    assert spans.missing == ["Steps.gone"]
    assert spans.taken() == {}


def test_a_page_of_nothing_and_of_a_failure_says_so(tmp_path: Path) -> None:
    assert "Nothing was measured." in page({}, {})
    failed = {"machine": {"cores": "2"}, "failed": "OSError: no room", "when": "today", "load": 9.0}
    found = page({"langchain": failed, "10000": failed}, draw({"langchain": failed}, tmp_path))
    assert found.count("failed: OSError: no room") == 2
    assert "Other work ran on this machine" in found
    assert found.count("Not measured in this run.") == 6


@pytest.mark.slow
def test_a_part_that_fails_is_kept_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: bench.Places) -> dict[str, Any]:
        raise ValueError("the disk\nis gone")

    monkeypatch.setitem(bench.PARTS, "cold", fail)
    assert bench.main(["--do", "cold", "--cache", str(tmp_path)]) == 0
    kept = json.loads((tmp_path / "results" / "cold.json").read_text())
    assert kept["failed"] == "ValueError: the disk"
    assert "figures" not in kept
    assert "is gone" in capsys.readouterr().err


@pytest.mark.ci
def test_every_figure_of_a_size_is_found_and_drawn(tmp_path: Path) -> None:
    texts, told = open_texts(None, tmp_path, seconds=0)
    folder, made = prepared(texts, 200, tmp_path)
    assert made["indexed passages"] == 200
    assert prepared(texts, 200, tmp_path)[1]["built"] == "by an earlier run"
    found = measured(folder, texts.questions[:5], runs=1)
    assert found["failures"] == {}
    assert found["not told apart"] == []
    assert found["recall@10"] == 1
    result = {
        "figures": {"texts": told, "prepared": made, **found},
        "product ms": 12.0,
        "seconds": 1,
    }
    told_all = page({"200": result}, draw({"200": result}, tmp_path))
    assert "failed" not in told_all.lower()
    assert "bench-latency.svg" in told_all
    assert "</svg>" in (tmp_path / "bench-latency.svg").read_text()
