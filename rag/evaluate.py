"""A file of questions with known answers becomes a Report."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError

from .answer import Answer, Turn
from .batch import read_objects
from .chatbot import Chatbot
from .metrics import Question, Score, auroc, calibration_error, quantile, score


@dataclass(frozen=True)
class Report:
    """Every question with its answer and score, and the measures over all of them."""

    rows: tuple[tuple[Question, Answer, Score], ...]

    @property
    def measures(self) -> dict[str, float]:
        """Shares of 0 to 1: right, right of each kind, found, cited, of each verdict; calibration,
        words and seconds; `kept`, of the sentences that a language model wrote, where one did.
        """
        scores = [score for _, _, score in self.rows]
        answerable = [score for question, _, score in self.rows if question.has_answer]
        kinds = sorted({question.kind for question, _, _ in self.rows})
        seconds = [answer.seconds.get("total", 0.0) for _, answer, _ in self.rows]
        measures = {"questions": float(len(self.rows)), "right": _share(s.is_right for s in scores)}
        for kind in kinds:
            of_kind = [score for question, _, score in self.rows if question.kind == kind]
            measures[f"right:{kind}"] = _share(score.is_right for score in of_kind)
        if answerable:
            measures["found"] = _share(score.is_found for score in answerable)
            measures["cited"] = _share(score.is_cited for score in answerable)
            measures["answered"] = _share(score.is_answered for score in answerable)
            words = [score.words for score in answerable if score.is_answered]
            measures["words"] = sum(words) / max(1, len(words))
        if written := sum(answer.written for _, answer, _ in self.rows):
            measures["kept"] = sum(answer.kept for _, answer, _ in self.rows) / written
        for verdict in ("not_found", "false_premise", "partial"):
            measures[verdict] = _share(answer.verdict == verdict for _, answer, _ in self.rows)
        measures |= self.calibration
        measures["seconds p50"] = quantile(seconds, 0.50)
        measures["seconds p95"] = quantile(seconds, 0.95)
        return measures

    @property
    def calibration(self) -> dict[str, float]:
        """Whether the probabilities mean what they say; empty where no answer has one.

        `calibration error` is that of the answers given being right; `auroc` is how well the
        probability tells questions with an answer from those without.
        """
        known = [(q, a, s) for q, a, s in self.rows if a.probability is not None]
        given = [(a.probability or 0.0, s.is_right) for _, a, s in known if not a.is_abstained]
        measures = {}
        if given:
            chances, right = zip(*given, strict=True)
            measures["calibration error"] = calibration_error(chances, right)
        if len({q.has_answer for q, _, _ in known}) == 2:
            measures["auroc"] = auroc(
                [a.probability or 0.0 for _, a, _ in known], [q.has_answer for q, _, _ in known]
            )
        return measures

    def below(self, floors: dict[str, float]) -> list[str]:
        """What fell below its floor, a line each; empty if nothing did."""
        return [
            f"{name} is {self.measures.get(name, 0.0):.3f}, below its floor of {floor:.3f}"
            for name, floor in floors.items()
            if self.measures.get(name, 0.0) < floor
        ]


def evaluate(
    chatbot: Chatbot,
    questions: Iterable[Question],
    progress: Callable[[Question], None] = lambda question: None,
    *,
    is_quoted: bool = False,
) -> Report:
    """The report on some questions, each asked with its own history.

    With `is_quoted` no language model is asked, whatever the settings name.
    """
    rows = []
    for question in questions:
        progress(question)
        history = [Turn(earlier) for earlier in question.history]
        answer = chatbot.ask(question.question, history, is_quoted=is_quoted)
        rows.append((question, answer, score(question, answer)))
    return Report(tuple(rows))


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON Lines file.

    Raises UserError naming the first line that is no question with a known answer.
    """
    found = []
    for number, fields in read_objects(path):
        try:
            if isinstance(fields, str):
                raise ValueError(fields)
            found.append(_question(fields, number))
        except (ValueError, KeyError, TypeError, re.error) as error:
            raise UserError(
                f"Line {number} of {path.name} is no question with a known answer: {error}.",
                mend='Write {"question": "...", "kind": "fact", "gold": [...], "source": "..."}, '
                'or "kind": "none".',
            ) from error
    if not found:
        raise UserError(f"{path.name} has no questions.", mend="Write one JSON object a line.")
    return found


def read_floors(path: Path) -> dict[str, float]:
    """The floors in a JSON file: measure -> least value. Raises UserError for another file."""
    try:
        return {str(name): float(floor) for name, floor in json.loads(path.read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} holds no floors: {error}.", mend='Write {"right": 0.7}.'
        ) from error


def _question(row: dict[str, Any], number: int) -> Question:
    if row["kind"] != "none" and row.get("gold") and not row.get("source"):
        raise ValueError('a question with "gold" needs its "source", the name of a file')
    patterns = [*(row.get("gold") or []), *([row["evidence"]] if row.get("evidence") else [])]
    for pattern in patterns:
        re.compile(pattern)
    return Question(
        id=str(row.get("id", number)),
        question=str(row["question"]),
        kind=str(row["kind"]),
        gold=tuple(row.get("gold") or ()),
        source=row.get("source"),
        evidence=row.get("evidence"),
        history=tuple(str(earlier) for earlier in row.get("history") or ()),
    )


def _share(flags: Iterable[bool]) -> float:
    flags = list(flags)
    return sum(flags) / len(flags) if flags else 0.0
