from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.errors import UserError
from index.runtime import openvino_quietly
from rag.reader.convert import in_8_bits, mean, quantized, traced, weights_in
from rag.reader.runtime import MODEL, WEIGHTS, LightReader

PASSAGE = "Zhejiang and Macau signed a pact on trade in May 2025. It rained in Hong Kong."


def test_numbers_in_8_bits_are_within_half_a_step() -> None:
    values = np.random.default_rng(0).normal(size=(8, 300)).astype(np.float32)
    values[3] = 0
    whole, scale = quantized(values)
    assert np.abs(whole * scale - values).max() <= scale.max() / 2 + 1e-6


def test_the_mean_of_two_trainings() -> None:
    one = {"a": torch.tensor([1.0, 3.0]), "places": torch.tensor([0, 1])}
    other = {"a": torch.tensor([2.0, 5.0]), "places": torch.tensor([0, 1])}
    found = mean([one, other])
    assert found["a"].tolist() == [1.5, 4.0]
    assert found["places"].tolist() == [0, 1]


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no"):
        weights_in(tmp_path)


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
