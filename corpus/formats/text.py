"""Plain text and Markdown: what stands there is what is read."""

from collections.abc import Iterator

from corpus.decode import decode
from corpus.errors import UserError
from corpus.frontmatter import split_front_matter, stated_date, stated_language, stated_text
from corpus.page import Page


def pages_of_text(raw: bytes, *, name: str) -> Iterator[Page]:
    """The one page of a text file; UserError where its bytes are no text."""
    yield Page(_text(raw, name))


def pages_of_markdown(raw: bytes, *, name: str) -> Iterator[Page]:
    """The one page of a .md file; what its head states comes before what its text says."""
    stated, body = split_front_matter(_text(raw, name).replace("\r\n", "\n"))
    published = stated_date(stated, "date", "published")
    yield Page(
        text=body,
        title=stated_text(stated, "title"),
        publisher=stated_text(stated, "publisher", "site", "site_name"),
        author=stated_text(stated, "author", "authors", "byline"),
        published=published,
        published_from="front matter" if published else None,
        language=stated_language(stated, "language", "lang"),
    )


def _text(raw: bytes, name: str) -> str:
    text = decode(raw)
    if text is None:
        raise UserError(
            f"{name} holds bytes that are no text in any encoding Footnote knows.",
            mend="Open it in the program that made it and save it as UTF-8 text.",
        )
    return text
