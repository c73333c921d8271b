"""Questions that the library is known to answer, to begin with."""

from collections.abc import Callable

from .answer import Answer

# Asked of the sample articles, each with words of its right answer: a question is offered only
# where the library at hand answers it with them.
SAMPLES = {
    "What did Zhejiang and Hong Kong sign?": "over 50 projects",
    "Who is Howard Lee Tat-chi?": "HKMA official",
    "Where did the South Korean and Japanese business lobbies meet?": "Jeju Island",
    "In which sectors does Hong Kong have strong professional services?": "legal and accounting",
}


def suggest(ask: Callable[[str], Answer]) -> list[str]:
    """The sample questions that are answered rightly; empty for a library without the samples."""
    return [question for question, words in SAMPLES.items() if words in ask(question).text]
