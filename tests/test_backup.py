"""Backups: whole, of one moment, and without what was deleted."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest

from corpus.errors import UserError
from corpus.library import Library
from index.manifest import INDEX
from tests import backups
from tests.backups import found, names, restore, texts
from tests.conftest import RAIN
from tests.kept_chats import turn
from ui.backup import CHATS, LIBRARY, back_up, read_backup
from ui.chats import Chats, Feedback
from ui.cli import main

chats, file, no_model = backups.chats, backups.file, backups.no_model


def test_what_was_backed_up_comes_back(file: Path, library: Library, tmp_path: Path) -> None:
    made = read_backup(file)
    assert (made.articles, made.chats, set(made.files)) == (2, 1, {LIBRARY, CHATS})
    assert file.stat().st_mode & 0o077 == 0
    fresh = tmp_path / "new" / "folder"
    assert restore(file, fresh) == made
    assert texts(fresh) == texts(tmp_path / "library")
    with Library.open(fresh) as again:
        assert again.articles() == library.articles()
    assert found(fresh, "schools") != []
    chats = Chats.open(fresh)
    assert chats.turns("chat-1") == (turn("Did it rain?"),)
    assert chats.ratings("chat-1", reader="ana") == {0: Feedback(True)}
    assert (fresh / CHATS).stat().st_mode & 0o077 == 0
    assert names(fresh) == {LIBRARY, CHATS, INDEX}


def test_a_library_without_chats(library: Library, tmp_path: Path) -> None:
    made = back_up(tmp_path / "library", tmp_path / "backup.zip")
    assert (made.chats, set(made.files)) == (0, {LIBRARY})
    restore(tmp_path / "backup.zip", tmp_path / "new")
    assert names(tmp_path / "new") == {LIBRARY, INDEX}


def test_an_empty_library(tmp_path: Path) -> None:
    Library.open(tmp_path / "empty", create=True).close()
    assert back_up(tmp_path / "empty", tmp_path / "b.zip").articles == 0
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert texts(tmp_path / "new") == []


def test_a_backup_is_taken_while_others_read_and_write(
    chats: Chats, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    with library._database.writing() as database:
        database.execute("DELETE FROM articles")
        back_up(folder, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new")
    assert RAIN in texts(tmp_path / "new")  # what was not done yet is not in it


def test_nothing_that_was_deleted_is_in_a_backup(
    chats: Chats, library: Library, tmp_path: Path
) -> None:
    chats.keep("chat-2", turn("zeppelin?"), number=0, owner="ana")
    chats.delete("chat-2", owner="ana")
    back_up(tmp_path / "library", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert all(b"zeppelin" not in archive.read(name) for name in archive.namelist())


def test_a_file_is_replaced_only_when_told(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(UserError, match=r"is there already\..*--replace"):
        back_up(tmp_path / "library", file)
    assert file.read_bytes() == before
    Chats.open(tmp_path / "library").delete("chat-1", owner="ana")
    assert back_up(tmp_path / "library", file, replace=True).chats == 0
    assert read_backup(file).chats == 0
    for replace in (True, False):
        with pytest.raises(UserError, match=r"is there already. Choose another name\."):
            back_up(tmp_path / "library", tmp_path, replace=replace)
    with pytest.raises(UserError, match="cannot be written: No such file"):
        back_up(tmp_path / "library", tmp_path / "none" / "b.zip")
    assert not [*tmp_path.glob(".footnote-*")]


def test_what_is_damaged_is_not_backed_up(chats: Chats, library: Library, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no library in"):
        back_up(tmp_path / "none", tmp_path / "b.zip")
    path = tmp_path / "library" / CHATS
    raw = bytearray(path.read_bytes())
    raw[4096:4200] = b"x" * 104  # the first words of the second page
    path.write_bytes(raw)
    with pytest.raises(UserError, match=r"chats\.sqlite3.*(damaged|backed up)"):
        back_up(tmp_path / "library", tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_the_commands(
    chats: Chats,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    file = str(tmp_path / "b.zip")
    assert main(["backup", file]) == 0
    assert capsys.readouterr().out.startswith(f"Backed up 2 articles and 1 chat to {file} (")
    assert main(["backup", file, "--json"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["backup", file, "--replace", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["file"], made["bytes"]) == (file, os.path.getsize(file))
    assert (made["format"], made["articles"], made["chats"]) == (1, 2, 1)
    new = str(tmp_path / "new")
    assert main(["restore", file, "--library", new]) == 0
    assert f"Restored 2 articles and 1 chat to {new}, as they were on " in capsys.readouterr().out
    assert main(["restore", file, "--library", new]) == 1
    assert "has a library already" in capsys.readouterr().err
    assert main(["restore", file, "--replace", "--library", new, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chats"] == 1


def test_the_backup_is_sound_for_others_too(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    database = sqlite3.connect(tmp_path / "out" / LIBRARY)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert database.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    database.close()
