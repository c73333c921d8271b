"""Which addresses of the Internet are public: those that a page may be fetched from.

`ipaddress` alone does not tell: it calls 64:ff9b::7f00:1 global, which a gateway turns into
127.0.0.1, and multicast too.
"""

import socket
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from corpus.errors import UserError

Address = IPv4Address | IPv6Address

_UNICAST = IPv6Network("2000::/3")  # all that was ever given out of IPv6
_NEVER = (
    IPv4Network("192.0.0.0/24"),  # for protocols
    IPv4Network("192.88.99.0/24"),  # the gateways of 6to4
    IPv6Network("2001::/23"),  # for protocols, not for hosts (Teredo, ORCHID, benchmarks)
    IPv6Network("2001:db8::/32"),  # for examples
    IPv6Network("3fff::/20"),  # for examples (RFC 9637)
)
_TRANSLATED = (
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052)
    IPv6Network("::ffff:0:0/96"),  # mapped
    IPv6Network("::ffff:0:0:0/96"),  # translated (RFC 2765)
    IPv6Network("::/96"),  # compatible (RFC 4291, no longer used)
)
_6TO4, _TEREDO = IPv6Network("2002::/16"), IPv6Network("2001::/32")
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")  # before the address (RFC 5214)


def is_public(address: Address) -> bool:
    """Whether the address is one of the open Internet, with every address that it carries inside.

    >>> [is_public(ip_address(text)) for text in ("1.1.1.1", "10.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False]
    """
    carried = [*_carried(address)]
    if not all(map(is_public, carried)):
        return False
    if isinstance(address, IPv6Address):
        if any(address in network for network in _TRANSLATED):
            return bool(carried)  # the gateway goes to that one
        if address.scope_id or address not in _UNICAST:
            return False
    if any(address in network for network in _NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a host, in the order in which the system would try them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UserError(
            f"There is no host {host} that can be found.",
            mend="Check the spelling of the address, and that you are online.",
        ) from error
    return list(dict.fromkeys(ip_address(str(place[0])) for *_, place in found))


def _carried(address: Address) -> Iterator[IPv4Address]:
    """The addresses inside an address, which a gateway or a tunnel on the way would use."""
    if isinstance(address, IPv4Address):
        return
    last = IPv4Address(address.packed[12:])
    if any(address in network for network in _TRANSLATED):
        yield last
    elif address in _6TO4:
        yield IPv4Address(address.packed[2:6])
    elif address in _TEREDO:
        yield IPv4Address(address.packed[4:8])
        (hidden,) = struct.unpack("!I", address.packed[12:])
        yield IPv4Address(hidden ^ 0xFFFFFFFF)
    elif address.packed[8:12] in _ISATAP:
        yield last
