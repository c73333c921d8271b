from hypothesis import given
from hypothesis import strategies as st

from index.embed import shipped_folder
from rag.reader.encode import MAX_QUESTION_TOKENS, MAX_TOKENS, encode, tokenizer_of

TOKENIZER = tokenizer_of(shipped_folder())


def test_the_tokens_of_the_text_lead_back_to_its_characters() -> None:
    (pair,) = encode(TOKENIZER, ["Who rules?"], ["Ana rules Rio."], ["Brazil"])
    words = ["Ana rules Rio."[slice(*span)] for span in pair.spans]
    assert words == ["Ana", "rules", "Rio", "."]
    ids = TOKENIZER.encode("who rules? brazil ana rules rio.").ids
    closing = ids[-1]
    assert pair.ids == [*ids[:4], closing, *ids[4:]]
    assert pair.types == [0] * 5 + [1] * 6
    assert pair.ids[pair.first] == TOKENIZER.token_to_id("ana")


def test_what_is_too_long_loses_its_end() -> None:
    (pair,) = encode(TOKENIZER, ["why " * 500], ["word " * 5000], ["title " * 500])
    assert len(pair.ids) == len(pair.types) == MAX_TOKENS
    assert pair.types.count(0) == MAX_QUESTION_TOKENS + 2
    assert len(pair.spans) == MAX_TOKENS - 2 * MAX_QUESTION_TOKENS - 3


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=30))
def test_spans_lie_in_the_text_whatever_it_is(question: str, text: str, title: str) -> None:
    (pair,) = encode(TOKENIZER, [question], [text], [title])
    assert all(0 <= start <= end <= len(text) for start, end in pair.spans)
    assert len(pair.ids) == pair.first + len(pair.spans) + 1
