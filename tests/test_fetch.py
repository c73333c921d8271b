"""Fetching: only from public addresses, politely, within limits. A real server on loopback."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.fetch import MAX_BYTES, Fetched, Network, fetch
from corpus.read import read

TLS = Path(__file__).parent / "data" / "tls"
LOOPBACK = ip_address("127.0.0.1")
RAIN = b"It rained on the plain of Spain."
Route = Callable[[BaseHTTPRequestHandler], None]


def body(raw: bytes, content_type: str = "text/plain", **headers: str) -> Route:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return answer


def status(code: int, location: str = "") -> Route:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if location:
            handler.send_header("Location", location)
        handler.end_headers()

    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte every tenth of a second: no single wait is long."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    for _ in range(600):
        time.sleep(0.1)
        handler.wfile.write(b"x")


class Server:
    """A server whose pages a test sets, and the requests that it got."""

    def __init__(self, *, tls: bool = False) -> None:
        routes: dict[str, Route] = {}
        requests: list[tuple[str, str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                agent = str(self.headers["User-Agent"])
                requests.append((self.path, str(self.headers["Host"]), agent))
                with suppress(OSError):  # the reader has had enough
                    routes.get(self.path, status(404))(self)

            def log_message(self, *_: object) -> None:
                pass

        self.routes, self.requests = routes, requests
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None  # type: ignore[method-assign]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()

    def url(self, path: str = "/a") -> str:
        return f"http://news.test:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _, _ in self.requests]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    made.routes["/a"] = body(RAIN)
    yield made
    made.close()


@pytest.fixture
def network() -> Network:
    """A network in which loopback is public, and every name but one leads there."""
    return Network(
        resolve=lambda host, port: [ip_address("10.0.0.1") if host == "inside.test" else LOOPBACK],
        is_public=lambda address: address == LOOPBACK,
    )


def refusal(url: str, network: Network, **options: float) -> str:
    with pytest.raises(UserError) as caught:
        fetch(url, network=network, **options)
    assert caught.value.mend.endswith(".")
    return caught.value.what


def test_a_page_is_fetched_from_the_address_that_was_checked(server, network):
    asked = []

    def resolve(host, port):
        asked.append(host)
        return [LOOPBACK] if len(asked) <= 2 else [ip_address("10.0.0.1")]

    changing = replace(network, resolve=resolve)
    assert fetch(server.url(), network=changing) == Fetched(RAIN, server.url(), "text/plain", None)
    assert server.paths == ["/robots.txt", "/a"]
    path, host, agent = server.requests[-1]
    assert (path, host) == ("/a", f"news.test:{server.port}")
    assert agent.startswith("Footnote/")
    assert refusal(server.url(), changing) == (
        "news.test is at 10.0.0.1, which is no public address."
    )
    assert asked == ["news.test"] * 3


def test_nothing_is_fetched_from_here(server):
    for url in (
        f"http://127.0.0.1:{server.port}/a",
        f"http://localhost:{server.port}/a",
        f"http://2130706433:{server.port}/a",
        f"http://[::ffff:127.0.0.1]:{server.port}/a",
        f"http://[64:ff9b::7f00:1]:{server.port}/a",
    ):
        assert refusal(url, Network()).endswith("which is no public address.")
    assert server.requests == []


def test_every_address_of_a_name_must_be_public(server, network):
    both = replace(network, resolve=lambda *_: [LOOPBACK, ip_address("192.168.0.1")])
    assert refusal(server.url(), both).startswith("news.test is at 192.168.0.1")
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://news.test/a", "gopher://news.test/", "javascript://a/b"),
        *("http://", "http:///a", "http://news.test:99999/", "http://news.test:x/", "http://[::1/"),
        *("http://ana:secret@news.test/", "http://news.test/a b", "http://news.test/\na"),
        *("http://news.test\\@inside.test/", "http://news.test/\u202ea"),
    ],
)
def test_an_address_that_is_odd_is_not_asked_for(url):
    def resolve(*_: object) -> list:
        raise UserError("It was asked for.", mend="Do not.")

    assert refusal(url, Network(resolve=resolve)) != "It was asked for."


def test_redirects_are_followed_and_checked_each(server, network):
    server.routes["/old"] = status(301, "/older")
    server.routes["/older"] = status(302, f"http://other.test:{server.port}/a")
    assert fetch(server.url("/old"), network=network).url == f"http://other.test:{server.port}/a"
    assert server.requests[-1][1] == f"other.test:{server.port}"
    server.routes["/in"] = status(302, f"http://inside.test:{server.port}/a")
    assert refusal(server.url("/in"), network).startswith("inside.test is at 10.0.0.1")
    server.routes["/file"] = status(302, "file:///etc/passwd")
    assert "file" in refusal(server.url("/file"), network)
    server.routes["/loop"] = status(307, "/loop")
    assert refusal(server.url("/loop"), network).endswith("is redirected more than 5 times.")
    assert server.paths.count("/loop") == 6


def test_what_the_server_does_not_give(server, network):
    for code in (204, 401, 404, 418, 500):
        server.routes["/no"] = status(code)
        assert f"the server answered {code}" in refusal(server.url("/no"), network)
    server.routes["/nowhere"] = status(302)
    assert "the server answered 302" in refusal(server.url("/nowhere"), network)
    server.routes["/odd"] = lambda handler: handler.wfile.write(b"\x00\x01\x02\r\n\r\n")
    assert refusal(server.url("/odd"), network).startswith("news.test broke off (")
    server.routes["/short"] = body(RAIN, Content_Length="100")
    assert refusal(server.url("/short"), network).startswith("news.test broke off (")


def test_a_server_that_is_not_there(network):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert refusal(f"http://news.test:{port}/", network).startswith("news.test does not answer (")


def test_pages_are_not_larger_than_the_limit_packed_or_not(server, network):
    too_large = "The page at news.test has more than 10 MB."
    server.routes["/stated"] = body(b"", Content_Length=str(MAX_BYTES + 1))
    assert refusal(server.url("/stated"), network) == too_large
    server.routes["/sent"] = body(b"x" * (MAX_BYTES + 1))
    assert refusal(server.url("/sent"), network) == too_large
    bomb = gzip.compress(b"x" * (3 * MAX_BYTES), 1)
    server.routes["/bomb"] = body(bomb, Content_Encoding="gzip")
    assert refusal(server.url("/bomb"), network) == too_large
    server.routes["/packed"] = body(gzip.compress(RAIN), Content_Encoding="gzip")
    assert fetch(server.url("/packed"), network=network).raw == RAIN
    server.routes["/torn"] = body(gzip.compress(RAIN)[:-9], Content_Encoding="gzip")
    assert refusal(server.url("/torn"), network).startswith("news.test broke off (")


@pytest.mark.slow
def test_a_server_that_drips_is_left_in_time(server, network):
    server.routes["/robots.txt"] = body(b"")
    server.routes["/a"] = drip
    began = time.monotonic()
    assert refusal(server.url(), network, seconds=1.0) == (
        "The server took more than 1 seconds to answer."
    )
    assert time.monotonic() - began < 30  # of the sixty that it would take: the machine may be busy


@pytest.mark.slow
def test_a_name_that_nobody_resolves_is_left_in_time():
    is_over = threading.Event()

    def resolve(*_: object) -> list:
        is_over.wait(60)
        return [LOOPBACK]

    began = time.monotonic()
    assert "took more than" in refusal("http://news.test/", Network(resolve=resolve), seconds=0.2)
    assert time.monotonic() - began < 30  # of the sixty that it would take: the machine may be busy
    is_over.set()


def test_robots_txt_is_honoured_and_asked_for_once(server, network):
    rules = b"User-agent: *\nDisallow: /private\nUser-agent: Footnote\nDisallow: /not-for-us\n"
    server.routes["/robots.txt"] = body(rules)
    server.routes["/not-for-us"] = server.routes["/private"] = body(RAIN)
    assert refusal(server.url("/not-for-us"), network) == (
        f"The robots.txt of news.test forbids {server.url('/not-for-us')}."
    )
    assert fetch(server.url("/private"), network=network).raw == RAIN
    assert server.paths == ["/robots.txt", "/private"]


@pytest.mark.parametrize(("code", "is_read"), [(403, True), (404, True), (500, False)])
def test_a_site_that_has_no_robots_txt_may_be_read_and_one_that_fails_not(
    server, network, code, is_read
):
    server.routes["/robots.txt"] = status(code)
    if is_read:
        assert fetch(server.url(), network=network).raw == RAIN
    else:
        assert refusal(server.url(), network).startswith("The robots.txt of news.test forbids")


def test_the_certificate_must_be_that_of_the_name(network):
    secure = Server(tls=True)
    secure.routes["/a"] = body(RAIN)
    trusting = replace(
        network, tls=lambda: ssl.create_default_context(cafile=str(TLS / "certificate.pem"))
    )
    try:
        url = f"https://news.test:{secure.port}/a"
        assert fetch(url, network=trusting).raw == RAIN
        assert secure.requests[-1][1] == f"news.test:{secure.port}"
        untrusted = "has no certificate that can be trusted"
        assert untrusted in refusal(url, network)
        assert untrusted in refusal(f"https://other.test:{secure.port}/a", trusting)
    finally:
        secure.close()


def test_what_the_server_says_decides_the_format(server, network):
    server.routes["/a.html"] = body(b"# Rain\n\nIt rained.", "text/markdown")
    server.routes["/b"] = body("Zażółć gęślą jaźń.".encode("cp1250"), "text/plain; charset=CP1250")
    server.routes["/c.txt"] = body(RAIN, "application/octet-stream")
    server.routes["/d.txt"] = body(b"\x89PNG", "image/png")
    texts = {"/a.html": "# Rain\n\nIt rained.", "/b": "Zażółć gęślą jaźń.", "/c.txt": RAIN.decode()}
    for path, text in texts.items():
        (found,) = read(server.url(path), allow_url=True, network=network)
        assert isinstance(found, Article)
        assert (found.text, found.sources) == (text, (server.url(path),))
    with pytest.raises(UserError) as caught:
        list(read(server.url("/d.txt"), allow_url=True, network=network))
    assert caught.value.what.endswith("/d.txt is image/png, which Footnote does not read.")
