import math
import random
from collections import Counter
from itertools import pairwise

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.counts import WordCounts
from index.keywords import K1, B, Keywords
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


# --- the short way finds what the plain way finds

NAMES = ("rain", "sun", "wind", "snow", "hail", "fog")
texts_made = st.lists(
    st.lists(st.sampled_from(NAMES), max_size=12).map(" ".join), min_size=1, max_size=60
)


def plain(texts: list[str], query: str) -> list[float]:
    """Each text's score, by the formula, text by text."""
    every = [Counter(words(text)) for text in texts]
    average = max(1, sum(counts.total() for counts in every)) / len(every)
    scores = [0.0] * len(every)
    for word in words(query):
        holding = sum(word in counts for counts in every)
        weight = math.log(1 + (len(every) - holding + 0.5) / (holding + 0.5))
        for row, counts in enumerate(every):
            damping = K1 * (1 - B + B * counts.total() / average)
            scores[row] += weight * counts[word] / (counts[word] + damping)
    return scores


def in_segments(texts: list[str], chance: random.Random) -> Keywords:
    """The same index in a few segments, in another order, among passages that went."""
    parts, order = [], [*range(len(texts))]
    if chance.random() < 0.5:
        chance.shuffle(order)
    cuts = sorted(chance.randrange(len(texts) + 1) for _ in range(chance.randrange(4)))
    for start, end in pairwise([0, *cuts, len(texts)]):
        rows = order[start:end]
        for _ in range(chance.choice([0, 0, 1, 20])):
            rows.insert(chance.randrange(len(rows) + 1), -1)
        held = [texts[row] if row >= 0 else "rain snow rain gone" for row in rows]
        parts.append((WordCounts.of(held), np.asarray(rows, dtype=np.int64)))
    return Keywords(parts)


@settings(deadline=None, max_examples=25)
@given(
    texts_made,
    st.lists(st.sampled_from([*NAMES, "gone", "volcano"]), max_size=8).map(" ".join),
    st.integers(1, 20),
    st.randoms(use_true_random=False),
)
def test_the_best_are_those_of_the_plain_way(
    texts: list[str], query: str, k: int, chance: random.Random
) -> None:
    keywords = in_segments(texts, chance)
    expected = plain(texts, query)
    every = keywords.best(query, k=len(texts))
    assert {row for row, _ in every} == {row for row, score in enumerate(expected) if score}
    assert [score for _, score in every] == pytest.approx(
        [expected[row] for row, _ in every], rel=1e-5
    )
    assert every == sorted(every, key=lambda hit: (-hit[1], hit[0]))
    assert every == Keywords.build(texts).best(query, k=len(texts))  # to the last bit
    assert keywords.best(query, k=k) == every[:k]
    few = [row for row in range(len(texts)) if chance.random() < chance.choice([0.02, 0.5])]
    among = [hit for hit in every if hit[0] in few]
    assert keywords.best(query, k=k, rows=[*few, *few]) == among[:k]
    assert keywords.best(query, k=k, rows=np.asarray(few, dtype=np.int64)) == among[:k]
    for word in NAMES:
        assert keywords.rarity(word) == Keywords.build(texts).rarity(word)


@pytest.mark.slow
def test_the_best_of_many_are_those_of_all() -> None:
    """Of enough passages that most of a common word's are passed over, and of all segments."""
    chance = random.Random(7)
    names = [f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]
    odds = [1 / (n + 1) for n in range(300)]  # Zipf's law, as in texts
    texts = [" ".join(chance.choices(names, odds, k=chance.randrange(60))) for _ in range(4000)]
    whole, apart = Keywords.build(texts), in_segments(texts, chance)
    for _ in range(30):
        query = " ".join(chance.sample(names, k=chance.randrange(1, 9)))
        every = whole.best(query, k=4000)
        rows = sorted(chance.sample(range(4000), k=chance.choice([5, 400, 3000])))
        among = [hit for hit in every if hit[0] in set(rows)]
        for keywords in (whole, apart):
            for k in (1, 10, 100):
                assert keywords.best(query, k=k) == every[:k]
                assert keywords.best(query, k=k, rows=rows) == among[:k]
