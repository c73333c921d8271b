"""The pipeline that people copy from LangChain's tutorial, timed beside ours: for `make bench`.

RecursiveCharacterTextSplitter 1000/200, the same model in sentence-transformers, and
`FAISS.from_documents`. The embeddings class is ours, since langchain-huggingface cannot be
installed beside this project's sentence-transformers; it does what that one does: `encode`.

Each side runs in a process of its own: `python -m tests.bench_langchain SIDE FOLDER [again]`,
which writes what it made into FOLDER, or with `again` opens that and asks one question. Both read
the sample articles before they are timed: what is loaded once has no part in their speed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from corpus.samples import sample_files
from rag.evaluate import read_questions
from rag.metrics import Question
from tests.bench_measure import DATA, memory, seconds_of, spread, timed

FOUND = 4  # passages a question, as LangChain has it
RUNS = 3  # of each side, in turns
NEAREST = 10
SHORT = 100  # characters: a shorter line is a heading, and no passage
TIMED = 128  # passages embedded by each runtime; a few seconds for the slower one
SIDES = ("LangChain", "Footnote")
Measures = dict[str, float]


class Tutorial(Embeddings):
    """The model in sentence-transformers, with its defaults."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        from index.embed import shipped_folder

        self._model = SentenceTransformer(str(shipped_folder()), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        found: list[list[float]] = self._model.encode(texts).tolist()
        return found

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def side_by_side() -> dict[str, Any]:
    """What each side takes for the gate's SQuAD articles: the median of some runs, in turns."""
    runs = [{side: _one(side) for side in SIDES} for _ in range(RUNS)]
    return {
        side: {what: float(np.median([run[side][what] for run in runs])) for what in runs[0][side]}
        for side in SIDES
    }


def _one(side: str) -> Measures:
    with TemporaryDirectory() as folder:
        made = _run(side, folder)
        began = time.perf_counter()
        _run(side, folder, "again")
        return made | {"cold start, s": time.perf_counter() - began}


def fidelity() -> dict[str, Any]:
    """How near our vectors are to sentence-transformers' in float32, over the gate's questions.

    By cosine, and by how many of the ten passages nearest to a question are the same; and
    milliseconds a passage and a question in both runtimes.
    """
    from index.embed import SHIPPED, TorchEmbedder, open_embedder, shipped_folder

    files = [*sorted((DATA / "squad").glob("*.txt")), *sample_files()]
    lines = [line for path in files for line in path.read_text().splitlines()]
    passages = [line for line in lines if len(line) > SHORT]
    asked = [one.question for name in ("squad", "articles") for one in _questions(name)]
    ours, theirs = open_embedder(SHIPPED), TorchEmbedder(str(shipped_folder()))
    found: dict[str, Any] = {}
    nearest, vectors = [], []
    for side, model in zip(SIDES, (theirs, ours), strict=True):
        stored, questions = model.embed(passages), model.embed(asked)
        vectors.append(np.concatenate([stored, questions]))
        nearest.append(np.argsort(-(questions @ stored.T), axis=1, kind="stable")[:, :NEAREST])
        some = passages[:TIMED]
        found[f"{side}: a passage, ms"] = 1000 * seconds_of(partial(model.embed, some), runs=3)
        found[f"{side}: a passage, ms"] /= len(some)
        found[f"{side}: a question, ms"] = 1000 * seconds_of(
            partial(model.embed, asked[:1]), runs=20
        )
    cosines = np.sum(vectors[0] * vectors[1], axis=1)
    near = [
        len({*a} & {*b}) / NEAREST for a, b in zip(*(one.tolist() for one in nearest), strict=True)
    ]
    return found | {
        "passages": len(passages),
        "questions": len(asked),
        "cosine, mean": float(cosines.mean()),
        "cosine, least": float(cosines.min()),
        "of the ten nearest, the same": float(np.mean(near)),
    }


def _questions(name: str) -> list[Question]:
    return read_questions(DATA / f"{name}.jsonl")


def _run(*arguments: str) -> Measures:
    command = [sys.executable, "-m", "tests.bench_langchain", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measures: Measures = json.loads(done.stdout.splitlines()[-1])
    return measures


def _langchain(folder: Path, *, is_again: bool) -> Measures:
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    model = Tutorial()
    if is_again:
        store = FAISS.load_local(str(folder), model, allow_dangerous_deserialization=True)
        return {"found": len(store.similarity_search("Who?", k=FOUND))}
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def ingested(files: list[Path]) -> tuple[FAISS, int]:
        parts = splitter.split_documents([Document(path.read_text()) for path in files])
        return FAISS.from_documents(parts, model), len(parts)

    ingested(sample_files())
    began = time.perf_counter()
    store, parts = ingested(sorted((DATA / "squad").glob("*.txt")))
    took = time.perf_counter() - began
    store.save_local(str(folder))
    return _measures(took, parts, lambda question: store.similarity_search(question, k=FOUND))


def _footnote(folder: Path, *, is_again: bool) -> Measures:
    from index.embed import SHIPPED
    from index.ingest import ingest
    from rag.chatbot import Chatbot
    from rag.settings import Settings

    settings = Settings(library=folder)
    if is_again:
        return {"found": len(Chatbot.open(settings).search("Who?", k=FOUND))}
    with TemporaryDirectory() as other:
        ingest(sample_files(), folder=Path(other), embedder_name=SHIPPED)
    began = time.perf_counter()
    ingest([DATA / "squad"], folder=folder, embedder_name=SHIPPED)
    took = time.perf_counter() - began
    chatbot = Chatbot.open(settings)
    passages = chatbot.index.manifest.passages
    return _measures(took, passages, lambda question: chatbot.search(question, k=FOUND))


def _measures(took: float, passages: int, search: Callable[[str], object]) -> Measures:
    """Speed of reading to index in kB and passages a second; searches; memory at its most."""
    size = sum(path.stat().st_size for path in (DATA / "squad").glob("*.txt"))
    asked = [one.question for one in _questions("squad")]
    search(asked[0])
    found = spread([timed(partial(search, question))[0] for question in asked])
    return {
        "ingest, kB/s": size / 1000 / took,
        "ingest, passages/s": passages / took,
        "passages": passages,
        "search p50, ms": found["p50"],
        "search p95, ms": found["p95"],
        "memory, MiB": memory().get("peak", memory()["resident"]),
    }


if __name__ == "__main__":
    do = {"LangChain": _langchain, "Footnote": _footnote}[sys.argv[1]]
    print(json.dumps(do(Path(sys.argv[2]), is_again=sys.argv[3:] == ["again"])))
