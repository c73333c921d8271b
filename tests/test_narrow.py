import pytest

from corpus.article import Article
from corpus.errors import UserError
from rag.narrow import Narrowing

POST = Article(text="a", sources=("/a.txt",), id="a", publisher="The Post", published="2025-11-06")
DAILY = Article(text="b", sources=("/b.txt",), id="b", publisher="Daily")
BARE = Article(text="c", sources=("/c.txt",), id="c")


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2025", "2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        ("2025-11-06", None, "2025-11-06", None),
        (None, "2025-1-5", None, "2025-01-05"),
    ],
)
def test_a_date_may_be_a_year_a_month_or_a_day(
    since: str | None, until: str | None, first: str | None, last: str | None
) -> None:
    assert Narrowing.parse(since=since, until=until) == Narrowing((), first, last)


@pytest.mark.parametrize("text", ["yesterday-ish", "", "2025-13", "2025-02-30", "25", "0000-01-01"])
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(UserError, match=r"--since .* is not a date") as caught:
        Narrowing.parse(since=text)
    assert "2025-11-06" in caught.value.mend


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(UserError, match="--until 2024 is before --since 2025"):
        Narrowing.parse(since="2025", until="2024")


def test_articles_without_a_date_are_left_out_of_a_range_and_counted() -> None:
    everything = [POST, DAILY, BARE]
    assert Narrowing.parse(since="2025").choose(everything) == ([POST], 2)
    assert Narrowing.parse(since="2025-11-06", until="2025-11-06").choose(everything) == ([POST], 2)
    assert Narrowing.parse(since="2026").choose(everything) == ([], 2)
    assert Narrowing.parse(("the post",)).choose(everything) == ([POST], 0)
    assert Narrowing.parse(("post",)).choose(everything) == ([POST], 0)
    assert Narrowing.parse(("Daily",), since="2025").choose(everything) == ([], 1)
    assert Narrowing().choose(everything) == (everything, 0)


def test_an_unknown_publisher_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match="'Tribune'") as caught:
        Narrowing.parse(("Tribune",)).choose([POST, DAILY, BARE])
    assert caught.value.mend == "The publishers are: Daily, The Post."
