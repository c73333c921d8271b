"""The chat's server: what it is started with, what it says when it cannot, how it ends."""

import importlib.metadata
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
from rag.settings import Settings
from ui.serve import command, environment, serve

UI = Path(__file__).parent.parent / "ui"


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


@pytest.mark.parametrize("settings", [Settings(), Settings(library=Path("/a b/c"), embedder="x")])
def test_the_page_gets_the_same_settings(settings: Settings) -> None:
    assert Settings.from_environment(environment(settings)) == settings


def test_the_settings_of_other_streamlit_programs_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "elsewhere")
    assert "STREAMLIT_SERVER_BASE_URL_PATH" not in environment(Settings())


def test_only_this_computer_is_served() -> None:
    assert "--server.address=localhost" in command(8501)


def test_no_file_of_ui_hides_another_module() -> None:
    """Streamlit puts ui/ first on the path, so that `import NAME` would find ui/NAME.py."""
    names = {file.stem for file in UI.glob("*.py")} - {"__init__"}
    others = set(importlib.metadata.packages_distributions()) | set(sys.stdlib_module_names)
    assert names & others == set()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """The chat over a library that is not there, started in a folder that is not ours."""
    port = free_port()
    code = (
        "import sys; from ui.serve import serve; from rag.settings import Settings; "
        f"sys.exit(serve(Settings.from_environment(), port={port}, open_browser=False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"FOOTNOTE_LIBRARY": str(tmp_path / "library")},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that Ctrl-C can be sent to it and its children alone
    )
    try:
        for line in process.stderr or ():
            if f"http://localhost:{port}" in line and "Ctrl-C" in line:
                break
        yield process, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def is_served(port: int) -> bool:
    connection = HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("is_for_all", [True, False])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_quietly_and_leaves_nothing_behind(
    served: tuple["subprocess.Popen[str]", int], sent: signal.Signals, is_for_all: bool
) -> None:
    process, port = served
    assert is_served(port)
    (os.killpg if is_for_all else os.kill)(process.pid, sent)
    _, said = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in said
    for _ in range(50):
        if not is_served(port):
            return
        time.sleep(0.1)
    pytest.fail("Streamlit is still there.")
