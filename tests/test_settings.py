from pathlib import Path

from rag.settings import Settings


def test_the_environment_is_read_and_blanks_are_not() -> None:
    given = Settings.from_environment({"FOOTNOTE_LIBRARY": "/shelf", "FOOTNOTE_EMBEDDER": " "})
    assert given == Settings(library=Path("/shelf"))
    assert Settings.from_environment({}) == Settings()


def test_the_folder_is_the_one_given_or_the_users_own() -> None:
    assert Settings(library=Path("~/shelf")).folder == Path.home() / "shelf"
    assert Settings(library=Path("shelf")).folder == Path.cwd() / "shelf"
    assert Settings().folder.name == "footnote"
