"""The library page's pieces: what is in it, its list, facts of an article, what was refused.

Pure functions from our nouns to nodes; `ui/pieces.py` puts nodes on the page.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby

from corpus.article import Article, source_name
from corpus.errors import Refused
from ui.dates import byline, date_in_words
from ui.pieces import Node, node
from ui.shelf import Timeline, publishers, span, told_apart

NAMED = 6  # publishers, in a line or two; `publishers_node` has all
SHOWN = 10  # articles of one outcome: more are found in the list, sorted by "last added"
SHOWN_REFUSED = 50  # each has something to be read and done
_SAID_AS = {
    "en": "English", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "el": "Greek",
    "he": "Hebrew", "th": "Thai", "de": "German", "fr": "French", "es": "Spanish",
}  # fmt: skip


def counted(number: int, noun: str) -> str:
    """The number with its noun.

    >>> counted(1, "article"), counted(1200, "article"), counted(2, "copy")
    ('1 article', '1,200 articles', '2 copies')
    """
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else several}"


def summary_node(articles: Sequence[Article], *, indexed: datetime | None) -> Node:
    """How much there is, by whom and of when, and as of when it can be asked about."""
    known = [pair for pair in publishers(articles) if pair[0]]
    by = f" from {counted(len(known), 'publisher')}" if known else ""
    quiet_words = _dates_in_words(articles)
    if indexed:
        quiet_words += f" Last indexed on {_moment(indexed)}."
    newest = max(
        (a for a in articles if a.published), key=lambda a: a.published or "", default=None
    )
    return node(
        "section",
        node("p", f"{counted(len(articles), 'article')}{by}.", look="lead"),
        node("p", "Newest: ", _link(newest)) if newest else None,
        node("p", _publishers_line(articles), look="quiet") if known else None,
        node("p", quiet_words, look="quiet"),
        look="shelf-summary",
    )


def publishers_node(articles: Sequence[Article]) -> Node:
    """Every publisher with how many articles."""
    pairs = ((name or "not known", count) for name, count in publishers(articles))
    return node("ul", *(node("li", f"{name}: {count:,}", look="text") for name, count in pairs))


def timeline_in_words(timeline: Timeline) -> str:
    """What the chart shows, for those who do not see it."""
    first, last = (period_in_words(timeline.counts[at][0]) for at in (0, -1))
    most, count = timeline.most
    return (
        f"Articles by {timeline.unit} of publication, {first} to {last}: "
        f"most in {period_in_words(most)}, {counted(count, 'article')}."
    )


def period_in_words(period: str) -> str:
    """A month, year or decade as people write it.

    >>> period_in_words("2026-02"), period_in_words("2026"), period_in_words("1990s")
    ('February 2026', '2026', 'the 1990s')
    """
    if "-" in period:
        return date_in_words(f"{period}-01").removeprefix("1 ")
    return f"the {period}" if period.endswith("s") else period


def list_node(articles: Sequence[Article], *, picked: Collection[str]) -> Node:
    """Each article as a button that opens it, with one that picks it."""
    return node("ul", *(_row_node(each, each.id in picked) for each in articles), look="shelf")


def facts_node(article: Article, *, newest: Article, story: Sequence[Article]) -> Node:
    """What the panel does not say of an article yet, and what can be done with it."""
    facts = (
        ("Date found in", article.published_from if article.published else None),
        ("Dated", article.published_as if not article.published else None),
        ("Language", _SAID_AS.get(article.language or "", article.language) or "not known"),
        ("Place in its file", str(article.part) if article.part > 1 else None),
        ("Added", date_in_words(article.added[:10]) if article.added else None),
        ("Version", f"{article.version} of {newest.version}" if newest.version > 1 else None),
    )
    earlier = range(max(1, newest.version - 4), newest.version + 1) if newest.version > 1 else ()
    return node(
        "div",
        node(
            "ul",
            *(node("li", node("strong", f"{n}: "), fact, look="text") for n, fact in facts if fact),
        ),
        node("p", *(_version_node(newest, n) for n in earlier if n != article.version))
        if newest.version > 1
        else None,
        node(
            "div",
            node("p", node("strong", "The same story elsewhere:")),
            node("ul", *(node("li", _link(one), look="text") for one in story)),
        )
        if story
        else None,
        node(
            "button",
            "Remove this article",
            look="plain",
            act={"do": "remove", "article": article.id},
        ),
        look="shelf-facts",
    )


def copies_node(articles: Sequence[Article]) -> Node:
    """Articles that were read from several places, with these."""
    return node(
        "ul",
        *(
            node(
                "li",
                _link(each),
                node("small", f"In: {', '.join(told_apart(each.sources))}", look="text"),
            )
            for each in articles
        ),
        look="shelf-copies",
    )


def refused_node(refused: Sequence[Refused]) -> Node:
    """What could not be used, why, and what to do; one button for all parts of a file."""
    rows: list[Node] = []
    for origin, group in groupby(refused, key=origin_of):
        ones = [*group]
        name = source_name(origin)
        words = "Dismiss" if len(ones) == 1 else f"Dismiss all {len(ones):,}"
        button = node(
            "button",
            words,
            look="plain",
            label=f"{words}: {name}",
            act={"do": "dismiss", "source": origin},
        )
        told = [refusal_node(one, name) for one in ones[:SHOWN_REFUSED]]
        more = len(ones) - len(told)
        rows.append(
            node(
                "li",
                node("div", *told, node("p", f"and {more:,} more", look="quiet") if more else None),
                button,
                look="shelf-refused",
            )
        )
    return node("ul", *rows, look="shelf")


def named_node(articles: Sequence[Article]) -> Node:
    """The names of some articles that are to be removed; all of them, as they will be gone."""
    return node(
        "ul",
        *(
            node(
                "li",
                node("strong", each.heading, look="text"),
                node("small", byline(each.publisher, each.published), look="text"),
            )
            for each in articles
        ),
        look="shelf-named",
    )


def origin_of(refused: Refused) -> str:
    """The file that a refusal is about: `news.jsonl` of `news.jsonl:7`.

    >>> origin_of(Refused("/a/news.jsonl:7", "", "")), origin_of(Refused("/a/b.txt", "", ""))
    ('/a/news.jsonl', '/a/b.txt')
    """
    file, _, part = refused.source.rpartition(":")
    return file if file and part.isdecimal() else refused.source


def quiet(words: str) -> Node:
    """A line that says something by the way."""
    return node("p", words, look="quiet")


def _row_node(article: Article, is_picked: bool) -> Node:
    return node(
        "li",
        node(
            "button",
            node("span", article.heading, look="text"),
            node("small", byline(article.publisher, article.published), look="text"),
            look="shelf-row",
            act={"do": "open", "article": article.id},
        ),
        node(
            "button",
            "Select",
            look="plain",
            label=f"Select: {article.heading}",
            is_pressed=is_picked,
            act={"do": "pick", "article": article.id},
        ),
        look="shelf-picked" if is_picked else None,
    )


def refusal_node(one: Refused, name: str) -> Node:
    """Why something could not be used and what to do, with its name once."""
    is_named = name in one.reason
    return node(
        "p", None if is_named else node("strong", f"{name}: "), f"{one.reason} ",
        node("span", one.mend, look="quiet"),
    )  # fmt: skip


def _link(article: Article) -> Node:
    return node(
        "button",
        article.heading,
        look="shelf-title",
        act={"do": "open", "article": article.id},
    )


def _version_node(newest: Article, version: int) -> Node:
    words = "Show the newest version" if version == newest.version else f"Show version {version}"
    return node(
        "button",
        words,
        look="plain",
        act={"do": "open", "article": newest.id}
        | ({"version": version} if version != newest.version else {}),
    )


def _publishers_line(articles: Sequence[Article]) -> str:
    pairs = [(name or "not known", count) for name, count in publishers(articles)]
    named = [f"{name} {count:,}" for name, count in pairs[:NAMED]]
    if len(pairs) > NAMED:
        named.append(f"{len(pairs) - NAMED:,} more")
    return f"Publishers: {', '.join(named)}."


def _dates_in_words(articles: Sequence[Article]) -> str:
    dates = span(articles)
    if dates is None:
        return "No date of publication is known."
    first, last = map(date_in_words, dates)
    days = f"Published on {first}" if first == last else f"Published {first} to {last}"
    undated = sum(not article.published for article in articles)
    if not undated:
        return f"{days}."
    return f"{days}; {undated:,} without a date."


def _moment(moment: datetime) -> str:
    return f"{date_in_words(moment.date().isoformat())} at {moment:%H:%M}"
