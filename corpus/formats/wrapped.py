"""The lines of printed pages become paragraphs: a line break that only wraps is taken out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

# Of the length of a full line (the 90th of a hundred, by length). A ragged line is seldom shorter
# than the first, and a line that ends a paragraph is longer than the second only by chance.
_FULL, _BRIMFUL = 0.8, 0.95
_EDGE = 2  # lines at the top and at the bottom of a page that may be its running title or number
_MIN_REPEATS = 3  # pages; on fewer, a repeated line may be the text's own
_SENTENCE_END = re.compile(r"[.!?:…。！？：][\"'”’)\]»」』]*$")
_ITEM = re.compile(r"[•‣▪●○–*·-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)]\s", re.IGNORECASE)
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")  # no space between
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page\s|p\.)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\s]*", re.IGNORECASE
)


def paragraphs_of(pages: Sequence[str]) -> str:
    """The text of the pages as paragraphs, blank lines between them, running titles left out.

    >>> paragraphs_of(["It rained on the plain of\\nSpain, and no-\\nbody cared.\\nIt poured."])
    'It rained on the plain of Spain, and nobody cared.\\n\\nIt poured.'
    """
    lines = list(_without_running_titles([_lines_of(page) for page in pages]))
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    full = lengths[int(0.9 * len(lengths))]
    words = Counter(re.findall(r"[\w-]+", " ".join(lines).casefold()))
    paragraphs: list[str] = []
    is_open = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line:
            is_open = False
            continue
        if is_open:
            paragraphs[-1] = _joined(paragraphs[-1], line, words)
        else:
            paragraphs.append(line)
        is_open = _wraps(line, following, full)
    return "\n\n".join(paragraphs)


def _lines_of(page: str) -> list[str]:
    lines = [" ".join(line.split()) for line in page.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _wraps(line: str, following: str, full: int) -> bool:
    """Whether the line goes on in the following one."""
    if not following or _ITEM.match(following):
        return False
    if _SENTENCE_END.search(line):
        return len(line) >= _BRIMFUL * full
    if _starts_small(following) or line.endswith(("-", ",", "\u00ad")):
        return True
    return len(line) >= _FULL * full


def _starts_small(line: str) -> bool:
    return line[0].islower()


def _joined(line: str, following: str, words: Counter[str]) -> str:
    """Both on one line; a word that was divided at the line's end is made whole."""
    if line.endswith("\u00ad"):
        return line[:-1] + following
    if re.search(r"\w-$", line) and _starts_small(following):
        first = re.findall(r"[\w-]+-$", line)[-1]
        last = re.match(r"[\w-]*", following)
        rest = last.group() if last else ""
        with_hyphen = words[(first + rest).casefold()]
        without = words[(first[:-1] + rest).casefold()]
        return (line if with_hyphen > without else line[:-1]) + following
    is_wide = _WIDE.match(line[-1]) and _WIDE.match(following[0])
    return line + following if is_wide else f"{line} {following}"


def _without_running_titles(pages: list[list[str]]) -> Iterator[str]:
    """The lines of all pages, without those that only say which page of what this is."""
    seen = Counter(
        key for lines in pages for key in {_pattern(line) for line in _edges(lines)} if key
    )
    repeated = {key for key, count in seen.items() if count >= max(_MIN_REPEATS, len(pages) / 2)}
    for lines in pages:
        kept = list(lines)
        for end in (0, -1):
            for _ in range(_EDGE):
                if kept and (_pattern(kept[end]) in repeated or _is_number(kept[end], pages)):
                    kept.pop(end)
        yield from kept


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[-_EDGE:]


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _is_number(line: str, pages: list[list[str]]) -> bool:
    return len(pages) > 1 and _NUMBER.fullmatch(line) is not None
