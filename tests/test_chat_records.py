"""Turns and their answers as they are written in the file of chats, and read again."""

import json
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer import Answer, Check, Citation, Claim, Closest, Turn, Verdict
from tests.kept_chats import QUOTE, turn
from ui.chat_records import read, written

TEXT = st.text(max_size=9)


FINITE = st.floats(allow_nan=False, allow_infinity=False)


def few(noun: type) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.builds(noun), max_size=2).map(tuple)


ANSWERS = st.builds(
    Answer,
    claims=st.lists(st.builds(Claim, checks=few(Check)), max_size=2).map(tuple),
    citations=few(Citation),
    closest=few(Closest),
    missing=st.lists(TEXT, max_size=2).map(tuple),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    probability=st.none() | FINITE,
    seconds=st.dictionaries(TEXT, FINITE, max_size=2),
)


@pytest.mark.parametrize("verdict", get_args(Verdict))
@settings(max_examples=10)  # each of four verdicts; an answer takes 5 ms to make up
@given(answer=ANSWERS, question=st.text(st.characters(), max_size=9))
def test_an_answer_and_its_turn_are_the_same_after_json(
    verdict: Verdict, answer: Answer, question: str
) -> None:
    answer = replace(answer, verdict=verdict)
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert read(written(Turn(question, answer))) == Turn(question, answer)
    assert read(written(Turn(question))) == Turn(question)


def test_half_a_letter_is_kept_as_it_was_typed() -> None:
    assert read(written(Turn("\ud800?"))) == Turn("\ud800?")


def test_an_answer_of_another_release_opens() -> None:
    value = turn("Did it rain?").answer.to_json()  # type: ignore[union-attr]
    value["new"] = value["claims"][0]["new"] = value["citations"][0]["new"] = [1]
    assert Answer.from_json(value) == turn("Did it rain?").answer
    for key in ("notes", "message", "missing", "closest", "probability", "composer", "seconds"):
        del value[key]
    for key in ("title", "publisher", "published", "sources"):
        del value["citations"][0][key]
    for key in ("highlight", "supported", "checks"):
        del value["claims"][0][key]
    older = Answer.from_json(value)
    assert older.citations == (replace(QUOTE, title=None, published=None, sources=()),)
    assert older.claims == (Claim("It rained.", (1,)),)
    assert (older.notes, older.probability, older.seconds) == ((), None, {})


@pytest.mark.parametrize("value", ["[]", "{", '{"question": "Who?"}', '{"question":1,"answer":7}'])
def test_what_is_no_turn_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"no turn of a chat|property name"):
        read(value)
