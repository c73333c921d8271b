"""Parsers of foreign formats run in a child process: one that hangs, swells or crashes is stopped.

One child serves many files, since starting one takes longer than reading a page; threads that ask
at the same time have a child each, up to one a core. It is a program of its own, not a fork: a fork
of a process with threads (the chat) may hang for ever. It inherits neither the terminal nor Ctrl-C,
and ends with its parent, however that ends.

What goes over the pipes is JSON and bytes, no pickle: a parser that was taken over by a file
cannot make the parent run anything.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from corpus.child import MAX_CHARACTERS
from corpus.errors import UserError, printable
from corpus.formats.unread import Unread
from corpus.page import Page

# The most that JSON makes of a character (a control one) is 6 bytes; descriptions are short.
_MAX_ANSWER = 6 * MAX_CHARACTERS + 1_000_000

_START = "import sys; sys.path.append(sys.argv[1]); from corpus import child; "
_SERVE = "child.serve(*map(int, sys.argv[2:]))"


@dataclass(frozen=True)
class Limits:
    """What a parser may take for one file."""

    seconds: int = 30  # by the clock; a page takes 0.1, a PDF of some hundred pages 10 to 20
    extra_bytes: int = 1 << 30  # of memory, beyond what the child had before the file


def parse_confined(
    parser: str,
    raw: bytes,
    *,
    name: str,
    options: dict[str, str | None],
    limits: Limits = Limits(),
) -> Iterator[Page | Unread]:
    """What the parser, "module:function", makes of the bytes; `options` are its keywords.

    Raises UserError where the file as a whole cannot be read; `name` is what it calls the file.
    """
    request = {
        "parser": parser,
        "options": options,
        "seconds": limits.seconds,
        "extra_bytes": limits.extra_bytes,
    }
    answer = _ask(request, raw, seconds=limits.seconds)
    match answer.get("failed"):
        case None:
            pass
        case "time":
            raise UserError(
                f"{name} took more than {limits.seconds} seconds to read, and was stopped.",
                mend="Split it, or save its text as a .txt file.",
            )
        case "memory":
            gibibytes = limits.extra_bytes / (1 << 30)
            raise UserError(
                f"{name} took more than {gibibytes:.3g} GiB of memory to read, and was stopped.",
                mend="Split it, or save its text as a .txt file.",
            )
        case "text":
            raise UserError(
                f"{name} holds more than {MAX_CHARACTERS:,} characters of text.",
                mend="Split it into one file for each article.",
            )
        case _:
            raise UserError(
                f"{name} is damaged, or not what its name says ({printable(answer['error'])}).",
                mend="Open it in the program that made it and save it again, or as a .txt file.",
            )
    for one in answer["found"]:
        yield Unread(**one) if "part" in one else Page(**one)
    if "what" in answer:
        raise UserError(answer["what"], mend=answer["mend"])


class _Child:
    """A process that parses, and the pipes to it."""

    def __init__(self) -> None:
        """Starts it; a fresh one takes a fifth of a second."""
        requests, self.requests = Pipe(duplex=False)
        self.answers, answers = Pipe(duplex=False)
        lifeline, self._lifeline = os.pipe()  # of which the child sees only that it closes
        theirs = (requests.fileno(), answers.fileno(), lifeline)
        root = Path(__file__).parent.parent
        # -P: a folder named `corpus` where the user happens to stand is not ours.
        command = [sys.executable, "-P", "-c", _START + _SERVE, str(root), *map(str, theirs)]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what parsers remark on a file is for no user
                pass_fds=theirs,
                process_group=0,  # Ctrl-C is for the parent
            )
        finally:
            requests.close()
            answers.close()
            os.close(lifeline)

    def stop(self) -> None:
        """Ends it at once, and leaves no zombie."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.requests, self.answers):
            pipe.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def cores() -> int:
    """How many files are parsed at the same time: one a core that this process may use, at most 8.

    At most, because each may take the memory of `Limits`.
    """
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS
    return min(8, len(usable(0)) if usable else os.cpu_count() or 1)


_turns = threading.BoundedSemaphore(cores())
_idle: list[_Child] = []  # those that wait for a file; the one that worked last is asked first


def _ask(request: dict[str, Any], raw: bytes, *, seconds: int) -> dict[str, Any]:
    """A child's answer, or how it failed to give one."""
    with _turns:
        if child := _waiting():
            answer = _ask_child(child, request, raw, seconds=seconds)
            # It may have been killed while it waited, or have been spoiled by an earlier file: what
            # ends a fresh one is this file.
            if answer.get("failed") != "crash":
                return answer
        return _ask_child(_Child(), request, raw, seconds=seconds)


def _ask_child(
    child: _Child, request: dict[str, Any], raw: bytes, *, seconds: int
) -> dict[str, Any]:
    is_late, is_spent = threading.Event(), True

    def stop_late() -> None:
        is_late.set()
        child.process.kill()

    timer = threading.Timer(seconds, stop_late)
    timer.daemon = True
    timer.start()
    try:
        answer = _exchange(child.requests, child.answers, request, raw)
        is_spent = answer["is_last"] or is_late.is_set()
        return answer
    except (EOFError, OSError, ValueError, KeyError):  # gone, or what it said is no answer
        if is_late.is_set():
            return {"failed": "time"}
        return {"failed": "crash", "error": f"its parser ended with {_status(child)}"}
    finally:  # also after Ctrl-C: what a child answers to that would be taken for the next
        timer.cancel()
        if is_spent:
            child.stop()
        else:
            _idle.append(child)


def _status(child: _Child) -> str:
    try:
        return f"status {child.process.wait(timeout=1)}"
    except subprocess.TimeoutExpired:  # it runs, and what it said was no answer
        return "no answer"


def _exchange(
    requests: Connection, answers: Connection, request: dict[str, Any], raw: bytes
) -> dict[str, Any]:
    requests.send_bytes(json.dumps(request).encode())
    requests.send_bytes(raw)
    text = answers.recv_bytes(_MAX_ANSWER).decode("utf-8", "surrogatepass")
    answer: dict[str, Any] = json.loads(text)
    return answer


def _waiting() -> _Child | None:
    try:
        return _idle.pop()  # in one step: no other thread gets the same
    except IndexError:
        return None


def _stop() -> None:
    while child := _waiting():
        child.stop()


atexit.register(_stop)
