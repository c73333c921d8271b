"""A question taken apart by the order of its words: what it asks, of whom, and what else it names.

Rules over function words, no grammar model: the verb of "did X ..." is known from a table of
common verbs, or is the last word before what cannot be part of X.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from .grammar import BE, DETERMINERS, DO, HELPERS, PREPOSITIONS, WH, is_upper, is_verb, may_be_noun
from .kinds import Kind, is_plural, kind_of

MAX_PHRASES = 12  # of a question: a person's has two or three, and each is compared with others

Role: TypeAlias = Literal["subject", "asked", "object", "owner", "member"]
_STOPS = PREPOSITIONS | HELPERS | WH | frozenset(("not", "ever", "also", "if", "whether", "that"))
_TOKEN = re.compile(r"[^\s,;:?!\"“”()]+|[,;]")
_NOTE = re.compile(r"\s*\(([^()]*)\)$")
_OWNER = re.compile(r"((?:[^\W\d_][\w.&-]*\s+)*[^\W\d_][\w.&-]*)['’]s?\s")
_JOINTS = re.compile(r"\s(and|&|of|" + "|".join(sorted(PREPOSITIONS)) + r")\s")


@dataclass(frozen=True)
class Phrase:
    """A noun phrase of a question and its part in it."""

    text: str
    role: Role
    preposition: str = ""

    @property
    def kind(self) -> Kind:
        """The kind of thing it names."""
        return kind_of(self.text)

    @property
    def is_plural(self) -> bool:
        """Whether it stands for several."""
        return is_plural(self.text)


@dataclass(frozen=True)
class Parsed:
    """A question in parts: "How much | did | China's exports | rise in July"."""

    text: str  # without its mark and its note
    note: str  # what an earlier rewriting added in brackets
    asked: str  # "How much", "Which firms"; empty for a yes/no question
    noun: str  # of the asked part: "firms"
    helper: str
    subject: str  # empty when the asked part is the subject: "Who | founded Yale"
    rest: str
    phrases: tuple[Phrase, ...]

    @property
    def asks_subject(self) -> bool:
        """Whether what is asked for is itself the subject, as in "Who founded Yale?"."""
        return bool(self.asked and self.rest and not self.subject)


@lru_cache(maxsize=1_024)  # a chat's turns are parsed again at each new question
def parse(question: str) -> Parsed:
    """The parts of a question; a text that is no question has only phrases.

    >>> found = parse("How much did China's exports rise in July?")
    >>> found.asked, found.helper, found.subject, found.rest
    ('How much', 'did', "China's exports", 'rise in July')
    """
    text = re.sub(r"\b([Ww]h\w+|[Hh]ow)['’]s\b", r"\1 is", question.rstrip("?!. "))
    note = _NOTE.search(text)
    text = text[: note.start()].rstrip("?!. ") if note else text
    tokens = list(_TOKEN.finditer(text))
    low = [token.group().lower() for token in tokens]
    asked = subject = noun = helper = ""
    rest_at = 0
    first = next((i for i, word in enumerate(low[:3]) if word in WH), -1)
    if first >= 0:
        place = _helper_at(low, first)
        if place >= 0:
            helper, rest_at = low[place], place + 1
        else:
            rest_at = _verb_at(low, first)
        asked = text[: tokens[rest_at - 1 - (place >= 0)].end()]
        noun = _noun(asked) if rest_at < len(tokens) else ""
        if place >= 0:
            end = _subject_end(tokens, low, rest_at, helper, has_noun=bool(noun))
            if end > rest_at:
                subject = text[tokens[rest_at].start() : tokens[end - 1].end()]
                rest_at = end
    elif low and low[0] in HELPERS:
        helper = low[0]
        rest_at = max(1, _subject_end(tokens, low, 1, helper, has_noun=False))
        subject = text[tokens[1].start() : tokens[rest_at - 1].end()] if rest_at > 1 else ""
    rest = text[tokens[rest_at].start() :] if rest_at < len(tokens) else ""
    phrases = [Phrase(subject, "subject")] if subject else []
    if noun:
        phrases.append(Phrase(noun, "asked"))
    phrases = [*phrases, *_phrases(text, tokens, low, rest_at)][:MAX_PHRASES]
    phrases += [inner for phrase in phrases for inner in _inside(phrase.text)]
    return Parsed(
        text, note.group(1) if note else "", asked, noun, helper, subject, rest, tuple(phrases)
    )


def _inside(phrase: str) -> list[Phrase]:
    """The phrases inside a phrase: "Yale's library in New Haven" has Yale and New Haven."""
    found = [Phrase(owner, "owner") for owner in _OWNER.findall(phrase)]
    pieces = _JOINTS.split(phrase)  # phrase, joint, phrase, joint, phrase
    if not is_plural(phrase) and not PREPOSITIONS.union(("of",)) & set(pieces):
        return found  # one name: the Belt and Road Initiative
    for joint, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if piece.strip():
            is_joined = joint in ("and", "&")
            role: Role = "member" if is_joined else "owner"
            found.append(Phrase(piece, role, "" if is_joined else joint))
    return found


def _helper_at(low: list[str], first: int) -> int:
    """Where the helping verb of a question stands; -1 if the asked part is the verb's subject."""
    reach = first + 2 if low[first] in ("who", "whom", "when", "where", "why") else first + 8
    for place in range(first + 1, min(reach, len(low))):
        if low[place] in HELPERS:
            return place
        if low[place].endswith("ed") and place > first + 1:
            return -1
    return -1


def _verb_at(low: list[str], first: int) -> int:
    """Where the verb of "Which firms signed ..." stands, in a question without helping verb."""
    place = first + 1
    if low[first] in ("which", "what", "whose") and _is_verb(low, place):
        return place
    if low[first] == "how" and low[place : place + 1]:
        place += 1  # many, much
    while low[first] in ("which", "what", "whose", "how") and place < len(low):
        if place > first + 1 and _is_verb(low, place):
            break
        if low[place] in DETERMINERS or low[place] in PREPOSITIONS:
            place -= 1  # the word before was the verb: "came | to the event"
            break
        if place > first + 1 and low[place - 1].endswith("s") and not low[place].endswith("s"):
            break  # after a plural: "Which drugs | treat malaria"
        place += 1
    if place >= len(low) and low[first] == "how":
        place = first + 3  # no verb known: "How many people | live there"
    return max(first + 1, min(place, len(low)))


def _is_verb(low: list[str], place: int) -> bool:
    return place < len(low) and is_verb(low[place])


def _noun(asked: str) -> str:
    """The noun of an asked part: "How many research laboratories" asks for laboratories."""
    match = re.search(r"(?:which|what|how (?:many|much)|whose)\s+(?:of\s+)?(.+)$", asked, re.I)
    return match.group(1) if match and not match.group(1).endswith("ly") else ""


def _subject_end(
    tokens: list[re.Match[str]], low: list[str], start: int, helper: str, *, has_noun: bool
) -> int:
    """The token after the subject that follows a helping verb; `start` if none follows."""
    if start >= len(low):
        return start
    opening = low[start]
    if opening in ("it", "he", "she", "they", "there", "we", "you", "i"):
        return start + 1
    is_led = opening in DETERMINERS or is_upper(tokens[start].group())
    is_after_be = helper in BE and (opening.endswith("ing") or (has_noun and not is_led))
    is_participle = helper not in DO and _is_verb(low, start)
    if is_after_be or is_participle or opening in PREPOSITIONS or opening.endswith("ly"):
        return start  # "Who is | paying for it", "Which firms are | popular in Mali"
    end, is_closed = _phrase_end(tokens, low, start)
    has_verb = is_closed or low[end : end + 1] in (["have"], ["do"])
    needs_verb = helper not in BE and not has_verb
    if needs_verb and end < len(low) and low[end] in PREPOSITIONS:
        after, closes = _phrase_end(tokens, low, end + 1)
        if closes or (after < len(low) and is_verb(low[after])):
            return after  # "the conflict in northern Mali | start"
    if needs_verb and end - start > 1 and tokens[end - 1].group()[0].islower():
        end -= 1  # a helping verb has its verb after the subject: "the dollar | fall"
    if helper in BE and not has_noun and not is_closed:
        # "Who is the head | of ...": all of it, up to a verb
        while end < len(low) and low[end] in PREPOSITIONS - {"by"}:
            after, is_closed = _phrase_end(tokens, low, end + 1)
            if after == end + 1 or is_closed:
                break
            end = after
    if helper in BE and has_noun and end == len(low):
        return start  # "What share of firms are | exporters": the asked part is the subject
    return end


def _phrase_end(tokens: list[re.Match[str]], low: list[str], start: int) -> tuple[int, bool]:
    """Where a noun phrase ends, and whether a verb ended it."""
    place = start
    has_head = is_name = is_owned = False
    is_marked = False  # opened by a determiner: lower-case words may follow
    while place < len(low):
        word, written = low[place], tokens[place].group()
        following = low[place + 1] if place + 1 < len(low) else ""
        if word in DETERMINERS and not has_head:
            is_marked = True
        elif word in ("and", "&", "of", "or", ",") and has_head:
            upper = following and is_upper(tokens[place + 1].group())
            opens = following in DETERMINERS
            if not (upper or opens or (word == "of" and following)) or following in HELPERS:
                break
            if word == "," and not re.search(
                r"^(?:[^?]{0,60})\b(?:and|Jr|Sr)\b",
                " ".join(token.group() for token in tokens[place + 1 : place + 6]),
            ):
                break
            is_marked = not upper or (is_marked and word == "and")
            has_head = is_owned = False
        elif is_upper(written) or (written[0].isdigit() and (is_owned or not has_head)):
            if has_head and not is_name and not is_marked and place - start > 1:
                break  # "northern Mali" is one, "trade last year Mali" is not
            has_head, is_name = True, True
            is_owned = written.endswith(("'s", "’s", "s'", "s’")) or (
                is_owned and written[0].isdigit()  # "Stan Lee's 1971 story"
            )
        elif not written[0].isalpha() or word in _STOPS or word in DETERMINERS:
            break
        elif has_head and not is_owned and (is_verb(word) or word.endswith("ing")):
            return place, True
        elif is_name and not is_marked and not is_owned:
            if not (word.endswith("s") and not word.endswith("ss")):
                return place, True  # "Zhejiang | sign", but "Nvidia chips"
            return place + 1, bool(following) and following not in PREPOSITIONS
        else:
            has_head = True
            is_owned = is_owned and not word.endswith("s")
        place += 1
    return (max(place, start) if has_head else start), False


def _phrases(text: str, tokens: list[re.Match[str]], low: list[str], start: int) -> list[Phrase]:
    """The noun phrases from a token on: what a determiner, a preposition or a capital opens."""
    found = []
    place = start
    while place < len(low):
        before = low[place - 1] if place else ""
        opens = (
            low[place] in DETERMINERS
            or (is_upper(tokens[place].group()) and (place > 0 or low[0] not in WH | HELPERS))
            or (before in PREPOSITIONS and may_be_noun(low[place]) and before != "to")
        )
        if not opens or low[place] in _STOPS - DETERMINERS:
            place += 1
            continue
        end, _ = _phrase_end(tokens, low, place)
        if end > place:
            span = text[tokens[place].start() : tokens[end - 1].end()]
            found.append(Phrase(span, "object", before if before in PREPOSITIONS else ""))
        place = max(end, place + 1)
    return found


def phrase_after(text: str, start: int) -> str:
    """The noun phrase at a place in a text; empty if none begins there.

    >>> phrase_after("It set up a debating society in 1747.", 9)
    'a debating society'
    """
    tokens = list(_TOKEN.finditer(text, start, min(len(text), start + 120)))
    low = [token.group().lower() for token in tokens]
    end = _phrase_end(tokens, low, 0)[0] if tokens else 0
    return text[tokens[0].start() : tokens[end - 1].end()].rstrip(".") if end else ""
