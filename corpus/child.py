"""The child process of `confined.py`: parses one file after another, within limits.

It loads the parsers that it is asked for and nothing else: no model, no interface.
"""

import fcntl
import importlib
import json
import os
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from corpus.formats.unread import Unread
from corpus.page import Page

# Characters in all pages of one file, as `read.py` allows in a text file.
MAX_CHARACTERS = 20_000_000
# One that has grown by so much is replaced: what a parser keeps would be missing from the next.
_TIRED = 1 << 29


def serve(requests: int, answers: int, lifeline: int) -> None:
    """Nothing; answers each request until the pipe of requests is closed. Takes file numbers.

    A request is two messages, JSON and the bytes of a file; an answer is one of JSON.
    """
    _die_with_parent(lifeline)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a killed parser leaves no core file
    began = address_space()
    incoming, outgoing = Connection(requests, writable=False), Connection(answers, readable=False)
    while True:
        try:
            request, raw = json.loads(incoming.recv_bytes()), incoming.recv_bytes()
        except (EOFError, OSError):
            return
        limit(seconds=request["seconds"], extra_bytes=request["extra_bytes"])
        answer = _answer(request, raw)
        del raw
        is_grown = address_space() - began > _TIRED
        answer["is_last"] = is_grown or answer.get("failed") == "memory"
        text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        outgoing.send_bytes(text)
        if answer["is_last"]:
            return


def limit(*, seconds: int, extra_bytes: int) -> None:
    """Nothing; from now on the process may use so much more processor time and memory.

    The parent stops a child after `seconds` by the clock; this stops one whose parent is gone.
    """
    used = time.process_time()
    _lower(resource.RLIMIT_CPU, int(used) + seconds + 2)
    if size := address_space():
        _lower(resource.RLIMIT_AS, size + extra_bytes)


def address_space() -> int:
    """The bytes of address space that the process has; 0 where the system does not tell (macOS)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _answer(request: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """What the parser said: `found`, a list of pages and refusals; or how it `failed`."""
    found: list[dict[str, Any]] = []
    characters = 0
    try:
        for one in _parse(request, raw):
            if isinstance(one, Page):
                found.append(asdict(one))
                characters += len(one.text)
            else:
                found.append(asdict(one))
            if characters > MAX_CHARACTERS:
                return {"failed": "text"}
    except UserError as error:
        return {"found": found, "what": error.what, "mend": error.mend}
    except MemoryError:
        return {"failed": "memory"}
    # Foreign code meets ours: whatever a parser raises on a bad file is a word about that file.
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        return {"failed": "parser", "error": f"{type(error).__name__}: {lines[0][:200]}"}
    return {"found": found}


def _parse(request: dict[str, Any], raw: bytes) -> Iterator[Page | Unread]:
    module, name = request["parser"].split(":")
    yield from getattr(importlib.import_module(module), name)(raw, **request["options"])


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (soft, hard))


def _die_with_parent(lifeline: int) -> None:
    """Nothing; the process ends when the parent, which holds the other end of the pipe, is gone.

    The system sends SIGIO then, which ends a process that does nothing about it, whatever code is
    running: a thread of ours would have to wait for a parser that holds the interpreter's lock.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    try:
        if os.read(lifeline, 1) == b"":  # it was gone before the signal was asked for
            os._exit(0)
    except BlockingIOError:
        pass
