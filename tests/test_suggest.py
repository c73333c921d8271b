from pathlib import Path

import pytest

from corpus.article import Article
from rag.answer import Answer, Citation
from rag.chatbot import Chatbot
from rag.settings import Settings
from rag.suggest import MAX_TRIED, WANTED, suggest


def article(text: str, name: str = "a") -> Article:
    return Article(text=text, sources=(f"/{name}.txt",), id=name, version=1)


def answering(*articles: Article, probability: float = 0.9):  # type: ignore[no-untyped-def]
    """Something that quotes the whole of the article that has most of the question's words."""
    asked = []

    def ask(question: str) -> Answer:
        asked.append(question)
        words = set(question.strip("?").split())
        best = max(articles, key=lambda one: len(words & set(one.text.split())))
        cited = Citation(1, best.id, 1, "", (), None, None, None, best.text, 0, len(best.text))
        return Answer(question, question, "answered", citations=(cited,), probability=probability)

    ask.asked = asked  # type: ignore[attr-defined]
    return ask


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Bo Lee signed the pact.", "What did Bo Lee sign?"),
        ("The Bank of Ovar pledged to cut its rate.", "What did the Bank of Ovar pledge to do?"),
        ("The Hang Seng Index rose 0.4 per cent.", "By how much did the Hang Seng Index rise?"),
        ("Ana Ek, a senior official, left.", "Who is Ana Ek?"),
        ("Bo Lee joined the Port Trade Board (PTB).", "What does PTB stand for?"),
    ],
)
def test_a_plain_statement_is_turned_into_its_question(text: str, question: str) -> None:
    one = article(text)
    assert suggest([one], answering(one)) == [question]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rain fell.",
        "He and Bo Lee signed the pact.",
        "From Ovar City, the road, a long one, leads east.",
        "After Bo Lee signed the pact, it rained.",
        "Bo Lee said that Ana Ek signed the pact.",
    ],
)
def test_what_is_not_plain_is_left_alone(text: str) -> None:
    one = article(text)
    assert suggest([one], answering(one)) == []


def test_only_what_is_surely_answered_from_that_sentence_is_offered() -> None:
    one, other = article("Bo Lee signed the pact."), article("What did Bo Lee sign?", "b")
    assert suggest([one], answering(one, probability=0.3)) == []
    assert suggest([one], answering(one, other)) == []


def test_several_articles_take_turns_and_few_questions_are_tried() -> None:
    text = "Bo Lee signed the pact. Ana Ek, a senior official, left."
    articles = [article(text.replace("Lee", f"Lee{name}"), name) for name in "pqrstuvwxyz"]
    offered = suggest(articles, answering(*articles))
    assert offered == [f"What did Bo Lee{name} sign?" for name in "pqrs"]
    assert len(offered) == WANTED
    unsure = answering(*articles, probability=0.1)
    assert suggest(articles, unsure) == []
    assert len(unsure.asked) == MAX_TRIED


@pytest.mark.slow
def test_the_samples_offer_questions_that_are_answered(sample_library: Path) -> None:
    with_samples = Chatbot.open(Settings(library=sample_library))
    offered = with_samples.suggestions()
    assert len(offered) >= 3
    assert not any(with_samples.ask(question).is_abstained for question in offered)
