"""Sessions of the page without a browser: what a browser sends to its server and gets from it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.test_draw import every, words

SECONDS = 120  # a busy machine is no bug


@contextmanager
def visiting(url: str) -> "Iterator[Session]":
    """A first visit, when its page is drawn."""
    address = urlsplit(url).netloc
    with connect(
        f"ws://{address}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=f"http://{address}",
        max_size=None,
        open_timeout=SECONDS,
        proxy=None,
    ) as socket:
        session = Session(socket)
        session.send(BackMsg())
        yield session


@dataclass
class Session:
    """One visitor: a socket, and what stands on their page."""

    socket: ClientConnection
    input_id: str = ""
    trees: dict[str, Any] = field(default_factory=dict)  # by the key of the piece
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> float:
        """Seconds from the question until its answer is on the page."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self.input_id
        state.chat_input_value.data = question
        began = time.perf_counter()
        self.send(message)
        return time.perf_counter() - began

    def texts(self, look: str) -> list[str]:
        """The words of every node with that look, in the order of the page."""
        return [
            words(found)
            for tree in self.trees.values()
            for tag in ("p", "div", "button")
            for found in every(tree, tag)
            if found.get("look") == look
        ]

    def send(self, message: BackMsg) -> None:
        """Sends it, and reads until the page is drawn."""
        message.rerun_script.query_string = ""
        self.socket.send(message.SerializeToString())
        for got in self._received():
            kind = got.WhichOneof("type")
            if kind == "new_session":
                self.trees.clear()
            elif kind == "delta":
                self._take(got.delta.new_element)
            elif kind == "script_finished" and got.script_finished == 0:  # and not to run again
                return

    def _received(self) -> Iterator[ForwardMsg]:
        while True:
            raw = self.socket.recv(timeout=SECONDS)
            assert isinstance(raw, bytes)
            yield ForwardMsg.FromString(raw)

    def _take(self, element: Any) -> None:
        match element.WhichOneof("type"):
            case "chat_input":
                self.input_id = element.chat_input.id
            case "exception":
                self.errors.append(element.exception.message)
            case "bidi_component":
                proto = element.bidi_component
                data = json.loads(proto.json or proto.mixed.json)
                if "tree" in data:
                    self.trees[proto.id] = data["tree"]
