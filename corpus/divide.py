"""A page becomes its articles: divided where another story begins, each cleaned and described."""

from corpus.article import Article
from corpus.boxes import without_running_titles
from corpus.clean import page_lines, tidy, without_furniture
from corpus.describe import describe
from corpus.heads import without_notice
from corpus.opinion import is_labelled, is_opinion
from corpus.page import Page
from corpus.stories import stories
from corpus.unwrap import unwrap


def articles_of(page: Page, source: str) -> list[Article]:
    """The articles of a page, in order; none if nothing is left of it.

    >>> [article.text for article in articles_of(Page("Advertisement\\nIt rained."), "/a.txt")]
    ['It rained.']
    """
    parts = stories(unwrap(without_notice(without_running_titles(page_lines(page.text)))))
    # A newspaper's name above all is that of every story; one within a story is of that alone.
    masthead = next((line.strip() for line in parts[0].lines if line.strip()), None)
    articles: list[Article] = []
    for part in parts:
        own = Page("") if articles else page  # the markup of a page speaks of its main story
        found = describe(tidy("\n".join(without_furniture(part.lines, ages=True))))
        if not found.body.strip():
            continue
        title = own.title or part.title or found.title
        publisher = own.publisher or found.publisher
        if articles and not part.is_card and articles[0].publisher == masthead:
            publisher = publisher or masthead
        articles.append(
            Article(
                text=found.body,
                sources=(source,),
                title=title,
                publisher=publisher,
                author=own.author or found.author,
                published=own.published or found.published,
                published_from=own.published_from if own.published else found.published_from,
                published_as=None if own.published or found.published else found.published_as,
                language=own.language or found.language,
                is_opinion=own.is_opinion or is_labelled(title or "") or is_opinion(part.lines),
                is_teaser=own.is_teaser or part.is_teaser,
            )
        )
    return articles
