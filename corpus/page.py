"""Page: what a format gives, before it is cleaned and divided into articles."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page's text, lines as they stand in it, and what its markup or metadata states.

    What is not stated is None; what the text itself says is found later (`describe.py`).
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None  # ISO 8601 date
    published_from: str | None = None  # where the date was found, as people would say it
    language: str | None = None  # ISO 639-1 code
    is_opinion: bool = False
    is_teaser: bool = False  # a feed's summary of a story that stands elsewhere
