"""What a site says to its reader: subscribe, sign in, agree to cookies.

No author says these things in a story, but people who are quoted may, and a release may ask its
readers to apply. So a sentence counts by itself only where it is about the site's own machinery
(cookies, scripts); a sentence that advertises is for `boxes.py` to weigh by its neighbours.
"""

import re

from corpus.furniture import ends_sentence

_FLAGS = re.IGNORECASE | re.VERBOSE
_MAX_REQUEST, _MAX_SENTENCE = 80, 200  # characters; what is longer has something to say
_VERB = re.compile(
    r"(?:^|(?<=[.!?…]\ ))(?:subscribe|unsubscribe|cancel|enter|get|download|support|join|click|tap"
    r"|unlock|explore|log|sign|register|send|thanks\ for|already|to\ (?:read|continue|use)|please"
    r"|enjoy|never\ miss|stay|forward|view|manage|turn\ on|enable|allow|follow)\b",
    _FLAGS,
)
_OFFER = (
    r"newsletters?|inbox|subscri\w+|new\ posts|free\ trial|cancel\ any\ ?time|our\ journalism"
    r"|(?:our|your|the)\ (?:morning|evening|daily|weekly)\ \w+"
)
_THING = re.compile(
    rf"\b(?:{_OFFER}|sign(?:ed)?[\ -](?:up|in)|log\ in|cookies?|javascript|for\ free|this\ e-?mail"
    r"|your\ (?:privacy|e-?mail|device|account|browser|preferences)|options|choices"
    r"|our\ (?:app|site|website|channel|briefing)|in\ (?:your\ )?browser)\b",
    _FLAGS,
)
# "We should ban the use of cookies" is a columnist's: a site says what it does, or what to do now.
_MACHINERY = re.compile(
    r"(?:we(?:\ and\ our\ (?:[\w,]+\ ){0,2}partners)?\ (?:use|store|process|value|respect|care)"
    r"|by\ (?:continuing|using|clicking|browsing)\b.*\byou"
    r"|this\ (?:web)?site(?=\ uses\ cookies)|this\ (?:web)?site\ (?:needs|requires)"
    r"|please\ (?:accept|activate|allow|enable|turn\ on))\b"
    r".*\b(?:use\ of\ cookies|such\ as\ cookies|uses\ cookies|your\ privacy|javascript)\b.*"
    r"|.*\bnot\ responsible\ for\ the\ content\ of\ external\ (?:web)?sites\.?",
    _FLAGS,
)
_ADVERTISED = re.compile(
    r"(?:^|(?<=[.!?…]\ ))(?:subscribe|thanks\ for\ reading|already\ a\ subscriber|cancel"
    rf"|sign\ up|unlock|support|never\ miss|to\ read)\b.*\b(?:{_OFFER})\b"
    r"|\bcancel\ any\ ?time\b"
    r"|\b(?:our|this)\ (?:\w+\ ){0,2}newsletter\b|\bin\ your\ inbox\b",
    _FLAGS,
)
_CODE = re.compile(r"[{}=<>;]")  # "subscribe: Command = {"
_QUOTES = "“‘\"'「《«"


def is_request(line: str) -> bool:
    """Whether the line is a button or a heading that asks the reader for something.

    >>> is_request("Sign up to our morning briefing"), is_request("She signed up for the army")
    (True, False)
    """
    bare = line.strip()
    if len(bare) > _MAX_REQUEST or (ends_sentence(bare) and bare[-1] not in "!?？！"):
        return False
    return (
        not _CODE.search(bare)
        and _VERB.search(bare) is not None
        and _THING.search(bare) is not None
    )


def is_notice(line: str) -> bool:
    """Whether the line speaks of the site's own machinery, and to its reader.

    >>> is_notice("By using this site you agree to our use of cookies."), is_notice("Bake cookies.")
    (True, False)
    """
    bare = line.strip()
    is_short = len(bare) <= _MAX_SENTENCE and bare[:1] not in _QUOTES
    return is_short and _MACHINERY.fullmatch(bare) is not None


def is_advertising(line: str) -> bool:
    """Whether the sentence may advertise the site; between paragraphs it may be the author's."""
    bare = line.strip()
    is_short = len(bare) <= _MAX_SENTENCE and bare[:1] not in _QUOTES
    return is_short and _ADVERTISED.search(bare) is not None
