"""Many at once: each gets the answer to their own question, and nothing of anybody else's."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser import real_chat
from tests.sessions import Session, visiting

pytestmark = [pytest.mark.slow, pytest.mark.ci]
ASKED = {
    "What did Zhejiang and Hong Kong sign?": "50 projects",
    "By how much did the Hang Seng Index rise?": "0.4 per cent",
    "What does BRI stand for?": "Belt and Road",
    "Who is Howard Lee Tat-chi?": "Monetary Authority",
    "What is the chemical symbol for gold?": "The closest articles:",
}


def test_twenty_sessions_at_once(sample_library: Path) -> None:
    questions = [*ASKED] * 4
    with (
        real_chat(sample_library) as url,
        ThreadPoolExecutor(len(questions)) as pool,
        ExitStack() as stack,
    ):
        visits = [visiting(url) for _ in questions]
        sessions = list(pool.map(stack.enter_context, visits))
        list(pool.map(Session.ask, sessions, questions))
        for session, question in zip(sessions, questions, strict=True):
            assert session.errors == []
            assert session.texts("question") == [question]
            (said,) = session.texts("answer") or session.texts("refusal")
            assert ASKED[question] in said
            shown = str(session.trees)
            others = [each for each in ASKED if each != question]
            assert not [each for each in others if each in shown]
