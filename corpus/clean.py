"""Site furniture out, one tidy text in.

Cleaning takes whole lines away and joins runs of blank ones; it never changes a line that stays,
so that what is quoted stands literally in the file. (Control characters, which nobody sees, are
the one thing taken out of a line.)

Text that somebody wrote is worth more than a page without menus: what may be either stays.

A further kind of furniture is a further step of `clean`: lines in, the lines that stay out.
"""

import re

import regex

from corpus.language import count_latin, count_letters

# What breaks a line in some system or other, from a carriage return to U+2029.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MANY_LINE_FEEDS = re.compile("\n{3,}")
# Controls (but tab and line feed), the marks that reverse the direction of what follows, and lone
# surrogates, which no encoding takes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

_MIN_FURNITURE = 4  # characters; "Tags"
_MAX_FURNITURE = 120  # characters; a longer line says something

# Lines that are furniture on any page when they stand alone. Met on the sample pages, or the
# label of a button that news sites share; no headings that an article could have as well.
_FURNITURE = re.compile(
    r"""
      hashtags? | tags | comments? | \d+\ comments? | no\ comments\ yet | (?:leave|post)\ a\ comment
    | advertisements? | sponsored(?:\ content)? | promoted(?:\ content)?
    | (?:related|recommended)\ (?:articles|stories|posts|news|reading)
    | (?:guess\ you|you\ (?:may|might)\ also)\ like | recommended\ for\ you | most\ (?:read|popular)
    # A site that offers itself to its reader ("our", "for you"); no article's own line does.
    | (?:try|get|download|explore|discover)\ (?:out\ )?our\ (?:[\w-]+\ ){0,3}
      (?:apps?|features?|tools?|newsletters?)
    | (?:explore|discover|see)\ what\ .{1,40}\ can\ do\ for\ you
    | (?:subscribe\ to|sign\ up\ (?:to|for))\ our\ (?:[\w-]+\ ){0,3}newsletters?
    | share(?:\ this(?:\ (?:article|story|page|post))?)? | copy\ link
    | (?:share|follow\ us)\ (?:on|via)\ (?:facebook|twitter|x|linkedin|whatsapp|telegram|e-?mail)
    | (?:accept|reject|decline)\ (?:all|all\ cookies|cookies)
    | (?:manage\ )?cookie\ (?:settings|preferences|policy)
    | (?:we|this\ (?:web)?site)\ uses?\ cookies\b.{0,90}
    | skip\ to\ (?:main\ )?content | back\ to\ top | all\ rights\ reserved
    | (?:\d{1,3}|an?)\ (?:second|minute|min|hour|day|week|month|year)s?\ ago
    """,
    re.VERBOSE | re.IGNORECASE,
)

MAX_TITLE = 160  # characters; the longest headline of the samples has 88
_MIN_TITLE_WORDS = 3  # a "Yes." or a "***" may well stand on several lines
_HEAD_LINES = 20  # written lines that stay; further down, a repeated line is a refrain
_BREADCRUMB = re.compile(r"\s[/›»>|]\s")

_MIN_LATIN_PAGE = 0.9  # of the letters; sample 003, with its foreign menus, has 0.97
_PAGE_SAMPLE = 100_000  # characters; a page seldom has more, and counting 20 MB takes seconds
_MIN_FOREIGN_LETTERS = 4  # "λ = 0.5" stays
_MAX_FOREIGN_LINE = 300  # characters; a longer one is a passage, the longest of the samples has 76
_MAX_FOREIGN_LABEL = 40  # characters; the longest of the samples has 23
# The end of a sentence in any script, and what may close behind it.
_SENTENCE_END = regex.compile(r"\p{Sentence_Terminal}[\p{Pe}\p{Pf}\"'\s]*\Z")


def clean(raw: str) -> str:
    """The text of a page without its furniture: whole lines of it, in order, blank runs joined.

    >>> clean("It rained. \\r\\n\\r\\n\\r\\nAdvertisement\\r\\nIt poured.\\r\\n")
    'It rained.\\n\\nIt poured.'
    """
    lines = [line for line in _lines(raw) if not _is_label(line)]
    # What one step takes out may be what kept the other from seeing: until nothing changes.
    while (fewer := _without_repeated_title(_without_foreign_lines(lines))) != lines:
        lines = fewer
    return "\n".join(_without_blank_runs(lines))


def tidy(raw: str) -> str:
    """The text with line ends, trailing blanks, blank runs and invisible characters put right."""
    return "\n".join(_without_blank_runs(_lines(raw)))


def _lines(raw: str) -> list[str]:
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", raw))
    return [line.rstrip() for line in _MANY_LINE_FEEDS.sub("\n\n", text).split("\n")]


def _without_blank_runs(lines: list[str]) -> list[str]:
    """No blank line first, none last, and one at most between two others."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    if kept and not kept[-1]:
        kept.pop()
    return kept


def _is_label(line: str) -> bool:
    if not _MIN_FURNITURE <= len(line) <= _MAX_FURNITURE:
        return False
    return _FURNITURE.fullmatch(line.strip(" \t\xa0.…:!-•*")) is not None


def _without_repeated_title(lines: list[str]) -> list[str]:
    """The first line once: pages repeat their title as heading, breadcrumb and caption."""
    title = next((line.strip() for line in lines if line), "")
    if len(title) > MAX_TITLE or len(title.split()) < _MIN_TITLE_WORDS:
        return lines
    kept: list[str] = []
    written = 0
    for number, line in enumerate(lines):
        if written == _HEAD_LINES:
            return kept + lines[number:]
        if written == 0 or not _repeats(line, title):
            kept.append(line)
            written += bool(line)
    return kept


def _repeats(line: str, title: str) -> bool:
    if line.strip() == title:
        return True
    return line.endswith(title) and _BREADCRUMB.search(line[: -len(title)]) is not None


def _without_foreign_lines(lines: list[str]) -> list[str]:
    """The lines of a page in Latin letters that are in Latin letters, or in hardly any.

    A scraper that met a translated site brings its menus along in the other script: labels, and
    between two of them the sentence of a notice (heading, text, button). Other sentences stay.
    """
    page = "\n".join(lines)[:_PAGE_SAMPLE]
    if count_latin(page) < _MIN_LATIN_PAGE * count_letters(page):
        return lines
    written = [number for number, line in enumerate(lines) if line]
    labels = {number for number in written if _is_foreign_label(lines[number])}
    between = {
        here
        for above, here, below in zip(written, written[1:], written[2:], strict=False)
        if above in labels and below in labels and _is_foreign(lines[here])
    }
    return [line for number, line in enumerate(lines) if number not in labels | between]


def _is_foreign_label(line: str) -> bool:
    is_short = len(line) <= _MAX_FOREIGN_LABEL
    return is_short and _is_foreign(line) and not _SENTENCE_END.search(line)


def _is_foreign(line: str) -> bool:
    if line.isascii() or len(line) > _MAX_FOREIGN_LINE:
        return False
    letters = count_letters(line)
    latin = count_latin(line)
    return letters - latin >= _MIN_FOREIGN_LETTERS and latin < letters / 2
