"""Parsers that behave as parsers do on files made to harm: for tests/test_confined.py."""

import os
import re
import sys
import time
from collections.abc import Iterator

from corpus.errors import UserError
from corpus.formats.unread import Unread
from corpus.page import Page


def echo(raw: bytes) -> Iterator[Page | Unread]:
    yield Page(raw.decode("utf-8", "surrogateescape"), title="\ud800")
    yield Unread(2, "It is torn.", "Mend it.")


def process(_raw: bytes) -> Iterator[Page]:
    loaded = {"torch", "streamlit", "openvino", "numpy", "faiss"} & set(sys.modules)
    yield Page(f"{os.getpid()} {os.getcwd()} {sorted(loaded)}")


def nap(_raw: bytes) -> Iterator[Page]:
    time.sleep(0.3)
    yield Page(f"{os.getpid()}")


def refuse(_raw: bytes) -> Iterator[Page]:
    yield Page("One page.")
    raise UserError("It is locked.", mend="Unlock it.")


def fail(_raw: bytes) -> Iterator[Page]:
    yield Page(str({}["no such key"]))


def recurse(raw: bytes) -> Iterator[Page]:
    yield from recurse(raw)


def crash(_raw: bytes) -> Iterator[Page]:
    os.abort()
    yield Page("")


def exit_early(_raw: bytes) -> Iterator[Page]:
    os._exit(0)
    yield Page("")


def swell(_raw: bytes) -> Iterator[Page]:
    yield Page("x" * (1 << 29))


def flood(_raw: bytes) -> Iterator[Page]:
    while True:
        yield Page("x" * 10_000_000)


def sleep(_raw: bytes) -> Iterator[Page]:
    time.sleep(60)
    yield Page("")


def hold(_raw: bytes) -> Iterator[Page]:
    """A regular expression holds the interpreter's lock: no thread and no signal handler runs."""
    re.match(r"(a+)+b", "a" * 60)
    yield Page("")


def print_noise(_raw: bytes) -> Iterator[Page]:
    print("noise " * 100_000)
    print("noise", file=sys.stderr)
    yield Page("It rained.")
