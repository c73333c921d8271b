import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UserError
from rag.reader.convert import quantized
from rag.reader.runtime import MAX_ANSWER_TOKENS, LightReader, Scores

SIGNED = "Zhejiang and Hong Kong signed deals that cover over 50 projects in trade. It rained."


@pytest.fixture(scope="module")
def reader() -> LightReader:
    return LightReader.open()


def scores(starts: list[float], ends: list[float], nothing: tuple[float, float]) -> Scores:
    """Tokens of two characters, one after the other."""
    places = np.asarray([(2 * n, 2 * n + 2) for n in range(len(starts))]).reshape(-1, 2)
    return Scores(places, np.float32(starts), np.float32(ends), nothing)


def test_the_best_span_ends_where_or_after_it_starts() -> None:
    span = scores([0, 5, 0], [9, 0, 3], (1, 1)).best(0, 6)
    assert span is not None
    assert (span.start, span.end, span.score) == (0, 2, 7.0)  # 0 + 9 - 2, over 5 + 3 - 2
    later = scores([0, 5, 0], [1, 0, 3], (1, 1)).best(0, 6)
    assert later is not None
    assert (later.start, later.end, later.score) == (2, 6, 6.0)


def test_only_what_lies_within_is_read() -> None:
    span = scores([9, 0, 1], [9, 0, 1], (0, 0)).best(2, 6)
    assert span is not None
    assert (span.start, span.end) == (4, 6)
    assert scores([1], [1], (0, 0)).best(5, 9) is None


def test_no_answer_is_the_share_of_nothing() -> None:
    # e^0 against e^0 at the start, e^0 against e^ln3 at the end: 1/2 * 1/4
    assert scores([0.0], [math.log(3)], (0, 0)).no_answer == pytest.approx(1 / 8)


def test_an_endless_span_is_none() -> None:
    size = 2 * MAX_ANSWER_TOKENS
    starts, ends = [0.0] * size, [0.0] * size
    starts[0] = ends[-1] = 9
    span = scores(starts, ends, (0, 0)).best(0, 2 * size)
    assert span is not None
    assert span.end - span.start <= 2 * MAX_ANSWER_TOKENS


@pytest.mark.slow
def test_the_shipped_reader_finds_the_words_and_refuses(reader: LightReader) -> None:
    found, absent = (
        reader.read(question, [SIGNED], [""])[0]
        for question in ("What did Zhejiang and Hong Kong sign?", "How tall is the tower?")
    )
    best = found.best(0, SIGNED.index(" It rained"))
    nothing = absent.best(0, len(SIGNED))
    assert best is not None
    assert nothing is not None
    assert "50 projects" in SIGNED[best.start : best.end]
    assert best.score > nothing.score
    assert found.no_answer < absent.no_answer


@pytest.mark.slow
def test_a_passage_is_read_alike_alone_and_among_others(reader: LightReader) -> None:
    question = "What did Zhejiang and Hong Kong sign?"
    alone = reader.read(question, [SIGNED], [""])[0]
    among = reader.read(question, ["It rained. " * 20, SIGNED], ["Rain", ""])[1]
    np.testing.assert_allclose(alone.starts, among.starts, atol=0.25)  # bfloat16


@pytest.mark.slow
def test_support_is_a_probability_of_each_label(reader: LightReader) -> None:
    found = reader.support("Ana Lee is a cook.", ["Ana Lee is a cook in Rio.", "It rained."])
    assert found.shape == (2, 3)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert found[0].argmax() == 0


def test_nothing_to_read_gives_nothing(reader: LightReader) -> None:
    assert reader.read("Who?", [], []) == []
    assert reader.support("So.", []).shape == (0, 3)


def test_damaged_weights_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="reading model is damaged"):
        LightReader.open(tmp_path)
    (tmp_path / "model.json").write_text('{"files": {"reader.bin": "00"}}')
    (tmp_path / "reader.bin").write_bytes(b"torn")
    with pytest.raises(UserError, match=r"reader\.bin"):
        LightReader.open(tmp_path)


@given(st.lists(st.floats(-10, 10), min_size=4, max_size=4))
def test_eight_bits_are_within_half_a_step(values: list[float]) -> None:
    matrix = np.float32(values).reshape(2, 2)
    whole, scale = quantized(matrix)
    assert np.abs(whole * scale - matrix).max() <= scale.max() / 2 + 1e-6
