import json
import math

import bm25s
import numpy as np
import pytest

from index.counts import POSTINGS, WORDS, WordCounts
from index.keywords import Keywords
from index.words import words

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
def test_texts_without_words_are_found_by_none(texts: list[str]) -> None:
    keywords = Keywords.build(texts)
    assert keywords.best("rain", k=3) == []
    assert keywords.rarity("rain") == 1


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


def raw(counts: WordCounts) -> dict[str, bytes]:
    return {name: b"".join(parts) for name, parts in counts.files().items()}


def test_what_is_written_is_read_in_plain_formats() -> None:
    counts = WordCounts.of([*TEXTS, "粤港澳 José 25,001", ""])
    files = raw(counts)
    assert json.loads(files[WORDS])["rain"] == 3
    assert files[POSTINGS].startswith(b"\x93NUMPY")
    read = WordCounts.read(files, passages=6)
    for word in ("rain", "trade", "粤", "jose", "25001", "volcano"):
        assert (read.of_word(word) == counts.of_word(word)).all()
    assert read.of_word("rain").tolist() == [[0, 1, 3], [1, 2, 1]]
    assert read.lengths.tolist() == counts.lengths.tolist() == [3, 2, 2, 3, 5, 0]


def test_no_words_are_written_and_read() -> None:
    for texts in ([], ["", "the"]):
        read = WordCounts.read(raw(WordCounts.of(texts)), passages=len(texts))
        assert read.of_word("rain").tolist() == [[], []]
        assert read.lengths.tolist() == [0] * len(texts)


def test_scores_are_those_of_bm25s() -> None:
    chance = np.random.default_rng(4)
    names = [f"w{chr(97 + n)}" for n in range(26)]
    texts = [" ".join(chance.choice(names, size=chance.integers(1, 40))) for _ in range(300)]
    engine = bm25s.BM25()
    engine.index([words(text) for text in texts], show_progress=False)
    keywords = Keywords.build(texts)
    for query in ("wa wb wz", "wc wc", "wd", "wa nothing"):
        known = [word for word in words(query) if word in engine.vocab_dict]
        scores = engine.get_scores(known)
        found = keywords.best(query, k=300)
        assert len(found) == np.count_nonzero(scores)
        assert [score for _, score in found] == pytest.approx(
            [float(scores[row]) for row, _ in found], rel=1e-6
        )


def test_segments_score_as_one_index_does() -> None:
    """Two segments, in another order than the rows, one with a passage that went."""
    first, second = (
        WordCounts.of([TEXTS[3], TEXTS[0]]),
        WordCounts.of([TEXTS[1], "rain rain volcano", TEXTS[2]]),
    )
    apart = Keywords([(first, np.array([3, 0])), (second, np.array([1, -1, 2]))])
    together = Keywords.build(TEXTS)
    for query in ("rain", "trade schools", "volcano", "hong kong rain", ""):
        assert apart.best(query, k=9) == together.best(query, k=9)
    for word in ("rain", "trade", "volcano"):
        assert apart.rarity(word) == together.rarity(word)


def test_merged_counts_are_those_of_the_texts() -> None:
    first, second = WordCounts.of(TEXTS[:2]), WordCounts.of(["volcano", *TEXTS[2:]])
    merged = WordCounts.merged(
        [(first, np.array([2, 0])), (second, np.array([-1, 1, 3]))], passages=4
    )
    anew = WordCounts.of([TEXTS[1], TEXTS[2], TEXTS[0], TEXTS[3]])
    assert "volcano" not in merged.holding
    assert merged.holding == anew.holding
    for word in anew.holding:
        assert merged.of_word(word).tolist() == anew.of_word(word).tolist()
    assert WordCounts.merged([], passages=0).holding == {}
