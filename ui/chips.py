"""The sources of an answer: a marker in its text, a line under it, the newest of several."""

from collections.abc import Mapping
from datetime import date

from rag.answer import Answer, Closest
from ui.dates import age_in_words, byline, date_in_words
from ui.pieces import Node, node
from ui.references import REMOVED, Cited, Find


def chip_node(cited: Cited, *, turn: int, today: date | None = None) -> Node:
    """A marker such as [1] with its source's age: the source on hover and focus, and on a click."""
    citation = cited.citation
    is_dated = today is not None and not cited.is_removed
    age = age_in_words(citation.published, today=today) if today and is_dated else ""
    told = f", {age} old" if age and age != "today" else f", {age}" if age else ""
    return node(
        "button",
        f"[{citation.number}]",
        node("small", f" {age}", look="age") if age else None,
        look="chip",
        label=f"Source {citation.number}: {cited.heading}{told}",
        act={"do": "cite", "turn": turn, "number": citation.number},
        tip=node("div", *_tip_nodes(cited), look="tip", role="tooltip"),
    )


def sources_node(cited: Mapping[int, Cited], *, turn: int) -> Node:
    """One line a source, each a button that opens it."""
    lines = (
        _line_node(
            f"[{number}]",
            one.heading,
            "" if one.is_removed else one.byline + (", changed since" if one.has_changed else ""),
            act={"do": "cite", "turn": turn, "number": number},
        )
        for number, one in cited.items()
    )
    return node("ul", *lines, look="sources", label="Sources", role="list")


def newest_node(answer: Answer, cited: Mapping[int, Cited]) -> Node | None:
    """Which of several sources of different dates is the newest; None where dates do not matter."""
    dated = {
        number: one.citation.published
        for number, one in cited.items()
        if one.citation.published and not one.is_removed
    }
    if len({day[:10] for day in dated.values()}) < 2:
        return None
    if any(note.startswith("As of ") for note in answer.notes):  # it is said already
        return None
    newest = max(dated.values())
    numbers = "".join(f"[{number}]" for number, day in dated.items() if day[:10] == newest[:10])
    return node("p", f"The newest source is {numbers}, {date_in_words(newest)}.", look="quiet")


def closest_node(closest: tuple[Closest, ...], find: Find) -> Node:
    """The articles nearest to a question that none of them answers, each to be opened."""
    lines = [
        _line_node(
            "",
            near.title or near.heading,
            byline(near.publisher, near.published),
            act={"do": "open", "article": near.article},
        )
        if find(near.article, None)
        else node("li", node("p", REMOVED, look="quiet"))
        for near in closest
    ]
    return node(
        "div",
        node("p", "The closest articles:", look="quiet"),
        node("ul", *lines, look="sources", role="list"),
    )


def _tip_nodes(cited: Cited) -> list[Node]:
    if cited.is_removed:
        return [node("span", REMOVED)]
    return [
        node("strong", cited.heading, look="text"),
        node("small", cited.byline, look="text"),
        node("blockquote", cited.citation.quote),
    ]


def _line_node(marker: str, title: str, by: str, *, act: dict[str, object]) -> Node:
    return node(
        "li",
        node(
            "button",
            node("span", marker, look="number") if marker else None,
            node(
                "span",
                node("span", title, look="text"),
                node("small", by, look="text") if by else None,
            ),
            look="source",
            act=act,
        ),
    )
