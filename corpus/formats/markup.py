"""What the markup of a page states: title, publisher, author, date, language, whether opinion.

Only what is stated counts; where two places disagree, the one that is made for this comes first
(JSON-LD, meta), what stands on the page comes after. None for all that is not stated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from corpus.formats.linked_data import (
    Node,
    article_of,
    linked_data,
    names,
    stated,
    strings,
    types_of,
)
from corpus.formats.published import published_of

_MAX_NAME = 300  # characters; what is longer is no title or name
_MAX_BYLINE = 100  # characters; a longer element is a box about the author
_TITLE_ENDS = re.compile(r"\s+(?:[|–—·•»:-]|::)\s+")
_NAME_AND_MORE = re.compile(r"https?:|www\.|@|^\W*$")
_BY = re.compile(
    r"^(?:by|von|par|por|di|作者|撰文|記者|记者)\b\s*[:：]?\s*|^(?:作者|撰文)[:：]\s*", re.I
)
_PERSON = (
    r"[^\W\d_a-z][\w.'’-]*(?: (?:(?:de|da|van|von|der|al|bin|la|le) )*[^\W\d_a-z][\w.'’-]*){1,3}"
)
_PEOPLE = re.compile(rf"{_PERSON}(?:(?:, | and | & ){_PERSON})*")
_OPINION = frozenset({
    "opinion", "opinions", "commentary", "op-ed", "op-eds", "oped", "opeds", "editorial",
    "editorials", "评论", "社论", "評論", "社評", "社論", "观点", "觀點",
})  # fmt: skip
_CRUMBS = (
    './/*[contains(@class, "breadcrumb") or contains(@class, "crumbs") or '
    'contains(@id, "breadcrumb") or contains(translate(@aria-label, "B", "b"), "breadcrumb")]'
)


@dataclass(frozen=True)
class Facts:
    """What the markup states, and what the metadata tell of the text itself."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    published_from: str | None = None
    language: str | None = None
    is_opinion: bool = False
    body: str = ""  # the whole text, where the metadata have it
    summaries: tuple[str, ...] = ()


def facts_of(tree: HtmlElement, *, url: str | None) -> Facts:
    """The facts that the markup of a page states."""
    meta = _meta(tree)
    headings = [text for h1 in tree.iter("h1") if (text := _text(h1))]
    window = _text(tree.find(".//title"))
    nodes = linked_data(tree)
    titles = [*meta.get("og:title", []), *headings, *([window] if window else [])]
    article = article_of(nodes, titles=titles)
    publisher = _first(
        meta.get("og:site_name", []),
        names(article.get("publisher"), nodes),
        *(
            meta.get(name, [])
            for name in ("citation_publisher", "dc.publisher", "dcterms.publisher")
        ),
    )
    published, published_from = published_of(tree, meta, article, url=url)
    return Facts(
        title=_title(meta, article, headings, window, publisher),
        publisher=publisher,
        author=_author(tree, meta, article, nodes, publisher),
        published=published,
        published_from=published_from,
        language=_language(tree),
        is_opinion=_is_opinion(tree, meta, article, nodes, url),
        body=next((t for t in strings(article.get("articleBody")) if t.strip()), ""),
        summaries=tuple(
            strings(article.get("description"))
            + strings(article.get("alternativeHeadline"))
            + meta.get("og:description", [])
            + meta.get("description", [])
        ),
    )


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Every content of the meta elements, by name or property in small letters."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = stated(element.get("content"))
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute, "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _title(
    meta: dict[str, list[str]],
    article: Node,
    headings: list[str],
    window: str | None,
    publisher: str | None,
) -> str | None:
    stated_titles = [
        *meta.get("og:title", []),
        *(text for value in strings(article.get("headline")) if (text := stated(value))),
        *(headings if len(headings) == 1 else headings[:1]),
        *([window] if window else []),
    ]
    for title in stated_titles:
        short = _without_site(title, publisher, headings)
        if short and len(short) <= _MAX_NAME and short != publisher:
            return short
    return None


def _without_site(title: str, publisher: str | None, headings: list[str]) -> str:
    """The title without the name of the site, before or behind it, where that is known for one."""
    for joint in _TITLE_ENDS.finditer(title):
        before, behind = title[: joint.start()], title[joint.end() :]
        for part, rest in ((before, behind), (behind, before)):
            if part in headings or (publisher and rest.casefold() == publisher.casefold()):
                return part
    return title


def _author(
    tree: HtmlElement,
    meta: dict[str, list[str]],
    article: Node,
    nodes: list[Node],
    publisher: str | None,
) -> str | None:
    candidates = [
        names(article.get("author"), nodes),
        *(meta.get(name, []) for name in ("author", "article:author", "citation_author")),
        *(meta.get(name, []) for name in ("dc.creator", "dcterms.creator", "parsely-author")),
    ]
    for each in candidates:
        people = _people(each, publisher)
        if people:
            return _joined(people)
    return _joined(_people(list(_bylines(tree)), publisher)[:1]) or None


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """The names in the elements that are marked as the author's, and hold nothing else."""
    for element in tree.iter("a", "span", "p", "div", "address", "li", "h2", "h3", "h4", "cite"):
        marks = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"
        is_marked = re.search(r"\b(?:author|byline|by)s?\b", re.sub(r"[_-]+", " ", marks), re.I)
        text = _text(element) if is_marked else None
        if text and len(text) <= _MAX_BYLINE and not list(element.iterancestors("aside", "footer")):
            name = _BY.sub("", text)
            if _PEOPLE.fullmatch(name):
                yield name


def _people(texts: list[str], publisher: str | None) -> list[str]:
    """The texts that are names, each once, without "By"; not the publisher's, no addresses."""
    found = []
    for text in texts:
        name = _BY.sub("", " ".join(text.split()))
        is_name = bool(name) and len(name) <= _MAX_NAME and not _NAME_AND_MORE.search(name)
        if is_name and name != publisher and name not in found:
            found.append(name)
    return found


def _joined(people: list[str]) -> str:
    if len(people) < 3:
        return " and ".join(people)
    return f"{', '.join(people[:-1])} and {people[-1]}"


def _language(tree: HtmlElement) -> str | None:
    """The two letters of the language that the page is declared to be in."""
    root = tree.getroottree().getroot()
    name = root.get("lang") or root.get("xml:lang") or ""
    code = re.match(r"([A-Za-z]{2})(?:[-_]|$)", name.strip())
    return code.group(1).lower() if code else None


def _is_opinion(
    tree: HtmlElement, meta: dict[str, list[str]], article: Node, nodes: list[Node], url: str | None
) -> bool:
    if "OpinionNewsArticle" in types_of(article):
        return True
    sections = [*meta.get("article:section", []), *strings(article.get("articleSection"))]
    for node in nodes:
        if "BreadcrumbList" in types_of(node) and isinstance(node.get("itemListElement"), list):
            for item in node["itemListElement"]:
                if isinstance(item, dict):
                    sections += names(item, nodes)
                    sections += names(item.get("item"), nodes)
    sections += [
        text for crumbs in tree.xpath(_CRUMBS) for a in crumbs.iter() if (text := _text(a))
    ]
    for address in (url, *meta.get("og:url", []), *_canonical(tree)):
        sections += _folders(address or "")
    return any(section.casefold().strip() in _OPINION for section in sections)


def _folders(address: str) -> list[str]:
    """The folders of an address; its last part is the page's own name."""
    try:
        return urlsplit(address).path.split("/")[:-1]
    except ValueError:
        return []


def _canonical(tree: HtmlElement) -> list[str]:
    return [link.get("href", "") for link in tree.iter("link") if link.get("rel") == "canonical"]


def _text(element: HtmlElement | None) -> str | None:
    return stated(element.text_content()) if element is not None else None


def _first(*groups: list[str]) -> str | None:
    return next((text for group in groups for text in group if len(text) <= _MAX_NAME), None)
