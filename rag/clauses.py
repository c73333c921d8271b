"""The pieces of a sentence between its commas, and which of them are clauses: by words alone.

No grammar is loaded: whether a piece has a verb of its own is told from the auxiliaries, the
commonest irregular and present forms, and from what "-ed" stands before. What the words do not
say is answered with no by `is_verb` and `is_clause`, with yes by `may_have_verb`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HIDDEN = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^”]*”|\"[^\"]*\"")  # their commas part nothing
_MARK = re.compile(r"(?:,(?=\s)|;|:(?=\s)|—|\s[–-](?=\s))\s*")
_WORD = re.compile(r"[^\W_][^\s,]*(?:,\d+)*")
# One thing with the piece before: "May 5, 1997", "John Smith, Jr.", "Footnote, Inc."
_SAME = re.compile(r"(?:\d{4}|Jr\.?|Sr\.?|Inc\.?|Ltd\.?|LLC|Ph\.?D\.?|M\.?D\.?|MP)(?=[,;.\s]|$)")
_IN_S = re.compile(r"(?!as$|its$|his$|this$)[a-z]+s")
_ADVERB = re.compile(r"also|both|now|still|then|often|all|later|soon|\w+ly")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AUXILIARIES = _listed(
    "is are was were has have had does do did will would can could may might must shall should"
)
_PAST = _listed(  # of irregular verbs
    "arose ate beat became began bore bought bound broke brought built came caught chose cost cut"
    " dealt drank drew drove dug fed fell felt fled flew forbade fought found gave got grew held"
    " hit hung kept knew laid led left lent lost made meant met overcame overtook paid put ran"
    " rose said sang sank sat saw sent set shook shot shut sold sought spent split spoke spread"
    " stole stood struck swept swore swung taught thought threw told took understood undertook"
    " went withdrew woke won wore wrote"
)
_PRESENT = _listed(
    "accounts allows appears applies attracts become becomes begins belongs brings comes comprise"
    " comprises connects consist consists contain contains continues creates depends describes"
    " differs employs enables ensures exist exists extends follows gives goes grows include"
    " includes involves keeps lacks maintains makes occurs operates owns protects provide provides"
    " publishes reaches receives refers reflects remain remains represent represents requires"
    " seeks seems serves sits takes tend tends varies wants writes"
)
_OFTEN_NOUNS = _listed(  # verbs only before an object
    "builds causes covers ends faces falls features forms helps holds hosts houses leads lies"
    " lives means meets moves needs offers plays produces ranks runs sets shows stands starts uses"
    " works"
)
_NOT_ITS_VERB = _listed(  # before "-ed": a participle that describes what follows
    "a an the and or of by in on for with to most more so newly highly his her its their as than"
    " being been be was were is are has had have not well self"
)
_OBJECTS = _listed(  # after "-ed": what a participle has not
    "the a an his her its their our that it him them out into from over up down off all many"
    " several some two three four five"
)
_STARTERS = _listed(  # of a subject
    "the a an his her its their our my your some many most all each every both several other"
    " another one two three four five six seven eight nine ten few more no neither"
)
PRONOUNS = _listed("he she it they we i you this these those there")
_JOINS = _listed("and but while whereas so or")
SUBORDINATES = _listed(
    "that which who whom whose where when while because if than whether although though since"
    " unless until as what how why after before once"
)
PREPOSITIONS = _listed(
    "in on at by for from of to with under over as during after before since until about near"
    " into through between among against within which who whose where while because and or but"
    " including such although though according despite throughout unlike like amid across upon"
    " without besides following toward towards per via"
)
# Words that reach beyond their own clause.
TIMED = re.compile(  # what limits the rest to a time or to some cases
    r"(?i)\d|\b(?:centur\w+|years?|months?|weeks?|days?|decades?|era|reign|war|times?|age|periods?"
    r"|seasons?|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|most|all|every|any|each|some|many|few|general|theory|principle)\b"
)
COUNTS = re.compile(r"(?i)\b(?:all|every|any|no|none|nobody|only|others?|else|also|too)\b")
BACK = re.compile(  # points to what was left out, or to one of several things named there
    r"(?i)\b(?:he|she|it|they|his|her|its|their|him|them|this|these|those|such|also|too|then|there"
    r"|here|others?|another|same|former|latter|second|third|fourth|both|however|therefore|thus|so"
    r"|instead|respectively|rest|remain\w*|rather|similarly|likewise|whose|which|who)\b"
)
SCOPE = re.compile(  # may hold for the next main clause too
    r"(?i)\b(?:that|whether|if|both|either|between|neither|not only|would|could|should|might|may"
    r"|must|shall|said|says?|den(?:y|ied|ies)|found|shows?|showed|hoped?|thought|feared|planned"
    r"|proposed|ruled|when|unless|until|not|no|never|without)\b|n['’]t\b"
)
ALL = re.compile(  # holds for both halves of an "and" at once, or for neither
    r"(?i)\b(?:whether|if|both|either|between|neither|only|unless|until|when|whenever|before|after"
    r"|all|every|each|any|not|no|never|none|without|den(?:y|ied|ies)|refus\w+|fail\w+|prevent\w*"
    r"|combin\w+|together|total\w*|sum|consist\w*|compris\w*|divid\w+|shar\w+|mix\w*|joint\w*"
    r"|but|respectively|than|same|differ\w+|depend\w*|average|marr\w+|merg\w+)\b|n['’]t\b"
)
ALIKE = re.compile(r"(?i)\b(?:same|as|so|such|equal\w*|similar\w*|just|different\w*)\b")
EACH = re.compile(r"(?i)\b(?:respectively|except|excluding|only|neither|nor|not)\b")


@dataclass(frozen=True)
class Piece:
    """`text[start:end]`, after the sign at `mark` that parts it from the one before."""

    mark: int
    start: int
    end: int
    sign: str  # "," ";" ":" or a dash; empty for the first
    words: tuple[str, ...]

    @property
    def first(self) -> str:
        """Its first word in lower case; empty if there is none."""
        return self.words[0].lower() if self.words else ""

    @property
    def is_joined(self) -> bool:
        """Whether it starts with "and", "but" or the like."""
        return self.first in _JOINS

    @property
    def ends_list(self) -> bool:
        """Whether it is a list's last item: "and" without a verb."""
        return self.first in ("and", "or") and not may_have_verb(self.words)

    @property
    def awaits(self) -> bool:
        """Whether it ends with a verb, which what comes after completes."""
        return bool(self.words) and self.words[-1] in _AUXILIARIES | _PAST | _PRESENT | {"shows"}

    @property
    def goes_on(self) -> bool:
        """Whether it surely does: its first word is a verb."""
        bare = [word for word in self.words if not _ADVERB.fullmatch(word)]
        return bool(bare) and is_verb(bare, 0)

    @property
    def resumes(self) -> bool:
        """Whether it may go on with the verb of what was interrupted before it."""
        bare = [word for word in self.words if not _ADVERB.fullmatch(word)]
        is_present = bool(bare) and _IN_S.fullmatch(bare[0])
        leads_on = self.first in ("with", "to", "into", "from", "for", "by")
        return leads_on or bool(is_present) or may_have_verb(bare[:1])


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of text[start:end] in order; brackets and quotations are never parted.

    >>> [piece.words for piece in pieces("Lee, a poet, sold 1,000 on May 5, 1997.", 0, 39)]
    [('Lee',), ('a', 'poet'), ('sold', '1,000', 'on', 'May', '5', '1997')]
    """
    shown = _HIDDEN.sub(lambda found: "_" * len(found.group()), text[start:end])
    found: list[Piece] = []
    mark, first, sign = start, start, ""
    for part in [*_MARK.finditer(shown), None]:
        if part and _SAME.match(shown, part.end()):
            continue
        last = start + part.start() if part else end
        found.append(Piece(mark, first, last, sign, spelled(shown[first - start : last - start])))
        if part:
            mark, first, sign = last, start + part.end(), part.group().strip()[:1]
    return found


def spelled(text: str) -> tuple[str, ...]:
    """Its words as they are written, without the marks that touch them."""
    return tuple(word.rstrip(".,;:!?”\"’')]") for word in _WORD.findall(text))


def is_verb(words: Sequence[str], place: int) -> bool:
    """Whether the word there is surely a finite verb."""
    word = words[place]
    low = word.lower()
    before = words[place - 1].lower() if place else ""
    after = words[place + 1].lower() if place + 1 < len(words) else ""
    if low in _AUXILIARIES:
        return word == low or (place == 0 and low not in ("will", "may", "can", "might", "must"))
    if word != low or before in _NOT_ITS_VERB:
        return False
    if low in _PAST or low in _PRESENT:
        return after != "by"
    is_past = low.endswith("ed") and len(low) > 4
    is_object = after in _OBJECTS or after[:1].isdigit()
    return is_object and (is_past or low in _OFTEN_NOUNS)


def verb_at(words: Sequence[str]) -> int | None:
    """Where the first verb stands that surely is one; none after a word that subordinates."""
    for place, word in enumerate(words):
        if place and word.lower() in SUBORDINATES:
            return None
        if is_verb(words, place):
            return place
    return None


def may_have_verb(words: Sequence[str]) -> bool:
    """Whether any word could be a finite verb."""
    return any(
        word.lower() in _AUXILIARIES
        or word in _PAST | _PRESENT | _OFTEN_NOUNS
        or word.endswith("ed")
        for word in words
    )


def is_clause(words: Sequence[str]) -> bool:
    """Whether the words are a clause that starts with a noun as its subject."""
    place = verb_at(words)
    if not place or words[0].lower() in PRONOUNS | SUBORDINATES | PREPOSITIONS:
        return False
    first = words[0]
    is_plural = place <= 2 and words[place - 1].endswith("s")
    return first.lower() in _STARTERS or first[:1].isupper() or is_plural


def begins(piece: Piece) -> bool:
    """Whether it may be a main clause, if only after a place or a time."""
    if piece.first in SUBORDINATES:
        return False
    if piece.first in PREPOSITIONS:
        return verb_at(piece.words) is not None
    # A verb of today that is in no list ends in "s", and stands after the subject.
    return may_have_verb(piece.words) or any(_IN_S.fullmatch(word) for word in piece.words[1:])


def has_main(parts: Sequence[Piece]) -> bool:
    """Whether one of them surely is a main clause with its verb."""
    return any(begins(piece) and verb_at(piece.words) is not None for piece in parts)


def mains(parts: Sequence[Piece], place: int) -> Iterator[int]:
    """Where main clauses with a noun as the subject begin, from `place` on."""
    for number, piece in enumerate(parts[place:], start=place):
        rest = piece.words[1:] if piece.is_joined else piece.words
        parted = piece.sign == ";" and verb_at(rest) is not None
        joins = piece.sign == "," and piece.is_joined and is_clause(rest)
        if piece.first != "or" and (parted or joins):
            yield number


def says_more(before: Piece, piece: Piece) -> bool:
    """Whether the piece says more of the name that the one before it ends with."""
    opens = piece.first in ("a", "an", "the") or piece.words[:2] == ("one", "of")
    is_last = {"and", "or"} & {*piece.words}  # the last two of a list
    is_name = bool(before.words) and before.words[-1][:1].isupper()
    return opens and is_name and not (is_last or may_have_verb(piece.words))


def is_item(parts: Sequence[Piece], place: int, stop: int) -> bool:
    """Whether the piece may be an item of a list, or have one right after it."""
    if place + 1 < stop and parts[place + 1].ends_list:
        return True
    before = parts[place - 1]
    is_short = place > 1 and len(before.words) < 4 and before.sign == ","
    return is_short and not may_have_verb(before.words)
