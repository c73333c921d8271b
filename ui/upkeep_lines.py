"""What the commands of upkeep print: backup, restore, feedback."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.references import REMOVED

if TYPE_CHECKING:
    from ui.backup import Backup
    from ui.chats import Rated


def backup(made: "Backup", file: Path) -> Iterator[str]:
    """What is in the backup, and where it is."""
    yield f"Backed up {_counted(made)} to {file} ({file.stat().st_size:,} bytes)."


def restored(made: "Backup", folder: Path) -> Iterator[str]:
    """What was in the backup, of when, and where it is now."""
    yield f"Restored {_counted(made)} to {folder}, as they were on {_minute(made.made)}."


def _counted(made: "Backup") -> str:
    articles = "article" if made.articles == 1 else "articles"
    chats = "chat" if made.chats == 1 else "chats"
    return f"{made.articles:,} {articles} and {made.chats:,} {chats}"


def rated_json(one: "Rated") -> dict[str, Any]:
    """What a reader thought of an answer, with its question and what it cites."""
    return {
        "when": one.when,
        "question": one.question,
        "verdict": one.verdict,
        "answer": one.text,
        "citations": [asdict(citation) for citation in one.citations],
    } | asdict(one.feedback)


def feedback(found: "Sequence[Rated]") -> Iterator[str]:
    """What readers thought, the question, the answer, and where each quote is from."""
    if not found:
        yield "There is no feedback yet."
    for one in found:
        thought = "good" if one.feedback.is_good else "not good"
        reason = f": {one.feedback.reason}" if one.feedback.reason else ""
        yield f"{_minute(one.when)}  {thought}{reason}  {_line(one.question)}"
        if one.feedback.note:
            yield f"    Note: {_line(one.feedback.note)}"
        yield f"    {one.verdict}: {_line(one.text)}"
        for each in one.citations:
            place = f"{each.article} version {each.version}"
            yield f"    [{each.number}] {place}: {_line(each.quote) or REMOVED}"


def _minute(when: str) -> str:
    """A time as people read it: 2026-11-22 14:05 UTC."""
    return f"{when[:10]} {when[11:16]} UTC"


def _line(text: str) -> str:
    return " ".join(text.split())
