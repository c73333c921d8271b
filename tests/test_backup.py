"""Backups: whole, refused when they are not, and restored all or not at all."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.ingest import INDEX
from index.store import Index
from tests.conftest import RAIN
from tests.fakes import FakeEmbedder
from tests.made import repacked
from tests.test_chat_store import turn
from ui import restore as restoring
from ui.backup import CHATS, LIBRARY, MANIFEST, STAGED, Backup, back_up, read_backup
from ui.chats import Chats, Feedback
from ui.cli import main
from ui.restore import finish


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.open_embedder", lambda name: FakeEmbedder())


@pytest.fixture
def chats(library: Library, tmp_path: Path) -> Chats:
    """A chat of Ana's beside the library of two articles."""
    opened = Chats.open(tmp_path / "library")
    opened.keep("chat-1", turn("Did it rain?"), number=0, owner="ana")
    opened.rate("chat-1", 0, Feedback(True))
    return opened


@pytest.fixture
def file(chats: Chats, tmp_path: Path) -> Path:
    """A backup of the library and the chat."""
    back_up(tmp_path / "library", path := tmp_path / "backup.zip")
    return path


def restore(file: Path, folder: Path, *, replace: bool = False) -> Backup:
    return restoring.restore(file, folder, embedder_name="fake", replace=replace)


def texts(folder: Path) -> list[str]:
    with Library.open(folder) as library:
        return sorted(article.text for article in library.articles())


def found(folder: Path, words: str) -> list[str]:
    """What the index finds, in the words of the library as it is."""
    with Library.open(folder) as library:
        index = Index.open(folder / INDEX, library, FakeEmbedder())
        passages = [index.passage(row) for row in index.by_words(words, k=10)]
    return [passage.text for passage in passages if passage]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".restore.lock"}


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
    assert chats.ratings("chat-1") == {0: Feedback(True)}
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


def test_a_library_is_replaced_only_when_told(file: Path, library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    library.add(Article(text="It snowed.", sources=("/snow.txt",)))
    Chats.open(folder).keep("chat-2", turn("And snow?"), number=0, owner="ana")
    with pytest.raises(UserError, match=r"has a library already\..*--replace"):
        restore(file, folder)
    assert "It snowed." in texts(folder)
    restore(file, folder, replace=True)
    assert "It snowed." not in [article.text for article in library.articles()]  # open all along
    assert [one.id for one in Chats.open(folder).listed("ana")] == ["chat-1"]
    assert names(folder) == {LIBRARY, CHATS, INDEX, f"{LIBRARY}-wal", f"{LIBRARY}-shm"}
    library.add(Article(text="It hailed.", sources=("/hail.txt",)))
    assert "It hailed." in texts(folder)


def test_chats_alone_are_not_overwritten(file: Path, tmp_path: Path) -> None:
    Chats.open(tmp_path / "new").keep("mine", turn("Who?"), number=0, owner="ana")
    with pytest.raises(UserError, match="has a library already"):
        restore(file, tmp_path / "new")


def test_the_chats_of_a_replaced_library_go_with_it(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    back_up(folder, tmp_path / "b.zip")
    Chats.open(folder).keep("chat-1", turn("Did it rain?"), number=0, owner="ana")
    restore(tmp_path / "b.zip", folder, replace=True)
    assert Chats.open(folder).listed("ana") == []


def test_an_open_index_sees_that_it_is_another(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    first = restore(file, folder, replace=True) and {*(folder / INDEX).glob("0*")}
    restore(file, folder, replace=True)
    assert (folder / INDEX / "CURRENT").read_text().split()[0] not in {one.name for one in first}
    assert found(folder, "schools") != []


@pytest.mark.parametrize("raw", [b"nonsense", b""])
def test_a_damaged_library_is_replaced(
    file: Path, library: Library, tmp_path: Path, raw: bytes
) -> None:
    library.close()
    folder = tmp_path / "library"
    for path in (folder / LIBRARY, folder / CHATS):
        path.write_bytes(raw)
    (folder / INDEX).mkdir()
    (folder / INDEX / "CURRENT").write_bytes(raw)
    restore(file, folder, replace=True)
    assert RAIN in texts(folder)
    assert Chats.open(folder).find("chat-1")
    assert found(folder, "schools") != []


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        stated: dict[str, Any] = json.loads(archive.read(MANIFEST))
    return stated


def stating(file: Path, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The backup, whose manifest says something else."""
    change(stated := manifest(file))
    return repacked(file.read_bytes(), {MANIFEST: json.dumps(stated).encode()})


def bomb(file: Path) -> bytes:
    """A backup whose chats are 40 MB of nothing in 40 KB, as its manifest says too."""
    size = 40_000_000
    stated = manifest(file)
    stated["files"][CHATS]["bytes"] = size
    path = file.with_name("bomb.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(stated))
        archive.writestr(LIBRARY, zipfile.ZipFile(file).read(LIBRARY))
        with archive.open(CHATS, "w") as member:
            for _ in range(size // 1_000_000):
                member.write(bytes(1_000_000))
    return path.read_bytes()


def twice(file: Path) -> bytes:
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(LIBRARY, b"another")
    return file.read_bytes()


def flipped(file: Path) -> bytes:
    raw = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo(LIBRARY).header_offset + 200
    raw[place] ^= 1
    return bytes(raw)


def encrypted(file: Path) -> bytes:
    """The backup with the mark of an encrypted one, on every file."""
    return file.read_bytes().replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1")


BAD: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda file: b"", "it is no .zip file"),
    "text": (lambda file: b"It rained.", "it is no .zip file"),
    "torn": (lambda file: file.read_bytes()[:-100], "is damaged"),
    "flipped": (flipped, "is damaged"),
    "encrypted": (encrypted, "is damaged"),
    "no manifest": (lambda file: repacked_without(file, MANIFEST), "is damaged, or no backup"),
    "no library": (lambda file: repacked_without(file, LIBRARY), "manifest and its files differ"),
    "manifest is no JSON": (lambda file: repacked(file.read_bytes(), {MANIFEST: b"{"}), "damaged"),
    "manifest is a list": (lambda file: repacked(file.read_bytes(), {MANIFEST: b"[]"}), "damaged"),
    "manifest is long": (
        lambda file: repacked(file.read_bytes(), {MANIFEST: b" " * 70_000}),
        "manifest is too long",
    ),
    "another library": (
        lambda file: repacked(file.read_bytes(), {LIBRARY: zeros(file, LIBRARY)}),
        "library.sqlite3 is not what was written",
    ),
    "another sha256": (
        lambda file: stating(file, lambda m: m["files"][CHATS].update(sha256="0" * 64)),
        "chats.sqlite3 is not what was written",
    ),
    "another length": (
        lambda file: stating(file, lambda m: m["files"][CHATS].update(bytes=5)),
        "other lengths",
    ),
    "no such field": (lambda file: stating(file, lambda m: m.update(more=1)), "is damaged"),
    "newer": (lambda file: stating(file, lambda m: m.update(format=2)), "newer Footnote. Update"),
    "newer tables": (
        lambda file: stating(file, lambda m: m["files"][LIBRARY].update(schema=99)),
        "newer Footnote. Update",
    ),
    "a path upwards": (
        lambda file: repacked(file.read_bytes(), {"../evil.sqlite3": b"x"}),
        "holds '../evil.sqlite3'",
    ),
    "a path from the root": (
        lambda file: repacked(file.read_bytes(), {"/etc/cron.d/evil": b"x"}),
        "holds '/etc/cron.d/evil'",
    ),
    "a name twice": (twice, "holds 'one name twice'"),
    "a bomb": (bomb, "unpacks to far more than text does"),
}


def repacked_without(file: Path, name: str) -> bytes:
    path = file.with_name("without.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
    return path.read_bytes()


def zeros(file: Path, name: str) -> bytes:
    """As many zeros as the file has bytes."""
    with zipfile.ZipFile(file) as archive:
        return bytes(archive.getinfo(name).file_size)


@pytest.mark.parametrize("kind", BAD)
def test_a_backup_that_cannot_be_used_is_refused_and_nothing_is_touched(
    file: Path, library: Library, tmp_path: Path, kind: str
) -> None:
    make, says = BAD[kind]
    raw = make(file)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(raw)
    before = texts(tmp_path / "library")
    for folder, replace in ((tmp_path / "new", False), (tmp_path / "library", True)):
        with pytest.raises(UserError) as caught:
            restore(bad, folder, replace=replace)
        assert says in str(caught.value)
        assert "bad.zip" in caught.value.what
    assert not (tmp_path / "new").exists()
    assert texts(tmp_path / "library") == before
    assert not [*(tmp_path / "library").glob(".restor*ing*")]


def test_a_missing_backup_and_a_missing_model_change_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"none\.zip cannot be used: No such file"):
        restore(tmp_path / "none.zip", tmp_path / "new")

    def missing(name: str) -> FakeEmbedder:
        raise UserError("There is no such model.", mend="Name another.")

    monkeypatch.setattr("index.embed.open_embedder", missing)
    with pytest.raises(UserError, match="no such model"):
        restore(file, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    with pytest.raises(UserError, match="no such model"):
        restore(file, tmp_path / "library", replace=True)
    assert RAIN in texts(tmp_path / "library")


RESTORE = """
import os, sys
from pathlib import Path
from index import disk, embed
from tests.fakes import FakeEmbedder
from ui.restore import restore

embed.open_embedder = lambda name: FakeEmbedder()
folder, last = Path(sys.argv[2]), int(sys.argv[3])

def step(name):
    global last
    last -= 1
    if not last:
        os.kill(os.getpid(), 9)  # as a power cut would end it

disk.on_step = step
for last in range(1, last + 1):  # each in a child, since to start Python takes seconds
    child = os.fork()
    if not child:
        restore(Path(sys.argv[1]), folder / str(last), embedder_name="fake", replace=True)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
STEPS = 60  # more than a restore has: the last ones end by themselves


@pytest.mark.ci
def test_a_kill_at_any_step_leaves_the_old_or_the_new(file: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "1", create=True) as library:
        library.add(Article(text="It snowed.", sources=("/snow.txt",)))
    Chats.open(tmp_path / "1").keep("old", turn("Snow?"), number=0, owner="ana")
    for step in range(2, STEPS + 1):
        shutil.copytree(tmp_path / "1", tmp_path / str(step))
    done = subprocess.run(
        [sys.executable, "-c", RESTORE, str(file), str(tmp_path), str(STEPS)],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = [int(line) for line in done.stdout.split()]
    assert (set(codes), codes[-1]) == ({-9, 0}, 0)
    kinds = []
    for step in range(1, STEPS + 1):
        folder = tmp_path / str(step)
        is_ready = (folder / STAGED).exists()
        finish(folder)  # as every command does
        kept = texts(folder), [one.id for one in Chats.open(folder).listed("ana")]
        is_old = kept == (["It snowed."], ["old"])
        kinds.append(is_old)
        if is_old:
            assert not is_ready
        else:
            assert kept == (texts(tmp_path / "library"), ["chat-1"])
            assert found(folder, "schools") != []
        if step % 5 == 0:
            restore(file, folder, replace=True)  # and what is left over is in nobody's way
            assert names(folder) == {LIBRARY, CHATS, INDEX}
    assert kinds == sorted(kinds, reverse=True)  # old until some step, new from then on
    assert kinds.count(True) > 5
    assert codes.count(-9) - kinds.count(True) > 5


def test_what_an_interrupted_restore_left_is_finished_by_the_next_command(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new"

    def stopped(folder: Path) -> None:
        if (folder / STAGED).is_dir():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("ui.restore._finish", stopped)
        with pytest.raises(KeyboardInterrupt):
            restore(file, folder)
    assert not (folder / LIBRARY).exists()
    assert main(["list", "--library", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["articles"]) == 2
    assert names(folder) == {LIBRARY, CHATS, INDEX}


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
