"""Cards: the openings of other stories, below a story or one below the other.

Some say what they are by a label that comes again and again: "Read more" below each, or a label in
the script of the site that translated the page.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from corpus.clean import is_foreign, is_foreign_label, is_latin_page
from corpus.furniture import ends_sentence, is_headline, is_onward_link, is_text

_MIN_CARDS = 2
_MIN_SAME_LABELS = 3  # twice may be a button above and one below
_MAX_PARAGRAPHS = 2  # of one card; between two pictures a story has more
_MIN_STORY_PARAGRAPHS = 2  # above the cards: without a story there is nothing that they are below
_MAX_WORDS = 100  # of one card; the longest of sample 003 has 63, digests are written in 60 to 80


@dataclass(frozen=True)
class Portion:
    """The lines of one article of a page."""

    lines: list[str]
    is_card: bool = False  # it stands below another story
    is_teaser: bool = False  # it is the opening of a story that stands elsewhere
    title: str | None = None  # where its place in the card makes it known


def linked_cards(lines: list[str]) -> list[Portion]:
    """A page of items that each lead on ("Read more"): its frame, then the items; else nothing.

    The frame is what stands above the first item and below the last.
    """
    written = [number for number, line in enumerate(lines) if line.strip()]
    spans: list[tuple[int, int]] = []
    for at, number in enumerate(written):
        if is_onward_link(lines[number]):
            start = _item_start(lines, written[max(0, at - _MAX_PARAGRAPHS - 1) : at])
            if start is None:
                return []
            spans.append((start, number))
    if len(spans) < _MIN_CARDS:
        return []
    frame = [*lines[: spans[0][0]], "", *lines[spans[-1][1] + 1 :]]
    items = [
        Portion(lines[start:end], is_card=True, is_teaser=True, title=lines[start].strip())
        for start, end in spans
    ]
    # What stands between two items belongs to neither: it stays in the frame.
    for (_, end), (start, _) in pairwise(spans):
        frame[-1:-1] = lines[end + 1 : start]
    return [Portion(frame), *items]


def _item_start(lines: list[str], above: list[int]) -> int | None:
    """The headline above the one or two paragraphs that a link ends."""
    for count in range(1, _MAX_PARAGRAPHS + 1):
        if len(above) <= count or not is_text(lines[above[-count]]):
            return None
        if is_headline(lines[above[-count - 1]]):
            return above[-count - 1]
    return None


def labelled_cards(lines: list[str]) -> list[Portion]:
    """A story in Latin letters, and cards below it between labels in another script; else nothing.

    The heading above the cards cannot be read. The signs are that it comes once and below a story
    of some paragraphs, that another label comes again and again below it, and that no more than
    two paragraphs, each complete by itself, stand between two labels. A label that recurs within
    the story too ("Advertisement") is none of this.
    """
    labels = [number for number, line in enumerate(lines) if is_foreign_label(line)]
    if len(labels) <= _MIN_SAME_LABELS or not is_latin_page(lines):
        return []
    counts = Counter(lines[number].strip() for number in labels)
    first = labels[0]
    story = [line for line in lines[:first] if is_text(line)]
    is_headed = counts[lines[first].strip()] == 1 and len(story) >= _MIN_STORY_PARAGRAPHS
    if not is_headed or max(counts.values()) < _MIN_SAME_LABELS:
        return []
    for start, end in zip(labels, [*labels[1:], len(lines)], strict=True):
        between = [line for line in lines[start + 1 : end] if _is_paragraph(line)]
        if len(between) > _MAX_PARAGRAPHS:
            return []
    cards = _cards(lines[first:])
    if len(cards) < _MIN_CARDS or any(
        len(line.split()) > _MAX_WORDS for card in cards for line in card.lines
    ):
        return []
    return [Portion(lines[:first]), *cards]


def _cards(lines: list[str]) -> list[Portion]:
    """Each paragraph of several sentences, with the picture's line and the headline above it."""
    cards: list[Portion] = []
    waiting: list[str] = []
    for line in lines:
        if is_foreign(line):
            continue
        waiting.append(line)
        if _is_summary(line):
            title = next((above.strip() for above in waiting if is_headline(above)), None)
            cards.append(Portion(waiting, is_card=True, is_teaser=True, title=title))
            waiting = []
    if cards and any(line.strip() for line in waiting):
        last = cards[-1]
        cards[-1] = Portion([*last.lines, *waiting], is_card=True, is_teaser=True, title=last.title)
    return cards


def _is_paragraph(line: str) -> bool:
    return is_text(line) and not is_foreign(line)


def _is_summary(line: str) -> bool:
    return ". " in line and ends_sentence(line) and not is_foreign(line)
