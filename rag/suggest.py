"""Questions that the library is known to answer, to begin with."""

from collections.abc import Callable

from .answer import Answer

# Asked of the sample articles; each is offered only if the library at hand answers it.
SAMPLES = (
    "What did Zhejiang and Hong Kong sign?",
    "How much did the Hang Seng Index rise?",
    "Who organised the promotion conference in Shanghai?",
    "In which sectors does Hong Kong have strong professional services?",
)


def suggest(ask: Callable[[str], Answer], *, most: int = 4) -> list[str]:
    """At most `most` questions that are answered; empty for a library without the samples."""
    return [question for question in SAMPLES if not ask(question).is_abstained][:most]
