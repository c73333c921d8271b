from pathlib import Path

import pytest

from tests.bench_lexicon import articles, measure_lexicon


@pytest.mark.slow
def test_the_benchmark_measures_a_small_library(tmp_path: Path) -> None:
    passages = [f"Ana Lee saw the Rio Trade Bank (RTB) on day {number}." for number in range(50)]
    texts = articles(passages)
    assert [text.count("Ana") for text in texts] == [20, 20, 10]
    assert len(articles(passages, characters=1)) == 1
    found = measure_lexicon(texts, tmp_path / "library")
    assert (found.characters, found.names) == (sum(map(len, texts)), 3)
    assert found.words > 5
    assert found.kept_seconds > 0
    assert found.file_bytes > 1000
