"""An index published in groups, and stories linked in groups: what an interruption leaves."""

from pathlib import Path

import pytest

import index.build
import index.ingest
from corpus.library import Library
from index.ingest import Watch, ingest, reindex
from index.manifest import INDEX
from index.store import Index
from rag.retrieve import retrieve
from tests import ingested
from tests.fakes import FakeEmbedder
from tests.ingested import indexed

folder, news, no_model = ingested.folder, ingested.news, ingested.no_model


@pytest.fixture
def towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of ten articles of a passage each; an index of them is published by threes."""
    monkeypatch.setattr(index.build, "PUBLISHED", 3)
    folder = tmp_path / "towns"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"The town of Number{number} opened a library.")
    return folder


def stop_at(number: int) -> Watch:
    """A watch that breaks off when so many passages are embedded."""

    def interrupt(done: int, total: int) -> None:
        if done >= number:
            raise KeyboardInterrupt

    return Watch(passages=interrupt)


def test_what_was_embedded_is_kept_when_the_first_add_is_interrupted(
    towns: Path, folder: Path, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        ingest([towns], folder=folder, embedder_name="fake", watch=stop_at(6))
    assert indexed(folder, embedder) == [f"{number}.txt" for number in range(6)]
    assert len(embedder.embedded) == 6
    ingest([towns], folder=folder, embedder_name="fake")
    assert indexed(folder, embedder) == [f"{number}.txt" for number in range(10)]
    assert len(embedder.embedded) == 10  # none of them twice
    ingest([towns], folder=tmp_path / "whole", embedder_name="fake")
    assert searched(folder, embedder) == searched(tmp_path / "whole", embedder)


def searched(folder: Path, embedder: FakeEmbedder) -> list[list[tuple[str, float]]]:
    """What each of some questions finds, with its scores."""
    with Library.open(folder) as library:
        opened = Index.open(folder / INDEX, library, embedder)
        return [
            [(hit.passage.text, hit.score) for hit in retrieve(opened, question, k=5)]
            for question in ("town of Number4", "library", "Number8 Number9")
        ]


def test_the_version_before_is_found_until_the_new_one_is_published(
    towns: Path, folder: Path, embedder: FakeEmbedder
) -> None:
    ingest([towns], folder=folder, embedder_name="fake")
    for path in towns.iterdir():
        path.write_text(path.read_text().replace("opened", "closed"))
    (towns / "9.txt").unlink()
    with Library.open(folder) as library:
        library.remove_source(str(towns / "9.txt"))
    with pytest.raises(KeyboardInterrupt):
        ingest([towns], folder=folder, embedder_name="fake", watch=stop_at(6))
    with Library.open(folder) as library:
        table = Index.open(folder / INDEX, library, embedder).table
        assert [version for _, version in table.articles] == [2] * 6 + [1] * 3
        ingest([towns], folder=folder, embedder_name="fake")
        assert Index.open(folder / INDEX, library, embedder).table.articles == library.versions()


def test_how_many_passages_there_will_be_is_told_and_right_at_the_end(
    towns: Path, folder: Path
) -> None:
    told: list[tuple[int, int]] = []
    watch = Watch(passages=lambda done, total: told.append((done, total)))
    (towns / "5.txt").write_text("The town has a library. " * 60)
    report = ingest([towns], folder=folder, embedder_name="fake", watch=watch)
    total = sum(report.passages.values())
    assert told[0] == (0, 10)
    assert told[-1] == (total, total)
    assert total == 12
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(done <= expected for done, expected in told)


def test_no_file_keeps_a_word_of_a_removed_article(
    towns: Path, folder: Path, embedder: FakeEmbedder
) -> None:
    secret = "The town of Xylophone bought a zeppelin."
    (towns / "3.txt").write_text(secret)
    ingest([towns], folder=folder, embedder_name="fake")
    (towns / "3.txt").write_text("The town of Number3 bought nothing.")
    ingest([towns], folder=folder, embedder_name="fake")  # the first version stays citable

    def holding() -> list[str]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return [path.name for path in files if b"zeppelin" in path.read_bytes().lower()]

    assert "words.txt" in holding()
    with Library.open(folder) as library:
        (name,) = (one.id for one in library.articles() if one.source == "3.txt")
        library.remove(name)
        reindex(library, folder, "fake")
        assert holding() == []
    assert len(indexed(folder, embedder)) == 9


# --- near-copies


STORY = (
    "Officials in the harbour city closed the northern tunnel on Monday after water rose above the"
    " lower road. Engineers pumped for nine hours before the first buses could pass."
)


def test_near_copies_are_linked_and_what_was_interrupted_is_linked_the_next_time(
    news: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.library._LINKED", 2)
    for number in range(4):
        (news / f"story{number}.txt").write_text(f"{STORY} Sent by desk {'abcd'[number]}.")
    told: list[tuple[int, int]] = []

    def interrupt(done: int, total: int) -> None:
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([news], folder=folder, embedder_name="fake", watch=Watch(linking=interrupt))
    told.clear()
    watch = Watch(linking=lambda done, total: told.append((done, total)))
    ingest([news], folder=folder, embedder_name="fake", watch=watch)
    assert told == [(0, 4), (2, 4), (4, 4)]
    told.clear()
    ingest([news], folder=folder, embedder_name="fake", watch=watch)
    assert told == []
    with Library.open(folder) as library:
        stories = {len(library.story_of(one.id)) for one in library.articles()}
        assert stories == {1, 4}
