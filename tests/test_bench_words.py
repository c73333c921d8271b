import re

import pytest

from tests.bench_words import grow, measure_words

TEXTS = [f"Rain fell on town {number}. The river rose. Nobody spoke of it." for number in range(40)]


@pytest.mark.slow
def test_the_benchmark_measures_what_bm25s_finds_too() -> None:
    found = measure_words(TEXTS, ["Did rain fall on town 7?", "the river", "volcano", ""])
    assert (found.passages, found.segments, found.same) == (40, 1, 1.0)
    assert found.postings == 40 * 8  # rain, fell, town, its number, river, rose, nobody, spoke
    assert 0 < found.p50_ms <= found.p95_ms
    assert 0 < found.bm25s_p50_ms <= found.bm25s_p95_ms


@pytest.mark.parametrize("count", [0, 3, 40, 95])
def test_passages_are_the_texts_and_then_made_of_their_sentences(count: int) -> None:
    found = [*grow(TEXTS, count)]
    assert len(found) == count
    assert found[:40] == TEXTS[:count]
    known = {sentence for text in TEXTS for sentence in re.findall(r"[^.]+\.", text)}
    assert {sentence for text in found for sentence in re.findall(r"[^.]+\.", text)} <= {
        *known,
        *(sentence.strip() for sentence in known),
        *(f" {sentence}" for sentence in known),
    }
