"""The product over Milvus: the same answers and citations as over FAISS, by the same commands."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.milvus.place import SETTING
from index.milvus.rows import MilvusRows
from rag.answer import Answer
from rag.chatbot import Chatbot
from rag.evaluate import read_questions
from rag.narrow import Narrowing
from rag.settings import Settings
from tests import milvus_server
from tests.milvus_server import MilvusServer
from ui.cli import main

milvus = milvus_server.milvus
pytestmark = pytest.mark.ci

QUESTIONS = Path(__file__).parent / "data" / "articles.jsonl"
MOST = 12  # questions: the answers cost a second each on a busy machine


@pytest.fixture
def moved(
    milvus: MilvusServer, sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the sample library whose vectors went to Milvus by `footnote doctor --repair`."""
    folder = tmp_path / "library"
    shutil.copytree(sample_library, folder)
    monkeypatch.setenv(SETTING, milvus.setting)
    assert main(["doctor", "--repair", "--library", str(folder)]) == 0
    return folder


def test_the_same_answers_as_over_faiss(moved: Path, sample_library: Path) -> None:
    over_milvus = Chatbot.open(Settings(library=moved))
    over_faiss = Chatbot.open(Settings(library=sample_library))
    assert isinstance(over_milvus.index.vectors, MilvusRows)
    assert not isinstance(over_faiss.index.vectors, MilvusRows)
    cited = 0
    for asked in read_questions(QUESTIONS)[:MOST]:
        found, wanted = over_milvus.ask(asked.question), over_faiss.ask(asked.question)
        assert found.citations == wanted.citations, asked.question
        assert _plain(found) == _plain(wanted)
        assert found.probability == pytest.approx(wanted.probability, abs=1e-3)
        cited += len(found.citations)
    assert cited >= MOST // 2
    narrowed = Narrowing(since="2025-07-16")
    question = "What did Zhejiang and Hong Kong sign?"
    assert _plain(over_milvus.ask(question, narrowing=narrowed)) == _plain(
        over_faiss.ask(question, narrowing=narrowed)
    )


def _plain(answer: Answer) -> Answer:
    return replace(answer, seconds={}, probability=0.0)


def test_the_commands(
    moved: Path, milvus: MilvusServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sun.txt").write_text("The sun shone on the harbour of Macau on 3 May 2026.\n")
    library = ["--library", str(moved)]
    assert main(["add", str(tmp_path / "sun.txt"), *library]) == 0
    capsys.readouterr()
    assert main(["search", "sun harbour Macau", "--json", *library]) == 0
    (hit, *_) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["source"].endswith("sun.txt")
    assert main(["remove", hit["article"], *library]) == 0
    assert main(["doctor", *library]) == 0
    milvus.kill()
    try:
        capsys.readouterr()
        assert main(["ask", "Where did the sun shine?", *library]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        (line,) = told.err.splitlines()
        assert line.startswith(f"footnote: Milvus does not answer at {milvus.address}. Start it")
        assert line.endswith("to where it is.")  # nothing is to be repaired
    finally:
        milvus.start()
