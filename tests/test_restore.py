"""Restoring: a library is replaced only when told, and then all of it or nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.manifest import INDEX
from rag.wording.kept import LEXICON, keep_lexicon
from tests import backups
from tests.backups import found, names, restore, texts
from tests.conftest import RAIN
from tests.fakes import FakeEmbedder
from tests.kept_chats import turn
from ui.backup import CHATS, LIBRARY, STAGED, back_up
from ui.chats import Chats
from ui.cli import main
from ui.restore import finish

chats, file, no_model = backups.chats, backups.file, backups.no_model


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


RESTORE = """
import os, sys
from pathlib import Path
from index import disk, embed
from tests.fakes import FakeEmbedder
from ui.restore import restore

embed.open_embedder = lambda name: FakeEmbedder()
folder, last, stride = Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])

def step(name):
    global last
    last -= 1
    if not last:
        os.kill(os.getpid(), 9)  # as a power cut would end it

disk.on_step = step
for last in range(1, last + 1, stride):  # each in a child, since to start Python takes seconds
    child = os.fork()
    if not child:
        restore(Path(sys.argv[1]), folder / str(last), embedder_name="fake", replace=True)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


STEPS = 90  # more than a restore has: the last ones end by themselves
STRIDE = 1 if os.environ.get("FOOTNOTE_TORTURE") else 3


@pytest.mark.ci
def test_a_kill_at_any_step_leaves_the_old_or_the_new(file: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "1", create=True) as library:
        library.add(Article(text="It snowed.", sources=("/snow.txt",)))
    Chats.open(tmp_path / "1").keep("old", turn("Snow?"), number=0, owner="ana")
    for step in range(1 + STRIDE, STEPS + 1, STRIDE):
        shutil.copytree(tmp_path / "1", tmp_path / str(step))
    done = subprocess.run(
        [sys.executable, "-c", RESTORE, str(file), str(tmp_path), str(STEPS), str(STRIDE)],
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = [int(line) for line in done.stdout.split()]
    assert (set(codes), codes[-1]) == ({-9, 0}, 0)
    kinds = []
    for step in range(1, STEPS + 1, STRIDE):
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
    assert kinds.count(True) > 5 / STRIDE
    assert codes.count(-9) - kinds.count(True) > 5 / STRIDE


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


def test_the_words_that_are_kept_are_those_of_what_was_restored(
    library: Library, tmp_path: Path
) -> None:
    folder, older, newer = tmp_path / "library", tmp_path / "a.zip", tmp_path / "b.zip"

    def write(text: str) -> None:  # each time the second version of the same article
        library.add(Article(text=text, sources=("/news/rain.txt",)))

    back_up(folder, older)
    write("Quillon spoke.")
    back_up(folder, newer)
    restore(older, folder, replace=True)
    write("Mulberry spoke.")
    build(library, FakeEmbedder(), folder=folder / INDEX)
    keep_lexicon(folder)
    assert b"mulberry" in (folder / INDEX / LEXICON).read_bytes()
    restore(newer, folder, replace=True)
    kept = (folder / INDEX / LEXICON).read_bytes()
    assert b"quillon" in kept
    assert b"mulberry" not in kept
