from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from rag.evidence import Reading
from rag.premise.opposites import opposites
from rag.premise.parts import missing_parts
from rag.premise.premise import Premise, explain, premise
from rag.wording.aliases import Aliases

PACT = "Zhejiang and Hong Kong signed a pact on trade in May 2024."
TEXT = f"{PACT} It covers 12 projects. Officials approved a higher budget for the port of Ovar."


def reading(sentence: str, text: str = TEXT, probability: float = 0.6) -> Reading:
    article = Article(text=text, sources=("/news/pact.txt",), title="A pact")
    start = text.index(sentence)
    return Reading(article, start, start + len(sentence), probability)


@pytest.mark.parametrize(
    ("question", "sentence", "said", "instead"),
    [
        ("What did Zhejiang and Macau sign?", PACT, "Macau", "Hong Kong"),
        ("What pact on trade did Zhejiang sign in May 2019?", PACT, "May 2019", "May 2024"),
        ("What covers the 30 projects?", "It covers 12 projects.", "30", "12"),
        ("Who approved a lower budget for the port?", "Officials approved a higher budget for the"
         " port of Ovar.", "lower", "higher"),
        ("Which regions did not sign a pact on trade?", PACT, "not", None),
    ],
)  # fmt: skip
def test_a_false_premise_is_named(
    question: str, sentence: str, said: str, instead: str | None
) -> None:
    found = premise(question, [reading(sentence)])
    assert found is not None
    assert (found.said, found.instead) == (said, instead)
    assert said in explain(found)
    assert found.instead is None or found.instead in found.reading.text


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("What pact did Zhejiang and Macau sign?", True),
        ("What pact on trade did Macau sign?", False),  # "Zhejiang" opens the sentence
        ("What pact on trade was signed with Macau?", False),
        ("What pact on trade was signed in May 2019?", True),
    ],
)
def test_what_stands_elsewhere_in_the_sentence_is_no_counterpart(
    question: str, is_told: bool
) -> None:
    found = premise(question, [reading(PACT)])
    assert found is not None
    assert found.instead is not None
    assert (found.instead in explain(found)) is is_told


def test_the_capital_that_opens_a_sentence_is_no_counterpart() -> None:
    text = "Speaking at the port, officials of Zhejiang praised a pact on trade."
    found = premise(
        "What pact on trade did officials of Zhejiang praise in Macau?", [reading(text, text)]
    )
    assert found is not None
    assert (found.said, found.instead) == ("Macau", None)
    later = f"{text} He met Speaking Tours."
    assert premise("What pact did officials of Zhejiang praise in Macau?", [reading(text, later)])


@pytest.mark.parametrize(
    "question",
    [
        "What did Zhejiang and Hong Kong sign?",
        "When was the pact on trade signed?",
        "what did zhejiang and hong kong sign in may 2024",
        "Who approved a higher budget for the port of Ovar?",
        "What did Macau buy from Lisbon in 1999?",  # nothing near: not found, not false
        "",
    ],
)
def test_a_true_premise_is_believed(question: str) -> None:
    assert premise(question, [reading(PACT)]) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did the war begin?", "The war began in 1939 and ended in 1945."),
        ("When did the empire fall?", "The empire fell in 476 after the rise of its rivals."),
        ("How long is the bridge?", "The bridge, a short walk from the port, is 2 km."),
        ("How large is the army?", "The army has 9,000 soldiers and small arms."),
        ("When was the first meeting?", "The meeting took place last month in Ovar."),
        ("What is the most common illness?", "The illness hit at least 80 people."),
        ("Which firm won the contract?", "The firm that had won the contract may lose it."),
        ("What did women buy?", "The men who sold cloth said that women had bought it."),
        ("When did the war end?", "The war began in 1939. It ended in 1945."),
        ("What happened after the vote?", "Before long, riots followed upon the vote."),
    ],
)
def test_a_degree_or_a_phrase_turns_nothing_around(question: str, sentence: str) -> None:
    assert premise(question, [reading(sentence, sentence)]) is None


def test_what_stands_near_the_sentence_is_no_opposite() -> None:
    first, text = "Prices of port wine rose in May.", "Prices of port wine rose in May. They fell."
    assert premise("When did prices of port wine fall?", [reading(first, text)]) is None
    found = premise("When did prices of port wine fall?", [reading(first, first)])
    assert found is not None
    assert (found.said, found.instead) == ("fall", "rose")


@pytest.mark.parametrize(
    "question",
    [
        "What did Zhejiang and Hong Kong sign in November 2025?",
        "According to the South China Morning Post, what did Zhejiang and Hong Kong sign?",
        "What does Ana Lima say that Zhejiang signed?",
    ],
)
def test_what_is_known_of_the_article_is_said(question: str) -> None:
    one = reading(PACT)
    known = replace(one.article, publisher="South China Morning Post", author="Ana Lima",
                    published="2025-11-06")  # fmt: skip
    assert premise(question, [one]) is not None
    assert premise(question, [replace(one, article=known)]) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Which firms use AI?", "Firms use artificial intelligence for trade."),
        ("What does the BRI link?", "The Belt and Road Initiative links ports."),
        ("What does the Belt and Road Initiative link?", "The BRI links ports."),
        ("What did the UK sign?", "Britain signed a pact."),
        ("Who is the CEO of Fontes?", "The chief executive of Fontes is Ana."),
        ("How high is the GDP of Macao?", "Macau's gross domestic product is 4 billion."),
        ("When was Kyiv founded?", "Kiev was founded in 482."),
        ("Which TV firm did Lee buy?", "Lee bought Fontes, a cable television firm."),
        ("How many EVs did Mali sell?", "Mali sold 12 electric vehicles."),
        ("Who was the King of Belgium?", "The Belgian monarch, King Albert, rode in."),
        ("What did the GBA Office sign?", "The Greater Bay Area Office signed a pact."),
    ],
)
def test_a_name_may_be_abbreviated(question: str, sentence: str) -> None:
    assert premise(question, [reading(sentence, sentence)]) is None


def test_a_library_tells_what_is_abbreviated() -> None:
    sentence = "The ministry of trade signed a pact."
    aliases = Aliases.of(["The Ministry of Trade (MOFCOM) spoke."])
    assert premise("What pact did MOFCOM sign?", [reading(sentence, sentence)]) is not None
    aliases = Aliases({"MOFCOM": ("Ministry of Trade",)}, aliases.held, frozenset())
    one = reading(sentence, sentence)
    assert premise("What pact did MOFCOM sign?", [one], aliases=aliases) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Didn't Lee visit Macau in May?", "Lee visited Macau in May."),
        ("Isn't the HKMA in Hong Kong?", "The HKMA is in Hong Kong."),
        ("Why can't firms export chips?", "Firms are unable to export chips."),
        ("Which states do not recognise Kosovo?", "States refuse to recognise Kosovo."),
        ("Who was not let in?", "Guards let in Ana and barred Bo."),
    ],
)
def test_a_negation_is_said_in_many_ways(question: str, sentence: str) -> None:
    assert premise(question, [reading(sentence, sentence)]) is None


def test_what_is_shown_is_short() -> None:
    long = " ".join(f"Name{number}" for number in range(30))
    told = explain(Premise("name", long, long, reading(PACT), "absent", 1.0))
    assert len(told.split()) < 30
    assert "Name7…" in told


def test_what_another_likely_sentence_says_is_believed() -> None:
    other = "Zhejiang and Macau signed a pact on trade in May 2023."
    question = "What did Zhejiang and Macau sign?"
    assert premise(question, [reading(PACT), reading(other, other)]) is None


def test_what_was_carried_over_from_the_chat_is_no_premise() -> None:
    question = "What pact did Zhejiang and Macau sign?"
    assert premise(question, [reading(PACT)], typed="And with Macau?") is not None
    assert premise(question, [reading(PACT)], typed="What did they sign?") is None


def test_nothing_read_says_nothing() -> None:
    assert premise("What did Macau sign?", []) is None


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_any_text_can_be_asked_of_any(question: str, text: str) -> None:
    article = Article(text=text, sources=("/a.txt",))
    found = premise(question, [Reading(article, 0, len(text), 0.5)])
    assert found is None or explain(found)
    missing_parts(question, text)


def test_opposites_go_both_ways() -> None:
    assert all(word in opposites()[other] for word in opposites() for other in opposites()[word])


@pytest.mark.parametrize(
    ("question", "quote", "missing"),
    [
        ("What did Ana and Bo sign, and when?", "Ana and Bo signed a pact.", ("when",)),
        ("What did Ana and Bo sign, and when?", "Ana and Bo signed a pact in 2019.", ()),
        ("What did Fontes and Ovar export?", "Fontes exported cork.", ("Ovar",)),
        ("What did Fontes and Ovar export?", "Both exported cork, Fontes said.", ()),
        ("Where was Lee born? When did he die?", "Lee was born in Ovar.", ("When did he die",)),
        ("Who, and when?", "it rained", ()),
        ("In Macau, Lee and Kai signed what?", "Lee and Kai signed a pact.", ()),
        ("In May, what did Ana, Bo and Kai sign?", "Ana and Bo signed a pact.", ("Kai",)),
        ("What did Lee, Macau's leader, sign?", "Lee signed a pact.", ()),
        ("", "", ()),
    ],
)
def test_what_is_missing_is_named(question: str, quote: str, missing: tuple[str, ...]) -> None:
    assert missing_parts(question, quote) == missing


def test_a_name_in_the_title_is_not_missing() -> None:
    question, quote = "What did Fontes and Ovar export?", "Fontes exported cork."
    assert missing_parts(question, quote, title="Trade of Ovar") == ()
    assert missing_parts(question, quote, title="Trade") == ("Ovar",)


def test_a_slip_that_opens_the_question_is_no_name() -> None:
    assert premise("Whta did Zhejiang and Hong Kong sign?", [reading(PACT)]) is None
