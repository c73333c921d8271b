"""What some parts of the pipeline bring: the same questions asked with each of them left out.

    python -m tests.ablation QUESTIONS --library L [--thresholds]

QUESTIONS is a file as `footnote evaluate` takes it. What the measures of the reader bring is told
by `python -m rag.fit`, since without them the weights have to be fitted again.
"""

import argparse
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from rag.answer import Turn
from rag.chatbot import Chatbot
from rag.evaluate import Report, evaluate, read_questions
from rag.evidence import Reading
from rag.extract import SHORT
from rag.metrics import bootstrap
from rag.settings import Settings


def no_premise(asked_as: str, readings: Sequence[Reading], **rest: object) -> None:
    """Takes nothing for granted falsely."""


def as_typed(question: str, history: Sequence[Turn]) -> str:
    """A follow-up as it was typed."""
    return question


def in_full(claim: object, question: str, *, most: int) -> object:
    """A claim that is as long as its quote."""
    return claim


# What is left out: what stands in its place, by where it is named.
PARTS: dict[str, Mapping[str, object]] = {
    "nothing": {},
    "the check of what is taken for granted": {"rag.extract.premise": no_premise},
    "rewriting follow-ups": {"rag.chatbot.rewritten": as_typed},
    "further sentences": {"rag.extract.FURTHER": 1.01},
    "shortening": {"rag.extract._at_a_glance": in_full},
}
THRESHOLDS: dict[str, Mapping[str, object]] = {
    f"all below {least:.2f}": {"rag.extract.THRESHOLD": least, "rag.chatbot.THRESHOLD": least}
    for least in (0.10, 0.12, 0.14, 0.15, 0.16, 0.18, 0.20, 0.25)
}


def main() -> None:
    """Asks everything once for each part, or threshold, and prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--thresholds", action="store_true", help="refuse below each instead")
    given = parser.parse_args()
    questions = read_questions(given.questions)
    chatbot = Chatbot.open(Settings(library=given.library))
    for name, replaced in (THRESHOLDS if given.thresholds else PARTS).items():
        with ExitStack() as stack:
            for place, instead in replaced.items():
                stack.enter_context(patch(place, instead))
            report = evaluate(chatbot, questions, is_quoted=True)
        print(f"| {name} | {' | '.join(cells(report))} |", flush=True)


def cells(report: Report) -> list[str]:
    """The share right with its 95 % interval, that of each kind, and how many are short."""
    measures = report.measures
    low, high = bootstrap([float(score.is_right) for _, _, score in report.rows])
    kinds = [f"{name[6:]} {value:.1%}" for name, value in measures.items() if "right:" in name]
    right = [score for _, _, score in report.rows if score.is_right and score.is_found]
    short = sum(score.words <= SHORT for score in right) / max(1, len(right))
    return [
        f"{measures['right']:.1%} ({low:.1%} to {high:.1%})",
        ", ".join(kinds),
        f"{short:.1%} within {SHORT} words",
    ]


if __name__ == "__main__":
    main()
