"""What a language model wrote, as sentences with the passages that each cites."""

import re
from dataclasses import dataclass

from index.sentences import sentences

_MARKS = re.compile(r"(?:\s*\[\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*\])+(?:\s*[.!](?=\s|$))?")
_OPEN_MARK = re.compile(r"(?:\s*\[[\d\s,;–-]*\]?)+$")  # of a prefix
_NUMBER = re.compile(r"\d+")
# What stands before a sentence without being of it: a list's mark, whose answer it is.
_LEAD = re.compile(
    r"(?i)^(?:\s*(?:[-–—•*]+|\d{1,2}[.)]|answer:|the answer is:?(?= [A-Z])"
    r"|(?:according to|in|as stated in|based on) (?:the )?(?:passages?|articles?|text)[^,]{0,12},"
    r"|(?:additionally|furthermore|moreover|in addition|also|overall|in summary|therefore),)\s*)+"
)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a model, and the numbers of the passages that it cites."""

    text: str
    cites: tuple[int, ...]


def said(reply: str, *, is_whole: bool) -> tuple[list[Sentence], str]:
    """The sentences that are done, in order, and what is being written: empty of a whole reply.

    A mark such as [1] is of all the sentences since the last one. A sentence is done once the
    next has begun; one without a mark cites nothing.

    >>> said("It rained. [1] It snowed [2, 3]. They", is_whole=False)
    ([Sentence(text='It rained.', cites=(1,)), Sentence(text='It snowed.', cites=(2, 3))], 'They')
    """
    plain = _INVISIBLE.sub("", reply)
    done: list[Sentence] = []
    last = 0
    for match in _MARKS.finditer(plain):
        if not is_whole and not re.search(r"\w", plain[match.end() :]):
            break  # another mark may follow
        cites = tuple(int(number) for number in _NUMBER.findall(match.group()))
        done += [Sentence(text, cites) for text in _sentences(plain[last : match.start()])]
        last = match.end()
    rest = plain[last:]
    if is_whole:
        return [*done, *(Sentence(text, ()) for text in _sentences(rest))], ""
    return done, " ".join(_OPEN_MARK.sub("", _LEAD.sub("", rest)).split())


def _sentences(text: str) -> list[str]:
    found = []
    for start, end in sentences(text.strip()):
        plain = _LEAD.sub("", text.strip()[start:end]).strip(" *_")
        if re.search(r"\w", plain):
            plain = plain[0].upper() + plain[1:]
            found.append(plain if plain[-1] in ".!?\"'”’)" else f"{plain}.")
    return found
