from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.words import STOP_WORDS, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t…“”", []),
        ("the of and", []),
        ("25,001.64", ["25001.64"]),
        ("1,234,567 people", ["1234567", "peopl"]),
        ("v1.2.3", ["v1", "2.3"]),
        ("10,", ["10"]),
        ("5G COVID-19", ["5", "g", "covid", "19"]),
        ("Zhejiang's", ["zhejiang"]),
        ("Zhejiang’s", ["zhejiang"]),
        ("exporters' goods", ["export", "good"]),
        ("O’Brien O'Brien", ["obrien", "obrien"]),
        ("José São Zürich", ["jose", "sao", "zurich"]),
        ("Jose\u0301", ["jose"]),
        ("STRASSE Straße", ["strass", "strass"]),
        ("粤港澳", ["粤", "港", "澳"]),
        ("香港 HK 2025年", ["香", "港", "hk", "2025", "年"]),
        ("２０２５ ＡＩ", ["2025", "ai"]),
        ("signed signing signs", ["sign", "sign", "sign"]),
        ("snake_case", ["snake", "case"]),
        ("👩‍👩‍👧", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_stop_words_are_kept_when_asked_for() -> None:
    assert words("the rain", keep_stop_words=True) == ["the", "rain"]


@pytest.mark.parametrize("text", ["don't", "Doesn’t", "it's", "you've been"])
def test_a_contraction_of_stop_words_is_one(text: str) -> None:
    assert words(text) == []


def test_people_are_no_stop_words() -> None:
    assert words("Jack Ma and Don Shan") == ["jack", "ma", "don", "shan"]
    assert not {"ma", "don", "shan"} & STOP_WORDS


@settings(deadline=None, max_examples=50)
@given(st.text())
def test_any_text_gives_words_without_blanks_or_capitals(text: str) -> None:
    for word in words(text, keep_stop_words=True):
        assert word
        assert word == word.casefold()
        assert not any(character.isspace() or character == "," for character in word)


def test_threads_get_the_words_that_one_gets() -> None:
    texts = [f"exporters signed {number} treaties nationally{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(words, texts))
    assert found == [words(text) for text in texts]
