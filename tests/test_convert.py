from pathlib import Path

import numpy as np
import pytest

from index.runtime import openvino_quietly
from rag.reader.convert import in_8_bits, mean, quantized, traced, weights_in
from rag.reader.runtime import MODEL, WEIGHTS, LightReader

PASSAGE = "Zhejiang and Macau signed a pact on trade in May 2025. It rained in Hong Kong."


def test_numbers_in_8_bits_are_within_half_a_step() -> None:
    values = np.random.default_rng(0).normal(size=(8, 300)).astype(np.float32)
    values[3] = 0
    whole, scale = quantized(values)
    assert np.abs(whole * scale - values).max() <= scale.max() / 2 + 1e-6


@pytest.mark.ci
def test_the_shipped_weights_come_back_and_a_mean_of_the_same_changes_nothing(
    tmp_path: Path,
) -> None:
    weights = weights_in(WEIGHTS)
    again = in_8_bits(traced(mean([weights, weights])))
    openvino_quietly().save_model(again, tmp_path / MODEL, compress_to_fp16=True)
    (before,) = LightReader(WEIGHTS).read("Who signed a pact?", [PASSAGE], ["News"])
    (after,) = LightReader(tmp_path).read("Who signed a pact?", [PASSAGE], ["News"])
    (best, same) = (one.best(0, len(PASSAGE)) for one in (before, after))
    assert best is not None
    assert same is not None
    assert (best.start, best.end) == (same.start, same.end)
    assert PASSAGE[best.start : best.end].endswith("Macau")
    assert np.allclose(before.starts, after.starts, atol=0.1)
    assert np.allclose(before.ends, after.ends, atol=0.1)
    assert before.nothing == pytest.approx(after.nothing, abs=0.1)
