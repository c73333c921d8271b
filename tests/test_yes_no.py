from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.article import Article
from rag.answer import MAX_WORDS
from rag.evidence import Reading
from rag.extract import Query, extract
from rag.yes_no import asks_whether, judge
from tests.fakes import FakeReader

ARTICLE = Article(text="It rained. Ana signed the pact.", sources=("/a.txt",), id="a", version=1)
RAIN = Reading(ARTICLE, 0, 10, 0.6)
PACT = Reading(ARTICLE, 11, 31, 0.5)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did Ana sign the pact?", True),
        ("isn't the pact signed", True),
        ("And will it rain?", True),
        ("Is the pact old or new?", False),
        ("Is it signed or not?", True),
        ("Who signed?", False),
        ("What did Ana do?", False),
        ("", False),
        ("Dido sang", False),
        ("Is Hong Kong part of it?", True),
        ("Did Ana Lima sign?", True),
        ("Will Ana sign the pact?", True),
        ("May firms export?", True),
        ("May I enter Macau?", True),
        ("Did The Post print it?", True),
        ("DID ANA SIGN?", True),
        ("Did it say what Ana signed?", True),
        ("Is the man who signed it here?", True),
        # A name or a month opens these.
        ("May 2025 exports: how much?", False),
        ("May Day protests drew how many?", False),
        ("May exports rose by how much?", False),
        ("Will Smith starred in which film?", False),
        ("will smith starred in which film?", False),
        ("Will Smith married whom?", False),
        ("Can Tho is where?", False),
        ("Can Tho lies on which big river?", False),
        ("Do Kwon was arrested where?", False),
        ("Do Kwon founded what?", False),
    ],
)
def test_whether_is_asked_with_a_verb_in_front(question: str, expected: bool) -> None:
    assert asks_whether(question) is expected


def test_the_sentence_that_says_so_is_given() -> None:
    assert judge(FakeReader(), "Did Ana sign the pact?", [RAIN, PACT]) == ("Yes", PACT)


def test_a_sentence_is_judged_with_the_one_that_says_who_is_meant() -> None:
    text = "Ana came to Rio. She signed the pact."
    signed = Reading(Article(text=text, sources=("/c.txt",)), 17, len(text), 0.6)
    assert judge(FakeReader(), "Did Ana sign the pact?", [signed]) == ("Yes", signed)


def test_what_no_sentence_says_is_not_judged() -> None:
    assert judge(FakeReader(), "Did Bo sign the pact?", [RAIN, PACT]) is None
    assert judge(FakeReader(), "Did Ana sign?", []) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is the pact enough?", "Q: Is the pact enough?"),
        ("Did Ana sign the pact?", "Ana will sign the pact in June."),
        ("Has Ana signed the pact?", "Ana is to sign the pact in June."),
        ("Is the pact working?", "The pact is working, said Ana."),
    ],
)
def test_what_is_asked_to_come_or_only_said_is_no_yes(question: str, text: str) -> None:
    one = Reading(Article(text=text, sources=("/d.txt",)), 0, len(text), 0.6)
    assert judge(FakeReader(), question, [one]) is None


def test_what_somebody_said_may_be_asked_for() -> None:
    text = "Ana said the pact works."
    one = Reading(Article(text=text, sources=("/d.txt",)), 0, len(text), 0.6)
    assert judge(FakeReader(), "Has Ana said the pact works?", [one]) == ("Yes", one)


def test_a_judged_question_is_answered_with_its_sentence() -> None:
    question = "Did Ana sign the pact?"
    answer = extract(Query(question, question), [RAIN, PACT], judged=("Yes", PACT))
    assert answer.verdict == "answered"
    assert answer.text == "Yes. Ana signed the pact. [1]"
    giant = Article(text="word " * 200, sources=("/b.txt",), id="b", version=1)
    long = Reading(giant, 0, 999, 0.5)
    answer = extract(Query(question, question), [long], judged=("No", long))
    assert len(answer.text.split()) <= MAX_WORDS


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did Ana sign the pact in 2019?", "Ana signed the pact in 2026."),
        ("Did Ana sign the pact?", "Ana signed the pact, unless the letter is forged."),
        ("Did Ana sign the pact?", "Ana had asked to sign the pact."),
        ("Did Ana sign the pact?", "Officials rejected the pact that Ana had signed."),
        ("Did Ana not sign the pact?", "Ana signed the pact."),
    ],
)
def test_a_sentence_that_is_not_plain_says_neither_yes_nor_no(question: str, text: str) -> None:
    class Sure(FakeReader):
        def support(self, claim: str, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.asarray([[0.99, 0.01, 0.0]] * len(texts), dtype=np.float32)

    article = Article(text=text, sources=("/a.txt",), id="a", version=1)
    assert judge(Sure(), question, [Reading(article, 0, len(text), 0.9)]) is None


def test_what_should_be_is_no_question_for_a_yes() -> None:
    assert not asks_whether("Should the vacancy tax be scrapped?")
