"""Only some publishers, only some dates."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from corpus.article import Article
from corpus.errors import UserError


@dataclass(frozen=True)
class Narrowing:
    """Which articles may answer; nothing set means all of them. Dates are ISO 8601, inclusive."""

    publishers: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    @classmethod
    def parse(
        cls, publishers: tuple[str, ...] = (), *, since: str | None = None, until: str | None = None
    ) -> "Narrowing":
        """The narrowing of what a user typed: 2025, 2025-11 and 2025-11-06 are dates.

        Raises UserError on any other date, and when `until` comes before `since`.
        """
        first = _date(since, "--since", is_end=False) if since is not None else None
        last = _date(until, "--until", is_end=True) if until is not None else None
        if first and last and last < first:
            raise UserError(
                f"--until {until} is before --since {since}.", mend="Swap the two dates."
            )
        return cls(publishers, first, last)

    def __bool__(self) -> bool:
        return bool(self.publishers or self.since or self.until)

    def choose(self, articles: list[Article]) -> tuple[list[Article], int]:
        """The articles that may answer, and how many were left out for having no date.

        A publisher is matched without regard to case or to a "The" in front. Raises UserError
        for one that no article has.
        """
        known = {_plain(article.publisher) for article in articles}
        for publisher in self.publishers:
            if _plain(publisher) not in known:
                names = sorted({article.publisher for article in articles if article.publisher})
                mend = (
                    f"The publishers are: {', '.join(names)}."
                    if names
                    else "No article names its publisher."
                )
                raise UserError(f"No article is from {publisher!r}.", mend=mend)
        wanted = {_plain(publisher) for publisher in self.publishers}
        chosen = [
            article for article in articles if not wanted or _plain(article.publisher) in wanted
        ]
        if not (self.since or self.until):
            return chosen, 0
        dated = [article for article in chosen if article.published]
        kept = [
            a
            for a in dated
            if (self.since or "") <= (a.published or "") <= (self.until or "9999-12-31")
        ]
        return kept, len(chosen) - len(dated)


EVERYTHING = Narrowing()


def _plain(publisher: str | None) -> str:
    return (publisher or "").casefold().strip().removeprefix("the ")


def _date(text: str, option: str, *, is_end: bool) -> str:
    """The first day that a date means, or its last."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        month = month or (12 if is_end else 1)
        day = day or (monthrange(year, month)[1] if is_end else 1)
        return date(year, month, day).isoformat()
    except ValueError:
        raise UserError(
            f"{option} {text!r} is not a date.",
            mend="Write a year, a month or a day: 2025, 2025-11 or 2025-11-06.",
        ) from None
