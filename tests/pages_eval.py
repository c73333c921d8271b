"""How pages are divided, cleaned and described, against what a person says of them.

    python -m tests.pages_eval

The pages and what a person says are in tests/data/pages (its README says how they were made). Half
of them were looked at while the rules were written (building), half only counted (reporting).
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.article import Article
from corpus.divide import articles_of
from corpus.page import Page

FOLDER = Path(__file__).parent / "data" / "pages"
FACTS = ("title", "publisher", "author", "published", "published_as", "language")
MARKS = ("is_opinion", "is_teaser")


@dataclass
class Outcome:
    """What became of one page. `facts` counts "right", "unknown" (None for something), "wrong"."""

    name: str
    wanted: int  # articles
    found: int
    facts: Counter[str] = field(default_factory=Counter)
    starts: int = 0  # articles that begin with the right sentence
    ends: int = 0  # articles that end with the right one
    gone: int = 0  # lines of furniture, taken out or not
    lost: list[str] = field(default_factory=list)  # lines of a story that no article has
    left: list[str] = field(default_factory=list)  # furniture that an article has
    mistakes: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether a page of one article stayed one."""
        return self.wanted != 1 or self.found == 1


def gold() -> dict[str, dict[str, Any]]:
    """What a person says of each page, by the name of its file."""
    return dict(json.loads((FOLDER / "gold.json").read_text(encoding="utf-8")))


def outcomes(use: str) -> Iterator[Outcome]:
    """What became of each page that is for that use."""
    for name, wanted in gold().items():
        if wanted["use"] == use:
            raw = (FOLDER / name).read_text(encoding="utf-8")
            yield compare(name, raw, wanted, articles_of(Page(raw), name))


def compare(name: str, raw: str, wanted: dict[str, Any], found: list[Article]) -> Outcome:
    """The articles of one page beside those that a person sees in it."""
    outcome = Outcome(name, len(wanted["articles"]), len(found))
    facts = {flat(line) for line in wanted["facts"]}
    for want in wanted["articles"]:
        article = next((one for one in found if _starts(one, want["first"], facts)), None)
        outcome.starts += article is not None
        if article is None:
            outcome.mistakes.append(f"no article begins with {want['first']!r}")
            article = next((one for one in found if _holds(one, want["first"])), None)
        if article is None:
            outcome.facts["unknown"] += len(FACTS) + len(MARKS)
            continue
        is_ended = _said(article, facts).endswith(tuple(_any(want["last"])))
        outcome.ends += is_ended
        if not is_ended:
            outcome.mistakes.append(f"ends with {article.text[-60:]!r}")
        for fact in (*FACTS, *MARKS):
            is_right = getattr(article, fact) in _any(want[fact])
            kind = "right" if is_right else "unknown" if not getattr(article, fact) else "wrong"
            outcome.facts[kind] += 1
            if not is_right:
                outcome.mistakes.append(
                    f"{fact}: {getattr(article, fact)!r}, not {want[fact]!r} ({want['title']})"
                )
    texts = "\n".join(flat(one.text) for one in found)
    shown = {flat(line) for one in found for line in one.text.split("\n")}
    gone = {flat(line) for line in wanted["gone"]}
    for line in filter(None, map(flat, raw.split("\n"))):
        outcome.gone += line in gone
        if line in gone and line in shown:
            outcome.left.append(line)
        if line not in gone | facts and line not in texts:
            outcome.lost.append(line)
    return outcome


def flat(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def _any(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(article: Article, facts: set[str]) -> str:
    """The text of an article without the lines that may stay or go."""
    lines = map(flat, article.text.split("\n"))
    return flat(" ".join(line for line in lines if line not in facts))


def _starts(article: Article, first: Any, facts: set[str]) -> bool:
    text = _said(article, facts)
    return text.removeprefix(flat(article.title or "")).strip().startswith(tuple(_any(first)))


def _holds(article: Article, first: Any) -> bool:
    return any(words in flat(article.text) for words in _any(first))


def table(rows: list[Outcome]) -> str:
    """The outcomes as a Markdown table, with a last row for all of them."""
    total = Outcome("**all**", sum(row.wanted for row in rows), sum(row.found for row in rows))
    for row in rows:
        total.facts += row.facts
        total.ends += row.ends
        total.lost += row.lost
        total.left += row.left
    lines = [
        "| page | articles | found | ends right | facts right | unknown | wrong | lost | left |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in [*rows, total]:
        counts = " | ".join(str(row.facts[kind]) for kind in ("right", "unknown", "wrong"))
        lines.append(
            f"| {row.name} | {row.wanted} | {row.found} | {row.ends} | {counts}"
            f" | {len(row.lost)} | {len(row.left)} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print both tables; the mistakes of the building pages only, to keep the others unseen."""
    for use in ("building", "reporting"):
        rows = list(outcomes(use))
        whole = sum(row.wanted == row.found == 1 for row in rows)
        single = sum(row.wanted == 1 for row in rows)
        print(f"\n{use}: {whole} of {single} pages of one article stay one\n\n{table(rows)}")
        if use == "building":
            for row in rows:
                for mistake in [*row.mistakes, *(f"lost {x!r}" for x in row.lost)]:
                    print(f"- {row.name}: {mistake}")
                for line in row.left:
                    print(f"- {row.name}: left {line!r}")


if __name__ == "__main__":
    main()
