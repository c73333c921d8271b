import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.wording.slips import edit_distances, is_likely_slip
from rag.wording.spelling import (
    MAX_CHARACTERS,
    MAX_LOOKED_UP,
    Vocabulary,
    english_words,
    respell,
)

TEXTS = [
    "Zhejiang and Taiwan signed agreements on exporters. The government announced a programme.",
    "Officials of Hangzhou said that the agreement on Marathi schools was separate.",
    "Iraq is a country. The capital of the country is Baghdad; women of Córdoba live there.",
]
ENGLISH = frozenset({"iran", "what", "which", "agreement", "announce", "impeached", "chivalry"})
KNOWN = Vocabulary.of(TEXTS, ENGLISH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What did Zhejang sign?", "What did Zhejiang sign?"),  # a letter left out
        ("What did Zhejiiang sign?", "What did Zhejiang sign?"),  # put in
        ("What did Zehjiang sign?", "What did Zhejiang sign?"),  # two swapped
        ("Who signed in Taiwen?", "Who signed in Taiwan?"),  # a vowel for a vowel
        ("What did the goverment say?", "What did the government say?"),
        ("GOVERMENT? Goverment!", "GOVERMENT? Government!"),  # case kept, capitals left alone
        ("what did zhejang announce", "what did zhejiang announce"),
        ("the owmen of Iraq", "the women of Iraq"),  # the first two swapped
        ("Cordoba's women", "Cordoba's women"),  # an accent left out is no typo
        ("Zhejang's exporters", "Zhejiang's exporters"),
        ("an agrremnet", "an agreement"),  # two slips in a long word
    ],
)
def test_a_typo_becomes_the_word_of_the_library(typed: str, meant: str) -> None:
    assert respell(typed, KNOWN) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did Iran sign?",  # one letter from Iraq, and English
        "What did Iraqi exporters announce?",  # a known word with an ending
        "Was the governor impeached?",
        "How much is 25,001.64 in HKD and GOVT?",
        "Is Maratha rule over?",  # no Marathi: another end is another name
        "Who is Kaiwan?",  # another first letter
        "What are the expo rules?",
        "Which MediaOne firm signed?",
        "Who wrote exporter@govermentt.org or Zhejang2?",
        "香港签署了什么? Что подписал Чжэцзян?",
        "",
        "?!",
    ],
)
def test_what_is_no_typo_stays(question: str) -> None:
    assert respell(question, KNOWN) == question


def test_nothing_is_mended_by_an_empty_library() -> None:
    assert respell("What did the goverment sign?", Vocabulary.of([])) == (
        "What did the goverment sign?"
    )


def test_two_names_that_are_as_near_leave_the_word_alone() -> None:
    known = Vocabulary.of(["Hansson met Hanssan in the town."])
    assert respell("Who met Hansson and Hanssen?", known) == "Who met Hansson and Hanssen?"


def test_the_usual_way_of_writing_a_word_is_the_one_put_in() -> None:
    known = Vocabulary.of(["Exports rose. The exports of exports fell; exports are exports."])
    assert respell("Did exxports fell?", known) == "Did exports fell?"


def test_a_long_question_is_left_alone_and_few_words_are_looked_up() -> None:
    assert respell("x" * 2_000, KNOWN) == "x" * 2_000
    assert respell("goverment " * 200, KNOWN) == "goverment " * 200
    short = "goverment " * (MAX_CHARACTERS // len("goverment "))
    mended = respell(short, KNOWN).split()
    assert mended == ["government"] * MAX_LOOKED_UP + ["goverment"] * (len(mended) - MAX_LOOKED_UP)


@pytest.mark.parametrize(
    ("typed", "meant", "likely"),
    [
        ("agrement", "agreement", True),
        ("agreemment", "agreement", True),
        ("gavernment", "government", True),  # vowel
        ("goverbment", "government", True),  # b is beside n, and n left out: an added letter
        ("mulder", "murder", False),
        ("covernment", "government", False),  # c is not beside g
        ("fovernment", "government", True),
        ("gåvernment", "government", False),
    ],
)
def test_likely_slips(typed: str, meant: str, likely: bool) -> None:
    assert is_likely_slip(typed, meant) is likely


def test_distances_worked_out_by_hand() -> None:
    words = ["trade", "tread", "trades", "raid", "zoo", "tr"]
    letters = np.asarray(words, dtype="U6").view(np.uint32).reshape(6, 6)
    lengths = np.asarray([len(word) for word in words])
    trade = np.asarray(["trade"]).view(np.uint32)
    # tread: d and a stand apart, so one put in and one left out; raid: t out, e out, i in.
    assert edit_distances(trade, letters, lengths).tolist() == [0, 2, 1, 3, 5, 3]


@settings(max_examples=50)
@given(
    st.text(string.ascii_lowercase, min_size=4, max_size=9),
    st.text(string.ascii_lowercase, min_size=1, max_size=9),
)
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    def distance(left: str, right: str) -> int:
        word, letters = (np.asarray([text], dtype="U9").view(np.uint32) for text in (left, right))
        lengths = np.asarray([len(right)])
        return int(edit_distances(word[: len(left)], letters.reshape(1, 9), lengths)[0])

    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert distance(one, one) == 0


@settings(max_examples=50)
@given(st.lists(st.sampled_from(" ".join(TEXTS).split())).map(" ".join))
def test_the_library_s_own_words_are_never_changed(question: str) -> None:
    assert respell(question, KNOWN) == question


@settings(max_examples=50)
@given(st.text())
def test_any_text_can_be_respelled(text: str) -> None:
    assert len(respell(text, KNOWN).split()) == len(text.split())


def test_english_words_of_a_word_piece_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text("[PAD]\n##ing\nagreement\na\n42\nwhat\n", encoding="utf-8")
    assert english_words(tmp_path / "vocab.txt") == {"agreement", "what"}
