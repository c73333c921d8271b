"""What a language model's server may do, over a real socket; the answer in quotes always comes."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rag.answer import Answer
from rag.chatbot import Chatbot
from rag.llm import FAILURES, MAX_CHARACTERS, REST, Breaker, Llm, ModelError
from rag.settings import Settings
from tests.llm_server import begin, error, event, pausing, serving, torn

QUESTION = "How many schools did officials close in Hong Kong?"
GOOD = "Officials closed 50 schools. [1]"
QUICK = {"llm_connect_seconds": 1.0, "llm_first_seconds": 1.0, "llm_gap_seconds": 1.0}

pytest.importorskip("langchain_openai", reason="the extra [openai] is not installed")


@pytest.fixture
def asking(chatbot: Chatbot) -> Callable[..., Chatbot]:
    """The chatbot with a model behind a URL."""

    def made(url: str, **limits: float) -> Chatbot:
        settings = replace(
            chatbot.settings,
            llm="openai:fake",
            llm_url=url,
            **(QUICK | limits),  # type: ignore[arg-type]
        )
        chatbot._llm = Llm.open(settings)
        return chatbot

    return made


def html(handler: Any) -> None:
    begin(handler, kind="text/html")
    handler.wfile.write(b"<!doctype html><title>Welcome</title><p>Log in to the network.")


def silent(handler: Any) -> None:
    begin(handler)


FAULTS = {
    "401": (error(401), "refused the key (error 401)"),
    "429": (error(429, retry_after="20"), "has too much to do (error 429)"),
    "500": (error(500), "failed (error 500)"),
    "404": (error(404), "refused the question (error 404)"),
    "html": (html, "no answer"),
    "torn": (torn, "broke off"),
    "empty": (silent, "no answer"),
    "nothing": (event("", finish="stop") + b"data: [DONE]\n\n", "said nothing"),
    "not json": (b"data: {oh\n\n", "no answer"),
    "not utf-8": (b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n', "no answer"),
    "slow first": (pausing(30, event(GOOD)), "did not begin to answer within 1 s"),
    "gap": (pausing(event("Officials"), 30, event(" closed")), "fell silent for 1 s"),
    "another shape": (b'data: {"choices": "yes"}\n\n', "no answer"),
    "error inside": (b'data: {"error": {"message": "overloaded"}}\n\n', "no answer"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_leaves_the_answer_in_quotes(
    fault: str, asking: Callable[..., Chatbot]
) -> None:
    play, why = FAULTS[fault]
    with serving(play) as server:
        chatbot = asking(server.url)
        quoted = chatbot.ask(QUESTION, is_quoted=True)
        began = time.perf_counter()
        answer = chatbot.ask(QUESTION)
        assert time.perf_counter() - began < 10  # of the thirty that a server may be silent
    assert (answer.claims, answer.citations) == (quoted.claims, quoted.citations)
    assert (answer.composer, answer.kept) == ("extractive", 0)
    (note,) = answer.notes
    assert why in note
    assert note.startswith("The language model ")
    assert note.endswith(", so the articles are quoted.")


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.mark.parametrize("url", [closed_port(), "http://127.0.0.1:1/v1", "http://no.invalid/v1"])
def test_a_server_that_is_not_there_leaves_the_answer_in_quotes(
    url: str, asking: Callable[..., Chatbot], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "invalid" in url:  # no name is looked up in a test: this is what the look-up says

        def unknown(*_: Any, **__: Any) -> Any:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        monkeypatch.setattr(socket, "create_connection", unknown)
    began = time.perf_counter()
    answer = asking(url).ask(QUESTION)
    assert time.perf_counter() - began < 10
    assert "50 schools" in answer.text
    assert answer.notes == ("The language model could not be reached, so the articles are quoted.",)


@pytest.mark.slow
def test_a_reply_that_goes_on_takes_no_longer_than_all_may(asking: Callable[..., Chatbot]) -> None:
    drip = [part for n in range(600) for part in (event(f" word{n}"), 0.05)]
    with serving(pausing(*drip)) as server:
        began = time.perf_counter()
        answer = asking(server.url, llm_total_seconds=0.8).ask(QUESTION)
        assert time.perf_counter() - began < 10  # of 30; the machine may have other work
    assert "took longer than 0.8 s" in answer.notes[0]


@pytest.mark.slow
def test_a_megabyte_is_read_no_further_than_an_answer_can_be_long(
    asking: Callable[..., Chatbot],
) -> None:
    with serving(event("lorem ipsum " * 90_000, finish="stop")) as server:
        llm = asking(server.url)._llm
        assert llm is not None
        assert sum(map(len, llm.stream([("human", "?")]))) == MAX_CHARACTERS


@pytest.mark.slow
def test_whoever_closes_the_stream_hangs_up(asking: Callable[..., Chatbot]) -> None:
    parts = [part for _ in range(100) for part in (event("Officials closed some. [1] "), 0.3)]
    with serving(pausing(*parts)) as server:
        chatbot = asking(server.url)
        told = chatbot.stream(QUESTION)
        assert isinstance(next(told), str)
        began = time.perf_counter()
        told.close()  # type: ignore[attr-defined]
        assert time.perf_counter() - began < 10  # of thirty
        assert server.gone.wait(timeout=10)


@pytest.mark.slow
def test_whoever_waits_can_stop_at_any_time(asking: Callable[..., Chatbot]) -> None:
    slow = pausing(1.5, event("Officials"), 1.5, event(" closed 50 schools. [1]"))
    with serving(slow) as server:
        told = [*asking(server.url, llm_first_seconds=60, llm_gap_seconds=60).stream(QUESTION)]
    written = [one for one in told if isinstance(one, str)]
    assert written[0] == ""
    assert written.count("Officials") > 1  # it comes again while the next word does not
    assert "50 schools" in told[-1].text


def test_a_reply_that_was_heard_enough_of_is_no_failure() -> None:
    class Model:
        def stream(self, _: Any) -> Any:
            yield type("Chunk", (), {"content": "Officials"})()
            yield type("Chunk", (), {"content": " closed"})()

    llm = Llm(Model(), settings=Settings())  # type: ignore[arg-type]
    llm.breaker.failed()
    told = llm.stream([("human", "?")])
    assert any(told)
    told.close()  # type: ignore[attr-defined]
    assert llm.breaker.failures == 0


def test_the_breaker_opens_after_three_failures_and_closes_after_its_rest() -> None:
    now = [100.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(FAILURES - 1):
        breaker.failed()
        breaker.check()
    breaker.failed()
    with pytest.raises(ModelError, match="asked again in 30 s"):
        breaker.check()
    now[0] += REST
    breaker.check()
    breaker.failed()  # the first after a rest: it opens at once
    with pytest.raises(ModelError):
        breaker.check()
    now[0] += REST
    breaker.worked()
    breaker.failed()
    breaker.check()


@pytest.mark.parametrize(("asked", "rest"), [(20.0, 20.0), (0.0, 0.0), (90_000.0, 300.0)])
def test_a_server_that_wants_to_be_left_alone_is(asked: float, rest: float) -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    breaker.failed(rest=asked)
    assert breaker.until == rest


def test_a_model_that_failed_three_times_is_not_asked(asking: Callable[..., Chatbot]) -> None:
    with serving(error(500)) as server:
        chatbot = asking(server.url)
        assert chatbot._llm is not None
        chatbot._llm.breaker.clock = lambda: 0.0
        for _ in range(FAILURES + 2):
            answer = chatbot.ask(QUESTION)
        assert len(server.asked) == FAILURES
        assert "failed just now and is asked again in 30 s" in answer.notes[0]
        chatbot._llm.breaker.clock = lambda: REST
        chatbot.ask(QUESTION)
        assert len(server.asked) == FAILURES + 1


def test_a_reply_comes_word_by_word_and_settles(asking: Callable[..., Chatbot]) -> None:
    with serving(f"{GOOD} It rained in Hong Kong on Monday. [1] Macau sank. [1]") as server:
        told = [*asking(server.url).stream(QUESTION)]
    written = [*dict.fromkeys(one for one in told if isinstance(one, str) and one)]
    assert written[:3] == ["Officials", "Officials closed", "Officials closed 50"]
    assert all("[" not in one for one in written)
    settled = [one for one in told if isinstance(one, Answer)]
    assert [len(one.claims) for one in settled] == [1, 1, 1]
    assert [bool(one.seconds) for one in settled] == [False, False, True]
    assert (settled[-1].written, settled[-1].kept) == (3, 1)
    assert settled[-1].composer == "openai:fake"
    assert "Macau" not in settled[-1].text
    assert settled[-1].notes == (
        "2 sentences of the language model are not shown: no article says them so.",
    )


def test_what_the_articles_do_not_answer_no_model_is_asked(asking: Callable[..., Chatbot]) -> None:
    with serving("Gold is Au. [1]") as server:
        for question in (
            "What is the chemical symbol for gold?",
            "What did Zhejiang and Peru sign?",
            "Hello",
        ):
            told = [*asking(server.url).stream(question)]
            assert len(told) == 1
        assert server.asked == []
