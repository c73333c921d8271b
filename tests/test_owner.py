"""Whose chats are listed: tokens that nobody guesses."""

import pytest

from ui.owner import is_token


@pytest.mark.parametrize("token", ["", "a" * 21, "a" * 23, "a" * 21 + "\n", "é" * 22, "a b" * 7, 1])
def test_what_is_no_token(token: object) -> None:
    assert not is_token(token)


def test_a_token() -> None:
    assert is_token("Q2hhdHMgb2YgbXkgb3duLg")
