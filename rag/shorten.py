"""Long sentences, shorter in the answer: parts that were not asked for give way to "…".

The quote keeps every word; this is for the claim beside it. Only parts that can go without changing
what the rest says are left out: what stands in brackets, a relative or participle clause at the
end, a concession at the start; never a sentence, since the next one may point back to it. Clauses
of condition, contrast, denial and attribution stay (clause deletion as in Knight and Marcu,
"Summarization beyond sentence extraction", 2002, by rule).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.sentences import sentences
from index.words import words

GAP = "…"
LEAST_WORDS = 6  # of what is left of a sentence
LEAST_PIECE = 4  # words between two commas; fewer may be an item of a list, with more behind it

_FIGURE = re.compile(r"\d")  # in brackets it may be the one that is right
_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
# What may turn, limit or answer the rest: conditions, contrasts, denials, who says so, what became
# of it later.
_GUARDED = re.compile(
    r"(?i)\b(?:no|not|never|none|nor|neither|nobody|nothing|without|unless|except|excluding|only"
    r"|but|yet|however|although|though|if|whether|until|despite|provided|(?:as|so) long as|in case"
    r"|subject to|pending|before|after|when|once|since|later|then|instead|in fact|by now|so far"
    r"|alleg\w+|report\w*|claim\w*|accord\w+|said|says?|saying|told|tells?|den(?:y|ied|ies|ying)"
    r"|argu\w+|warn\w*|suggest\w*|believ\w+|conclud\w+|assert\w*|points? out|estimat\w+"
    r"|expect\w*|call\w*|accus\w+|plead\w*|pled|innocent|guilty|doubt\w*|disput\w*|refut\w*"
    r"|reject\w*|turn(?:s|ed)? out|prov(?:es?|ed|en|ing)|wrong\w*|fals\w+|untrue|myth"
    r"|hoax|mistak\w+|error\w*|correct\w*|overturn\w*|withdr[ae]w\w*|revers\w+|revis\w+|retract\w*|struck|cancel\w*"
    r"|disallow\w*|annul\w*|repeal\w*|suspend\w*|scrap\w*|abandon\w*|delay\w*|postpon\w*|fail\w*"
    r"|could|may|might|would|should|must)\b|n['’]t\b"
)
_TAIL = re.compile(
    r",?\s*(?:;|\s[–—-]|—)\s*"
    r"|,\s(?=(?:which|who|whose|whom|where|while|whereas|as|since|because|including|such as|with"
    r"|for example|for instance|particularly|especially|thereby|thus"
    r"|(?:and|so) (?:"
    r"(?:[\w’'-]+\s){0,4}?(?:has|had|have|is|was|are|were|will|would|can|could|\w+ed)"
    r"|he|she|it|they|we|this|these|there|then|later|also)"
    r"|(?!according|during|following|notwithstanding|assuming|depending|barring)\w{2,}ing)\b)"
)
_TOUCHING = re.compile(rf"{GAP}(?:\s{GAP})*(?:\s\.$)?")  # gaps with nothing between, or at the end
_SEPARATE = re.compile(r";|\s[–—-]\s|—")
_GOES_ON = re.compile(  # after a comma: a main clause that a relative clause had interrupted
    r",\s(?!and\b|or\b|an?\b|the\b|in\b|on\b|at\b|of\b|by\b|with\b|from\b|to\b|for\b|as\b|which\b"
    r"|who\b|whose\b|where\b|including\b|such\b|\w+ing\b|\w+ly\b|[A-Z\d\"“])"
)
_OPENS = re.compile(  # a clause or a place or time that the main clause comes after
    r"(?:After|Although|As|At|Because|Before|By|During|Following|For|From|If|In|On|Once|Since|Though"
    r"|To|Under|Unlike|Until|When|Whereas|While|With)\b"
)
_HEAD = re.compile(
    r"(Although|Though|Even though|While|Whereas|Despite|In addition to|Besides|Along with"
    r"|As well as|Apart from)\s[^,;]*,\s(?!(?:which|who|whose|where|and|or)\b)"
)
_FIRST = re.compile(  # a main clause before the one that answers, which says who it is about
    r"[^;]*?(?:;\s(?:however,\s)?|,\s(?:while|whereas)\s)(?!(?:he|she|it|they|his|her|its|their|this"
    r"|these|that|those|such|who|which|has|had|have|is|was|are|were|will|would|then|also|\w+ed|\w+ing)\b)"
)
_MIDDLE = re.compile(r",\s(?:which|who|whose|whom|where)\s[^,;:]*,\s")


def shorten(
    text: str, kept: tuple[int, int], question: str, *, most: int
) -> tuple[str, tuple[int, int]]:
    """The text in at most `most` words with "…" for what is left out, and where `kept` is in it.

    `kept` is the span of the exact words that answer; they stay, as does every word of the
    question. A text that is short enough, or that cannot be made so, comes back as it is.
    """
    if GAP in text:  # its own marks would be taken for ours
        return text, kept
    cuts: list[tuple[int, int]] = []
    asked = set(words(question))
    for start, end in _parts(text, kept):
        if len(_without(text, cuts).split()) <= most:
            break
        more = sorted([*(cut for cut in cuts if cut[1] <= start or cut[0] >= end), (start, end)])
        left = _without(text, more)
        lost = asked.intersection(words(text[start:end])) - set(words(left))
        is_kept = kept[1] <= start or end <= kept[0]
        if is_kept and not lost and _is_whole(left):
            cuts = more
    short = _without(text, cuts)
    if not cuts or len(short.split()) > most:
        return text, kept
    ahead = _without(text[: kept[0]] + "|", [cut for cut in cuts if cut[1] <= kept[0]])
    first = len(ahead) - 1
    return short, (first, first + kept[1] - kept[0])


def holds_words(quote: str, claim: str) -> bool:
    """Whether the claim is in the quote's own words, in their order, but for what "…" stands for.

    >>> holds_words("They met, which took a day, in Macau.", "They met … in Macau.")
    True
    """
    if claim == quote != "":
        return True
    place = 0
    pieces = [piece.strip() for piece in claim.split(GAP)]
    for piece in filter(None, pieces):
        found = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(quote, place)
        if found is None:
            return False
        place = found.end()
    return any(pieces)


def _parts(text: str, kept: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The parts that could be left out, in the order in which they are given up."""
    spans = sentences(text)
    spans.sort(key=lambda span: span[0] <= kept[0] < span[1])  # the one that answers comes last
    is_figure = _FIGURE.search(text[slice(*kept)]) is not None
    for start, end in spans:
        brackets = _BRACKETS.finditer(text, start, end)
        plain = (one for one in brackets if not (is_figure and _FIGURE.search(one.group())))
        yield from _allowed(plain, text)
    for start, end in spans:
        many = len(_SEPARATE.findall(text, start, end)) > 1  # items of a list, or a pair of dashes
        for tail in reversed([*_TAIL.finditer(text, start, end)]):
            is_item = many and not tail[0].startswith(", ")
            goes_on = _GOES_ON.search(text, tail.end(), end)
            piece = text[max(start, text.rfind(",", start, tail.start())) : tail.start()]
            is_item |= len(piece.split()) < LEAST_PIECE and "," in piece
            is_first = _OPENS.match(text, start) and "," not in text[start : tail.start()]
            if not (is_item or goes_on or is_first or _GUARDED.search(text, tail.start(), end)):
                yield tail.start(), end
    for start, end in spans:
        if head := _HEAD.match(text, start, end):
            yield from _allowed([head], text)
        yield from _allowed(_MIDDLE.finditer(text, start, end), text)
    first = spans[-1][0]
    if head := _FIRST.match(text, first, kept[0]):
        yield from _allowed([head], text)


def _allowed(found: Iterable[re.Match[str]], text: str) -> Iterator[tuple[int, int]]:
    """The parts that bear on nothing else; what opens them does not count."""
    for part in found:
        opener = part.end(1) if part.re.groups else part.start()
        if not _GUARDED.search(text, opener, part.end()):
            yield part.span()


def _is_whole(text: str) -> bool:
    """Whether enough is left, and every bracket and quotation mark has its other half."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"))
    is_even = all(text.count(one) == text.count(other) for one, other in pairs)
    return is_even and text.count('"') % 2 == 0 and len(text.split()) >= LEAST_WORDS


def _without(text: str, cuts: Sequence[tuple[int, int]]) -> str:
    """The text with "…" for each part that is cut; the cuts are in order."""
    last = 0
    pieces = []
    for start, end in cuts:
        pieces.append(text[last:start])
        last = end
    pieces.append(text[last:])
    marked = " ".join(f" {GAP} ".join(pieces).split())
    return _TOUCHING.sub(GAP, marked).replace(f"{GAP} ,", f"{GAP},")
