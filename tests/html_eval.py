"""The main text and the facts of web pages, ours beside trafilatura's: python -m tests.html_eval.

The pages in tests/data/html were written for this, each with its main text (.txt, a line a
paragraph) and its facts (.json). Half of them (`build`) were read while the reader was built, half
(`report`) were not. What counts is words as a multiset (precision, recall, F1), and how many lines
of the main text are lines of the reading. A line that is the title counts on neither side: some
readings begin with it, others not.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from corpus.formats.html import pages_of_html
from corpus.page import Page

DATA = Path(__file__).parent / "data" / "html"
HALVES = ("build", "report")
FACTS = ("title", "publisher", "author", "published", "language", "is_opinion")
MODES: dict[str, dict[str, bool]] = {
    "defaults": {},
    "no comments": {"include_comments": False},
    "precision": {"include_comments": False, "favor_precision": True},
    "recall": {"include_comments": False, "favor_recall": True},
}
_INVISIBLE = re.compile("[\u00ad\u200b]")  # soft hyphen, zero-width space: not seen, not counted
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")  # each Han character is a word


@dataclass(frozen=True)
class Score:
    """How a reading compares with the main text, each from 0 to 1, higher is better."""

    f1: float
    lines: float  # the share of the main text's lines that are lines of the reading


@dataclass(frozen=True)
class Fixture:
    """A page, the half it belongs to, its main text and its facts."""

    half: str
    name: str
    raw: bytes
    text: str
    facts: dict[str, str | bool | None]


def fixtures() -> list[Fixture]:
    """All pages, in a fixed order."""
    return [
        Fixture(
            half=half,
            name=path.stem,
            raw=path.read_bytes(),
            text=path.with_suffix(".txt").read_text(encoding="utf-8"),
            facts=json.loads(path.with_suffix(".json").read_text(encoding="utf-8")),
        )
        for half in HALVES
        for path in sorted((DATA / half).glob("*.html"))
    ]


def words(line: str) -> tuple[str, ...]:
    """The words of a line; markers, bars and invisible characters are none."""
    return tuple(_WORD.findall(_INVISIBLE.sub("", line)))


def score(reading: str, gold: str, *, title: str) -> Score:
    """How well a reading gives the main text.

    >>> score("One two.\\nAn advert", "One two.\\nThree", title="")
    Score(f1=0.5714285714285714, lines=0.5)
    """
    found, wanted = (
        [line for line in map(words, text.split("\n")) if line and line != words(title)]
        for text in (reading, gold)
    )
    found_words = Counter(word for line in found for word in line)
    wanted_words = Counter(word for line in wanted for word in line)
    both = (found_words & wanted_words).total()
    total = found_words.total() + wanted_words.total()
    return Score(
        f1=2 * both / total if total else 1.0,
        lines=(Counter(found) & Counter(wanted)).total() / len(wanted) if wanted else 1.0,
    )


def our_score(fixture: Fixture, page: Page) -> Score:
    """How our reading of a page compares with its main text."""
    return score(page.text, fixture.text, title=str(fixture.facts["title"]))


def their_scores(fixture: Fixture) -> dict[str, Score]:
    """How trafilatura's own reading of a page compares with its main text, in each of its modes."""
    return {
        mode: score(
            trafilatura.extract(fixture.raw, **options) or "",
            fixture.text,
            title=str(fixture.facts["title"]),
        )
        for mode, options in MODES.items()
    }


def wrong_facts(fixture: Fixture, page: Page) -> list[str]:
    """The names of the facts that a reading has wrong."""
    return [name for name in FACTS if getattr(page, name) != fixture.facts[name]]


def mean(values: list[float]) -> float:
    """The arithmetic mean; 0 for none."""
    return sum(values) / len(values) if values else 0.0


def _report(half: str) -> None:
    """Prints the tables of one half, or of "all"."""
    chosen = [fixture for fixture in fixtures() if half in (fixture.half, "all")]
    ours = {fixture.name: next(pages_of_html(fixture.raw)) for fixture in chosen}
    print(f"\n{half}: {len(chosen)} pages; F1 of words, then share of lines\n")
    print("| page | ours | " + " | ".join(MODES) + " | wrong facts |")
    print("|---" * (len(MODES) + 3) + "|")
    rows: list[list[Score]] = []
    right = 0
    for fixture in chosen:
        page = ours[fixture.name]
        theirs = their_scores(fixture)
        rows.append([our_score(fixture, page), *(theirs[mode] for mode in MODES)])
        wrong = wrong_facts(fixture, page)
        right += len(FACTS) - len(wrong)
        cells = [f"{value.f1:.3f} {value.lines:.2f}" for value in rows[-1]]
        print(f"| {fixture.name} | {' | '.join(cells)} | {', '.join(wrong)} |")
    means = [
        f"{mean([row[k].f1 for row in rows]):.4f} {mean([row[k].lines for row in rows]):.3f}"
        for k in range(len(MODES) + 1)
    ]
    print(f"| **mean** | {' | '.join(means)} | {right} of {len(FACTS) * len(chosen)} right |")


if __name__ == "__main__":
    for part in sys.argv[1:] or (*HALVES, "all"):
        _report(part)
