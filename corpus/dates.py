"""Dates as they stand in a text, in ISO 8601; a day that is not certain is no date."""

import datetime
import re

_FIRST_YEAR = 1600  # the first newspapers; an earlier year is a default value or a slip
_MAX_DATE = 80  # characters; "Wednesday, September 10, 2025 at 10:30:00 AM (GMT+08:00)" has 56

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\ +"
_TIME = (
    r"(?:\ ?[0-9]{1,2}[时時点點][0-9]{1,2}分"
    r"|(?:[T\ ]|,\ |\ at\ |,\ at\ |\ \|\ |\ -\ )[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9.]+)?"
    r"(?:\ ?[ap]\.?m\b\.?)?"
    r"(?:\ ?(?:Z|(?:GMT|UTC|HKT)?\ ?[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Z]{3,4}\b))?)"
)

# The forms of a day, each with the names that `_day_of` reads. A year of two digits is no year;
# a day and a month in figures are read where only one order of them is a date.
_FORMS = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    r"[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}",
    r"[0-9]{4}\ ?[年년]\ ?[0-9]{1,2}\ ?[月월]\ ?[0-9]{1,2}\ ?[日号號일]",
    rf"[0-9]{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH},?\ [0-9]{{4}}",
    rf"{_MONTH}\ [0-9]{{1,2}}(?:st|nd|rd|th)?,?\ [0-9]{{4}}",
    r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}",
)

# A day with its weekday and its time, to look for in a line. Not within a longer number or word.
DATE = re.compile(
    rf"(?<![\w.-])(?<![0-9]/)(?:{_WEEKDAY})?(?P<day>{'|'.join(_FORMS)})(?![0-9]|[/.-][0-9])(?:{_TIME})?",
    re.IGNORECASE | re.ASCII,
)


def iso_date(text: str) -> str | None:
    """The date of a text that is one date, with or without a time after it; None for others.

    >>> iso_date("2025-11-06T10:00:00Z"), iso_date("Nov 6, 2025"), iso_date("2025年11月6日")
    ('2025-11-06', '2025-11-06', '2025-11-06')
    >>> iso_date("13/11/2025"), iso_date("06/11/2025"), iso_date("2020-13-45")
    ('2025-11-13', None, None)
    """
    found = DATE.fullmatch(text.strip()) if len(text) <= _MAX_DATE else None
    return _day_of(found["day"]) if found else None


def _day_of(day: str) -> str | None:
    numbers = [int(number) for number in re.findall("[0-9]+", day)]
    word = re.search("[A-Za-z]{3}", re.sub("(?<=[0-9])(?:st|nd|rd|th)", "", day))
    if word:
        month = _MONTHS.index(word.group().lower()) + 1
        return _iso(numbers[1], month, numbers[0])
    if day[:4].isdigit():
        return _iso(*numbers)
    first, second, year = numbers
    orders = {_iso(year, second, first), _iso(year, first, second)} - {None}
    return orders.pop() if len(orders) == 1 else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    tomorrow = datetime.date.today() + datetime.timedelta(days=1)  # it is tomorrow in Fiji already
    return date.isoformat() if year >= _FIRST_YEAR and date <= tomorrow else None
