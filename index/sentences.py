"""Where the sentences of a text begin and end."""

import re

import sentencex

_LINE = re.compile(r"[^\n]+")
_CLOSERS = "\"'”’»)]"  # sentencex may open the next sentence with the mark that closes this one


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end) in characters, in order, blanks trimmed.

    A line break ends a sentence: cleaned articles hold one paragraph a line. Every character
    that is not white space belongs to exactly one sentence. Boundaries are those of Wikimedia's
    sentencex, which knows abbreviations ("Dr.", "U.S.", "Dwight D.").

    >>> text = "Dr. Lee met Ma. They spoke.\\nA heading"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Dr. Lee met Ma.', 'They spoke.', 'A heading']
    """
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        for boundary in sentencex.get_sentence_boundaries("en", line.group()):
            start, end = (
                line.start() + boundary["start_index"],
                line.start() + boundary["end_index"],
            )
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start == end:
                continue
            is_in_line = bool(spans) and spans[-1][0] >= line.start()
            if is_in_line and all(char in _CLOSERS for char in text[start:end]):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return spans


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines that hold text[start:end], as (start, end) in characters.

    >>> paragraph("one\\ntwo three\\nfour", 4, 7)
    (4, 13)
    """
    line_end = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if line_end < 0 else line_end
