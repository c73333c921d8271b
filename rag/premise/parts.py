"""Which part of a question that asks for several things its answer leaves open."""

import re
from collections.abc import Iterator

from ..facts import asks_for, offers
from ..wording.aliases import NO_ALIASES, Aliases
from .checks import Element, elements, meets
from .saying import said

_JOINED = re.compile(
    r"[,;]?\s+(?:and|or|as well as)\s+(?=(?:(?:at|by|in|to|with|from|for|on) )?"
    r"(?:who|whom|whose|when|where|why|what|which|how)\b)|\?\s+(?=\w)",
    re.I,
)
_LINK = re.compile(
    r"(?:['’]s)?(?: \w+)?(?:,|(?P<last>,? and|,? or| versus| vs\.?))\s+(?:the |in |of |for )?"
)
# "In Macau, Lee and Kai met": a place or time that opens a question is no part of its list.
_OPENING = re.compile(
    r"^\W*(?:in|at|on|by|for|from|to|of|with|after|before|during|under|near|since|like|unlike"
    r"|within|outside|across|throughout|according to|besides|despite)\s+(?:the\s+)?$",
    re.I,
)
# A quote that says so speaks of all of them, though it names one.
_TOGETHER = re.compile(
    r"\b(?:both|they|them|their|all|each|together|jointly|"
    r"the (?:two|three|four|pair|sides|regions|countries|companies))\b",
    re.I,
)


def missing_parts(
    question: str, quote: str, *, title: str = "", aliases: Aliases = NO_ALIASES
) -> tuple[str, ...]:
    """The parts of a question that a quote leaves open, in the question's words; often none.

    A part is one of several questions in one, if it asks for a date, a number, a place or a person
    and the quote offers none; or one name of a list of which the quote has others. The title of
    the quote's article may say the name.

    >>> missing_parts("What did Ana and Bo sign, and when?", "Ana and Bo signed a pact.")
    ('when',)
    >>> missing_parts("What did Fontes and Ovar export?", "Fontes exported cork.")
    ('Ovar',)
    """
    parts = [part.strip(" ,;?") for part in _JOINED.split(question)]
    open_parts = [part for part in parts if len(parts) > 1 and _is_open(part, question, quote)]
    if len(open_parts) == len(parts) > 1:
        return ()  # it answers none: no answer, rather than part of one
    return (*open_parts, *_open_names(question, quote, title, aliases))


def _is_open(part: str, question: str, quote: str) -> bool:
    kind = asks_for(part)
    return kind != "other" and not offers(quote, kind, besides=question)


def _open_names(question: str, quote: str, title: str, aliases: Aliases) -> Iterator[str]:
    """The listed names that a quote leaves out, where it has at least one of their list."""
    there, titled = said(quote), said(title)
    if _TOGETHER.search(quote):
        return
    for listed in _lists(question):
        left = [name for name in listed if not meets(there, name, aliases=aliases)]
        if len(left) < len(listed):
            yield from (one.value for one in left if not meets(titled, one, aliases=aliases))


def _lists(question: str) -> Iterator[list[Element]]:
    """The names of a question that commas and a last "and" join, two and more at a time."""
    run: list[Element] = []
    is_list = False
    for element in (one for one in elements(question) if one.kind == "name"):
        if run:
            last = run[-1]
            between = question[last.start + len(last.value) : element.start]
            link = _LINK.fullmatch(between)
            opens = len(run) == 1 and _OPENING.match(question[: last.start])
            if not link or is_list or (opens and not link["last"]):
                if is_list:
                    yield run
                run, is_list = [], False
            elif link["last"]:
                is_list = True
        run.append(element)
    if is_list:
        yield run
