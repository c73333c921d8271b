"""Whether a text is an opinion: its claims are then its author's, and an answer must say so.

The signs, and how sure each is:
- a label of the column above it ("Opinion", "Letters to the editor"): sure;
- the same in front of its title ("Opinion: Scrap the tax"): sure;
- a disclaimer below it ("the views do not necessarily reflect those of ..."): sure;
- an invitation beside it to send in letters of so many words: sure, since only letter and opinion
  pages have one;
- a first person throughout, outside quotes, and below it a line that says who the author is:
  likely, since a reporter's own voice and biography are rare in news.
An article about an opinion ("An opinion piece argues") has none of them.
"""

import re

from corpus.bylines import biographies
from corpus.furniture import is_headline

_LABEL = re.compile(
    r"(?:guest\ )?(?:opinions?|op-?eds?|commentary|editorials?|viewpoints?|perspectives?|columns?)"
    r"|letters?(?:\ to\ the\ editor)?|my\ (?:view|take)|观点|觀點|评论|評論|社论|社論|来信",
    re.IGNORECASE | re.VERBOSE,
)
_LABELLED = re.compile(
    r"(?:opinion|op-?ed|commentary|editorial|viewpoint|观点|觀點|评论|評論|社论|社論)\s*[:|–—：]\s*\S",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"letters\ to\ the\ editor|来信|讀者來信|读者来信", re.IGNORECASE | re.VERBOSE
)
_LABELS = 4  # written lines; above a column stand the name of the paper and its menu
_DISCLAIMER = re.compile(
    r"\b(?:views|opinions)\b.{0,80}\b(?:(?:do\ not|don['’]t)\ necessarily\ (?:reflect|represent)"
    r"|are\ (?:solely\ )?(?:those\ of\ the\ author|(?:the\ author['’]?s?|their|his|her|my)\ own))",
    re.IGNORECASE | re.VERBOSE,
)
# "Submissions should not exceed 400 words, and must include your full name."
_INVITATION = re.compile(
    r"\b(?:submissions|letters|contributions|op-eds)\b.{0,60}"
    r"\b(?:exceed|(?:more|fewer|longer)\ than|under|up\ to|within|maximum\ of)\b.{0,20}\d\ words\b"
    r".*\byour\b",
    re.IGNORECASE | re.VERBOSE,
)
_MAX_NOTICE = 400  # characters; the invitation of sample 001 has 166
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|my|me|we|our|us)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_MIN_FIRST_PERSON = 3  # in the whole text; news quotes others, and says "our reporter" once at most
_HEAD, _FOOT = 8, 4  # written lines; an invitation, a biography or a disclaimer stands there


def is_invitation(line: str) -> bool:
    """Whether the line asks readers to send in letters, and says how."""
    return len(line) <= _MAX_NOTICE and _INVITATION.search(line) is not None


def is_column_label(line: str) -> bool:
    """Whether the line is the name of a part of a paper where opinions stand."""
    return len(line) <= 40 and _LABEL.fullmatch(line.strip(" :|-–—")) is not None


def is_labelled(title: str) -> bool:
    """Whether a title says itself that an opinion follows.

    >>> is_labelled("Opinion: Scrap the tax"), is_labelled("Opinion polls close")
    (True, False)
    """
    return _LABELLED.match(title) is not None


def is_opinion(lines: list[str]) -> bool:
    """Whether the lines of one article, furniture included, show a sign that it is an opinion."""
    written = [line.strip() for line in lines if line.strip()]
    if written and is_labelled(written[0]):
        return True
    if len(written) > 1 and is_column_label(written[0]) and is_headline(written[1]):
        return True
    # "Letters to the editor" below the name of a paper; other labels may head a passage there.
    if any(_LETTERS.fullmatch(line) for line in written[1:_LABELS]):
        return True
    foot = written[-_FOOT:]
    if any(len(line) <= _MAX_NOTICE and _DISCLAIMER.search(line) for line in foot):
        return True
    if any(map(is_invitation, [*written[:_HEAD], *foot])):
        return True
    names, above = biographies(written)
    own = _QUOTED.sub("", "\n".join(above))
    return bool(names) and len(_FIRST_PERSON.findall(own)) >= _MIN_FIRST_PERSON
