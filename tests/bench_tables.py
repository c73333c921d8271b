"""Lines of the page of benchmarks: tables, paragraphs, aims."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

Results = Mapping[str, dict[str, Any]]  # part -> what it found, or why it failed


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def figure(value: float) -> str:
    """A number as people read it: three digits that count.

    >>> figure(1234.5), figure(12.345), figure(0.01234), figure(0.0)
    ('1,234', '12.3', '0.0123', '0')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def figures(results: Results, name: str) -> tuple[dict[str, Any], float] | None:
    """A part's figures and its reference in milliseconds; None where it failed or was not run."""
    one = results.get(name, {})
    return (one["figures"], one["product ms"]) if "figures" in one else None


def section(title: str, text: str) -> list[str]:
    """A heading and the paragraph under it."""
    return [f"## {title}", "", *fill(text), ""]


def fill(text: str) -> list[str]:
    """The lines of a paragraph."""
    return wrap(text, 100, break_long_words=False, break_on_hyphens=False)


def absent(title: str) -> list[str]:
    """The section of what was not measured."""
    return [f"## {title}", "", "Not measured in this run."]


def aim(is_met: bool, what: str) -> str:
    """What was aimed at, and whether that is so."""
    return f"{what}: {'met' if is_met else 'missed'}"


def plot(plots: Mapping[str, str], name: str) -> list[str]:
    """The picture of that name, where there is one."""
    return [plots[name], ""] if name in plots else []
