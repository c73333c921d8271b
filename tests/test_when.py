from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from rag.when import When, as_of, asked_when, date_parts, freshness, may_answer, prefer, spelled

TODAY = date(2025, 11, 20)  # a Thursday

FEW = settings(max_examples=20, deadline=None)  # the first one builds tables
WORDS = (  # noqa: SIM905 - words read better as text
    "the latest now as of since before between and to in May march 2024 2025-02-31 31 29 Feb "
    "April this last week year today yesterday by next Q3 articles published until 0 99 ٣ é"
).split()
TEXTS = st.text(max_size=20) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
DAYS = st.none() | st.dates().map(date.isoformat) | st.text(max_size=12)


def article(published: str | None, name: str = "a") -> Article:
    return Article(text=name, sources=(f"/{name}.txt",), id=name, published=published)


def events(question: str) -> list[tuple[str | None, str | None]]:
    return [(one.first, one.last) for one in asked_when(question, today=TODAY).events]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("", []),
        ("What did Lee sign in July 2025?", [("2025-07-01", "2025-07-31")]),
        ("Which battle was fought in 1066?", [("1066-01-01", "1066-12-31")]),
        ("what did exports do in january", [("2025-01-01", "2025-01-31")]),
        ("What happened in December?", [("2024-12-01", "2024-12-31")]),
        ("What has changed since March?", [("2025-03-01", None)]),
        ("What was built since 2023?", [("2023-01-01", None)]),
        ("What was built after 2023?", [("2024-01-01", None)]),
        ("What was the rate before May?", [(None, "2025-04-30")]),
        ("How many people had come until July 2025?", [(None, "2025-07-31")]),
        ("How did trade go between May and July 2024?", [("2024-05-01", "2024-07-31")]),
        ("How did trade go from 2019 to 2021?", [("2019-01-01", "2021-12-31")]),
        ("As of July, how many are jobless?", [("2025-07-01", "2025-07-31")]),
        ("What happened on 7th November, 2025?", [("2025-11-07", "2025-11-07")]),
        ("What happened on Nov. 7?", [("2025-11-07", "2025-11-07")]),
        ("What was said on 2024-02-29?", [("2024-02-29", "2024-02-29")]),
        ("What did exports do last month?", [("2025-10-01", "2025-10-31")]),
        ("What came last year?", [("2024-01-01", "2024-12-31")]),
        ("Who met this week?", [("2025-11-17", "2025-11-23")]),
        ("Who met yesterday?", [("2025-11-19", "2025-11-19")]),
        ("What does Shenzhen aim for by 2030?", []),  # a target
        ("What will open in 2031?", []),
        ("What will he do next month?", []),
        ("What may Theresa May march for?", []),  # verbs and people
        ("What happened on 31 April?", []),
        ("How many came in the last year of the war?", []),
        ("Who bought 2,025 of them in the 1990s?", []),
    ],
)
def test_the_days_that_a_question_names(
    question: str, days: list[tuple[str | None, str | None]]
) -> None:
    assert events(question) == days


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest rate?",
        "Who is the current chief executive?",
        "Who currently leads it?",
        "What is Hong Kong’s current population?",
        "How many firms came so far this year?",
        "How many have joined to date?",
        "How many are there now?",
        "Where is it now?",
        "What did Lee most recently say?",
        "What happened today?",
    ],
)
def test_who_asks_for_now_or_the_latest_wants_the_newest(question: str) -> None:
    assert asked_when(question, today=TODAY).prefers_newest


@pytest.mark.parametrize(
    "question",
    [
        "What is now known as Istanbul?",
        "Who wrote the song You Know Me by Now?",
        "Who sings Now You See Me?",
        "Which current flows through the wire?",
        "What is the current through the resistor?",
        "When must it be handed in at the latest?",
        "What did Lee sign last month?",
        "Who was the first to date the Middle Ages?",
        "How did it spread so far and wide?",
    ],
)
def test_words_that_only_look_like_now_do_not(question: str) -> None:
    assert not asked_when(question, today=TODAY).prefers_newest


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What do the articles published since October say?", "2025-10-01", None),
        ("What news from last week is about Lee?", "2025-11-10", "2025-11-16"),
        ("Which articles of the constitution were amended in 1868?", None, None),
        ("Who wrote the article in 1898 that accused him?", None, None),
        ("How many cases did China report in May?", None, None),
    ],
)
def test_only_a_question_about_articles_narrows_them(
    question: str, since: str | None, until: str | None
) -> None:
    when = asked_when(question, today=TODAY)
    assert (when.since, when.until) == (since, until)


def test_an_article_without_a_date_is_never_left_out() -> None:
    old, new, bare = article("2025-01-05", "o"), article("2025-10-05", "n"), article(None, "b")
    assert may_answer([old, new, bare], When(since="2025-10-01")) == [new, bare]
    assert may_answer([old, new, bare], When(until="2025-09-30")) == [old, bare]
    assert may_answer([old, bare], When(since="2025-10-01")) == [old, bare]  # none is of that time
    assert may_answer([old, new, bare], asked_when("in October 2025?", today=TODAY)) == [
        old, new, bare,
    ]  # fmt: skip


def test_an_article_just_after_the_event_is_the_freshest() -> None:
    when = asked_when("What did Lee sign in July 2025?", today=TODAY)

    def fit(day: str | None) -> float:
        return freshness(day, when, "2025-11-07")

    assert fit("2025-07-10") == fit("2025-07-31") == 1
    assert fit("2025-08-15") == pytest.approx(0.5)  # 15 of the 30 days after
    assert fit("2025-12-30") == fit(None) == fit("soon") == 0.25
    assert fit("2025-06-30") == 0


def test_a_month_without_a_year_is_one_that_the_library_may_know() -> None:
    when = asked_when("What happened in May?", today=TODAY)
    assert freshness("2023-05-20", when, "2023-09-01") == 1
    assert freshness("2023-05-20", when, "2025-09-01") == 0


def test_the_newest_is_fresh_and_halves_in_a_month() -> None:
    when = When(prefers_newest=True)
    days = ["2025-11-07", "2025-10-08", "2025-09-08", None]
    assert [freshness(day, when, "2025-11-07") for day in days] == [1, 0.5, 0.25, 0]


def test_a_date_settles_what_is_nearly_as_likely_and_no_more() -> None:
    latest, dated = When(prefers_newest=True), asked_when("Who met in May 2025?", today=TODAY)
    old_and_new = ["2024-05-05", "2025-05-05"]
    assert prefer([0.60, 0.50], old_and_new, latest, newest="2025-05-05") == [1, 0]
    assert prefer([0.60, 0.30], old_and_new, latest, newest="2025-05-05") == [0, 1]
    assert prefer([0.52, 0.50], old_and_new, dated, newest="2025-05-05") == [1, 0]
    assert prefer([0.60, 0.50], old_and_new, dated, newest="2025-05-05") == [0, 1]
    assert prefer([0.50, 0.52], old_and_new, When(), newest=None) == [1, 0]
    assert prefer([1.0, 0.0, 1.0], [None, "2025-05-05", None], latest, newest=None) == [0, 2, 1]
    assert prefer([], [], latest, newest=None) == []


def test_the_answer_says_as_of_when() -> None:
    latest = When(prefers_newest=True)
    one, other = article("2025-11-06", "a"), article("2025-11-07", "b")
    assert as_of([one], latest, newest="2025-11-07") == (
        "As of 6 November 2025, the date of the article cited."
    )
    assert as_of([one, other], latest, newest="2025-11-07") == (
        "As of 7 November 2025, the date of the newest article cited."
    )
    assert as_of([article(None)], latest, newest=None) == "The article cited has no date."
    assert as_of([article(None), article(None, "b")], latest, newest=None) == (
        "The articles cited have no dates."
    )
    assert as_of([one], When(), newest="2025-11-07") == ""
    assert as_of([], latest, newest=None) == ""


def test_the_answer_says_when_the_library_is_older_than_what_was_asked() -> None:
    now = asked_when("How many firms are there now?", today=TODAY)
    assert as_of([article("2025-11-07")], now, newest="2025-11-07") == (
        "As of 7 November 2025, the date of the newest article in the library."
    )
    assert as_of([article("2025-11-06")], now, newest="2025-11-07") == (
        "As of 6 November 2025, the date of the article cited; "
        "the newest in the library is of 7 November 2025."
    )
    assert as_of([], now, newest="2025-11-07") == (
        "The newest article in the library is of 7 November 2025."
    )
    this_week = asked_when("Who met this week?", today=TODAY)
    assert as_of([article("2025-11-18")], this_week, newest="2025-11-18") == ""
    assert as_of([article(None)], this_week, newest="2025-11-07") == (
        "The article cited has no date; the newest in the library is of 7 November 2025."
    )


def test_dates_as_people_write_them() -> None:
    assert date_parts("Thursday, 6 Sept 2025") == (2025, 9, 6)
    assert date_parts("March 2025") == (2025, 3, None)
    assert date_parts("nothing") is None
    assert spelled("2025-02-01") == "1 February 2025"
    assert spelled("unknown") == "unknown"


def test_a_long_question_takes_no_time() -> None:
    asked_when("is now since the early in May 2025 between " * 45, today=TODAY)


@FEW
@given(TEXTS, st.dates(date(1970, 1, 1), date(2100, 1, 1)), DAYS, DAYS)
def test_any_text_and_date_can_be_asked_about(
    question: str, today: date, published: str | None, newest: str | None
) -> None:
    when = asked_when(question, today=today)
    assert 0 <= freshness(published, when, newest) <= 1
    as_of([article(published)], when, newest=newest)
    date_parts(question)


@FEW
@given(st.lists(st.tuples(st.floats(0, 1), DAYS), max_size=6), TEXTS, DAYS)
def test_every_reading_keeps_one_place(
    readings: list[tuple[float, str | None]], question: str, newest: str | None
) -> None:
    when = asked_when(question, today=TODAY)
    chances, days = [chance for chance, _ in readings], [day for _, day in readings]
    assert sorted(prefer(chances, days, when, newest=newest)) == [*range(len(readings))]
