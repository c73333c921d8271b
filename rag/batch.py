"""Many questions from a JSON Lines file, a bad line being no reason to lose the rest."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError


@dataclass(frozen=True)
class Row:
    """One line of a file of questions: a question with its history, or an error."""

    line: int  # from 1
    id: str | int | float | None = None
    question: str = ""
    history: tuple[str, ...] = ()
    error: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file; a line that is no question has an error.

    Raises UserError when the file cannot be read at all.
    """
    for number, fields in read_objects(path):
        yield Row(number, error=fields) if isinstance(fields, str) else _row(number, fields)


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The number of each line that is not blank, from 1, with its object or what is wrong with it.

    Raises UserError when the file cannot be read at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path} could not be read: {error.strerror}.", mend="Check the file's name."
        ) from error
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if raw.strip():
            yield number, _object(raw)


def _object(raw: bytes) -> dict[str, Any] | str:
    try:
        fields = json.loads(raw.decode("utf-8"))
        json.dumps(fields, ensure_ascii=False).encode("utf-8")  # half a surrogate pair fails here
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(fields, dict):
        return 'not an object: write {"id": "...", "question": "..."}'
    return fields


def _row(number: int, fields: dict[str, Any]) -> Row:
    name, question, history = fields.get("id"), fields.get("question"), fields.get("history")
    if not isinstance(name, str | int | float | None):
        return Row(number, error='"id" is neither text nor a number')
    if not isinstance(question, str):
        return Row(number, name, error='has no "question" that is text')
    if history is not None and not (
        isinstance(history, list) and all(isinstance(earlier, str) for earlier in history)
    ):
        return Row(number, name, error='"history" is not a list of earlier questions')
    return Row(number, name, question, tuple(history or ()))
