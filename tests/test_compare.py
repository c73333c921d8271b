from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from rag.compare import (
    Group,
    agree,
    asks_for_several,
    covers_alike,
    differ,
    differing,
    side_by_side,
)
from rag.evidence import Reading

FEW = settings(max_examples=20, deadline=None)  # the first one builds tables
WORDS = (  # noqa: SIM905 - words read better as text
    "5.8 per cent % HK$1.2 billion 1,200 million Hong Kong dollars two 2 twenty-one hundred and "
    "a half no not Howard Lee Tat-chi HKMA 7 November Nov 2025 about $ RMB 1e9 ٣ ſix é"
).split()
TEXTS = st.text(max_size=20) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("5.8 per cent", "5.80%", "5.8 yuan"),
        ("5.8%", "5.80 pct", "6.8%"),
        ("HK$1.2 billion", "1200000000 HKD", "1200000000 USD"),
        ("1,200 million Hong Kong dollars", "HK$1200000000", "HK$1200"),
        ("US$321.8bn", "USD 321800000000", "USD 321.8"),
        ("$5m", "5000000 dollars", "5000000 pounds"),
        ("5 m", "5", "5000000"),
        ("RMB2,000", "2000 yuan", "2000 yen"),
        ("A$7", "7", "US$7"),
        ("£3.50", "3.5 pounds", "3.5 euros"),
        ("25 basis points", "0.25 percentage points", "25 percentage points"),
        ("25,001.64", "25001.64", "25"),
        ("two", "2", "3"),
        ("fifty-two firms", "52", "50"),
        ("one hundred and twenty thousand", "120000", "100000"),
        ("two thousand five hundred", "2500", "2000"),
        ("a dozen", "12", "1"),
        ("half a million", "500000", "1000000"),
        ("more than 50 projects", "50", "500"),
    ],
)
def test_an_amount_and_its_unit(text: str, same: str, other: str) -> None:
    assert agree(text, same)
    assert not agree(text, other)


@pytest.mark.parametrize(
    ("text", "number"),
    [("the 7th", "7"), ("Web3", "3"), ("G20", "20"), ("1.2.3", "1.2"), ("two thirds", "2")],
)
def test_what_is_no_amount(text: str, number: str) -> None:
    assert not agree(text, number)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("5.8 per cent", "5.8%"),
        ("HK$1.2 billion", "1,200 million Hong Kong dollars"),
        ("HK$1.2 billion", "HK$1,203 million"),
        ("$5", "US$5"),
        ("two", "2 firms"),
        ("about 500", "480"),
        ("5.8", "5.8 per cent"),
        ("Howard Lee", "Howard Lee Tat-chi"),
        ("Mr Lee", "John Lee"),
        ("in Hangzhou", "Hangzhou"),
        ("HKMA", "Hong Kong Monetary Authority"),
        ("7 November", "Nov 7"),
        ("Friday, 7 November", "on November 7th, 2025"),
        ("November 2025", "2025-11-07"),
    ],
)
def test_the_same_answer_in_two_ways(here: str, there: str) -> None:
    assert agree(here, there)
    assert not differ("How many?", here, there)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("6 per cent", "5.8 per cent"),  # one digit is no rounding
        ("5 per cent", "HK$5"),
        ("HK$5", "US$5"),
        ("500", "480"),
        ("6 November", "7 November 2025"),
        ("2025", "November"),
        ("Theresa May", "Brian May"),
        ("approved", "not approved"),
        ("Lee", "the deputy of Lee"),
        ("two", "two thirds"),
        ("?", "!"),
    ],
)
def test_other_answers(here: str, there: str) -> None:
    assert not agree(here, there)


@pytest.mark.parametrize(
    ("question", "here", "there", "is_other"),
    [
        ("How many firms came?", "500 firms", "480 firms", True),
        ("How many firms came?", "500 firms", "480 projects", False),
        ("How many firms came?", "500 firms", "5 per cent", False),
        ("What is the jobless rate?", "3.7 per cent", "3.9%", True),
        ("What is in it?", "3 rivers", "4 hills", False),
        ("When did they meet?", "6 November", "7 November", True),
        ("When did they meet?", "2025", "November", False),
        ("Who is the chairman of the council?", "Frederick Ma", "Howard Lee", True),
        ("Who came to Shanghai?", "Frederick Ma", "Howard Lee", False),
        ("Who are the chairmen of the councils?", "Frederick Ma", "Howard Lee", False),
        ("Which firms is he the head of?", "Unitree", "DeepSeek", False),
        ("Why did it close?", "it rained", "it snowed", False),
    ],
)
def test_only_the_one_thing_asked_for_can_differ(
    question: str, here: str, there: str, is_other: bool
) -> None:
    assert differ(question, here, there) == is_other


@pytest.mark.parametrize(
    "question",
    [
        "Which firms did he meet?",
        "What are the three sectors?",
        "Name the members",
        "Who are the partners?",
        "List the projects",
        "Which Chinese firms came?",
        "Which Hong Kong officials were there?",
        "which trade groups signed it?",
        "What measures did the council announce?",
        "What new measures help exporters?",
        "In which cities is it made?",
        "Who have joined?",
        "What kinds of goods are taxed?",
        "What are Lee's aims?",
        "Which of the firms have left?",
        "Name three large banks",
        "Give me the names of the winners.",
        "Which people took part?",
        "Which two sectors grow fastest?",
        "How much did each firm pay?",
    ],
)
def test_several_things_are_asked_for(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "What causes inflation?",
        "What did Thomas say?",
        "What year did sales fall?",
        "Which minister says so?",
        "What percentage of firms export?",
        "What happens next?",
        "What is his address?",
        "When did talks end?",
        "What was the focus of talks?",
        "Which class did he teach?",
        "What does the US buy?",
        "What makes prices rise?",
        "Which minister has plans?",
        "Who was the chairman of the councils?",
        "Name the president",
        "Name the capital of the Philippines",
        "Name the minister who says so",
        "What crisis did it cause?",
        "How much is spent each year?",
        "What do firms say of each other?",
        "Why are prices high?",
        "Which Texas city is the largest?",
        "Which sports club won?",
        "Which company's shares fell?",
        "",
    ],
)
def test_one_thing_is_asked_for(question: str) -> None:
    assert not asks_for_several(question)


def finding(
    text: str, words: str, *, name: str, probability: float = 0.5, published: str | None = None
) -> Reading:
    start = text.index(words)
    article = Article(text=text, sources=(f"/{name}",), id=name, published=published)
    return Reading(article, 0, len(text), probability, (start, start + len(words)))


QUESTION = "How many firms came to the Shanghai conference?"


def test_sources_that_agree_are_one_group_the_likeliest_first() -> None:
    here = finding("Some 500 firms came to the Shanghai conference.", "500 firms", name="a")
    more = finding(
        "The conference in Shanghai drew five hundred firms.", "five hundred", name="b",
        probability=0.6,
    )  # fmt: skip
    (group,) = side_by_side(QUESTION, [here, more])
    assert (group.words, group.members) == ("five hundred", (more, here))
    assert differing([group]) == ""


def test_sources_that_differ_stand_newest_first() -> None:
    text = "{} firms came to the Shanghai conference."
    old = finding(text.format(500), "500", name="a", probability=0.9, published="2025-11-06")
    new = finding(text.format(480), "480", name="b", published="2025-11-07")
    bare = finding(text.format(470), "470", name="c", probability=0.8)
    groups = side_by_side(QUESTION, [old, new, bare])
    assert [group.words for group in groups] == ["480", "500", "470"]
    assert differing(groups) == (
        "The articles differ: 480 (7 November 2025); 500 (6 November 2025); 470 (no date)."
    )


def test_what_differs_is_named_in_short() -> None:
    groups = [Group(words=" ".join("abcdefghijk"[place:]), members=()) for place in range(4)]
    assert differing(groups) == (
        "The articles differ: a b c d e f g h… (no date); b c d e f g h i… (no date); "
        "c d e f g h i j… (no date)."
    )


def test_sentences_about_other_things_are_not_compared() -> None:
    best = finding("Some 500 firms came to the Shanghai conference.", "500", name="a")
    for text in (
        "Some 300 firms came to the Beijing conference.",  # another name
        "Shanghai has 300 parks.",  # little of the question
    ):
        other = finding(text, "300", name="b", probability=0.4)
        assert not covers_alike(QUESTION, best, other)
        assert [group.words for group in side_by_side(QUESTION, [best, other])] == ["500"]


def test_an_article_that_says_both_does_not_differ() -> None:
    best = finding("Some 500 firms came to the Shanghai conference.", "500", name="a")
    text = "480 firms came to the Shanghai conference. In all 500 firms came to the conference."
    article = Article(text=text, sources=("/b",), id="b", title="The Shanghai conference")
    end, later = text.index(" In all"), text.index("500")
    both = [
        Reading(article, 0, end, 0.45, (0, 3)),
        Reading(article, end + 1, len(text), 0.4, (later, later + 3)),
    ]
    (group,) = side_by_side(QUESTION, [best, *both])
    assert group.members == (best, both[1])


def test_nothing_gives_no_groups() -> None:
    assert side_by_side(QUESTION, []) == []
    assert side_by_side(QUESTION, [replace(finding("x", "x", name="a"), words=None)]) == []
    assert [len(group.members) for group in side_by_side("", [finding("x", "", name="a")])] == [1]


@FEW
@given(TEXTS, TEXTS)
def test_agreement_has_no_direction(here: str, there: str) -> None:
    assert agree(here, here)
    assert agree(here, there) == agree(there, here)
    assert differ(QUESTION, here, there) == differ(QUESTION, there, here)
    assert not (agree(here, there) and differ(QUESTION, here, there))


@FEW
@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from("abc")), min_size=1, max_size=4))
def test_the_likeliest_is_always_shown(question: str, rows: list[tuple[str, str, str]]) -> None:
    findings = [
        finding(f"{text} {words}", words, name=name, probability=1 - place / 10)
        for place, (text, words, name) in enumerate(rows)
    ]
    groups = side_by_side(question, findings)
    members = [one for group in groups for one in group.members]
    assert findings[0] in members
    assert len({one.article.id for one in members}) == len(members)
    assert differing(groups) == "" or len(groups) > 1
