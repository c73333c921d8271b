"""How far work on the library is, and what became of each file, as trees of nodes."""

from collections.abc import Sequence

from corpus.article import Article, source_name
from ui.draw import problem_node
from ui.pieces import Node, node
from ui.shelf_nodes import SHOWN, SHOWN_REFUSED, counted, refusal_node
from ui.shelf_work import Work

_OUTCOMES = (
    ("added", "Added"),
    ("updated", "Updated: a new version of what was there"),
    ("duplicate", "Duplicates: the same text was there already, and is kept once"),
    ("unchanged", "Unchanged: already in the library"),
    ("removed", "Gone: no longer in their file"),
)


def progress_node(work: Work) -> Node:
    """What is done now, how much of it is done and how long the rest will take."""
    words = {
        "waiting": "Waiting for other work on the library.",
        "begun": f"{work.what}.",
        "reading": f"Reading {counted(work.total, 'file')}: {work.done:,} done.",
        "linking": f"Comparing {counted(work.total, 'article')}: {work.done:,} done.",
        "indexing": f"Indexing {counted(work.total, 'passage')}: {work.done:,} done.",
    }.get(work.state, "")
    if work.stopping.is_set():
        words = "Stopping: what is under way is finished first."
    left = work.seconds_left if not work.stopping.is_set() else None
    is_reading = work.state == "reading" and work.source
    return node(
        "div",
        node("p", " ".join(part for part in (words, time_left(left)) if part)),
        node("p", work.source, look="quiet") if is_reading else None,
        look="shelf-progress",
    )


def time_left(seconds: float | None) -> str:
    """About how long it will take, in words.

    >>> time_left(12), time_left(61), time_left(3000), time_left(8000), time_left(None)
    ('Less than a minute left.', 'About 1 minute left.', 'About 50 minutes left.', \
'About 2 hours left.', '')
    """
    if seconds is None:
        return ""
    if seconds < 60:
        return "Less than a minute left."
    minutes = round(seconds / 60)
    is_long = minutes >= 90  # minutes: "about 1 hour" for 85 of them would be too rough
    amount = counted(round(minutes / 60), "hour") if is_long else counted(minutes, "minute")
    return f"About {amount} left."


def outcome_node(work: Work) -> Node:
    """How the work ended, and what became of each file."""
    report = work.report
    groups = [
        _group_node(words, getattr(report, name))
        for name, words in _OUTCOMES
        if getattr(report, name)
    ]
    refused = [
        node("li", refusal_node(one, source_name(one.source)))
        for one in report.refused[:SHOWN_REFUSED]
    ]
    more = len(report.refused) - len(refused)
    return node(
        "div",
        node("p", _ending(work), look="lead"),
        problem_node(work.error) if work.error else None,
        *groups,
        node(
            "div",
            node("p", node("strong", f"Refused: {counted(len(report.refused), 'item')}")),
            node("ul", *refused),
            node("p", f"and {more:,} more, under “Refused and copies”", look="quiet")
            if more
            else None,
        )
        if refused
        else None,
        look="shelf-outcome",
        role="status",
    )


def _ending(work: Work) -> str:
    report = work.report
    if work.is_broken:
        return "Something went wrong inside Footnote. What was read is kept."
    if work.state == "failed":
        return "It could not be finished. What was read is kept."
    if work.state == "stopped":
        done, total = work.read
        return f"Stopped after {done:,} of {counted(total, 'file')}. What was read is kept."
    used = sum(len(getattr(report, name)) for name, _ in _OUTCOMES if name != "removed")
    if not used and report.refused:
        return "Nothing could be used."
    new = len(report.added) + len(report.updated)
    return f"Done: {counted(new, 'article')} added or updated." if new else "Done: nothing was new."


def _group_node(words: str, pairs: Sequence[tuple[Article, str]]) -> Node:
    more = len(pairs) - SHOWN
    return node(
        "div",
        node("p", node("strong", f"{words} ({len(pairs):,})")),
        node(
            "ul",
            *(
                node(
                    "li",
                    node("span", article.heading, look="text"),
                    node("small", source_name(source), look="text"),
                )
                for article, source in pairs[:SHOWN]
            ),
        ),
        node("p", f"and {more:,} more", look="quiet") if more > 0 else None,
    )
