"""What is known of an article: its description, and the text around a place in it."""

from corpus.article import Article

from ..when import spelled

NEARBY = 700  # characters on either side of a quote: about a passage
REACH = 10_000  # the same, for the names that a text writes: an article may be a book


def described(article: Article) -> str:
    """The article's title, publisher, author and date of publication, a line each.

    >>> described(Article("", ("/a.txt",), title="A pact", published="2025-11-06"))
    'A pact\\n6 November 2025'
    """
    published = spelled(article.published) if article.published else None
    parts = (article.title, article.publisher, article.author, published)
    return "\n".join(part for part in parts if part)


def around(article: Article, start: int, end: int, *, reach: int = NEARBY) -> str:
    """The article's text from so many characters before a place to as many behind it."""
    return article.text[max(0, start - reach) : end + reach]
