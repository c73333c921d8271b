"""Dates as they stand in a text, in ISO 8601; a day that is not certain is no date."""

import datetime
import re

_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?![\d-])(?:[T ]\d{1,2}:\d{2}.{0,20})?", re.ASCII)
_FIRST_YEAR = 1600  # the first newspapers; an earlier year is a default value or a slip


def iso_date(text: str) -> str | None:
    """The date of a text that is an ISO date, with or without a time after it; None for others.

    >>> iso_date("2025-11-06T10:00:00Z"), iso_date("2020-13-45"), iso_date("0001-01-01")
    ('2025-11-06', None, None)
    """
    found = _ISO_DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        date = datetime.date.fromisoformat(found.group(1))
    except ValueError:
        return None
    return date.isoformat() if date.year >= _FIRST_YEAR else None
