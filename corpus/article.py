"""Article: one text that answers may quote, and where it came from."""

from dataclasses import dataclass, field
from pathlib import PurePath

from corpus.copies import text_digest
from corpus.errors import DamagedError

_MAX_HEADING = 80  # characters: one line of a terminal


@dataclass(frozen=True)
class Article:
    """One article: its clean text, what is known about it, and every place it was read from.

    `text` is what citations count characters in. What is unknown is None, never a guess.
    """

    text: str
    sources: tuple[str, ...]  # absolute paths or URLs, first added first
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None  # ISO 8601 date
    published_from: str | None = None  # where the date was found: "byline", "meta tag date"
    published_as: str | None = None  # as written, where that is no date: "33 minutes ago"
    language: str | None = None  # ISO 639-1 code
    is_opinion: bool = False  # its claims are its author's, not the publisher's
    is_teaser: bool = False  # the opening of a story that stands elsewhere
    is_entry: bool = False  # as read: of a feed, which old entries leave; the Library keeps it not
    part: int = 1  # its place among the articles of its source, from 1
    id: str = ""  # stable over versions; given by the Library
    version: int = 0  # counts changes from 1; given by the Library
    added: str = ""  # ISO 8601 time, UTC; given by the Library
    # Why there is no text, where the disk has changed it; given by the Library.
    damage: DamagedError | None = field(default=None, compare=False)

    @property
    def digest(self) -> str:
        """What is equal for articles that say the same, whatever their white space."""
        return text_digest(self.text)

    @property
    def source(self) -> str:
        """The name of the first source: a file's name without its folder, or a whole URL."""
        return source_name(self.sources[0])

    @property
    def heading(self) -> str:
        """The title, or the first words of the text, or the file's name; at most 80 characters.

        >>> Article(text="It rained. It poured.", sources=("/news/a.txt",)).heading
        'It rained. It poured.'
        """
        words = " ".join((self.title or self.text[:400] or self.source).split())
        if len(words) <= _MAX_HEADING:
            return words
        return words[: _MAX_HEADING - 1].rsplit(" ", 1)[0] + "…"


def source_name(source: str) -> str:
    """The name people know a source by: a file's name without its folder, or a whole URL.

    >>> source_name("/home/ana/articles/001.txt"), source_name("https://example.org/a")
    ('001.txt', 'https://example.org/a')
    """
    return source if "://" in source else PurePath(source).name
