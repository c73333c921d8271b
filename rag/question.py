"""A question as it can be asked, whoever typed it."""

import re

from corpus.errors import UserError

MAX_QUESTION = 2_000  # characters; a longer text is a document, not a question

# C0 and C1 controls, and the marks that turn the direction of text around.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

# What East Asian keyboards write at full width (Unicode's block of that name), as ASCII.
_NARROW = {0xFF00 + offset: chr(0x20 + offset) for offset in range(1, 0x5F)}


class QuestionError(UserError):
    """A question that cannot be asked as it is; the next one may be fine."""


def tidy(text: str) -> str:
    """The text on one line, without control and direction characters and lone surrogates."""
    shown = _INVISIBLE.sub("", " ".join(text.split())).encode("utf-8", "ignore").decode()
    return " ".join(shown.split())


def clean_question(question: str) -> str:
    """The question, tidied, in letters of usual width: "Ｗｈｏ？" is "Who?".

    Raises QuestionError when nothing is left, or too much.
    """
    question = tidy(question.translate(_NARROW))
    if not question:
        raise QuestionError(
            "The question is empty.", mend='Ask something, for example: "Who met whom?"'
        )
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters.",
            mend=f"Ask in at most {MAX_QUESTION:,} characters.",
        )
    return question
