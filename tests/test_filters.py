"""Filters in an address: what they mean, and what makes no sense."""

import pytest

from rag.narrow import Narrowing
from ui.filters import Filters, filters_in, in_words

PUBLISHERS = ["Le Monde", "SCMP", "The Post"]


@pytest.mark.parametrize(
    ("address", "narrowing", "ignored"),
    [
        ({}, Narrowing(), ()),
        ({"from": [""], "since": [""], "until": []}, Narrowing(), ()),
        ({"from": ["scmp", "SCMP", "le monde"]}, Narrowing(("SCMP", "Le Monde")), ()),
        ({"from": ["SCMP", "<b>x</b>"]}, Narrowing(("SCMP",)), ("<b>x</b>",)),
        ({"since": ["2025-02"], "until": ["2025-02"]},
         Narrowing((), "2025-02-01", "2025-02-28"), ()),
        ({"since": ["2024", "2025"]}, Narrowing((), "2025-01-01"), ()),  # the last one counts
        ({"since": ["2025-02-30"]}, Narrowing(), ("2025-02-30",)),
        ({"since": ["2025"], "until": ["2024"]}, Narrowing((), "2025-01-01"), ("2024",)),
        ({"until": ["٢٠٢٥"]}, Narrowing((), None, "2025-12-31"), ()),
        ({"since": ["0000"], "until": ["9999"]}, Narrowing(), ("0000", "9999")),
    ],
)  # fmt: skip
def test_filters_in(
    address: dict[str, list[str]], narrowing: Narrowing, ignored: tuple[str, ...]
) -> None:
    found = filters_in(address, PUBLISHERS)
    assert found == Filters(narrowing, ignored)
    assert bool(found) == bool(narrowing or ignored)


@pytest.mark.parametrize(
    ("narrowing", "words"),
    [
        (Narrowing(), ""),
        (Narrowing(("SCMP",)), "by SCMP"),
        (Narrowing((), "2025-05-01"), "from 1 May 2025 on"),
        (Narrowing((), None, "2025-05-01"), "up to 1 May 2025"),
        (Narrowing(("SCMP",), "2025-05-01", "2025-05-01"), "by SCMP, of 1 May 2025"),
    ],
)
def test_in_words(narrowing: Narrowing, words: str) -> None:
    assert in_words(narrowing) == words
