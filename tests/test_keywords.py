import json
import math
from pathlib import Path

import numpy as np
import pytest

from index.keywords import Keywords

TEXTS = ["rain in Hong Kong", "rain and more rain", "a pact on trade", "trade, rain and schools"]


def test_scores_are_those_of_lucene_by_hand() -> None:
    keywords = Keywords.build(["rain rain sun", "rain wind", "wind"])
    idf = math.log(
        1 + (3 - 2 + 0.5) / (2 + 0.5)
    )  # "rain" is in 2 of 3 texts, of 2 words on average
    first = idf * 2 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2))
    second = idf * 1 / (1 + 1.5 * (0.25 + 0.75 * 2 / 2))
    assert keywords.best("Rain!", k=9) == [
        (0, pytest.approx(first, rel=1e-5)),
        (1, pytest.approx(second, rel=1e-5)),
    ]


def test_the_rarer_word_counts_more() -> None:
    assert [row for row, _ in Keywords.build(TEXTS).best("rain schools", k=4)] == [3, 1, 0]


@pytest.mark.parametrize("query", ["", "the of", "volcano", "!?", "火山"])
def test_nothing_shares_an_unknown_word(query: str) -> None:
    assert Keywords.build(TEXTS).best(query, k=4) == []


@pytest.mark.parametrize("k", [0, 1, 3, 30, 31, 99])
def test_ties_go_to_the_earlier_row_at_any_k(k: int) -> None:
    keywords = Keywords.build(["sun rain"] * 30 + ["wind wind"])
    assert [row for row, _ in keywords.best("rain", k=k)] == list(range(30))[:k]


def test_only_some_rows() -> None:
    keywords = Keywords.build(TEXTS)
    assert [row for row, _ in keywords.best("rain", k=1, rows=[3, 2])] == [3]
    assert keywords.best("rain", k=4, rows=[2]) == []
    assert keywords.best("rain", k=4, rows=[]) == []


@pytest.mark.parametrize("texts", [[], [""], ["", "the"], ["“”"]])
def test_texts_without_words_are_found_by_none(texts: list[str], tmp_path: Path) -> None:
    keywords = Keywords.build(texts)
    keywords.write(tmp_path)
    for each in (keywords, Keywords.read(tmp_path)):
        assert each.best("rain", k=3) == []
        assert each.rarity("rain") == 1


def test_a_text_without_words_keeps_its_row() -> None:
    assert [row for row, _ in Keywords.build(["", "rain", "the"]).best("rain", k=3)] == [1]


def test_rarity_is_between_0_and_1_and_falls_with_every_text() -> None:
    keywords = Keywords.build([*TEXTS, "rain"])
    rarities = [keywords.rarity(word) for word in ("volcano", "pact", "trade", "rain")]
    assert rarities[0] == 1
    assert rarities == sorted(rarities, reverse=True)
    assert len(set(rarities)) == 4
    assert 0 < rarities[-1] < 0.3


def test_rarity_by_hand() -> None:
    rarity = Keywords.build(["rain", "rain", "sun"]).rarity("rain")
    assert rarity == pytest.approx(math.log(1 + 1.5 / 2.5) / math.log(1 + 3.5 / 0.5))


def test_what_is_written_is_read_in_plain_formats(tmp_path: Path) -> None:
    keywords = Keywords.build([*TEXTS, "粤港澳 José 25,001"])
    keywords.write(tmp_path)
    read = Keywords.read(tmp_path)
    for query in ("rain", "trade schools", "粤", "jose", "25001", "volcano"):
        assert read.best(query, k=5) == keywords.best(query, k=5)
    assert read.rarity("rain") == keywords.rarity("rain")
    for path in tmp_path.iterdir():
        if path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        else:
            json.loads(path.read_text(encoding="utf-8"))
