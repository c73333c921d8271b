"""A text that the disk has changed is told, never quoted, and can be put right."""

import sqlite3
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.check import check
from ui.cli import main

TEXT = "It rained in Hong Kong on Monday. Officials closed 50 schools."
DAMAGED = [
    "replace(text, '50', '90')",
    "CAST(X'496620' || X'FFFE' AS TEXT)",
    "''",
]


def damage(folder: Path, text: str) -> None:
    with sqlite3.connect(folder / "library.sqlite3") as database:
        database.execute(f"UPDATE versions SET text = {text} WHERE version = 1 AND number = 1")
    database.close()


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[Path, Article]:
    with Library.open(tmp_path / "shelf", create=True) as library:
        added = library.add(Article(text=TEXT, sources=("/news/rain.txt",))).article
        library.add(Article(text="Nothing else happened.", sources=("/news/none.txt",)))
    return tmp_path / "shelf", added


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_text_is_not_given_out(shelf: tuple[Path, Article], text: str) -> None:
    folder, article = shelf
    damage(folder, text)
    with Library.open(folder) as library:
        with pytest.raises(UserError, match=f"{article.id} is damaged"):
            library.text(article.id, 1)
        with pytest.raises(UserError, match=f"{article.id}.*") as told:
            library.check()
        assert "footnote remove" in told.value.mend
        assert len(library.articles()) == 2  # it is listed
        assert library.remove(article.id)
        library.check()


def test_white_space_is_no_damage_and_what_was_found_whole_is_not_looked_at_again(
    shelf: tuple[Path, Article],
) -> None:
    folder, article = shelf
    damage(folder, "replace(text, ' Officials', char(10) || 'Officials')")
    with Library.open(folder) as library:
        library.check()
        assert library.text(article.id, 1) == TEXT.replace(" Officials", "\nOfficials")
        damage(folder, DAMAGED[0])
        assert library.text(article.id, 1) is not None
        assert library.text(article.id, 2) is None


@pytest.mark.slow
def test_the_doctor_names_it_and_an_answer_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, shelf = tmp_path / "rain.txt", str(tmp_path / "shelf")
    file.write_text(TEXT)
    question = ["ask", "How many schools did officials close?", "--library", shelf]
    assert main(["add", str(file), "--library", shelf]) == 0
    damage(tmp_path / "shelf", DAMAGED[1])
    (bad,) = [one for one in check(tmp_path / "shelf", "all-MiniLM-L6-v2") if not one.is_well]
    assert bad.name == "library"
    capsys.readouterr()
    assert main(question) == 1
    said = capsys.readouterr().err
    assert "is damaged" in said
    mend = bad.mend.split(": footnote ")[1]
    assert said.endswith(f"{mend}\n")
    assert main([*mend.split(), "--library", shelf]) == 0
    assert main(["add", str(file), "--library", shelf]) == main(question) == 0
    assert "50 schools" in capsys.readouterr().out
