import subprocess
import sys
from pathlib import Path

import pytest

import index.build
from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.embed import file_sha256
from index.manifest import CURRENT, MANIFEST, SEGMENTS
from index.segment import VECTORS
from index.store import Index
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder

SUN = "The sun shone in Macau on Tuesday. Nobody closed anything."


def add(library: Library, text: str, name: str = "sun.txt") -> str:
    return library.add(Article(text=text, sources=(f"/news/{name}",))).article.id


def texts(index: Index) -> list[str]:
    passages = [index.passage(row) for row in range(index.manifest.passages)]
    return [passage.text for passage in passages if passage]


def stamp(path: Path) -> tuple[int, int, int]:
    """What shows that a file was written again; when it was read is no matter."""
    now = path.stat()
    return now.st_ino, now.st_size, now.st_mtime_ns


def found(index: Index, question: str) -> list[str]:
    """The texts that both searches find, nearest first."""
    vector = index.embedder.embed([question])[0]
    rows = index.by_meaning(vector, k=3) + index.by_words(question, k=3)
    return [passage.text for row in rows if (passage := index.passage(row))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library" / "index"


def test_everything_is_found(library: Library, embedder: FakeEmbedder, folder: Path) -> None:
    built = build(library, embedder, folder=folder)
    assert texts(built) == [RAIN, TRADE]
    assert built.manifest.articles == 2
    assert found(built, "Which pact on trade?")[0] == TRADE
    assert built.table.counts() == {article.id: 1 for article in library.articles()}


def test_nothing_is_embedded_the_second_time(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    first = build(library, embedder, folder=folder)
    embedder.embedded.clear()
    second = build(library, embedder, folder=folder)
    assert embedder.embedded == []
    assert second.generation == first.generation


def test_only_what_changed_is_embedded(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    build(library, embedder, folder=folder)
    embedder.embedded.clear()
    add(library, SUN)
    changed = RAIN.replace("Monday", "Friday")
    library.add(Article(text=changed, sources=("/news/rain.txt",)))
    built = build(library, embedder, folder=folder)
    assert sorted(embedder.embedded) == sorted([SUN, changed])
    assert texts(built) == [changed, TRADE, SUN]
    assert found(built, "trade pact")[0] == TRADE  # carried over with its vector


def test_the_same_articles_again_change_nothing(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    build(library, embedder, folder=folder)
    before = {path: stamp(path) for path in folder.rglob("*") if path.name != ".lock"}
    for _ in range(2):
        embedder.embedded.clear()
        library.add(Article(text=RAIN, sources=("/news/rain.txt",), title="Storm Kai"))
        built = build(library, embedder, folder=folder)
        assert embedder.embedded == []
        assert built.table.counts() == {article.id: 1 for article in library.articles()}
    assert {path: stamp(path) for path in before} == before
    assert len([*folder.rglob("*")]) == len(before) + 1


def test_what_is_carried_over_is_not_written_again(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    first = build(library, embedder, folder=folder)
    before = {path: stamp(path) for path in (folder / SEGMENTS).glob("*/*")}
    library.remove(add(library, "Nothing to see."))
    add(library, SUN)
    grown = build(library, embedder, folder=folder)
    assert len(grown.segments) == 2
    assert grown.segments[0] is first.segments[0]
    assert {path: stamp(path) for path in before} == before


def test_a_removed_article_is_found_no_more(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    build(library, embedder, folder=folder)
    embedder.embedded.clear()
    library.remove(library.articles()[0].id)
    built = build(library, embedder, folder=folder)
    assert embedder.embedded == []
    assert texts(built) == [TRADE]
    assert built.by_words("storm", k=3) == []


def test_an_empty_library(tmp_path: Path, embedder: FakeEmbedder) -> None:
    with Library.open(tmp_path, create=True) as library:
        for _ in range(2):
            built = build(library, embedder, folder=tmp_path / "index")
            assert built.manifest.passages == 0
            assert found(built, "rain") == []
            assert built.table.counts() == {}


def test_the_last_article_can_go_and_another_come(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    build(library, embedder, folder=folder)
    for article in library.articles():
        library.remove(article.id)
    assert texts(build(library, embedder, folder=folder)) == []
    add(library, SUN)
    assert texts(build(library, embedder, folder=folder)) == [SUN]


def test_another_model_embeds_everything(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    build(library, embedder, folder=folder)
    other = FakeEmbedder(fingerprint="fake-2")
    assert build(library, other, folder=folder).manifest.model == "fake-2"
    assert other.embedded == [RAIN, TRADE]


def test_another_passage_size_embeds_everything(
    library: Library, embedder: FakeEmbedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(library, embedder, folder=folder)
    monkeypatch.setattr(index.build, "MAX_TOKENS", 12)
    built = build(library, embedder, folder=folder)
    assert built.manifest.max_tokens == 12
    assert built.manifest.passages > 2


def test_a_damaged_index_is_built_anew(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    damaged = build(library, embedder, folder=folder)
    (folder / SEGMENTS / damaged.segments[0].name / VECTORS).write_bytes(b"")
    embedder.embedded.clear()
    built = build(library, embedder, folder=folder)
    assert texts(built) == [RAIN, TRADE]
    assert embedder.embedded == [RAIN, TRADE]
    assert built.generation != damaged.generation


def test_an_index_of_another_release_is_built_anew(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    (folder / "000001").mkdir(parents=True)
    old = folder / "000001" / MANIFEST
    old.write_text('{"schema": 1, "model": "fake-1", "files": {}}')
    (folder / CURRENT).write_text(f"000001 {file_sha256(old)}\n")
    with pytest.raises(UserError, match=r"another release.*footnote doctor --repair"):
        Index.open(folder, library, embedder)
    assert texts(build(library, embedder, folder=folder)) == [RAIN, TRADE]


def test_a_folder_that_cannot_be_made_is_explained(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match=r"The index cannot be kept in .*file/index: Not a dir"):
        build(library, embedder, folder=tmp_path / "file" / "index")


def test_progress_counts_passages(
    library: Library, embedder: FakeEmbedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.build, "GROUP", 1)
    told: list[tuple[int, int]] = []
    build(library, embedder, folder=folder, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize("stop_at", [0, 1])
def test_the_old_index_answers_after_an_interruption(
    library: Library,
    embedder: FakeEmbedder,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop_at: int,
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == stop_at:
            raise KeyboardInterrupt

    monkeypatch.setattr(index.build, "GROUP", 1)
    build(library, embedder, folder=folder)
    add(library, SUN)
    add(library, "Wind blew all day in Zhejiang.", "wind.txt")
    with pytest.raises(KeyboardInterrupt):
        build(library, embedder, folder=folder, progress=interrupt)
    assert texts(Index.open(folder, library, embedder)) == [RAIN, TRADE]
    assert len(texts(build(library, embedder, folder=folder))) == 4
    assert not list(folder.glob(".writing-*"))


def test_an_open_index_answers_while_new_ones_are_published(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    old = build(library, embedder, folder=folder)
    for number in range(3):
        add(library, f"{SUN} It was day {number}.", f"{number}.txt")
        build(library, embedder, folder=folder)
    assert not old.generation.exists()
    assert found(old, "trade pact")[0] == TRADE


PROCESS = """
import sys
from pathlib import Path
from corpus.library import Library
from index.build import build
from tests.fakes import FakeEmbedder
embedder = FakeEmbedder()
with Library.open(Path(sys.argv[1])) as library:
    built = build(library, embedder, folder=Path(sys.argv[2]))
    print(built.manifest.passages, len(embedder.embedded))
"""


@pytest.mark.slow
def test_two_processes_wait_for_each_other(
    library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    for number in range(10):
        add(library, f"{SUN} It was day {number}.", f"{number}.txt")
    command = [sys.executable, "-c", PROCESS, str(folder.parent), str(folder)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(process.communicate(timeout=60)[0].strip() for process in processes)
    assert told == ["12 0", "12 12"]  # one embeds, the other finds it done
    assert len(texts(Index.open(folder, library, embedder))) == 12
