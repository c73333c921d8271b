"""Which addresses become links: the one place where words of an article can lead off the page."""

import re
from dataclasses import dataclass

from ui.pieces import Node, node

MAX_ADDRESS = 2_000  # characters: what browsers and servers are sure to take

# Stricter than browsers, which also follow "http:/\host" and hide the host behind "name@": what
# is not written plainly stays text. A whole address only, never one within other words.
_HOST = r"(?P<host>\w(?:[\w.-]{0,250}\w)?)"
_PAGE = re.compile(
    rf"https?://{_HOST}(?P<port>:\d{{1,5}})?(?:[/?#][^\s<>\"`{{}}|\\^]*)?", re.I | re.UNICODE
)
_MAIL = re.compile(rf"mailto:[\w.+-]{{1,64}}@{_HOST}", re.I | re.ASCII)


@dataclass(frozen=True)
class Address:
    """An address that may be a link, and where it leads."""

    href: str
    host: str  # in ASCII, so that letters of other alphabets cannot pose as another host


def address_of(words: str) -> Address | None:
    """The words as an address, if they are one of http, https or mailto with a host to show.

    >>> address_of("https://example.org/a?b=1"), address_of("javascript:alert(1)")
    (Address(href='https://example.org/a?b=1', host='example.org'), None)
    >>> address_of("http://bank.example@evil.example/"), address_of("see http://example.org")
    (None, None)
    """
    if len(words) > MAX_ADDRESS or not words.isprintable():
        return None
    found = _PAGE.fullmatch(words) or _MAIL.fullmatch(words)
    if found is None:
        return None
    try:
        host = found["host"].encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return Address(words, host + (found.groupdict().get("port") or ""))


def original_node(source: str) -> Node | None:
    """A link to the page that a source was read from, its host in sight; None for a file."""
    address = address_of(source)
    if address is None:
        return None
    words = f"Original at {address.host}"
    return node("a", words, href=address.href, label=f"{words} (opens in a new tab)")
