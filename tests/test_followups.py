"""The pieces that rewriting is made of."""

import pytest

from rag.followups.antecedent import Said, asked_for, owner, person, place, several, thing
from rag.followups.kinds import gender, is_plural, kind_of
from rag.followups.subject import parse
from rag.followups.topic import named_place, topic, year


@pytest.mark.parametrize(
    ("question", "asked", "helper", "subject", "rest"),
    [
        ("Who founded Yale?", "Who", "", "", "founded Yale"),
        ("Which drugs treat malaria?", "Which drugs", "", "", "treat malaria"),
        ("When did the war in northern Mali start?",
         "When", "did", "the war in northern Mali", "start"),
        ("Why did the dollar fall?", "Why", "did", "the dollar", "fall"),
        ("Where is Comcast based?", "Where", "is", "Comcast", "based"),
        ("Which firms were at the talks?", "Which firms", "were", "", "at the talks"),
        ("Is the tax rising?", "", "is", "the tax", "rising"),
        ("Why was iQiyi listed?", "Why", "was", "iQiyi", "listed"),
        ("hong kong stocks", "", "", "", "hong kong stocks"),
        ("", "", "", "", ""),
    ],
)  # fmt: skip
def test_a_question_is_taken_apart(
    question: str, asked: str, helper: str, subject: str, rest: str
) -> None:
    found = parse(question)
    assert (found.asked, found.helper, found.subject, found.rest) == (asked, helper, subject, rest)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("John Lee", "person"), ("G. M. Young", "person"), ("Burke's mother", "person"),
        ("Hong Kong", "place"), ("the Roman camp", "place"), ("Mali", "place"),
        ("the Trade Development Council", "organisation"), ("June 2024", "name"),
        ("1957", "date"), ("iQiyi", "thing"), ("the deal", "thing"), ("", "thing"),
    ],
)  # fmt: skip
def test_words_tell_the_kind(phrase: str, kind: str) -> None:
    assert kind_of(phrase) == kind


def test_titles_and_given_names_tell_she_from_he() -> None:
    assert [gender(name) for name in ("Carrie Lam", "Lord Acton", "Xi Jinping")] == [
        "she",
        "he",
        "",
    ]


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("Zhejiang and Hong Kong", True), ("the Belt and Road Initiative", False),
        ("China's exports", True), ("the United States", False), ("Paris", False),
        ("the firms that signed it", True), ("the economics", False), ("", False),
    ],
)  # fmt: skip
def test_one_is_told_from_several(phrase: str, plural: bool) -> None:
    assert is_plural(phrase) is plural


def test_each_pronoun_takes_what_agrees_with_it() -> None:
    turns = [Said("What did Carrie Lam tell the lobbies about the Airport Authority in Geneva?")]
    assert person(turns, pronoun="she") == "Carrie Lam"
    assert person(turns, pronoun="he") == ""
    assert several(turns) == "the lobbies"
    assert thing(turns) == "the Airport Authority"
    assert place(turns) == ("Geneva", "in")
    assert named_place(turns, "city") == "Geneva"


def test_the_newest_turn_that_fits_counts() -> None:
    turns = [Said("Who is Frederick Ma?"), Said("How big is Ghana?")]
    assert person(turns, pronoun="he") == "Frederick Ma"
    assert thing(turns) == "Ghana"
    assert year([Said("What happened in 1957?"), Said("Why?", "It began in 1960.")]) == "1960"


def test_nobody_is_named_in_nothing() -> None:
    for turns in ([], [Said("")], [Said("?")]):
        assert (person(turns, pronoun="he"), thing(turns), several(turns)) == ("", "", "")
        assert place(turns) == ("", "")


def test_what_is_asked_for_becomes_a_phrase() -> None:
    assert asked_for(parse("Which firms does Ford run?")) == "the firms that Ford runs"
    assert asked_for(parse("Which firms were at the talks?")) == "the firms that were at the talks"
    assert (owner("Burke"), owner("the firms")) == ("Burke's", "the firms'")


def test_a_topic_is_short_and_repeats_nothing() -> None:
    turn = Said("Which firm did Comcast agree to merge with in 2014?")
    assert topic(turn) == "Comcast, 2014"
    assert topic(turn, besides="What did Comcast do?") == "2014"
