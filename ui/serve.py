"""The chat's server: Streamlit in a process of its own; on this computer only, unless told."""

import dataclasses
import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from corpus.errors import UserError
from rag.settings import Settings

READY_SECONDS = 60  # a cold start on a slow disk was seen to take 10
LOCAL = ("localhost", "127.0.0.1")  # the names that are always answered to
_ANY = ("0.0.0.0", "::")  # all networks of this computer
_NAMED = "footnote chat --allow-host footnote.example.org"
# All are handled as Ctrl-C is, so that none of them ends us and leaves Streamlit behind.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(
    settings: Settings,
    *,
    port: int = 8501,
    address: str = "localhost",
    hosts: Sequence[str] = (),
    open_browser: bool = True,
) -> int:
    """The exit code: 0 after Ctrl-C. The chat is served at `address` and `port` until then.

    It answers to localhost, the address, and the names in `hosts`; to any other name it does not,
    so that no web page can reach it in disguise. Raises UserError where the port or the address
    cannot be used, and for an address of all networks without a name to answer to.
    """
    _check(address, port)
    named = names(address, hosts)
    before = {each: signal.signal(each, signal.default_int_handler) for each in _ENDINGS}
    process = subprocess.Popen(
        command(port, address=address, names=named),
        env=environment(settings),
        stdin=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        url = f"http://{'localhost' if address in _ANY else _bracketed(address)}:{port}"
        if _is_ready(process, address, port):
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


def command(port: int, *, address: str = "localhost", names: Sequence[str] = LOCAL) -> list[str]:
    """The command that serves the chat; everything else is in `.streamlit/config.toml`."""
    app = Path(__file__).with_name("app.py")
    flags = [
        ("server.port", str(port)),
        ("server.address", address),
        ("server.headless", "true"),  # the browser is opened here, when the page is ready
        *(("server.allowedHosts", name) for name in names),
    ]
    given = [f"--{name}={value}" for name, value in flags]
    return [sys.executable, "-m", "streamlit", "run", str(app), *given]


def environment(settings: Settings) -> dict[str, str]:
    """Our environment, with the settings in it in the form that Settings reads them from."""
    values = {f"FOOTNOTE_{k.upper()}": v for k, v in dataclasses.asdict(settings).items()}
    given = {name: str(value) for name, value in values.items() if value is not None}
    # A theme or port for another program must not change this one: flags and our file win.
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return kept | given


def names(address: str, hosts: Sequence[str]) -> tuple[str, ...]:
    """The names to answer to, without their ports, which are not compared."""
    for host in hosts:
        if not re.fullmatch(r"(\*\.)?[A-Za-z0-9.-]+|\[?[0-9A-Fa-f:.]+\]?", host):
            raise UserError(
                f"{host!r} is not the name of a computer.",
                mend=f"Give the name alone, for example: {_NAMED}",
            )
    if address in _ANY and not hosts:
        raise UserError(
            f"On the address {address}, the chat must know by which name people reach it.",
            mend=f"Name it, for example: {_NAMED}",
        )
    named = (*LOCAL, *([] if address in _ANY else [address]), *(host.strip("[]") for host in hosts))
    return tuple(dict.fromkeys(named))


def _check(address: str, port: int) -> None:
    try:
        if not 0 <= port <= 65535:
            raise OverflowError
        own = "127.0.0.1" if address == "localhost" else address
        family, kind, _, _, place = socket.getaddrinfo(own, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (OSError, OverflowError, UnicodeError) as error:
        is_elsewhere = isinstance(error, OSError) and error.errno == errno.EADDRNOTAVAIL
        if is_elsewhere or isinstance(error, socket.gaierror | UnicodeError):
            raise UserError(
                f"{address!r} is no address of this computer.",
                mend="Name one of its own, or leave --address out.",
            ) from error
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


def _is_ready(process: "subprocess.Popen[bytes]", address: str, port: int) -> bool:
    until = time.monotonic() + READY_SECONDS
    while process.poll() is None and time.monotonic() < until:
        host = "localhost" if address in _ANY else address
        connection = HTTPConnection(host, port, timeout=1)  # urllib would ask a proxy
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _has_screen() -> bool:
    """Whether a browser can be shown; without a screen, `webbrowser` may start a text one here."""
    is_graphic = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(is_graphic) or sys.platform != "linux"
