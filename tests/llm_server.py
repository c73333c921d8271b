"""A server that speaks as OpenAI's does, over a real socket, and fails in every way asked for."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class LlmServer(ThreadingHTTPServer):
    """`plays` is what the next requests get, the last one again and again: text for a reply in
    words, bytes for a body as it is, or a function that has the handler to itself.
    """

    daemon_threads = True

    def __init__(self, *plays: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.plays: Sequence[Any] = plays
        self.asked: list[dict[str, Any]] = []  # the bodies of the requests
        self.gone = threading.Event()  # a client hung up before the end

    @property
    def url(self) -> str:
        """The base URL of the server."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that go are part of the play."""


@contextmanager
def serving(*plays: Any) -> Iterator[LlmServer]:
    """A server that plays, on a port of its own, until the block ends."""
    server = LlmServer(*plays)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: LlmServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        plays = self.server.plays
        play = plays[min(len(self.server.asked), len(plays)) - 1]
        self.close_connection = True
        try:
            if callable(play):
                play(self)
            elif isinstance(play, bytes):
                begin(self)
                self.wfile.write(play)
            else:
                begin(self)
                for word in pieces(play):
                    self.wfile.write(event(word))
                self.wfile.write(event("", finish="stop") + b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.gone.set()

    def log_message(self, *_: Any) -> None:
        """Nothing: tests are quiet."""


def begin(handler: Any, *, kind: str = "text/event-stream", status: int = 200, **more: str) -> None:
    """Sends the head of a reply that ends when the connection does."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def pieces(text: str) -> list[str]:
    """The text in pieces as tokens are: a word with the blank before it."""
    return [f" {word}" if n else word for n, word in enumerate(text.split(" "))]


def event(text: str, *, finish: str | None = None) -> bytes:
    """One event of a streamed reply."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "fake"}
    return b"data: " + json.dumps(whole | {"choices": [choice]}).encode() + b"\n\n"


def error(status: int, **headers: str) -> Any:
    """A play: an error of that status, as OpenAI words it."""

    def play(handler: Any) -> None:
        begin(handler, kind="application/json", status=status, **headers)
        handler.wfile.write(json.dumps({"error": {"message": "no", "code": status}}).encode())

    return play


def pausing(*parts: bytes | float) -> Any:
    """A play: bytes that are sent, and seconds between them."""

    def play(handler: Any) -> None:
        begin(handler)
        for part in parts:
            if isinstance(part, bytes):
                handler.wfile.write(part)
                handler.wfile.flush()
            else:
                time.sleep(part)

    return play


def torn(handler: Any) -> None:
    """A play: the connection ends in the middle of a chunk."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    part = event("Officials closed")
    handler.wfile.write(f"{len(part) + 500:x}\r\n".encode() + part)
