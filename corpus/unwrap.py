"""Lines that a wrap only broke are joined again; verses, lists and headings keep theirs.

A line break ends a sentence for all that comes later, so one in the middle of a sentence would
make two halves of it. What is joined still stands literally in the file, white space aside.
"""

import re
from itertools import pairwise

from corpus.furniture import ends_sentence

# E-mail and old text files break at 65 to 80 characters, press releases at 60 to 75.
_MIN_WIDTH, _MAX_WIDTH = 50, 100
_MIN_BREAKS = 3  # in a page; two breaks may fall where a wrap would have put them by chance
# Of the breaks within paragraphs; the rest are a title, an address or a list in the same file.
# Verse, lists and minutes have under 0.5 (tests/data/pages), wrapped prose has 1.
_MIN_SHARE = 0.8
# Characters that one of two lines must have for a sentence to go on over the break between them;
# free verse has shorter ones.
_MIN_PROSE = 55

_ITEM = re.compile(r"\s*(?:[-*•·–—>#|]|\(?[0-9]{1,3}[.):]|\[)")
# What a line of prose begins with after a break: a small letter, but no address and no brand.
_GOES_ON = re.compile(r"[“‘\"'(]?(?![\w.]+@|\w+://|www\.)[^\W\d_]")
# Words that end no line of their own, and words that end none if a small letter comes next: "a
# house to live in" is a headline.
_UNFINISHED = re.compile(r"\b(?:the|an?|and|or|its|their|our)$")
_HALF_FINISHED = re.compile(r"\b(?:of|to|in|with|for|from|that|by|at|as|is|are|was|were|on)$")


def unwrap(lines: list[str]) -> list[str]:
    """The lines, those joined with a blank between them that a wrap broke.

    >>> unwrap(["The bridge, which has been closed to all traffic since the", "Flood, is open."])
    ['The bridge, which has been closed to all traffic since the Flood, is open.']
    """
    if max(map(len, lines), default=0) < _MIN_WIDTH:
        return lines
    width = _wrapped_at(lines)
    joined: list[list[str]] = []
    last = ""  # the line as it stood in the file: what a wrap looked at
    for line in lines:
        if joined and (_goes_on(last, line) or (width and _was_wrapped(last, line, width))):
            joined[-1].append(line.lstrip())
        else:
            joined.append([line])
        last = line
    return [" ".join(paragraph) for paragraph in joined]


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence runs over the break, whatever the width: a link stood there."""
    if not line or not following or max(len(line), len(following)) < _MIN_PROSE:
        return False
    if ends_sentence(line) or line[-1] in ":;-–—|" or _ITEM.match(following) or following[0] == " ":
        return False
    if _ITEM.match(line) or len(line.split()) < 3:
        return False
    first = _GOES_ON.match(following)
    is_small = first is not None and following[: first.end()][-1].islower()
    is_small = is_small and following.split(maxsplit=1)[0].islower()  # no "iPhone"
    if is_small and (len(line) >= _MIN_PROSE or _HALF_FINISHED.search(line)):
        return True
    return _UNFINISHED.search(line) is not None


def _wrapped_at(lines: list[str]) -> int:
    """The width that the page was wrapped at; 0 where it was not."""
    breaks = [(a, b) for a, b in pairwise(lines) if a and b]
    width = max((max(len(a), len(b)) for a, b in breaks), default=0)
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return 0
    wrapped = sum(_was_wrapped(a, b, width) for a, b in breaks)
    return width if wrapped >= _MIN_BREAKS and wrapped >= _MIN_SHARE * len(breaks) else 0


def _was_wrapped(line: str, following: str, width: int) -> bool:
    """Whether the next word would not have fitted any more."""
    if not line or not following.strip() or _ITEM.match(following) or line.endswith("-"):
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
