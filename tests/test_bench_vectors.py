import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests import bench_kinds, bench_vectors


@pytest.mark.ci
def test_a_small_library_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vectors = np.random.default_rng(1).standard_normal((400, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for name in ("vectors", "questions"):
        np.save(tmp_path / name, vectors[:: 1 + (name == "questions")])
    (tmp_path / "texts.json").write_text(json.dumps([f"It rained {n} times." for n in range(400)]))
    given = [str(tmp_path / name) for name in ("texts.json", "vectors.npy", "questions.npy")]
    bench_vectors.main(*given, "600")  # some are near a real one
    told = capsys.readouterr().out
    assert "--- 600 passages" in told
    found = re.findall(r"recall@10 ([\d.]+), @50 ([\d.]+);", told)
    assert len(found) == 4
    assert all(float(one) > 0.99 for pair in found for one in pair)  # so few are searched exactly
    assert told.count("opened in") == 2
    assert "one article removed from the largest" in told


@pytest.mark.ci
def test_kinds_are_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_kinds, "KINDS", [("SQfp16", 0, 50), ("SQ8", 0, 400)])
    vectors = np.random.default_rng(1).standard_normal((500, 64)).astype(np.float32)
    np.save(tmp_path / "vectors", vectors)
    bench_kinds.main(str(tmp_path / "vectors.npy"), str(tmp_path / "vectors.npy"))
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 3
    assert all("recall@10 1.0" in line or "recall@10 0.99" in line for line in told[1:])
