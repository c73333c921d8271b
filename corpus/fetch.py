"""A web address becomes bytes: public addresses only, politely, within limits.

A page may name any address, also one inside the network that this runs in (a printer, a cloud's
own metadata). So a name is resolved once, what it resolves to is checked, and the connection is
made to exactly that address, whatever the name resolves to a moment later; after a redirect again.
"""

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from corpus.addresses import Address, is_public, resolve
from corpus.errors import UserError, printable

MAX_BYTES = 10_000_000  # also once unpacked; the longest pages of news sites have 3 MB
SECONDS = 15.0  # in all, redirects included: who adds an address waits for it
MAX_REDIRECTS = 5
AGENT = "Footnote"  # what a robots.txt calls it
_HEADERS = {
    "User-Agent": f"{AGENT}/1.0 (fetches single articles that its user names)",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_ROBOTS_SECONDS = 3600  # for which the rules of a site are kept
_MAX_KNOWN = 100  # sites whose rules are kept
_REDIRECTS = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_SAFE = "/%:@!$&'()*+,;=~-._"  # in a path, as it is written
_SAVE = "Open it in a browser, save the page as a file, and add that."


@dataclass(frozen=True)
class Network:
    """What the Internet is: how names are resolved, what is public, whose certificates count."""

    resolve: Callable[[str, int], list[Address]] = resolve
    is_public: Callable[[Address], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True)
class Fetched:
    """What a web address gave."""

    raw: bytes
    url: str  # where it was found: another one after a redirect
    media_type: str  # in small letters, "" where the server does not say
    charset: str | None


@dataclass
class _Visit:
    """One call of `fetch`: what it may use, and the time that is left to it."""

    network: Network
    seconds: float
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        left = self.began + self.seconds - time.monotonic()
        if left <= 0:
            raise UserError(
                f"The server took more than {self.seconds:g} seconds to answer.",
                mend="Try again later, or save the page as a file and add that.",
            )
        return left


def fetch(url: str, *, network: Network = Network(), seconds: float = SECONDS) -> Fetched:
    """What stands at the web address; UserError where that is not to be had, or not allowed."""
    visit = _Visit(network, seconds)
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url)
        if not _rules(f"{parts.scheme}://{parts.netloc}", visit).can_fetch(AGENT, url):
            raise UserError(f"The robots.txt of {parts.hostname} forbids {url}.", mend=_SAVE)
        answer = _get(parts, visit)
        if answer.status in _REDIRECTS and answer.location:
            url = urljoin(url, answer.location)
            continue
        if answer.status != 200:
            raise UserError(
                f"{url} is not to be had: the server answered {answer.status} {answer.reason}.",
                mend="Check the address, or open it in a browser and save the page as a file.",
            )
        media_type, _, parameters = answer.content_type.partition(";")
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", parameters, re.IGNORECASE)
        return Fetched(
            raw=answer.raw,
            url=url,
            media_type=media_type.strip().lower(),
            charset=charset.group(1) if charset else None,
        )
    raise UserError(f"{url} is redirected more than {MAX_REDIRECTS} times.", mend=_SAVE)


@dataclass(frozen=True)
class _Answer:
    status: int
    reason: str
    location: str
    content_type: str
    raw: bytes


def _checked(url: str) -> SplitResult:
    """The parts of an address that is http or https, without a password and without tricks."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if printable(url) != url or re.search(r"[\s\\]", url) or not parts.hostname:
        raise UserError(f"{printable(url)} is no address of a page.", mend="Check its spelling.")
    if parts.scheme not in ("http", "https"):
        raise UserError(
            f"{url} begins with {parts.scheme}:, which Footnote does not fetch.",
            mend="Give an address that begins with http or https.",
        )
    if "@" in parts.netloc:
        raise UserError(
            f"{parts.hostname} is given with a user name in its address.", mend="Leave that out."
        )
    return parts


# The rules of a site, by its origin, and until when they are kept.
_known: dict[tuple[str, Network], tuple[float, RobotFileParser]] = {}


def _rules(origin: str, visit: _Visit) -> RobotFileParser:
    """The rules of a site for robots; none where it has none, all forbidden where it fails.

    https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1
    """
    until, rules = _known.get((origin, visit.network), (0.0, RobotFileParser()))
    if until > time.monotonic():
        return rules
    url, rules = f"{origin}/robots.txt", RobotFileParser()
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(_checked(url), visit)
        if answer.status not in _REDIRECTS or not answer.location:
            break
        url = urljoin(url, answer.location)
    if answer.status == 200:
        rules.parse(answer.raw.decode("utf-8", "replace").splitlines())
    else:
        rules.parse(["User-agent: *", "Disallow: /"] if answer.status >= 500 else [])
    if len(_known) >= _MAX_KNOWN:
        _known.clear()
    _known[origin, visit.network] = (time.monotonic() + _ROBOTS_SECONDS, rules)
    return rules


def _get(parts: SplitResult, visit: _Visit) -> _Answer:
    """One request, to an address that was checked."""
    host, port = str(parts.hostname), _port(parts)
    addresses = _in_time(lambda: visit.network.resolve(host, port), visit)
    for address in addresses:
        if not visit.network.is_public(address):
            raise UserError(
                f"{host} is at {address}, which is no public address.",
                mend="Give the address of a page on the open Internet.",
            )
    sock = _connect(addresses, port, host, visit)
    try:
        return _exchange(sock, parts, visit)
    except (OSError, http.client.HTTPException, zlib.error) as error:
        _ = visit.left  # what the watch broke off is late, not broken
        is_untrusted = isinstance(error, ssl.SSLCertVerificationError)
        what = "has no certificate that can be trusted" if is_untrusted else "broke off"
        raise UserError(
            f"{host} {what} ({printable(str(error))[:200] or type(error).__name__}).",
            mend="Try again later, or save the page as a file and add that.",
        ) from error
    finally:
        sock.close()


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _exchange(sock: socket.socket, parts: SplitResult, visit: _Visit) -> _Answer:
    """The answer to one request on an open connection, which is closed then."""
    host, is_tls = str(parts.hostname), parts.scheme == "https"
    if is_tls:  # the certificate must be that of the name, whatever address was connected to
        sock = visit.network.tls().wrap_socket(
            sock, server_hostname=host, do_handshake_on_connect=False
        )
    # Each read has a limit of its own, but a server may send a byte a second for ever.
    watch = threading.Timer(visit.left, _shut, [sock])
    watch.daemon = True
    watch.start()
    connection = http.client.HTTPConnection(host, _port(parts))
    connection.default_port = 443 if is_tls else 80  # which the Host header leaves out
    connection.sock = sock
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        place = quote(parts.path or "/", safe=_SAFE)
        if parts.query:
            place += "?" + quote(parts.query, safe=_SAFE + "?")
        connection.request("GET", place, headers=_HEADERS)
        with connection.getresponse() as response:
            raw = _body(response, host)
        _ = visit.left  # a body without a stated length would pass for whole
        return _Answer(
            response.status,
            printable(response.reason)[:80],
            response.headers.get("Location", ""),
            response.headers.get("Content-Type", ""),
            raw,
        )
    finally:
        watch.cancel()
        sock.close()


def _body(response: http.client.HTTPResponse, host: str) -> bytes:
    """The bytes that were sent, unpacked; UserError for more than MAX_BYTES of either."""
    is_packed = response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip")
    unpack = zlib.decompressobj(wbits=31) if is_packed else None
    raw = bytearray()
    too_large = UserError(
        f"The page at {host} has more than {MAX_BYTES / 1e6:.0f} MB.",
        mend="Save the page as a file, and add that.",
    )
    if (response.length or 0) > MAX_BYTES:  # as stated, before it is sent
        raise too_large
    received = 0
    while chunk := response.read(_CHUNK):
        received += len(chunk)
        raw += unpack.decompress(chunk, MAX_BYTES + 1 - len(raw)) if unpack else chunk
        if max(received, len(raw)) > MAX_BYTES:
            raise too_large
    if response.length:  # of which the library says nothing
        raise http.client.IncompleteRead(b"", response.length)
    if unpack and not unpack.eof:
        raise zlib.error("the page was cut short")
    return bytes(raw)


def _connect(addresses: list[Address], port: int, host: str, visit: _Visit) -> socket.socket:
    """A connection to the first of the addresses that answers."""
    problem: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((str(address), port), timeout=visit.left)
        except OSError as error:
            problem = error
    raise UserError(
        f"{host} does not answer ({problem.strerror or problem if problem else 'no address'}).",
        mend="Check the spelling of the address, and that you are online.",
    ) from problem


def _in_time(resolving: Callable[[], list[Address]], visit: _Visit) -> list[Address]:
    """What resolving gives, if it does in time; the system's own patience is a minute."""
    found: list[list[Address] | Exception] = []

    def run() -> None:
        try:
            found.append(resolving())
        except Exception as error:  # told where it is waited for
            found.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(visit.left)
    _ = visit.left
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # where it is closed already
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not TLS's own, which is for one thread
