"""Long sentences, shorter in the answer: parts that were not asked for give way to "…".

The quote keeps every word; this is for the claim beside it. Only parts that can go without changing
what the rest says are left out, the safest first and no more than it takes: what stands in
brackets or between two commas, a relative or participle clause, a second main clause, items of a
list; never a sentence, since the next one may point back to it. Conditions, contrasts, denials,
times and who says so stay (clause deletion as in Knight and Marcu, "Summarization beyond sentence
extraction", 2002, by rule).
"""

import re
from collections.abc import Sequence

from index.sentences import sentences
from index.words import words

from .parts import Part, parts_of

GAP = "…"
LEAST_WORDS = 6  # of what is left of a sentence

# What may turn, limit or answer the rest: conditions, contrasts, denials, doubts, who says so, what
# became of it later.
_GUARDED = re.compile(
    r"(?i)\b(?:no|not|never|none|nor|neither|nobody|nothing|without|unless|except|excluding|only"
    r"|but|yet|however|although|though|if|whether|until|despite|provided|(?:as|so) long as|in case"
    r"|subject to|pending|later|then|instead|in fact|by now|so far|rather|otherwise|respectively"
    r"|possibly|perhaps|probably|maybe|likely|apparently|supposed\w*|presum\w+|reputed\w*"
    r"|alleg\w+|report\w*|claim\w*|accord\w+|said|says?|saying|told|tells?|den(?:y|ied|ies|ying)"
    r"|argu\w+|warn\w*|suggest\w*|believ\w+|conclud\w+|assert\w*|points? out|estimat\w+"
    r"|expect\w*|so-called|call\w* off|accus\w+|plead\w*|pled|innocent|guilty|doubt\w*|disput\w*"
    r"|refut\w*|reject\w*|turn(?:s|ed)? out|prov(?:es?|ed|en|ing)|wrong\w*|fals\w+|untrue|myth"
    r"|hoax|mistak\w+|error\w*|correct\w*|overturn\w*|withdr[ae]w\w*|revers\w+|revis\w+|retract\w*"
    r"|struck|cancel\w*|disallow\w*|annul\w*|repeal\w*|suspend\w*|scrap\w*|abandon\w*|delay\w*"
    r"|postpon\w*|fail\w*)\b|n['’]t\b"
)
_TO_COME = re.compile(  # what else may limit a sentence of what is not yet so, or must be
    r"(?i)\b(?:before|after|when|once|since|could|may|might|would|should|must|will|shall)\b"
)
_OPEN = re.compile(r"\b(?:will|shall|must|may|might|can|could|would|should)\b")
_TOUCHING = re.compile(rf"{GAP}(?:\s{GAP})*(?:\s\.(?=\s|$))?")  # nothing between, or at the end


def shorten(
    text: str, kept: tuple[int, int], question: str, *, most: int
) -> tuple[str, tuple[int, int]]:
    """The text in at most `most` words with "…" for what is left out, and where `kept` is in it.

    `kept` is the span of the exact words that answer; they stay, as does every word of the
    question. A text that is short enough, or that cannot be made so, comes back as it is.
    """
    if GAP in text or len(text.split()) <= most:  # its own marks would be taken for ours
        return text, kept
    cuts: list[tuple[int, int]] = []
    asked = set(words(question))
    spans = sentences(text)
    for part in parts_of(text, kept):
        if len(_without(text, cuts).split()) <= most:
            break
        more = _with(cuts, (part.start, part.end))
        left = _without(text, more)
        lost = asked.intersection(words(text[part.start : part.end])) - set(words(left))
        is_kept = kept[1] <= part.start or part.end <= kept[0]
        is_gone = any(
            first <= start and end <= last for first, last in more for start, end in spans
        )
        if is_kept and not (lost or is_gone) and _is_free(text, part) and _is_whole(left):
            cuts = more
    if len(_without(text, cuts).split()) > most:
        return text, kept
    for cut in sorted(cuts, key=lambda cut: cut[0] - cut[1]):  # the longest is given back first
        fewer = [other for other in cuts if other != cut]
        if len(_without(text, fewer).split()) <= most:
            cuts = fewer
    ahead = _without(text[: kept[0]] + "|", [cut for cut in cuts if cut[1] <= kept[0]])
    first = len(ahead) - 1
    return _without(text, cuts), (first, first + kept[1] - kept[0])


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
        start = r"(?<!\w)" if piece[0].isalnum() else ""  # a comma may touch what was left out
        found = re.compile(rf"{start}{re.escape(piece)}(?!\w)").search(quote, place)
        if found is None:
            return False
        place = found.end()
    return any(pieces)


def _is_free(text: str, part: Part) -> bool:
    """Whether nothing in the part bears on the rest."""
    if _GUARDED.search(text, part.inner, part.outer):
        return False
    is_open = _OPEN.search(text, 0, part.start) or _OPEN.search(text, part.end)
    return not (is_open and _TO_COME.search(text, part.inner, part.outer))


def _with(cuts: Sequence[tuple[int, int]], fresh: tuple[int, int]) -> list[tuple[int, int]]:
    """The cuts and one more, in order, as one with those that it meets."""
    start, end = fresh
    apart = []
    for cut in cuts:
        if cut[1] < start or cut[0] > end:
            apart.append(cut)
        else:
            start, end = min(start, cut[0]), max(end, cut[1])
    return sorted([*apart, (start, end)])


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
    return re.sub(rf"{GAP} (?=[,;])", GAP, _TOUCHING.sub(GAP, marked))
