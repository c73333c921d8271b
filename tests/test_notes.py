from pathlib import Path

import pytest

from corpus.library import Library
from rag.answer import Answer, Verdict
from rag.notes import UNSURE, notes_on
from rag.when import When
from rag.wording.lexicon import Lexicon


@pytest.mark.parametrize(
    ("verdict", "probability", "message", "is_warned"),
    [
        ("answered", UNSURE - 0.01, "", True),
        ("partial", UNSURE - 0.01, "", True),
        ("answered", UNSURE, "", False),
        ("answered", None, "", False),
        ("answered", UNSURE - 0.01, "Yes.", False),  # judged by other means
        ("not_found", 0.01, "The articles do not answer this.", False),
    ],
)
def test_an_answer_that_may_be_none_says_so(
    verdict: Verdict, probability: float | None, message: str, is_warned: bool, tmp_path: Path
) -> None:
    answer = Answer("Who?", "Who?", verdict, probability=probability, message=message)
    with Library.open(tmp_path, create=True) as library:
        notes = [*notes_on(answer, library, Lexicon.of([]), When())]
    assert [note.startswith("Not sure") for note in notes] == [True] * is_warned
