"""What a question, an article more and an opening take in a library of some size.

    python -m tests.bench_scale WHAT FOLDER [RUNS]      what: search, open, memory, change

Each in a process of its own, over a folder that bench_library.py prepared; prints JSON.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench_measure import DATA, Spans, footnote, memory, spread, timed

ASKED = 50  # questions answered whole, for memory
RUNS = 3  # processes that open it or ask; articles added, and removed again
FOUND = 10  # of which recall is told
PASSAGES = 8  # as the chat retrieves
RATHER = "Which river flows through the capital?"  # asked from the shell
QUESTIONS = "questions.json"
TRUTH = ("vectors", "names", "cosines")  # what bench_library.py keeps of the nearest passages
TIED = 1e-5  # two texts that differ in capitals only have one vector


def measured(folder: Path, questions: list[str], *, runs: int = RUNS) -> dict[str, Any]:
    """All of it, each in its own process; what fails is told under "failures"."""
    (folder / QUESTIONS).write_text(json.dumps(questions))
    found: dict[str, Any] = {"bytes": bytes_of(folder), "failures": {}}
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "search": lambda: _child("search", folder),
        "open": lambda: {"open": _median([_child("open", folder) for _ in range(runs)])},
        "ask": lambda: {"ask, cold": _median([_asked(folder) for _ in range(runs)])},
        "memory": lambda: _child("memory", folder),
        "change": lambda: _child("change", folder, str(runs)),
    }
    for name, do in steps.items():
        try:
            seconds, figures = timed(do)
        except subprocess.CalledProcessError as error:
            found["failures"][name] = str(error.stderr).strip().splitlines()[-1:]
            print(f"  {name}: FAILED", flush=True)
            continue
        found |= figures
        print(f"  {name}: {seconds:.0f} s", flush=True)
    return found


def _asked(folder: Path) -> dict[str, float]:
    wall, spent = footnote(folder, "ask", RATHER)
    return {"wall": wall, "processor": spent}


def _median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {what: statistics.median(one[what] for one in runs) for what in runs[0]}


def _child(what: str, folder: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench_scale", what, str(folder), *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def bytes_of(folder: Path) -> dict[str, int]:
    """Bytes on disk, by the names of the files; what is told by number, such as 000012, is one."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in {"prepared.json", "truth.npz", QUESTIONS}:
            is_index = "index" in path.relative_to(folder).parts
            found[f"index: {path.name}" if is_index else path.name] += path.stat().st_size
    return dict(found.most_common())


def search(folder: Path) -> dict[str, Any]:
    """Seconds of each part of a search, recall, memory."""
    from corpus.library import Library
    from index.embed import SHIPPED, open_embedder
    from index.manifest import INDEX
    from index.store import Index
    from rag.retrieve import DEPTH, retrieve
    from tests.bench_texts import text_number

    questions = json.loads((folder / QUESTIONS).read_text())
    truth = np.load(folder / "truth.npz")
    library, model = Library.open(folder), open_embedder(SHIPPED)
    model.embed(questions[:8])
    before = memory()
    took, index = timed(lambda: Index.open(folder / INDEX, library, model))
    ask = partial(retrieve, index, k=PASSAGES, story_of=library.story_of)
    for question in questions[:8]:  # what is read or compiled at first is told under "open"
        ask(question)
    shares = []
    for vector, names, cosines in zip(*(truth[name] for name in TRUTH), strict=True):
        passages = [index.passage(row) for row in index.by_meaning(vector, k=DEPTH)[:FOUND]]
        own = {text_number(passage.text) for passage in passages if passage}
        right = names[cosines >= cosines[FOUND - 1] - TIED]
        shares.append(len(own & {*right.tolist()}) / FOUND)
    spans = Spans()
    spans.around(model, "embed", "the question embedded")
    spans.around(index, "by_meaning", "by meaning")
    spans.around(index, "by_words", "by words")
    spans.around(index, "passage", "passages read")
    seconds = defaultdict(list)
    for question in questions:
        whole, _ = timed(partial(ask, question))
        parts = spans.taken()
        seconds["all"].append(whole)
        for name, part in parts.items():
            seconds[name].append(part)
        seconds["the rest"].append(whole - sum(parts.values()))
    after = memory()
    return {
        "retrieval ms": {name: spread(each) for name, each in seconds.items()},
        "recall@10": float(np.mean(shares)),
        "questions": len(questions),
        "index opened, model loaded": took,
        "MiB of the index": {name: after[name] - before[name] for name in before},
        "not told apart": spans.missing,
    }


def open_(folder: Path) -> dict[str, Any]:
    """Seconds to open the index in a new process, and its first two searches."""
    from corpus.library import Library
    from index.embed import SHIPPED, open_embedder
    from index.manifest import INDEX
    from index.store import Index
    from rag.retrieve import retrieve

    library, model = Library.open(folder), open_embedder(SHIPPED)
    opened, index = timed(lambda: Index.open(folder / INDEX, library, model))
    model.embed([RATHER])
    first, _ = timed(lambda: retrieve(index, RATHER, k=PASSAGES))
    second, _ = timed(lambda: retrieve(index, RATHER, k=PASSAGES))
    return {"index": opened, "first search": first, "second search": second}


def memory_(folder: Path) -> dict[str, Any]:
    """Memory of a process that answered some questions whole, and how long they took."""
    from rag.chatbot import Chatbot
    from rag.settings import Settings

    questions = json.loads((folder / QUESTIONS).read_text())[:ASKED]
    opened, chatbot = timed(lambda: Chatbot.open(Settings(library=folder)))
    first, _ = timed(lambda: chatbot.ask(RATHER))
    seconds = [timed(partial(chatbot.ask, question))[0] for question in questions]
    return {
        "MiB after questions": memory(),
        "answer ms": spread(seconds),
        "chatbot opened": opened,
        "first answer": first,
    }


def change(folder: Path, runs: str) -> dict[str, Any]:
    """Seconds to add an article and to remove it, in an open process and by the command."""
    from index.embed import SHIPPED
    from index.ingest import ingest
    from rag.chatbot import Chatbot
    from rag.settings import Settings

    chatbot = Chatbot.open(Settings(library=folder))
    chatbot.ask(RATHER)
    took = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        for number in range(int(runs)):
            path = Path(place) / f"new-{number}.txt"
            lines = (DATA / "squad" / "Huguenot.txt").read_text().split("\n")
            path.write_text(f"Number {number}\n\n" + "\n".join(lines[number * 5 : number * 5 + 5]))
            add = partial(ingest, [path], folder=folder, embedder_name=SHIPPED)
            took["add, open"].append(timed(add)[0])
            took["answer after it"].append(timed(lambda: chatbot.ask(RATHER))[0])
            took["remove, cold"].append(footnote(folder, "remove", str(path))[0])
            took["add, cold"].append(footnote(folder, "add", str(path))[0])
            footnote(folder, "remove", str(path))
    return {"change": {what: statistics.median(each) for what, each in took.items()}}


if __name__ == "__main__":
    what, place, *options = sys.argv[1:]
    do: dict[str, Callable[..., dict[str, Any]]] = {
        "search": search, "open": open_, "memory": memory_, "change": change
    }  # fmt: skip
    print(json.dumps(do[what](Path(place), *options)))
