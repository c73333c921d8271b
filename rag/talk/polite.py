"""A question without what people say around it: greetings, "please", "can you tell me"."""

import re

from . import phrases

_STOP = r"\s*[,.!;:…–—-]+\s+"
_GREETED = re.compile(
    rf"\W*(?:(?:{phrases.GREETING}|ok|okay|alright)(?:{_STOP}|\s+)"
    rf"|(?:{phrases.THANKS}|{phrases.OK}){_STOP})",
    re.I,
)
_VERBS = r"(?:list|summari[sz]e|explain|describe|tell|(?:give|show|find|name) (?:me|us))"
_ASKING = r"(?:who|whom|whose|what|when|where|why|which|how|whether|if)"
_POLITE = re.compile(
    r"\W*(?:(?:please(?! (?:me|please)\b)|pls|plz|kindly)(?:\s*[,.!;:…–—-]+)?\s+"
    rf"|(?:can|could|would|will) you (?:please |kindly )?(?={_VERBS}\b)"
    rf"|do you (?:happen to )?know,?\s+(?={_ASKING}\b)"
    r"|(?:(?:can|could|would|will) you (?:please |kindly )?)?(?:tell|inform) (?:me|us)"
    r"(?! (?:\w+ )?about\b)(?:\s*[,.!;:…–—-]+\s*|\s+)"
    r"|(?:(?:i|we)(?: would|['’]d)? (?:really )?(?:like|love|want|need) to (?:know|find out|ask"
    r" you|ask)|(?:i|we) wanted to (?:know|ask)|i(?: am|['’]m| was) (?:just )?wondering|i wonder"
    r"|i have a (?:quick )?question|(?:just )?(?:a )?(?:quick )?question|may i (?:ask|know)"
    r"|excuse me|sorry|(?:and|so|well|now|oh|um|uh|hmm+)(?=,))(?:\s*[,.!;:…–—-]+\s*|\s+))",
    re.I,
)
# How what is asked begins. A title does not begin so: "Hello, Dolly!", "Hey Jude", "OK Computer".
_BEGINS = re.compile(
    r"(?:who|whom|whose|what|when|where|why|which|how|whether|if|is|are|was|were|do|does|did|has"
    r"|have|had|can|could|will|would|should|may|might|in|on|at|by|for|from|to|of|with|under"
    rf"|during|according|please|tell|list|name|give|show|i|we|and|so|now|the|any|{_VERBS})(?:['’]\w+)?\b",
    re.I,
)
_THANKS = r"(?:please|pls|plz|thanks|thank you|thx|many thanks)"
_AFTER = re.compile(
    rf"(?:\s*,\s*|(?<=[?.!])\s+)(?i:{_THANKS})(?: (?:in advance|a lot|so much|very much))?"
    r"\s*(?P<mark>[?.!]*)\s*$|\s+(?:please|pls|plz|thx)\s*(?P<end>[?.!]*)\s*$"
)
_TELL_ABOUT = re.compile(
    r"(?:tell|inform) (?:me|us) (?:more |something |anything |everything )?about (?P<topic>.+)",
    re.I,
)


def without_greeting(question: str) -> str:
    """The question without "Hi," or "can you tell me" before it, or "please" after it.

    >>> without_greeting("Hi, could you please tell me what Zhejiang signed? Thanks!")
    'What Zhejiang signed?'
    >>> without_greeting("Hello, Dolly! was first performed when?")
    'Hello, Dolly! was first performed when?'
    """
    text = " ".join(question.split())
    while (shorter := _less(text)) != text:
        text = shorter
    while (found := _AFTER.search(text)) and re.search(r"\w\W+\w", text[: found.start()]):
        mark = found["mark"] or found["end"] or ""
        before = text[: found.start()]
        text = before + ("?" if "?" in mark and before[-1] not in "?.!" else "")
    about = _TELL_ABOUT.fullmatch(text)
    return about["topic"] if about else text


def _less(text: str) -> str:
    """The text less one greeting or politeness at its beginning."""
    for pattern in (_GREETED, _POLITE):
        opening = pattern.match(text)
        rest = text[opening.end() :] if opening else ""
        if rest and _BEGINS.match(rest):
            return rest[:1].upper() + rest[1:]
    return text
