"""A library with a chat, its backup, and what a folder holds: for the tests of backups.

A test module takes the fixtures over by name: `chats, file = backups.chats, backups.file`.
"""

from pathlib import Path

import pytest

from corpus.library import Library
from index.manifest import INDEX
from index.store import Index
from tests.fakes import FakeEmbedder
from tests.kept_chats import turn
from ui import restore as restoring
from ui.backup import Backup, back_up
from ui.chats import Chats, Feedback


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake embedder stands in for the model, in every test of the module."""
    monkeypatch.setattr("index.embed.open_embedder", lambda name: FakeEmbedder())


@pytest.fixture
def chats(library: Library, tmp_path: Path) -> Chats:
    """A chat of Ana's beside the library of two articles."""
    opened = Chats.open(tmp_path / "library")
    opened.keep("chat-1", turn("Did it rain?"), number=0, owner="ana")
    opened.rate("chat-1", 0, Feedback(True), reader="ana")
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
