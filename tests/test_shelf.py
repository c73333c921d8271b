"""What is on the shelf: found, sorted, counted."""

import pytest

from corpus.article import Article
from ui.shelf import Shelf, copies, find, publishers, span, timeline


def article(title: str, published: str | None = None, **facts: object) -> Article:
    sources = (f"/news/{title.lower()}.txt",)
    known = {"text": "", "sources": sources, "added": "2026-01-01T00:00:00+00:00"} | facts
    return Article(title=title, published=published, id=title, **known)  # type: ignore[arg-type]


ARTICLES = (
    article("Bridge", "2026-01-15", publisher="Harbour Post", author="Ana Lee"),
    article("apples", "2025-11-06", publisher="The Post"),
    article("Zoë’s school", None, added="2026-03-01T00:00:00+00:00"),
    article("Census", "2026-01-15", publisher="Harbour Post"),
)
SHELF = Shelf.of(ARTICLES)


def titles(words: str = "", **options: object) -> list[str | None]:
    return [one.title for one in find(SHELF, words, **options)]  # type: ignore[arg-type]


def test_words_are_found_in_titles_publishers_authors_and_files() -> None:
    assert titles("bri") == ["Bridge"]
    assert titles("harbour post") == ["Census", "Bridge"]
    assert titles("POST census") == ["Census"]
    assert titles("ana") == ["Bridge"]
    assert titles("apples.TXT") == ["apples"]
    assert titles("zoe") == ["Zoë’s school"]
    assert titles("zebra") == []
    assert titles("/news") == []  # where a file lies is nobody's business
    assert len(titles(" \t ")) == 4


def test_sorted_as_asked_and_the_undated_last() -> None:
    assert titles() == ["Census", "Bridge", "apples", "Zoë’s school"]
    assert titles(order="oldest") == ["apples", "Census", "Bridge", "Zoë’s school"]
    assert titles(order="title") == ["apples", "Bridge", "Census", "Zoë’s school"]
    assert titles(order="added") == ["Zoë’s school", "Census", "apples", "Bridge"]


def test_only_one_publisher() -> None:
    assert titles(publisher="Harbour Post", order="title") == ["Bridge", "Census"]
    assert titles(publisher="") == ["Zoë’s school"]
    assert titles("bridge", publisher="The Post") == []


def test_counts() -> None:
    assert publishers(ARTICLES) == [("Harbour Post", 2), ("The Post", 1), ("", 1)]
    assert span(ARTICLES) == ("2025-11-06", "2026-01-15")
    assert (publishers(()), span(()), timeline(())) == ([], None, None)


def test_a_short_span_is_shown_in_months_without_gaps() -> None:
    found = timeline(ARTICLES)
    assert found is not None
    assert (found.unit, found.undated) == ("month", 1)
    assert found.counts == (("2025-11", 1), ("2025-12", 0), ("2026-01", 2))
    assert found.most == ("2026-01", 2)


@pytest.mark.parametrize(
    ("first", "last", "unit", "bars"),
    [
        ("2024-01-31", "2026-12-01", "month", 36),
        ("2024-01-31", "2027-01-01", "year", 4),
        ("1977-01-01", "2026-01-01", "year", 50),
        ("1969-01-01", "2026-01-01", "decade", 7),
        ("2026-01-01", "2026-01-31", "month", 1),
        ("1601-01-01", "2026-01-01", "decade", 43),
    ],
)
def test_a_long_span_is_shown_in_years_or_decades(
    first: str, last: str, unit: str, bars: int
) -> None:
    found = timeline([article("a", first), article("b", last), article("c", "not a date")])
    assert found is not None
    assert (found.unit, len(found.counts), found.undated) == (unit, bars, 1)
    assert sum(count for _, count in found.counts) == 2


def test_copies_are_the_articles_of_several_places() -> None:
    both = article("both", sources=("/a/1.txt", "/b/1.txt"))
    assert copies([*ARTICLES, both]) == [both]
