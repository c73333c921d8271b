"""A page becomes its articles: cleaned, each described by its markup first, then by its text."""

from corpus.article import Article
from corpus.clean import clean
from corpus.describe import describe
from corpus.page import Page


def articles_of(page: Page, source: str) -> list[Article]:
    """The articles of a page, in order; none if nothing is left of it.

    >>> [article.text for article in articles_of(Page("Advertisement\\nIt rained."), "/a.txt")]
    ['It rained.']
    """
    found = describe(clean(page.text))
    if not found.body.strip():
        return []
    return [
        Article(
            text=found.body,
            sources=(source,),
            title=page.title or found.title,
            publisher=page.publisher or found.publisher,
            author=page.author or found.author,
            published=page.published or found.published,
            language=page.language or found.language,
        )
    ]
