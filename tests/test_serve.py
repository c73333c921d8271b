"""The chat's server: what it is started with, what it says when it cannot, how it ends."""

import importlib.metadata
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.chatbot import Chatbot
from rag.settings import Settings
from ui.serve import command, environment, names, serve

UI = Path(__file__).parent.parent / "ui"
PATIENCE = 60  # seconds: a busy machine is no bug


def free_port() -> int:
    """A port that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UserError, match=rf"Port {port} .*another program.*--port"):
            serve(Settings(), port=port, open_browser=False)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist(port: int) -> None:
    with pytest.raises(UserError, match="ports go from 0 to 65535"):
        serve(Settings(), port=port, open_browser=False)


@pytest.mark.parametrize(
    "settings", [Settings(), Settings(library=Path("/a b/c"), embedder="x", keep_chats=30)]
)
def test_the_page_gets_the_same_settings(settings: Settings) -> None:
    assert Settings.from_environment(environment(settings)) == settings


def test_the_settings_of_other_streamlit_programs_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "elsewhere")
    assert "STREAMLIT_SERVER_BASE_URL_PATH" not in environment(Settings())


def hosts(given: list[str]) -> list[str]:
    return [each.split("=")[1] for each in given if each.startswith("--server.allowedHosts=")]


def test_only_this_computer_is_served() -> None:
    assert "--server.address=localhost" in command(8501)
    assert hosts(command(8501)) == ["localhost", "127.0.0.1"]


def test_others_are_served_by_the_names_that_are_allowed() -> None:
    given = command(8501, address="10.0.0.5", names=names("10.0.0.5", ["footnote.example.org"]))
    assert "--server.address=10.0.0.5" in given
    assert hosts(given) == ["localhost", "127.0.0.1", "10.0.0.5", "footnote.example.org"]
    assert names("::", ["[::1]", "*.example.org", "localhost"]) == (
        "localhost", "127.0.0.1", "::1", "*.example.org",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_all_networks_are_served_only_under_a_name(address: str) -> None:
    with pytest.raises(UserError, match=r"by which name people reach it\..*--allow-host"):
        serve(Settings(), port=free_port(), address=address, open_browser=False)


@pytest.mark.parametrize(
    "host", ["", "*", "https://footnote.example.org", "a.org:443", "a.org/x", "a b", "a.org\n"]
)
def test_what_is_no_name_is_not_allowed(host: str) -> None:
    with pytest.raises(UserError, match="is not the name of a computer"):
        serve(Settings(), port=free_port(), hosts=[host], open_browser=False)


@pytest.mark.parametrize("address", ["192.0.2.1", "no such name", "x" * 70, "1.2.3.4.5"])
def test_an_address_of_another_computer(address: str) -> None:
    with pytest.raises(UserError, match="is no address of this computer"):
        serve(Settings(), port=free_port(), address=address, open_browser=False)


def test_questions_are_in_no_log(chatbot: Chatbot, caplog: pytest.LogCaptureFixture) -> None:
    # The command sets a level of its own for "footnote".
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="footnote"):
        logging.getLogger("footnote").debug("This would be seen.")
        chatbot.ask("How many schools did officials close in zeppelin Kong?")
        with pytest.raises(UserError, match="characters"):
            chatbot.ask("zeppelin " * 500)
    assert "This would be seen." in caplog.text
    assert "zeppelin" not in caplog.text


def test_no_file_of_ui_hides_another_module() -> None:
    """Streamlit puts ui/ first on the path, so that `import NAME` would find ui/NAME.py."""
    ours = {file.stem for file in UI.glob("*.py")} - {"__init__"}
    others = set(importlib.metadata.packages_distributions()) | set(sys.stdlib_module_names)
    assert ours & others == set()


@pytest.fixture
def served(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """The chat over a library that is not there, started in a folder that is not ours."""
    port = free_port()
    code = (
        "import sys; from ui.serve import serve; from rag.settings import Settings; "
        f"sys.exit(serve(Settings.from_environment(), port={port}, open_browser=False,"
        f" hosts={getattr(request, 'param', [])!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(tmp_path / "library")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # so that Ctrl-C can be sent to it and its children alone
    )
    try:
        for line in process.stdout or ():
            if f"http://localhost:{port}" in line and "Ctrl-C" in line:
                break
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)  # killed, it could not end Streamlit
        process.communicate(timeout=PATIENCE)


def is_served(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def answered(port: int, path: str, host: str) -> int:
    """The status of the page, or of a web socket where one is asked for under that name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": f"https://{host}",
    }  # fmt: skip
    headers = {"Host": host} | (upgrade if "stream" in path else {})
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
def test_addresses_with_chats_and_questions_are_in_no_log(
    served: tuple["subprocess.Popen[str]", int],
) -> None:
    process, port = served
    path = "/?chat=zeppelin&question=zeppelin"
    assert answered(port, path, "localhost") == 200
    assert answered(port, "/_stcore/stream?zeppelin", "localhost") == 101
    assert answered(port, "/zeppelin/none.js", "localhost") in (200, 404)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert "zeppelin" not in said


@pytest.mark.slow
@pytest.mark.parametrize("served", [["footnote.example.org"]], indirect=True)
def test_only_allowed_names_are_answered(served: tuple["subprocess.Popen[str]", int]) -> None:
    _, port = served
    assert answered(port, "/_stcore/stream", "footnote.example.org") == 101
    assert answered(port, "/_stcore/stream", f"localhost:{port}") == 101
    assert answered(port, "/_stcore/stream", "evil.example.org") == 403


@pytest.mark.slow
@pytest.mark.parametrize("is_for_all", [True, False])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_nothing_behind(
    served: tuple["subprocess.Popen[str]", int], sent: signal.Signals, is_for_all: bool
) -> None:
    process, port = served
    assert is_served(port)
    (os.killpg if is_for_all else os.kill)(process.pid, sent)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in said
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not is_served(port):
            return
        time.sleep(0.1)
    pytest.fail("Streamlit is still there.")
