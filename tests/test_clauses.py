from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.clauses import begins, has_main, is_clause, is_verb, may_have_verb, pieces, spelled

CUT = {
    "plain": ("Lee came, saw, and won.", ["Lee came", "saw", "and won."]),
    "thousands": ("They sold 1,000 tonnes, or more.", ["They sold 1,000 tonnes", "or more."]),
    "a date": ("On May 5, 1997, it ended.", ["On May 5, 1997", "it ended."]),
    "a junior": ("John Lee, Jr., was there.", ["John Lee, Jr.", "was there."]),
    "brackets": ("Rio (a port, old) grew; Lima fell.", ["Rio (a port, old) grew", "Lima fell."]),
    "a quotation": ("He said “no, never”, then left.", ["He said “no, never”", "then left."]),
    "a time of day": ("At 9:30 it rained: hard.", ["At 9:30 it rained", "hard."]),
    "dashes": ("Lee – a poet – won—twice.", ["Lee", "a poet", "won", "twice."]),
    "a hyphen": ("A well-known port.", ["A well-known port."]),
    "nothing": ("", [""]),
    "only marks": ("; ,", ["", ","]),
}  # fmt: skip
CLAUSES = (
    "the Duke of York was fervently Catholic",
    "Madonna released an album",
    "some authors wrote novels",
    "farmers were poor",
    "The museum holds 400 paintings",
)
NO_CLAUSES = (
    "",
    "Lee",
    "the museum founded in 1990",  # a participle
    "the newly founded museum",
    "he was poor",  # whom it means may be left out
    "which was poor",
    "in Rio the port was closed",
    "the man who was poor",
    "new forms of art",
    "the case of Will Lee",
    "the song May Day",
)


@pytest.mark.parametrize("name", CUT)
def test_a_sentence_is_cut_at_its_marks(name: str) -> None:
    text, shown = CUT[name]
    assert [text[piece.start : piece.end] for piece in pieces(text, 0, len(text))] == shown


def test_a_piece_knows_its_sign_and_words() -> None:
    text = "It rained. Lee won; (so, “they” say) Bo lost."
    first, second = pieces(text, 11, len(text))
    assert (first.sign, second.sign) == ("", ";")
    assert text[second.mark : second.start] == "; "
    assert second.words == ("Bo", "lost")  # what stands in brackets is not said here


@pytest.mark.parametrize("text", CLAUSES)
def test_a_clause_has_a_noun_and_a_verb(text: str) -> None:
    assert is_clause(spelled(text))
    assert may_have_verb(spelled(text))


@pytest.mark.parametrize("text", NO_CLAUSES)
def test_a_phrase_is_no_clause(text: str) -> None:
    assert not is_clause(spelled(text))


def test_a_word_is_a_verb_by_what_stands_beside_it() -> None:
    assert is_verb(("Lee", "opened", "the", "port"), 1)
    assert not is_verb(("Lee", "opened", "by", "night"), 1)
    assert not is_verb(("the", "opened", "the"), 1)
    assert is_verb(("it", "forms", "a", "ring"), 1)
    assert not is_verb(("new", "forms", "of", "art"), 1)


def test_a_condition_is_no_main_clause() -> None:
    text = "If the harvest was sold, in 1990 the farm was closed, which was late."
    condition, main, relative = pieces(text, 0, len(text))
    assert not begins(condition)
    assert begins(main)
    assert has_main([condition, main])
    assert not has_main([condition, relative])


MARKS = st.sampled_from(
    [",", ";", ":", "—", " – ", "(", ")", '"', "“", "”", " ", "5, 1997", "Jr.", "é"]
)


@given(st.lists(st.one_of(MARKS, st.sampled_from(["Lee ", "was ", "and "])), max_size=30))
def test_pieces_follow_each_other(parts: list[str]) -> None:
    text = "".join(parts)
    found = pieces(text, 0, len(text))
    assert found[0].start == 0
    assert found[-1].end == len(text)
    for before, after in pairwise(found):
        assert before.start <= before.end == after.mark < after.start
