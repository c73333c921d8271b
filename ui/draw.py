"""An answer on a page: claims with their markers, the sources under them, refusals, errors.

Pure functions from our nouns to nodes; `ui/pieces.py` puts nodes on the page.
"""

from collections.abc import Callable, Sequence
from datetime import date

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Citation, Claim, Turn
from ui.pieces import Node, node

# The article of a citation, in the version that was quoted; None where it was removed.
Find = Callable[[str, int | None], Article | None]


def answer_node(turn: Turn, *, number: int, find: Find) -> Node:
    """What the articles say to a question, or that they do not, with buttons to the sources."""
    answer = turn.answer
    if answer is None:
        return node("p", "This question has no answer yet.", look="quiet")
    # `answer.question` is on one line already: odd white space alone is nothing to tell.
    asked_as = answer.asked_as if answer.asked_as.strip() != answer.question.strip() else ""
    headings = {c.number: heading(c, find) for c in answer.citations}
    cited = {citation.number: citation for citation in answer.citations}
    return node(
        "div",
        node("p", f"Asked as: {asked_as}", look="quiet") if asked_as else None,
        node("p", answer.message, look="message") if answer.message else None,
        *(_claim_node(claim, cited, headings, number) for claim in answer.claims),
        *(_missing_node(part) for part in answer.missing),
        *(node("p", note, look="quiet") for note in answer.notes),
        _sources_node(answer, headings, number) if answer.citations else None,
        _closest_node(answer) if answer.closest else None,
        look="refusal" if answer.verdict == "not_found" else "answer",
    )


def question_node(question: str) -> Node:
    """A question as it was typed."""
    return node("p", question, look="question")


def problem_node(error: UserError) -> Node:
    """What went wrong and what to do about it, announced to screen readers."""
    return node(
        "div", node("p", node("strong", error.what)), node("p", error.mend),
        look="problem", role="alert",
    )  # fmt: skip


def welcome_node(articles: Sequence[Article]) -> Node:
    """What this page does, and what it knows."""
    newest = max((a.published for a in articles if a.published), default=None)
    count = f"{len(articles):,} article{'s' if len(articles) != 1 else ''} in the library"
    about = f"{count}, the newest from {date_in_words(newest)}." if newest else f"{count}."
    return node(
        "section",
        node("h1", "Ask your articles"),
        node("p", "Every answer comes with the exact sentence it was found in.", look="lead"),
        node("p", about, look="quiet"),
        look="welcome",
    )


def suggestions_node(suggestions: Sequence[str]) -> Node:
    """A few questions to begin with, each as a button that asks it."""
    asks = (
        node("li", node("button", question, look="ask", act={"do": "ask", "question": question}))
        for question in suggestions
    )
    return node("section", node("h2", "Questions to begin with"), node("ul", *asks, look="asks"))


def empty_node() -> Node:
    """What to do first, where the library has no articles yet."""
    return node(
        "section",
        node("h1", "Your library is empty"),
        node("p", "Load the sample articles to look around, or add your own.", look="lead"),
        node("p", "In a terminal, with the file or folder in place of PATH:", look="quiet"),
        look="welcome",
    )


def heading(citation: Citation, find: Find) -> str:
    """What to call the article of a citation: its title, its first words, or its file's name."""
    if citation.title:
        return citation.title
    article = find(citation.article, citation.version)
    return article.heading if article else citation.source


def byline(publisher: str | None, published: str | None) -> str:
    """Who published and when, in words where it is unknown.

    >>> byline("SCMP", "2025-11-06"), byline("SCMP", None), byline(None, None)
    ('SCMP, 6 November 2025', 'SCMP, no date', 'unknown publisher, no date')
    """
    return f"{publisher or 'unknown publisher'}, {date_in_words(published)}"


def date_in_words(published: str | None) -> str:
    """An ISO 8601 date as people write it; one that is not whole is shown as it is.

    >>> date_in_words("2026-01-15"), date_in_words("2026-01"), date_in_words(None)
    ('15 January 2026', '2026-01', 'no date')
    """
    if not published:
        return "no date"
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


# Not strftime("%B"): the page is in English, whatever the server's locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _claim_node(
    claim: Claim, cited: dict[int, Citation], headings: dict[int, str], turn: int
) -> Node:
    start, end = claim.highlight or (0, 0)
    unconfirmed = [check.value for check in claim.checks if not check.found]
    return node(
        "p",
        claim.text[:start],
        node("strong", claim.text[start:end]) if start < end else None,
        claim.text[end:],
        *(
            _chip_node(cited[number], headings[number], turn)
            for number in claim.citations
            if number in cited
        ),
        node("small", f"Not confirmed by the quote: {', '.join(unconfirmed)}", look="warning")
        if unconfirmed
        else None,
        look="claim",
    )


def _chip_node(citation: Citation, title: str, turn: int) -> Node:
    """A marker such as [1]: its source on hover and focus, the panel on a click."""
    return node(
        "button",
        f"[{citation.number}]",
        look="chip",
        label=f"Source {citation.number}: {title}",
        act={"do": "cite", "turn": turn, "number": citation.number},
        tip=node(
            "div",
            node("strong", title, look="text"),
            node("small", byline(citation.publisher, citation.published), look="text"),
            node("blockquote", citation.quote),
            look="tip",
            role="tooltip",
        ),
    )


def _sources_node(answer: Answer, headings: dict[int, str], turn: int) -> Node:
    """One line a source, and the answer with its sources for the clipboard."""
    lines = [answer.text]
    for citation in answer.citations:
        by = byline(citation.publisher, citation.published)
        lines.append(
            f"[{citation.number}] “{citation.quote}” {headings[citation.number]} ({by};"
            f" {citation.source})"
        )
    return node(
        "div",
        node(
            "ul",
            *(
                _source_node(
                    f"[{citation.number}]",
                    headings[citation.number],
                    byline(citation.publisher, citation.published),
                    act={"do": "cite", "turn": turn, "number": citation.number},
                )
                for citation in answer.citations
            ),
            look="sources",
        ),
        node("button", "Copy with sources", look="plain", copy="\n\n".join(lines)),
    )


def _closest_node(answer: Answer) -> Node:
    return node(
        "div",
        node("p", "The closest articles:", look="quiet"),
        node(
            "ul",
            *(
                _source_node(
                    "",
                    near.title or near.heading,
                    byline(near.publisher, near.published),
                    act={"do": "open", "article": near.article},
                )
                for near in answer.closest
            ),
            look="sources",
        ),
    )


def _source_node(marker: str, title: str, by: str, *, act: dict[str, object]) -> Node:
    return node(
        "li",
        node(
            "button",
            node("span", marker, look="number") if marker else None,
            node("span", node("span", title, look="text"), node("small", by, look="text")),
            look="source",
            act=act,
        ),
    )


def _missing_node(part: str) -> Node:
    return node("p", node("strong", "Not in the articles: "), part, look="message")
