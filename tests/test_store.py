from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.manifest import SEGMENTS
from index.segment import VECTORS, Segment
from index.store import Index
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder

QUESTIONS = ["Which storm?", "trade pact Macau", "Hong Kong schools", "volcano", "", "粤港澳"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library" / "index"


@pytest.fixture
def built(library: Library, embedder: FakeEmbedder, folder: Path) -> Index:
    return build(library, embedder, folder=folder)


def hits(index: Index, question: str) -> tuple[list[int], list[int]]:
    vector = index.embedder.embed([question])[0]
    return index.by_meaning(vector, k=5), index.by_words(question, k=5)


def test_there_is_none_yet(library: Library, embedder: FakeEmbedder, folder: Path) -> None:
    with pytest.raises(UserError, match="footnote doctor --repair"):
        Index.open(folder, library, embedder)
    for article in library.articles():
        library.remove(article.id)
    with pytest.raises(UserError, match="footnote add"):
        Index.open(folder, library, embedder)


@pytest.mark.usefixtures("built")
def test_another_model_is_named_with_what_to_do(library: Library, folder: Path) -> None:
    with pytest.raises(UserError) as caught:
        Index.open(folder, library, FakeEmbedder(fingerprint="fake-2"))
    assert "fake-1, not fake-2" in caught.value.what
    assert "footnote doctor --repair" in caught.value.mend
    assert "FOOTNOTE_EMBEDDER" in caught.value.mend


def test_hits_are_equal_after_it_is_opened_again(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    again = Index.open(folder, library, embedder)
    assert again.manifest == built.manifest
    for question in QUESTIONS:
        assert hits(again, question) == hits(built, question)


def test_what_is_open_is_not_read_again(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    assert Index.open(folder, library, embedder).segments == built.segments
    library.add(Article(text="The sun shone.", sources=("/news/sun.txt",)))
    assert build(library, embedder, folder=folder).segments[0] is built.segments[0]


def test_a_reader_that_builds_overtake_opens_the_newest(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Just before it reads its segment, two builds replace it, three times in a row."""
    times = 3
    read, tried = Segment.read, []

    def overtaken(place: Path, files: Mapping[str, str]) -> Segment:
        tried.append(place)
        if len(tried) <= times:
            monkeypatch.setattr(Segment, "read", read)
            for number in range(2):
                for article in library.articles():
                    library.remove(article.id)
                text = f"It was day {len(tried)}{number}."
                library.add(Article(text=text, sources=(f"/{len(tried)}{number}.txt",)))
                build(library, embedder, folder=folder)
            monkeypatch.setattr(Segment, "read", overtaken)
        return read(place, files)

    monkeypatch.setattr(Segment, "read", overtaken)
    opened = Index.open(folder, library, embedder)
    assert opened.table.articles == library.versions()
    assert opened.by_words("day", k=1) == [0]
    assert len(tried) == times + 1
    assert not built.generation.exists()


def test_damage_is_not_tried_twice(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    (folder / SEGMENTS / built.segments[0].name / VECTORS).unlink()
    with pytest.raises(UserError, match="damaged"):
        Index.open(folder, library, embedder)


def test_passages_are_quoted_from_the_library(built: Index) -> None:
    for row, text in enumerate([RAIN, TRADE]):
        passage = built.passage(row)
        assert passage is not None
        assert passage.text == text[passage.start : passage.end] == text


def test_a_passage_of_a_removed_article_is_none(built: Index, library: Library) -> None:
    library.remove(library.articles()[0].id)
    assert built.passage(0) is None
    assert built.passage(1) is not None


def test_a_passage_of_a_changed_article_is_of_the_version_indexed(
    built: Index, library: Library
) -> None:
    library.add(Article(text="Nothing like before.", sources=("/news/rain.txt",)))
    passage = built.passage(0)
    assert passage is not None
    assert passage.version == 1
    assert passage.text == RAIN


def test_searches_keep_to_the_rows_given(built: Index, embedder: FakeEmbedder) -> None:
    (only,) = built.table.rows_of({built.table.articles[1][0]})
    rows = np.array([only])
    assert built.by_meaning(embedder.embed(["storm"])[0], k=5, rows=rows) == [1]
    assert built.by_words("Macau", k=5, rows=rows) == [1]
    assert built.by_words("storm", k=5, rows=rows) == []
    none = built.table.rows_of([])
    assert built.by_meaning(embedder.embed(["storm"])[0], k=5, rows=none) == []
    assert built.by_words("Macau", k=5, rows=none) == []


def test_threads_get_the_hits_that_one_gets(built: Index) -> None:
    asked = QUESTIONS * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: hits(built, question), asked))
    assert found == [hits(built, question) for question in asked]


def test_no_file_of_an_index_is_a_pickle(built: Index, folder: Path) -> None:
    paths = [path for path in folder.rglob("*.*") if path.is_file() and path.name != ".lock"]
    plain = {".json": (b"{", b"["), ".npy": (b"\x93NUMPY",)}
    assert len(paths) == 2 + 9
    (listed,) = (path for path in paths if path.name == "words.txt")
    assert "pact" in listed.read_text().splitlines()
    paths.remove(listed)
    assert all(path.read_bytes().startswith(plain[path.suffix]) for path in paths)
    for path in folder.rglob("*.npy"):
        np.load(path, allow_pickle=False)
