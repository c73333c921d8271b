"""The benchmarks, written to docs/benchmark.md: python -m tests.bench

Seconds differ from machine to machine and from minute to minute, so each stands beside one
1024 x 1024 float32 matrix product timed in the same run.
"""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.embed import SHIPPED, TorchEmbedder, Vectors, open_embedder, shipped_folder
from index.ingest import add_samples, ingest
from rag.chatbot import Chatbot
from rag.evaluate import evaluate, read_questions
from rag.settings import Settings
from tests.bench_langchain import SIDES, side_by_side

DATA = Path(__file__).parent / "data"
OUT = Path(__file__).parent.parent / "docs" / "benchmark.md"
PASSAGES = 128  # embedded by each runtime; a few seconds for the slower one


def main() -> None:
    """Runs every benchmark and writes the page."""
    product = seconds_of(lambda: MATRIX @ MATRIX, runs=20)
    rows = [("one 1024 x 1024 float32 matrix product", product)]
    rows += [*embedding()]
    for name in ("articles", "squad"):
        rows += [*answering(name)]
    lines = [
        f"| {what} | {seconds * 1000:,.1f} | {seconds / product:,.1f} |" for what, seconds in rows
    ]
    day = datetime.now(UTC).date().isoformat()
    head = [
        "# Benchmark",
        "",
        f"`make bench` on {day}: {platform.machine()}, Python {platform.python_version()}.",
        "The last column is in matrix products of the same run.",
        "",
        "| what | milliseconds | products |",
        "|---|---|---|",
    ]
    OUT.write_text("\n".join([*head, *lines, "", *beside_langchain()]) + "\n")
    print(OUT.read_text())


def beside_langchain() -> list[str]:
    """A table of both pipelines over the same articles, in one run."""
    found = side_by_side()
    theirs, ours = (found[side] for side in SIDES)
    rows = [
        f"| {what} | {theirs[what]:,.1f} | {ours[what]:,.1f} | {ours[what] / theirs[what]:.2f} |"
        for what in theirs
    ]
    return [
        "## Beside LangChain's default",
        "",
        "The same articles and model: RecursiveCharacterTextSplitter 1000/200, the model in",
        "sentence-transformers, FAISS.from_documents. Ours also cleans, keeps and publishes. A",
        "search finds passages and reads no answer; cold is a process from its start to the first.",
        "",
        "| what | LangChain | Footnote | ratio |",
        "|---|---|---|---|",
        *rows,
    ]


MATRIX = np.random.default_rng(0).random((1024, 1024), dtype=np.float32)


def seconds_of(do: Callable[[], object], *, runs: int) -> float:
    """The median of some runs, after one that is not counted."""
    do()
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        do()
        found.append(time.perf_counter() - began)
    return float(np.median(found))


def embedding() -> list[tuple[str, float]]:
    """Seconds a passage and a question in each runtime; and that they say the same."""
    light, torch = open_embedder(SHIPPED), TorchEmbedder(str(shipped_folder()))
    lines = (DATA / "squad" / "Huguenot.txt").read_text().split("\n")
    passages = [line for line in lines if len(line) > 300][:PASSAGES]
    question = ["What did Zhejiang and Hong Kong sign?"]
    rows, vectors = [], dict[str, Vectors]()
    for name, model in (("OpenVINO", light), ("sentence-transformers", torch)):
        vectors[name] = model.embed(passages)
        many = seconds_of(partial(model.embed, passages), runs=3) / len(passages)
        one = seconds_of(partial(model.embed, question), runs=20)
        rows += [(f"one of {len(passages)} passages embedded, {name}", many)]
        rows += [(f"one question embedded, {name}", one)]
    cosines = np.sum(vectors["OpenVINO"] * vectors["sentence-transformers"], axis=1)
    print(f"cosine of the two runtimes: mean {cosines.mean():.5f}, least {cosines.min():.5f}")
    return rows


def answering(name: str) -> list[tuple[str, float]]:
    """Seconds a question over one of the gate's libraries, models loaded."""
    with TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        if name == "articles":
            add_samples(library, SHIPPED)
        else:
            ingest([DATA / name], folder=library, embedder_name=SHIPPED)
        chatbot = Chatbot.open(Settings(library=library))
        passages = chatbot.index.manifest.passages
        chatbot.ask("Who?")  # the model is compiled at the first question
        measures = evaluate(chatbot, read_questions(DATA / f"{name}.jsonl")).measures
    where = f"one question over {passages} passages ({name})"
    return [(f"{where}, {share}", measures[f"seconds {share}"]) for share in ("p50", "p95")]


if __name__ == "__main__":
    main()
