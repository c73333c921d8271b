"""Where an answer's time goes, and what a cold `footnote ask` is made of."""

import json
import re
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench_measure import DATA, Spans, footnote, spread, timed

QUESTION = "What did Zhejiang and Hong Kong sign?"
ASKED = 100  # questions profiled
COLD = 5  # processes
STAGED = 3  # processes whose stages are told; of imports too: the least of each, since work of
# others only ever adds
TOP = 14  # packages of an import that are told


def answers() -> dict[str, Any]:
    """Milliseconds of each step of an answer, over the articles and questions of the gate."""
    from index.embed import SHIPPED
    from index.ingest import ingest
    from rag.chatbot import Chatbot
    from rag.evaluate import read_questions
    from rag.settings import Settings

    with TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        ingest([DATA / "squad"], folder=library, embedder_name=SHIPPED)
        chatbot = Chatbot.open(Settings(library=library))
        questions = [one.question for one in read_questions(DATA / "squad.jsonl")][:ASKED]
        for question in questions[:5]:  # models are compiled, the lexicon is made
            chatbot.ask(question)
        spans = named(chatbot)
        wholes, parts = [], defaultdict(float)
        for question in questions:
            whole, _ = timed(partial(chatbot.ask, question))
            wholes.append(whole)
            taken = spans.taken()
            parts["the rest"] += whole - sum(taken.values())
            for name, seconds in taken.items():
                parts[name] += seconds
        return {
            "answer ms": spread(wholes),
            "mean ms": {name: 1000 * each / len(wholes) for name, each in parts.items()},
            "passages": chatbot.index.manifest.passages,
            "questions": len(wholes),
            "not told apart": spans.missing,
        }


def named(chatbot: Any) -> Spans:
    """Spans around the steps of an answer, each a public function of its file."""
    import rag.chatbot as steps
    from corpus.library import Library
    from index.store import Index
    from rag.wording.lexicon import Lexicon

    spans = Spans()
    for function, name in (
        ("rewritten", "follow-up rewritten"),
        ("read", "evidence weighed"),
        ("extract", "answer composed"),
        ("verify", "quotes verified"),
        ("notes_on", "notes"),
        ("retrieve", "results fused"),
        ("talk", "small talk told apart"),
    ):
        spans.around(steps, function, name)
    for function in ("respell", "expand", "without_publishers"):
        spans.around(Lexicon, function, "typos and abbreviations")
    spans.around(chatbot.index.embedder, "embed", "question embedded")
    spans.around(Index, "by_meaning", "search by meaning")
    spans.around(Index, "by_words", "search by words")
    for method in ("get", "text", "story_of", "described", "outlets", "articles", "count"):
        spans.around(Library, method, "articles read (SQLite)")
    for method in ("read", "support"):
        spans.around(type(chatbot._reader), method, "reading model")
    return spans


def cold_ask() -> dict[str, Any]:
    """Wall and processor seconds of one question from the shell, and what is imported for it."""
    with TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        footnote(library, "add", "--samples")
        footnote(library, "ask", QUESTION)  # reads the files into the machine's cache
        runs = [footnote(library, "ask", QUESTION) for _ in range(COLD)]
        helps = [footnote(library, "--help")[0] for _ in range(COLD)]
        return {
            "wall": statistics.median(wall for wall, _ in runs),
            "processor": statistics.median(spent for _, spent in runs),
            "help": statistics.median(helps),
            "stages": _stages(library),
            "imports": _imports(library),
        }


def _imports(library: Path) -> dict[str, float]:
    """Milliseconds of imports by package, by `-X importtime`, its own cost in them."""
    command = [sys.executable, "-X", "importtime", "-m", "ui.cli", "--library", str(library)]
    command += ["ask", QUESTION]
    spent = min((_imported(command) for _ in range(STAGED)), key=lambda found: found.total())
    top = {name: each / 1000 for name, each in spent.most_common(TOP)}
    return top | {"all": spent.total() / 1000, "packages": len(spent)}


def _imported(command: list[str]) -> Counter[str]:
    """Microseconds of each package's modules, without those of others that they import."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    spent: Counter[str] = Counter()
    for line in done.stderr.splitlines():
        if found := re.fullmatch(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)", line):
            spent[found[2].split(".")[0]] += int(found[1])
    return spent


STAGES = """
import json, sys, time
began = time.perf_counter(); told = {}
def stage(name, do):
    start = time.perf_counter(); found = do(); told[name] = time.perf_counter() - start
    return found
def modules():
    import rag.chatbot, ui.commands
from pathlib import Path
stage("modules imported", modules)
from corpus.library import Library
from index.embed import SHIPPED, open_embedder
from index.manifest import INDEX
from index.store import Index
from rag.chatbot import Chatbot
from rag.reader.hub import open_reader
from rag.settings import Settings
settings = Settings(library=Path(sys.argv[1]))
library = stage("library opened", lambda: Library.open(settings.folder))
model = stage("embedding model: files checked", lambda: open_embedder(SHIPPED))
stage("embedding model: compiled, one question", lambda: model.embed([sys.argv[2]]))
reader = stage("reading model: files checked", lambda: open_reader(settings.reader))
stage("reading model: compiled, one passage", lambda: reader.read("Who?", ["Ana."], [""]))
chatbot = Chatbot(library, model, reader, settings=settings)
stage("index opened", lambda: chatbot.index)
stage("the library's words counted", lambda: chatbot.lexicon)
stage("answer, first", lambda: chatbot.ask(sys.argv[2]))
stage("answer, second", lambda: chatbot.ask(sys.argv[2]))
print(json.dumps(told))
"""


def _stages(library: Path) -> dict[str, float]:
    """Seconds of each stage of a cold question, one after the other in a new process."""
    command = [sys.executable, "-c", STAGES, str(library), QUESTION]
    runs = []
    for _ in range(STAGED):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return {name: min(run[name] for run in runs) for name in runs[0]}
