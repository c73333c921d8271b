"""The parts of a sentence that could go without a change to what the rest says, safest first.

Each kind is one function from the pieces of a sentence to the parts it offers. Whether a part may
go in this answer, `shorten.py` decides: none of these looks at what was asked.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.sentences import sentences

from .clauses import (
    ALIKE,
    ALL,
    BACK,
    COUNTS,
    EACH,
    PREPOSITIONS,
    PRONOUNS,
    SCOPE,
    SUBORDINATES,
    TIMED,
    Piece,
    begins,
    has_main,
    is_clause,
    is_item,
    is_verb,
    mains,
    may_have_verb,
    pieces,
    says_more,
    spelled,
    verb_at,
)

LONGEST_ITEM = 6  # words of an item in a list; more is a clause whose verb we do not know
LEAST_CLAUSE = 4  # words of a subject and its predicate before an "and"

_BRACKETS = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_FIGURE = re.compile(r"\d")  # in brackets it may be the one that is right
_RELATIVE = re.compile(r"(?:which|who|whose|whom|where)\b")
_TAIL = re.compile(
    r"(?:which|who|whose|whom|where|while|whereas|as|since|because|including|such as|with"
    r"|along with|together with|as well as|in addition to|for example|for instance|particularly"
    r"|especially|notably|thereby|thus|so (?:named|called|much so)|largely|partly|mainly"
    r"|in (?:reference|response) to"
    r"|(?!according|during|following|notwithstanding|assuming|depending|barring|being|excluding"
    r"|regarding|concerning|considering|king|evening|morning|building|meaning)\w{2,}ing"
    r"|(?!based|compared|limited|provided)(?:\w{2,}ed|built|known|led|held|written|made|born|sent)"
    r"\s(?:by|in|as|for|to|on|from|with|at|after|near))\b"
)
_ADDS = re.compile(r"(?:as well as|along with|together with|in addition to)\b")
_APPOSED = re.compile(
    r"(?:an?|the|one of|formerly|originally|also|now|then|currently|better|best|widely|commonly"
    r"|both|known|called|named|nicknamed|born|located|situated|built|founded|established|led|owned"
    r"|based|designed|written|directed|produced|created|erected|himself|herself|itself|along with"
    r"|together with|as well as|in conjunction with|in addition to|like|including|such as)\b"
)
_GOES_ON = re.compile(r"(?:in|on|at|by|for|from|to|with|under|during|through)\b")
_LEAD = re.compile(
    r"(?:Although|Though|Even though|While(?! \w+ing)|Whereas|Despite|In addition to|Along with"
    r"|As well as|Together with|As part of|As a result(?: of)?|Because of|Due to|Owing to|Thanks to"
    r"|In response to|In light of|In recognition of|In honou?r of|In keeping with|In line with"
    r"|With (?:its|his|their|the (?:help|support) of|an?)|In an (?:effort|attempt) to|In a bid to"
    r"|For example|For instance|In addition|On the other hand|In particular"
    r"|(?:Originally |Formerly |Widely |Best |Also )?(?:Accredited|Known|Located|Situated|Built"
    r"|Founded|Established|Born|Designed|Named|Led|Encouraged|Inspired|Influenced|Impressed|Alarmed"
    r"|Angered|Backed|Supported|Surrounded|Bordered|Trained|Raised|Educated|Written|Composed"
    r"|Published|Directed|Produced|Sponsored|Funded|Owned)"
    r"|(?!According|During|Following|Notwithstanding|Assuming|Depending|Barring|Being|Excluding"
    r"|Regarding|Concerning|Considering|Beginning|Starting|King|Using|Including|Counting|Judging"
    r"|Speaking|Comparing|Adjusting)[A-Z]\w{2,}ing"
    r" (?:the|an?|on|in|from|this|that|his|her|its|their))\b"
)
_CONCEDES = re.compile(r"(?:Although|Though|Even though|Whereas|Despite)\b")
_REPEATED = {"in", "by", "to", "for", "from", "as", "with", "at", "on", "that", "how", "through"}
_UNBOUND = re.compile(  # opens a part that no comma is put before
    r"(?<![,;:—])\s(?=(?:because|in order to|so that|so as to|as well as|whereas"
    r"|(?:thus|thereby) \w+ing)\b)"
)
_AND = re.compile(r",?\sand\s")
_AWAITS = re.compile(  # before a colon or a dash: what comes after it completes the sentence
    r"\b(?:follow\w*|these|this|that|states?|said|says|wrote|writes|reads?|asked|are|is|was|were"
    r"|includ\w+|by|of|to|in|on|at|for|from|with|against|between|than|as|and|or|but|the|an?)$"
)


_MEANS_ALL = re.compile(r"(?i)(?:this|these|that|those|such|both|the (?:former|latter))\b")
_MEANS_NAME = re.compile(r"(?i)(?:he|she|his|her)\b")
_NAME = re.compile(r"\b[A-Z]")


class Part(NamedTuple):
    """`text[start:end]` could go; what stands in `text[inner:outer]` may forbid it."""

    start: int
    end: int
    inner: int
    outer: int


def parts_of(text: str, kept: tuple[int, int]) -> Iterator[Part]:
    """What could be left out round the words at `kept`, in the order in which it is given up."""
    spans = sentences(text)
    spans.sort(key=lambda span: span[0] <= kept[0] < span[1])  # the one that answers comes last
    is_figure = _FIGURE.search(text[slice(*kept)]) is not None
    for span in spans:
        for found in _BRACKETS.finditer(text, *span):
            if not (is_figure and _FIGURE.search(found.group())):
                yield Part(*found.span(), *found.span())
    kinds = (_dashes, _between, _leads, _tails, _lists, _seconds, _unbound, _fronts)
    for kind in kinds:
        for start, end in spans:
            after = text[end : kept[0]].lstrip()  # it may point back to what would be left out
            if not after or (kind in (_dashes, _between, _tails) and not _MEANS_ALL.match(after)):
                means_name = _MEANS_NAME.match(after) is not None
                for part in kind(text, pieces(text, start, end), kept):
                    if not (means_name and _NAME.search(text, part.inner, part.outer)):
                        yield part


def _dashes(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """What stands between the only two dashes."""
    dashed = [piece for piece in cut if piece.sign and piece.sign in "–—-"]
    if len(dashed) == 2:
        yield Part(dashed[0].mark, dashed[1].start, dashed[0].mark, dashed[1].mark)


def _between(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """What stands between a subject and its verb, or says more of a name in mid-sentence."""
    for place in range(1, len(cut) - 1):
        piece, before = cut[place], cut[place - 1]
        opens = _APPOSED.match(text, piece.start) or _RELATIVE.match(text, piece.start)
        if piece.sign != "," or not opens:
            continue
        subject = before.words[1:] if before.is_joined else before.words
        opening = {word.lower() for word in subject[:2]} - {"of"}  # not "Mainly in the north"
        starts = place <= 2 or before.sign == ";" or before.is_joined
        if starts and opening and not (PREPOSITIONS & opening or may_have_verb(subject)):
            for at, after in enumerate(cut[place + 1 :], start=place + 1):
                if after.sign != "," or is_clause(after.words):
                    break
                names = [word for one in cut[place + 1 : at] for word in one.words]
                if after.goes_on and all(word[0].isupper() for word in names):
                    yield Part(piece.mark, after.mark + 1, piece.start, after.mark)
                    break
        elif says_more(cut[place - 1], cut[place]) and verb_at(before.words) is not None:
            after = cut[place + 1]
            joins = after.first == "and" and is_clause(after.words[1:])
            has_list = any(other.ends_list for other in cut[place + 1 :])
            if after.sign == "," and (_GOES_ON.match(text, after.start) or joins) and not has_list:
                yield Part(piece.mark, after.mark + 1, piece.start, after.mark)


def _leads(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """A cause, a concession or the like that the main clause comes after."""
    opener = _LEAD.match(text, cut[0].start)
    for piece in cut[1:] if opener else ():
        is_pronoun = piece.first in ("he", "she", "it", "they", "his", "her", "its", "their")
        if opener is None or piece.sign != ",":
            return
        if is_clause(piece.words) or is_pronoun:
            lead = text[opener.end() : piece.mark]
            limits = TIMED.search(lead) and not _CONCEDES.match(opener.group())
            names = is_pronoun and re.search(r"[A-Z]", lead)
            if not (limits or names or COUNTS.search(text, piece.start)):
                yield Part(cut[0].start, piece.start, opener.end(), piece.mark)
            return
        if verb_at(piece.words) is not None or _RELATIVE.match(text, piece.start):
            return


def _tails(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """A relative or participle clause or an apposition, up to the end or the next main clause."""
    for place in range(len(cut) - 1, 0, -1):
        piece = cut[place]
        stop = next(mains(cut, place + 1), len(cut))
        end = cut[stop].mark if stop < len(cut) else cut[-1].end
        is_tail = _TAIL.match(text, piece.start) is not None
        if piece.sign != "," or len(piece.words) < 2 or piece.words[1] in ("and", "or"):
            continue  # "swinging, circling and other moves"
        if not (is_tail or (stop == place + 1 and says_more(cut[place - 1], cut[place]))):
            continue
        is_inside = any(other.first in ("with", "including", "such") for other in cut[1:place])
        is_inside &= not _RELATIVE.match(text, piece.start)
        is_inside |= piece.first == "with" and not begins(cut[place - 1])
        resumed = any(other.resumes for other in cut[place + 1 : stop])
        resumed |= stop < len(cut) and bool(SCOPE.search(text, piece.start, end))
        resumed |= cut[place - 1].awaits or bool(_AWAITS.search(text[cut[0].start : piece.mark]))
        is_main = any(begins(one) for one in cut[:place])
        if not is_tail or piece.first.endswith("ed"):  # which may be the verb of the main clause
            is_main = has_main(cut[:place])
        ahead = text[cut[0].start : piece.mark]
        compares = piece.first == "as" and (ALIKE.search(ahead) or len(piece.words) < LEAST_CLAUSE)
        adds = _ADDS.match(text, piece.start) and ALL.search(ahead)
        if is_main and not (compares or adds or is_inside or resumed or is_item(cut, place, stop)):
            yield Part(piece.mark, end, piece.start, end)


def _lists(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """Items in the middle of a long list; its first two and its last stay, and one that answers."""
    if EACH.search(text, cut[0].start, cut[-1].end):
        return
    run: list[Piece] = []
    for piece in cut[1:]:
        joins = bool({"and", "or"} & {*piece.words})
        fits = (
            piece.sign == ","
            and 0 < len(piece.words) <= LONGEST_ITEM
            and not may_have_verb(piece.words)
            and not PREPOSITIONS & {*piece.words} - {"of", "and", "or"}  # they may govern the next
        )
        if fits and not joins:
            run.append(piece)
            continue
        if piece.sign == "," and ((fits and joins) or piece.ends_list):
            at = next((n for n, one in enumerate(run) if one.start <= kept[0] < one.end), None)
            sides = [(1, len(run))] if at is None else [(0, at), (at + 1, len(run))]
            for first, last in sorted(sides, key=lambda side: side[0] - side[1]):
                if first < last and len(run) > 1:
                    end = run[last].mark if last < len(run) else piece.mark
                    yield Part(run[first].mark, end, run[first].start, end)
        run = []


def _seconds(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """A second main clause or predicate, or what a colon introduces, up to the end."""
    end = cut[-1].end
    for place in range(len(cut) - 1, 0, -1):
        piece, before = cut[place], cut[place - 1]
        whole = Part(piece.mark, end, piece.mark, end)
        awaited = _AWAITS.search(text[cut[0].start : piece.mark])
        is_alone = sum(other.sign == piece.sign for other in cut) == 1
        if piece.sign == ":":
            speaks = {'"', "“"} & {*text[piece.mark : end]}
            if verb_at(before.words) is not None and not (awaited or speaks):
                yield whole
        elif piece.sign in (";", "–", "—", "-"):
            if is_alone and not awaited:
                yield whole
        elif piece.first in ("and", "so") and len(piece.words) > 1:
            rest = piece.words[1:]
            says = verb_at(rest) is not None or rest[0].endswith("ed") or rest[0] in PRONOUNS
            says &= rest[0] not in SUBORDINATES
            if says and _follows(text, cut, place):
                yield whole


def _follows(text: str, cut: Sequence[Piece], place: int) -> bool:
    """Whether a whole clause ends before the piece, rather than items of a list."""
    before = cut[place - 1]
    ends = before.first in PREPOSITIONS or _TAIL.match(text, before.start)
    is_listed = is_item(cut, place, place + 1)
    is_listed |= place > 1 and len(before.words) == 1
    return has_main(cut[:place]) and not is_listed and bool(ends or may_have_verb(before.words))


def _unbound(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """A second predicate, a cause or a purpose at the end that no comma parts off."""
    start, end = cut[0].start, cut[-1].end
    first = max(start, kept[1]) if kept[0] < end else start
    causes = [(found, False) for found in _UNBOUND.finditer(text, first, end)]
    joined = [(found, True) for found in _AND.finditer(text, first, end)]
    for found, is_and in [*causes, *reversed(joined)]:
        piece = [one for one in cut if one.start <= found.start()][-1]
        said = spelled(text[piece.start : found.start()])
        if len(said) < LEAST_CLAUSE or ALL.search(text, start, found.start()):
            continue
        rest = pieces(text, found.end(), end)[0].words
        again = bool(rest) and rest[0] in _REPEATED and rest[0] in said[1:-1]
        narrows = SUBORDINATES & {*said}  # "the farms that are small and have few staff"
        is_said = begins(piece) and verb_at(said) is not None and not narrows
        is_first = "and" not in said[(verb_at(said) or 0) :]  # or it may join two subjects
        clause = is_first and is_clause(rest) and (verb_at(rest) or 9) < 7
        says = bool(rest) and (clause or is_verb(rest, 0))
        resumed = not begins(piece) or any(one.resumes for one in cut if one.mark > found.start())
        if not is_and or (again and not resumed) or (is_said and says):
            yield Part(found.start(), end, found.end(), end)


def _fronts(text: str, cut: Sequence[Piece], kept: tuple[int, int]) -> Iterator[Part]:
    """A main clause before the one that answers, which names whom it is about."""
    for place in range(len(cut) - 1, 0, -1):
        piece = cut[place]
        joins = piece.sign == "," and piece.is_joined
        if not piece.start <= kept[0] < cut[-1].end or not (piece.sign == ";" or joins):
            continue
        skip = len(piece.words[0]) + 1 if piece.is_joined else 0
        rest = piece.words[1:] if piece.is_joined else piece.words
        front = text[cut[0].start : piece.mark]
        is_named = is_clause(rest) and any(word[:1].isupper() for word in rest[: verb_at(rest)])
        back = BACK.search(text, piece.start + skip, cut[-1].end)
        reaches = back or SCOPE.search(front) or cut[0].first in PREPOSITIONS
        if is_named and not reaches and _follows(text, cut, place):
            yield Part(cut[0].start, piece.start + skip, cut[0].start, piece.mark)
