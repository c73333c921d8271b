"""What the children of `tests.torture` do."""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import Any

import index.check
import index.embed
import index.ingest
from corpus.errors import UserError
from corpus.library import Library
from index import disk
from index.manifest import INDEX
from index.store import Index
from rag.chatbot import Chatbot
from rag.retrieve import retrieve
from rag.settings import Settings
from tests.fakes import FakeEmbedder, FakeReader
from tests.torture import named

TOWNS = ("Oslo", "Lima", "Macau", "Accra", "Quito", "Turin")
SOON = 120.0  # seconds until a reader must have seen what was published; a slow disk takes a few


def warm_up(folder: Path) -> None:
    """Loads all that `footnote add` needs, by adding something; embeds without a model."""
    from ui.cli import main

    embedder = FakeEmbedder()
    for module in (index.embed, index.ingest, index.check):
        module.open_embedder = lambda name: embedder  # type: ignore[attr-defined]
    (folder / "warm.txt").write_text("The town of Rio was ruled by Bo.")
    with redirect_stdout(sys.stderr):
        main(["--library", str(folder / "warm"), "add", str(folder / "warm.txt")])
    look(str(folder / "warm"), "Rio")


def watch(step: str, nth: int) -> None:
    """Tells each step, and each file before it is read, on standard error; dies at a step."""
    from ui.lines import Progress

    taken: dict[str, int] = {}

    def on_step(name: str) -> None:
        name = named(name)
        print(f"step: {name}", file=sys.stderr)
        taken[name] = taken.get(name, 0) + 1
        if name == step and taken[name] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    disk.on_step = on_step
    reading = Progress.reading

    def told(progress: Progress, source: str, *more: Any) -> None:
        print(f"reading: {source}", file=sys.stderr)
        reading(progress, source, *more)

    Progress.reading = told  # type: ignore[method-assign]


def look(folder: str, *questions: str) -> dict[str, Any]:
    """What the index says: its articles, and the texts that each question finds; or what is ill."""
    with Library.open(Path(folder)) as library:
        wanted = library.versions()
        try:
            opened = Index.open(Path(folder) / INDEX, library, FakeEmbedder())
        except UserError as error:
            return {"wanted": wanted, "ill": str(error)}
        found = [[hit.passage.text for hit in retrieve(opened, q, k=5)] for q in questions]
        return {"wanted": wanted, "articles": opened.table.articles, "found": found}


def texts(folder: str) -> dict[str, str]:
    """The text of the article of each file, as the library has it now; it must be whole."""
    with closing(sqlite3.connect(Path(folder) / "library.sqlite3")) as database:
        assert database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    with Library.open(Path(folder)) as library:
        found = library.articles()
        assert len({one.id for one in found}) == len(found)
        assert [(one.id, one.version) for one in found] == library.versions()
        return {Path(source).name: one.text for one in found for source in one.sources}


def ask(folder: str, count: str, until: str) -> dict[str, Any]:
    """The editions behind each answer, and behind the passages found for it, in turn.

    Asks `count` questions, and goes on until a file is there; marks each edition beside it.
    """
    settings = Settings(library=Path(folder))
    editions: list[list[str]] = []
    with Library.open(Path(folder)) as library:
        chatbot = Chatbot(library, FakeEmbedder(), FakeReader(), settings=settings)
        while len(editions) < 2 * int(count) or not Path(until).exists():
            question = f"Who is the mayor of {TOWNS[len(editions) % len(TOWNS)]}?"
            answer = chatbot.ask(question)
            said = [one.quote for one in answer.citations] + [one.heading for one in answer.closest]
            found = [hit.passage.text for hit in chatbot.search(question)]
            editions += [[text.split()[1] for text in texts] for texts in (said, found)]
            Path(f"{until}-{editions[-1][0]}").touch()
    return {"editions": editions}


def edition(news: str, number: str) -> None:
    """Writes the files of an edition: the same towns, all with other mayors."""
    for town in TOWNS:
        text = f"Edition {number} says that the mayor of {town} is Ola{number} Berg."
        (Path(news) / f"{town}.txt").write_text(text)


def publish(folder: str, news: str, count: str, until: str) -> None:
    """Adds edition after edition, as `footnote add` does, every other one once the one before it
    has been read, which must be soon; then, or when that fails, makes a file.
    """
    try:
        for number in range(1, int(count) + 1):
            edition(news, str(number))
            index.ingest.ingest([news], folder=Path(folder), embedder_name="fake")
            began = time.monotonic()
            while number % 2 and not Path(f"{until}-{number}").exists():
                assert time.monotonic() < began + SOON, f"nobody read edition {number}"
                time.sleep(0.01)
    finally:
        Path(until).touch()
