from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.batch import Row, read_rows


def test_a_bad_line_fails_by_number_and_the_rest_are_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "question": "Who?"}\r\n'
        b"\n"
        b"not json\n"
        b'{"id": "b"}\n'
        b'{"id": "c", "question": 5}\n'
        b'{"id": "d", "question": "When?", "history": "no list"}\n'
        b"[1]\n"
        b'{"id": "e", "question": "\xff"}\n'
        b'{"id": 7, "question": "What?", "history": ["Who?"]}'
    )
    rows = [*read_rows(path)]
    assert rows[0] == Row(1, "a", "Who?")
    assert rows[-1] == Row(9, 7, "What?", ("Who?",))
    assert [row.line for row in rows if row.error] == [3, 4, 5, 6, 7, 8]
    assert [row.id for row in rows if row.error] == [None, "b", "c", "d", None, None]


def test_half_a_surrogate_pair_is_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "half.jsonl"
    rows = [
        r'{"id": "\ud800", "question": "Who?"}',
        r'{"question": "\udfff"}',
        '{"question": "Who?"}',
    ]
    path.write_text("\n".join(rows))
    assert [row.line for row in read_rows(path) if row.error] == [1, 2]


def test_deep_json_is_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text("[" * 100_000)
    assert [row.line for row in read_rows(path) if row.error] == [1]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.jsonl could not be read"):
        next(read_rows(tmp_path / "none.jsonl"))
