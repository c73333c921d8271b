"""The chat's server: Streamlit in a process of its own, on this computer only."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from corpus.errors import UserError
from rag.settings import Settings

READY_SECONDS = 60  # a cold start on a slow disk was seen to take 10
# All are handled as Ctrl-C is, so that none of them ends us and leaves Streamlit behind.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(settings: Settings, *, port: int = 8501, open_browser: bool = True) -> int:
    """The exit code: 0 after Ctrl-C. The chat is served at http://localhost:`port` until then.

    Raises UserError where the port cannot be used.
    """
    _check_port(port)
    before = {each: signal.signal(each, signal.default_int_handler) for each in _ENDINGS}
    process = subprocess.Popen(
        command(port), env=environment(settings), stdin=subprocess.DEVNULL, process_group=0
    )
    try:
        url = f"http://localhost:{port}"
        if _is_ready(process, port):
            print(f"Footnote is at {url} (Ctrl-C ends it)", file=sys.stderr, flush=True)
            if open_browser and _has_screen():
                webbrowser.open(url)
        return process.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        # Streamlit has a process group of its own and is killed rather than asked: a model that
        # is at work when Python ends makes C++ complain on the terminal. Nothing is lost, since
        # whatever is kept is written whole or not at all.
        process.kill()
        process.wait()
        for each, handler in before.items():
            signal.signal(each, handler)


def command(port: int) -> list[str]:
    """The command that serves the chat; everything else is in `.streamlit/config.toml`."""
    app = Path(__file__).with_name("app.py")
    flags = {
        "server.port": str(port),
        "server.address": "localhost",
        "server.headless": "true",  # the browser is opened here, when the page is ready
    }
    given = [f"--{name}={value}" for name, value in flags.items()]
    return [sys.executable, "-m", "streamlit", "run", str(app), *given]


def environment(settings: Settings) -> dict[str, str]:
    """Our environment, with the settings in it in the form that Settings reads them from."""
    values = {f"FOOTNOTE_{k.upper()}": v for k, v in dataclasses.asdict(settings).items()}
    given = {name: str(value) for name, value in values.items() if value is not None}
    # A theme or port for another program must not change this one: flags and our file win.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return kept | given


def _check_port(port: int) -> None:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        raise UserError(
            f"Port {port} cannot be used: {_why(error)}.",
            mend="Choose another one, for example: footnote chat --port 8502",
        ) from error


def _why(error: Exception) -> str:
    if isinstance(error, OverflowError):
        return "ports go from 0 to 65535"
    if isinstance(error, PermissionError):
        return "the system keeps it for itself"
    return "another program uses it, perhaps an open chat"


def _is_ready(process: "subprocess.Popen[bytes]", port: int) -> bool:
    until = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < until:
        connection = HTTPConnection("localhost", port, timeout=1)  # urllib would ask a proxy
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def _has_screen() -> bool:
    """Whether a browser can be shown; without a screen, `webbrowser` may start a text one here."""
    is_graphic = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(is_graphic) or sys.platform != "linux"
