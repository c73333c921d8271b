"""Dates and who published, in the words that people use."""

from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo

# Not strftime("%B"): the page is in English, whatever the server's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def byline(
    publisher: str | None,
    published: str | None,
    *,
    author: str | None = None,
    is_opinion: bool = False,
) -> str:
    """Who published and when, in words where it is unknown; whose opinion it is, where it is one.

    >>> byline("SCMP", "2025-11-06"), byline("SCMP", None), byline(None, None)
    ('SCMP, 6 November 2025', 'SCMP, no date', 'unknown publisher, no date')
    >>> byline("SCMP", None, author="Ana Lee", is_opinion=True)
    'opinion by Ana Lee, SCMP, no date'
    """
    opinion = ("opinion by " + author if author else "opinion") + ", " if is_opinion else ""
    return f"{opinion}{publisher or 'unknown publisher'}, {date_in_words(published)}"


def date_in_words(published: str | None) -> str:
    """An ISO 8601 date as people write it; one that is not whole is shown as it is.

    >>> date_in_words("2026-01-15"), date_in_words("2026-01"), date_in_words(None)
    ('15 January 2026', '2026-01', 'no date')
    """
    if not published:
        return "no date"
    day = whole_date(published)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else published


def age_in_words(published: str | None, *, today: date) -> str:
    """How long ago that was, in two words; empty for no whole date and for one to come.

    A unit is used from two of it on: "8 weeks" is less than two months, "23 months" than two years.

    >>> [age_in_words(day, today=date(2026, 3, 1)) for day in ("2026-03-01", "2026-02-28")]
    ['today', '1 day']
    >>> [age_in_words(day, today=date(2026, 3, 1)) for day in ("2026-02-01", "2025-12-31", None)]
    ['4 weeks', '2 months', '']
    """
    day = whole_date(published)
    if day is None or day > today:
        return ""
    days = (today - day).days
    months = 12 * (today.year - day.year) + today.month - day.month - (today.day < day.day)
    if days < 2:
        return ("today", "1 day")[days]
    if days < 14:
        return f"{days} days"
    if months < 2:
        return f"{days // 7} weeks"
    return f"{months} months" if months < 24 else f"{months // 12} years"


def zone_of(name: str | None) -> tzinfo:
    """The time zone of that name, as browsers tell it; UTC for none and for one that is unknown.

    >>> str(zone_of("Asia/Hong_Kong")), zone_of("America"), zone_of("../x"), zone_of(None)
    ('Asia/Hong_Kong', datetime.timezone.utc, datetime.timezone.utc, datetime.timezone.utc)
    """
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):  # OSError: "America" is a folder of zones
        return UTC


def whole_date(published: str | None) -> date | None:
    """The day that an ISO 8601 date or time names; None where it names none.

    >>> whole_date("2026-01-15T08:00:00Z"), whole_date("2026-01"), whole_date(None)
    (datetime.date(2026, 1, 15), None, None)
    """
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
