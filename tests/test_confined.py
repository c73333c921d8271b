"""Confined parsing: what hangs, swells, crashes or lies is stopped, and the next file is read."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.confined import Limits, cores, parse_confined
from corpus.errors import UserError
from corpus.formats.unread import Unread
from corpus.page import Page

ROOT = Path(__file__).parent.parent
SMALL = Limits(extra_bytes=1 << 28)
BRIEF = Limits(seconds=1)


def parse(name: str, raw: bytes = b"", limits: Limits = SMALL) -> list[Page | Unread]:
    parser = f"tests.hostile:{name}"
    return list(parse_confined(parser, raw, name="a.pdf", options={}, limits=limits))


def refusal(name: str, limits: Limits = SMALL) -> str:
    with pytest.raises(UserError) as caught:
        parse(name, limits=limits)
    return caught.value.what


def child() -> int:
    (page,) = parse("process", limits=Limits())
    assert isinstance(page, Page)
    return int(page.text.split()[0])


def is_running(process: int) -> bool:
    """Whether there is such a process; a zombie counts, as it is one that was not waited for."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_pages_come_back_as_they_were():
    for raw in (b"", b"It rained.\n\xe9\x00", "香港 \u2028".encode(), b"x" * 1_000_000):
        page, unread = parse("echo", raw, Limits())
        assert page == Page(raw.decode("utf-8", "surrogateescape"), title="\ud800")
        assert unread == Unread(2, "It is torn.", "Mend it.")


def test_one_child_reads_many_files_and_loads_nothing_heavy():
    first = child()
    assert first == child() != os.getpid()
    (page,) = parse("process")
    assert isinstance(page, Page)
    assert page.text.endswith(" []")


@pytest.mark.slow
def test_as_many_files_are_parsed_at_once_as_there_are_cores_and_no_more():
    first = child()
    with ThreadPoolExecutor(3 * cores()) as threads:
        found = [*threads.map(lambda _: parse("nap", limits=Limits()), range(3 * cores()))]
    children = {page.text for (page,) in found if isinstance(page, Page)}
    assert len(children) == cores()
    assert str(first) in children  # it is used again, and so are the others from now on
    assert str(child()) in children


def test_what_a_parser_refuses_is_said_in_its_words_and_the_child_stays():
    before = child()
    with pytest.raises(UserError) as caught:
        parse("refuse")
    assert str(caught.value) == "It is locked. Unlock it."
    assert child() == before


def test_a_parser_that_fails_on_a_file_is_refused_and_the_child_stays():
    before = child()
    damaged = "a.pdf is damaged, or not what its name says"
    assert refusal("fail") == f"{damaged} (KeyError: 'no such key')."
    assert refusal("recurse").startswith(f"{damaged} (RecursionError: ")
    assert refusal("flood") == "a.pdf holds more than 20,000,000 characters of text."
    assert child() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("swell", "a.pdf took more than 0.25 GiB of memory to read, and was stopped."),
        ("crash", "a.pdf is damaged, or not what its name says (its parser ended with status -6)."),
        ("exit_early", "a.pdf is damaged, or not what its name says (its parser ended with stat"),
    ],
)
def test_a_child_that_is_spent_is_replaced(name, what):
    before = child()
    assert refusal(name).startswith(what)
    assert child() != before
    assert not is_running(before)


def test_what_a_parser_prints_goes_nowhere(capfd):
    assert parse("print_noise") == [Page("It rained.")]
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sleep", "hold"])
def test_a_parser_that_hangs_is_stopped_in_time(name):
    before = child()
    began = time.monotonic()
    assert refusal(name, BRIEF) == "a.pdf took more than 1 seconds to read, and was stopped."
    assert time.monotonic() - began < 30  # of the sixty that it takes: the machine may be busy
    assert child() != before
    assert not is_running(before)


def test_a_child_that_was_killed_while_idle_is_replaced():
    before = child()
    os.kill(before, signal.SIGKILL)
    assert child() != before


@pytest.mark.ci
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", ["hold", "sleep", "process"])
def test_no_child_is_left_when_its_parent_ends(end, name):
    code = (
        "import subprocess\n"
        "from corpus import confined\n"
        "def ask(name): return list(confined.parse_confined('tests.hostile:' + name, b'',"
        " name='a', options={}))\n"
        "print(ask('process')[0].text.split()[0], flush=True)\n"
        f"ask({name!r})\n"
        "import time; time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    time.sleep(0.5)  # into the parser
    assert is_running(number)
    parent.send_signal(end)
    parent.wait(timeout=60)
    parent.stdout.close()
    until = time.monotonic() + 60  # a busy machine is no bug
    while is_running(number) and not is_zombie(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(number) or is_zombie(number)  # of the system's, which takes its time


def is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_a_folder_named_as_ours_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "__init__.py").write_text("import os; os._exit(7)")
    (tmp_path / "json.py").write_text("import os; os._exit(7)")
    refusal("crash")  # so that a new child is started here
    monkeypatch.chdir(tmp_path)
    assert child() > 0
