from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.settings import Settings


def test_the_environment_is_read_and_blanks_are_not() -> None:
    given = Settings.from_environment({"FOOTNOTE_LIBRARY": "/shelf", "FOOTNOTE_EMBEDDER": " "})
    assert given == Settings(library=Path("/shelf"))
    assert Settings.from_environment({}) == Settings()


def test_the_folder_is_the_one_given_or_the_users_own() -> None:
    assert Settings(library=Path("~/shelf")).folder == Path.home() / "shelf"
    assert Settings(library=Path("shelf")).folder == Path.cwd() / "shelf"
    assert Settings().folder.name == "footnote"


def test_chats_are_kept_for_ever_or_some_days() -> None:
    assert Settings().keep_chats is None
    assert Settings.from_environment({"FOOTNOTE_KEEP_CHATS": " 30 "}).keep_chats == 30
    assert Settings.from_environment({"FOOTNOTE_KEEP_CHATS": "36500"}).keep_chats == 36_500


@pytest.mark.parametrize("value", ["0", "-1", "36501", "1.5", "a month", "٣٠", "9" * 5000])
def test_what_is_no_number_of_days_is_said(value: str) -> None:
    with pytest.raises(UserError, match=r"FOOTNOTE_KEEP_CHATS is .*whole number from 1") as caught:
        Settings.from_environment({"FOOTNOTE_KEEP_CHATS": value})
    assert len(str(caught.value)) < 300
