"""The lines of a page, divided where another story begins.

A page is one article unless it shows that it is not. To cut an article in two is worse than to
leave two in one, so every cut needs two signs: the head of a story (a headline beside a byline, an
age or a newspaper's name), and one that the story above has ended (a rule, a heading such as
"Related articles", a byline with a date of its own). Headings, speakers, questions, and dates
alone never cut.
"""

from dataclasses import dataclass
from enum import Enum

from corpus.bylines import is_outlet, is_person, read_byline
from corpus.cards import Portion, labelled_cards, linked_cards
from corpus.furniture import MAX_TITLE, is_age, is_headline, is_related_label, is_rule, is_text

# Words in the middle one of the cards below a story, for all of them to be teasers. Services that
# make such digests write 60 to 80; the teasers of sample 003 have 54, the stories of 001 have 245.
_MAX_TEASER_WORDS = 80
_MAX_LINES = 50_000  # a page has hundreds; what has more is a log or an export, and takes minutes
_MAX_LINKS = 15  # lines; a longer list below "Related articles" is no box of links


class _Kind(Enum):
    """What a line may be of the head of a story."""

    BLANK = 0
    TEXT = 1
    HEADLINE = 2
    OUTLET = 3  # the name of a newspaper
    AGE = 4
    SIGNED = 5  # a byline with a name and a date
    BYLINE = 6  # a byline with a name
    DATE = 7
    RULE = 8
    RELATED = 9
    OTHER = 10


_FACTS = {_Kind.OUTLET, _Kind.AGE, _Kind.SIGNED, _Kind.BYLINE, _Kind.DATE}


@dataclass(frozen=True)
class _Head:
    """Where the head of a story begins, and which facts stand in it."""

    start: int
    facts: set[_Kind]

    def cuts(self, *, after_break: bool, among_cards: bool) -> bool:
        """Whether a story begins here, given what stands above."""
        if _Kind.SIGNED in self.facts or {_Kind.AGE, _Kind.OUTLET} <= self.facts:
            return True
        if among_cards:
            return bool(self.facts)
        return after_break and bool(self.facts - {_Kind.DATE})  # a diary has a date under each rule


def stories(lines: list[str]) -> list[Portion]:
    """The parts of a page, in order; a single one where it shows no sign of several."""
    if len(lines) > _MAX_LINES:
        return [Portion(lines)]
    cards = labelled_cards(lines) or linked_cards(lines)
    if cards:
        return cards
    kinds = [_kind(line) for line in lines]
    starts = _starts(lines, kinds)
    related = _first_related(kinds, starts)
    if not starts:
        return [Portion(_without_links(lines, kinds, related))]
    # A box of links or the foot of the first story may stand between it and the first card.
    firsts = [0, *starts]
    ends = [*starts, len(lines)]
    spans = [
        (start, min(end, related) if start < related else end)
        for start, end in zip(firsts, ends, strict=True)
    ]
    below = [" ".join(lines[start:end]).split() for start, end in spans if start > related]
    lengths = sorted(map(len, below))
    are_teasers = bool(lengths) and lengths[len(lengths) // 2] <= _MAX_TEASER_WORDS
    return [
        Portion(
            lines[start:end], is_card=start > related, is_teaser=are_teasers and start > related
        )
        for start, end in spans
    ]


def _kind(line: str) -> _Kind:  # noqa: PLR0911 - a table of one line each reads best
    if not line.strip():
        return _Kind.BLANK
    if len(line) > MAX_TITLE:
        return _Kind.TEXT
    if is_rule(line):
        return _Kind.RULE
    if is_related_label(line):
        return _Kind.RELATED
    if is_age(line):
        return _Kind.AGE
    byline = read_byline(line, is_titled=True)
    if byline:
        kind = _Kind.SIGNED if byline.published else _Kind.BYLINE
        return kind if byline.author else _Kind.DATE
    if is_text(line):
        return _Kind.TEXT
    if is_outlet(line):
        return _Kind.OUTLET
    return _Kind.HEADLINE if is_headline(line) else _Kind.OTHER


def _first_related(kinds: list[_Kind], starts: list[int]) -> int:
    """The heading above other stories: below some text, and with none down to the next story.

    A box of links within a story has the story's text below it.
    """
    text = kinds.index(_Kind.TEXT) if _Kind.TEXT in kinds else len(kinds)
    for number, kind in enumerate(kinds):
        if number > text and kind is _Kind.RELATED:
            end = next((start for start in starts if start > number), len(kinds))
            if _Kind.TEXT not in kinds[number:end]:
                return number
    return len(kinds)


def _starts(lines: list[str], kinds: list[_Kind]) -> list[int]:
    """The lines where another story begins, after the first."""
    starts: list[int] = []
    run: list[int] = []  # the short lines since the last paragraph
    seen_text = among_cards = False
    for number, kind in enumerate(kinds):
        if kind is _Kind.BLANK:
            continue
        if kind is not _Kind.TEXT:
            run.append(number)
            continue
        if seen_text and run:
            head = _head(run, lines, kinds)
            above = [kinds[n] for n in run if head and n < head.start]
            is_related = _Kind.RELATED in above
            after_break = is_related or _Kind.RULE in above
            among_cards = among_cards or (is_related and head is not None and bool(head.facts))
            if head and head.cuts(after_break=after_break, among_cards=among_cards):
                starts.append(head.start)
        seen_text, run = True, []
    return starts


def _head(run: list[int], lines: list[str], kinds: list[_Kind]) -> _Head | None:
    """The head in the last of the short lines above a paragraph: one headline, and facts."""
    facts: set[_Kind] = set()
    start, headline = run[-1], None
    for at in range(len(run) - 1, -1, -1):
        number = run[at]
        is_name = (  # "Milan Petrov" between a headline and an age is who wrote it
            at > 0
            and headline is None
            and bool(facts)
            and is_person(lines[number])
            and kinds[run[at - 1]] is _Kind.HEADLINE
        )
        if kinds[number] in _FACTS:
            facts.add(kinds[number])
        elif is_name:
            facts.add(_Kind.BYLINE)
        elif kinds[number] is _Kind.HEADLINE and headline is None:
            headline = number
        else:
            break
        start = number
    return None if headline is None else _Head(start, facts)


def _without_links(lines: list[str], kinds: list[_Kind], related: int) -> list[str]:
    """The lines without the bare headlines that stand below "Related articles" to the end."""
    written = [number for number in range(related + 1, len(lines)) if lines[number].strip()]
    if len(written) > _MAX_LINKS or any(kinds[number] is _Kind.TEXT for number in written):
        return lines
    links = {n for n in written if kinds[n] in (_Kind.HEADLINE, _Kind.AGE, _Kind.DATE)}
    return [line for n, line in enumerate(lines) if n not in links and n != related]
