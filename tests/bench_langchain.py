"""The pipeline that people copy from LangChain's tutorial, timed beside ours: for `make bench`.

RecursiveCharacterTextSplitter 1000/200, the same model in sentence-transformers, and
`FAISS.from_documents`. The embeddings class is ours, since langchain-huggingface cannot be
installed beside this project's sentence-transformers; it does what that one does: `encode`.

Each side runs in a process of its own: `python -m tests.bench_langchain SIDE FOLDER [again]`,
which writes what it made into FOLDER, or with `again` opens that and asks one question.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.evaluate import read_questions

DATA = Path(__file__).parent / "data"
FOUND = 4  # passages a question, as LangChain has it
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


def side_by_side() -> dict[str, Measures]:
    """What each side takes for the gate's SQuAD articles: see `_measures`."""
    found = {}
    for side in SIDES:
        with TemporaryDirectory() as folder:
            made = _run(side, folder)
            began = time.perf_counter()
            _run(side, folder, "again")
            found[side] = made | {"cold seconds": time.perf_counter() - began}
    return found


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
    model.embed_query("What is loaded once is not timed.")
    began = time.perf_counter()
    documents = [Document(path.read_text()) for path in sorted((DATA / "squad").glob("*.txt"))]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    parts = splitter.split_documents(documents)
    store = FAISS.from_documents(parts, model)
    took = time.perf_counter() - began
    store.save_local(str(folder))
    return _measures(took, len(parts), lambda question: store.similarity_search(question, k=FOUND))


def _footnote(folder: Path, *, is_again: bool) -> Measures:
    from index.embed import SHIPPED, open_embedder
    from index.ingest import ingest
    from rag.chatbot import Chatbot
    from rag.settings import Settings

    settings = Settings(library=folder)
    if is_again:
        return {"found": len(Chatbot.open(settings).search("Who?", k=FOUND))}
    open_embedder(SHIPPED).embed(["What is loaded once is not timed."])
    began = time.perf_counter()
    ingest([DATA / "squad"], folder=folder, embedder_name=SHIPPED)
    took = time.perf_counter() - began
    chatbot = Chatbot.open(settings)
    passages = chatbot.index.manifest.passages
    return _measures(took, passages, lambda question: chatbot.search(question, k=FOUND))


def _measures(took: float, passages: int, search: Callable[[str], object]) -> Measures:
    """Speed of reading to index in kB and passages a second; searches; memory at its most."""
    size = sum(path.stat().st_size for path in (DATA / "squad").glob("*.txt"))
    seconds = []
    for one in read_questions(DATA / "squad.jsonl"):
        began = time.perf_counter()
        search(one.question)
        seconds.append(time.perf_counter() - began)
    p50, p95 = np.percentile(seconds, [50, 95])
    return {
        "kB/s": size / 1000 / took,
        "passages/s": passages / took,
        "search p50 ms": float(p50) * 1000,
        "search p95 ms": float(p95) * 1000,
        "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    do = {"LangChain": _langchain, "Footnote": _footnote}[sys.argv[1]]
    print(json.dumps(do(Path(sys.argv[2]), is_again=sys.argv[3:] == ["again"])))
