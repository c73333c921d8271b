"""What is on the shelf: the library's articles as the library page counts, finds and sorts them.

Pure functions of articles without their texts (`Library.described`).
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.article import Article, source_name
from ui.dates import whole_date

Unit = Literal["month", "year", "decade"]
Order = Literal["newest", "oldest", "title", "added"]

_MAX_MONTHS = 36  # bars that are still told apart at 390 pixels
_MAX_YEARS = 50

NO_PUBLISHER = ""  # of the articles whose publisher is not known


@dataclass(frozen=True)
class Shelf:
    """All articles, in the order added, with what the search compares of each."""

    articles: tuple[Article, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, articles: Sequence[Article]) -> "Shelf":
        """The shelf of some articles."""
        return cls(tuple(articles), tuple(map(_searchable, articles)))


@dataclass(frozen=True)
class Timeline:
    """How many articles were published in each month, year or decade, without gaps."""

    unit: Unit
    counts: tuple[tuple[str, int], ...]  # ("2026-01", 3), ("2026", 3) or ("2020s", 3)
    undated: int

    @property
    def most(self) -> tuple[str, int]:
        """The month, year or decade with most articles, the last one of several."""
        return max(self.counts, key=lambda pair: (pair[1], pair[0]))


def find(
    shelf: Shelf, words: str = "", *, publisher: str | None = None, order: Order = "newest"
) -> list[Article]:
    """The articles with all of the words in title, publisher, author or source, in that order.

    A word may be part of a longer one. `publisher` None: any. Undated articles come last.
    """
    asked = plain(words).split()
    found = [
        article
        for article, text in zip(shelf.articles, shelf.words, strict=True)
        if (publisher is None or (article.publisher or NO_PUBLISHER) == publisher)
        and all(word in text for word in asked)
    ]
    if order == "title":
        return sorted(found, key=lambda article: plain(article.heading))
    found.reverse()  # the last added first, and so among articles of one day
    if order != "added":
        dated = [article for article in found if article.published]
        undated = [article for article in found if not article.published]
        dated.sort(key=lambda article: article.published or "", reverse=order == "newest")
        return dated + undated
    return sorted(found, key=lambda article: article.added, reverse=True)


def publishers(articles: Sequence[Article]) -> list[tuple[str, int]]:
    """Each publisher with how many articles, most first; those that are not known last."""
    counts = Counter(article.publisher or NO_PUBLISHER for article in articles)
    return sorted(counts.items(), key=lambda pair: (not pair[0], -pair[1], plain(pair[0])))


def span(articles: Sequence[Article]) -> tuple[str, str] | None:
    """The dates of the oldest and the newest article; None where none has a date."""
    dates = [article.published for article in articles if article.published]
    return (min(dates), max(dates)) if dates else None


def timeline(articles: Sequence[Article]) -> Timeline | None:
    """The articles over time, in months where the span is short; None where none has a date."""
    days = [day for article in articles if (day := whole_date(article.published))]
    if not days:
        return None
    first, last = min(days), max(days)
    undated = len(articles) - len(days)
    months = Counter(12 * day.year + day.month - 1 for day in days)
    first_month, last_month = min(months), max(months)
    if last_month - first_month < _MAX_MONTHS:
        counts = {
            f"{month // 12}-{month % 12 + 1:02}": months[month]
            for month in range(first_month, last_month + 1)
        }
        return Timeline("month", tuple(counts.items()), undated)
    years = Counter(day.year for day in days)
    if last.year - first.year < _MAX_YEARS:
        each = ((str(year), years[year]) for year in range(first.year, last.year + 1))
        return Timeline("year", tuple(each), undated)
    decades = Counter(day.year // 10 for day in days)
    each = ((f"{ten}0s", decades[ten]) for ten in range(first.year // 10, last.year // 10 + 1))
    return Timeline("decade", tuple(each), undated)


def copies(articles: Sequence[Article]) -> list[Article]:
    """The articles that were read from several places, the last added first."""
    return [article for article in reversed(articles) if len(article.sources) > 1]


def told_apart(sources: Sequence[str]) -> list[str]:
    """The names of the sources, with their folder where two have one name.

    >>> told_apart(["/a/1.txt", "/b/1.txt", "/b/2.txt"])
    ['a/1.txt', 'b/1.txt', '2.txt']
    """
    names = Counter(map(source_name, sources))
    return [
        name if names[name] == 1 or "://" in source else "/".join(source.split("/")[-2:])
        for source in sources
        for name in [source_name(source)]
    ]


def plain(text: str) -> str:
    """The text in small letters without accents, as a search compares it.

    >>> plain("Zoë’s  ÉCOLE")
    'zoe’s  ecole'
    """
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()


def _searchable(article: Article) -> str:
    names = map(source_name, article.sources)
    parts = (article.heading, article.title, article.publisher, article.author, *names)
    return plain("\n".join(part for part in parts if part))
