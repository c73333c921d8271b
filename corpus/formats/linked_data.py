"""What a page says of itself for machines: JSON-LD (schema.org), which anyone may have written.

Nothing in it is trusted: it may be no JSON, deep, huge, a list, a graph, or about another page.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]

_MAX_SCRIPT = 2_000_000  # characters; one with a whole article has 20,000
_MAX_NODES = 5_000  # a graph with every comment of a page has some hundred
_WRAPPER = re.compile(r"\A\s*(?:<!--|(?://)?\s*<!\[CDATA\[)|(?:-->|(?://)?\s*\]\]>)?\s*;?\s*\Z")
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")  # where the article itself may stand
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Blog|Review|FAQPage|QAPage)$")


def linked_data(tree: HtmlElement) -> list[Node]:
    """Every object that stands at the top of a script or of its graph, in order."""
    found: list[Node] = []
    waiting: deque[Any] = deque(_scripts(tree))
    for _ in range(_MAX_NODES):
        if not waiting:
            break
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            found.append(value)
            waiting.extend(
                value[name] for name in _WITHIN if isinstance(value.get(name), list | dict)
            )
    return found


def article_of(nodes: list[Node], *, titles: list[str]) -> Node:
    """The object that is the article with one of the titles, or the first article; or empty."""
    articles = [node for node in nodes if any(map(_ARTICLE.search, types_of(node)))]
    for node in articles:
        headline = stated(node.get("headline")) or stated(node.get("name"))
        if headline and headline in titles:
            return node
    return articles[0] if articles else {}


def types_of(node: Node) -> list[str]:
    """The types of an object, without the address that they are defined at."""
    return [name.rpartition("/")[2] for name in strings(node.get("@type"))]


def strings(value: object) -> list[str]:
    """The text, or the texts of a list, that a value is."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def names(value: object, nodes: list[Node]) -> list[str]:
    """The names of the people or organisations that a value is, or refers to by @id."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        name = item
        if isinstance(item, dict):
            name = item.get("name")
            if name is None and isinstance(item.get("@id"), str):
                same = (node.get("name") for node in nodes if node.get("@id") == item["@id"])
                name = next(same, None)
        found += [text for each in strings(name) if (text := stated(each))]
    return found


def stated(value: object) -> str | None:
    """A text on one line; None for what is none, or is empty."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _scripts(tree: HtmlElement) -> Iterator[object]:
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in script.get("type", "").lower() and len(text) <= _MAX_SCRIPT:
            try:
                yield json.loads(_WRAPPER.sub("", text), strict=False)
            except (ValueError, RecursionError):
                continue
