import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import paragraph, sentences


def read(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \t\n \u3000\n"])
def test_nothing_has_no_sentence(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained.", ["It rained."]),
        ("  It rained.  It poured. ", ["It rained.", "It poured."]),
        ("no full stop", ["no full stop"]),
        ("A heading\nIt rained.", ["A heading", "It rained."]),
        ("One line\n\n\nand another", ["One line", "and another"]),
        (
            "Mr. Smith of the U.S. Senate met Dr. Lee.",
            ["Mr. Smith of the U.S. Senate met Dr. Lee."],
        ),
        ("It cost 5.3 dollars. It went.", ["It cost 5.3 dollars.", "It went."]),
        ("Is it? Yes! Good.", ["Is it?", "Yes!", "Good."]),
        ("“It rained.” He left.", ["“It rained.”", "He left."]),
        ('He said "Go." She left.', ['He said "Go."', "She left."]),
        ('"It rained. It poured." He left.', ['"It rained. It poured."', "He left."]),
        ("It rained.” It poured.", ["It rained.”", "It poured."]),
        ("他来了。她走了！真的吗？", ["他来了。", "她走了！", "真的吗？"]),
        ("😀 Hi there. 👩‍👩‍👧 Yes. é́ No.", ["😀 Hi there.", "👩‍👩‍👧 Yes.", "é́ No."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_a_closing_mark_stays_in_its_own_line() -> None:
    assert read("It rained.\n)\nIt poured.") == ["It rained.", ")", "It poured."]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1 .!?\"'”’)]\n。é😀\u0301\t"), max_size=60) | st.text())
def test_sentences_are_ordered_and_disjoint_and_leave_only_blanks(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        last = end
    assert not text[last:].strip()


def test_a_megabyte_takes_well_under_a_second() -> None:
    start = time.process_time()  # of this process alone: the machine may be busy
    assert len(sentences("It rained in Hong Kong. " * 10_000)) == 10_000
    assert len(sentences("and so it went on, " * 10_000)) == 1
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, "one"),
        (4, 7, "two three"),
        (8, 9, "two three"),
        (2, 6, "one\ntwo three"),
        (14, 18, "four"),
    ],
)
def test_paragraph(start: int, end: int, expected: str) -> None:
    text = "one\ntwo three\nfour"
    first, last = paragraph(text, start, end)
    assert text[first:last] == expected
