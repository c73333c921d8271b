"""What an index promises, over FAISS and over a real Milvus: the same tests for both."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.store import Index
from tests import milvus_server
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from tests.milvus_server import SUN, texts

milvus, engine = milvus_server.milvus, milvus_server.engine
folder, built = milvus_server.folder, milvus_server.built


def test_by_meaning(built: Index, embedder: FakeEmbedder) -> None:
    vector = embedder.embed([TRADE])[0]
    assert built.by_meaning(vector, k=1) == [1]
    assert built.by_meaning(vector, k=0) == []
    assert sorted(built.by_meaning(vector, k=9)) == [0, 1, 2]
    wanted = embedder.embed([RAIN, TRADE, SUN]) @ vector
    assert built.vectors.cosines(vector, [2, 0, 1]).tolist() == pytest.approx(
        wanted[[2, 0, 1]], abs=1e-3
    )
    assert built.vectors.vectors == pytest.approx(embedder.embed([RAIN, TRADE, SUN]), abs=1e-3)


def test_by_words(built: Index) -> None:
    assert built.by_words("Macau", k=9) == built.by_words("MACAU'S", k=9)
    assert set(built.by_words("Macau", k=9)) == {1, 2}
    assert built.by_words("25001.64", k=9) == [2]
    assert built.by_words("25001", k=9) == built.by_words("64", k=9) == []
    assert built.by_words("pact schools storm", k=1) == [0]
    for nothing in ("", "the", "?!", "zebra"):
        assert built.by_words(nothing, k=9) == []


def test_how_rare_words_are(built: Index) -> None:
    """Of three passages: ln(1 + (3 - n + 0.5) / (n + 0.5)) over that of n = 0."""
    rarity = built.keywords.rarity
    assert rarity("zebra") == 1
    assert rarity("storm") == pytest.approx(0.4717, abs=1e-4)  # ln(1 + 2.5 / 1.5) / ln 8
    assert rarity("macau") == pytest.approx(0.2260, abs=1e-4)  # ln(1 + 1.5 / 2.5) / ln 8
    assert rarity("25001.64") == rarity("storm")


def test_only_some_rows(built: Index, embedder: FakeEmbedder) -> None:
    names = [name for name, _ in built.table.articles]
    vector = embedder.embed(["storm"])[0]
    for chosen in ([], [1], [0, 2], [0, 1, 2]):
        rows = built.table.rows_of({names[place] for place in chosen})
        assert sorted(built.by_meaning(vector, k=9, rows=rows)) == chosen
        found = built.by_words("storm trade sun", k=9, rows=rows)
        assert sorted(found) == chosen
    assert built.by_meaning(vector, k=9, rows=built.table.rows_of(['"', "\\"])) == []


def test_equal_passages_come_in_the_librarys_order(
    engine: str, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    for number in range(12):
        part = Article(text="It snowed.", sources=(f"/news/{number}.txt",), title=f"Snow {number}")
        library.add(part)
    library.add(Article(text="It snowed. " * 2, sources=("/news/more.txt",)))
    index = build(library, embedder, folder=folder)
    vector = embedder.embed(["It snowed."])[0]
    found = index.by_meaning(vector, k=2)
    assert found == sorted(found)
    assert index.by_meaning(vector, k=2) == index.by_meaning(vector, k=3)[:2]


def test_what_is_changed_or_removed_is_found_no_more(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    names = [name for name, _ in built.table.articles]
    library.add(Article(text="Hail fell in Hong Kong.", sources=("/news/rain.txt",)))
    library.remove(names[1])
    index = build(library, embedder, folder=folder)
    assert index.table.articles == [(names[0], 2), (names[2], 1)]
    assert (index.manifest.articles, index.manifest.passages) == (2, 2)
    assert texts(index, "rain storm pact trade Macau hail") == [
        *sorted(["Hail fell in Hong Kong.", SUN], key=texts(index, "hail Macau").index)
    ]
    assert index.by_words("storm pact", k=9) == []
    again = Index.open(folder, library, embedder)
    assert texts(again, "hail") == texts(index, "hail")


def test_a_reader_of_the_generation_before_goes_on(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    library.add(Article(text="Hail fell in Hong Kong.", sources=("/news/rain.txt",)))
    library.remove(built.table.articles[1][0])
    build(library, embedder, folder=folder)
    found = texts(built, "storm pact sun")
    assert SUN in found
    assert {*found} <= {RAIN, SUN}


def test_nothing_new_embeds_nothing(
    built: Index, library: Library, embedder: FakeEmbedder, folder: Path
) -> None:
    embedder.embedded.clear()
    assert build(library, embedder, folder=folder).generation == built.generation
    assert embedder.embedded == []


def test_another_embedding_model_is_refused_and_mended(
    built: Index, library: Library, folder: Path
) -> None:
    other = FakeEmbedder(fingerprint="fake-2")
    with pytest.raises(UserError, match=r"another embedding model: fake-1, not fake-2.*--repair"):
        Index.open(folder, library, other)
    index = build(library, other, folder=folder)
    assert texts(index, "storm")[0] == RAIN
    assert index.manifest.model.startswith("fake-2")


def test_threads_get_the_hits_that_one_gets(built: Index) -> None:
    asked = ["Which storm?", "trade pact Macau", "hats", "", "25001.64"] * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: texts(built, question), asked))
    assert found == [texts(built, question) for question in asked]


def test_an_empty_library(engine: str, tmp_path: Path, embedder: FakeEmbedder) -> None:
    with Library.open(tmp_path / "empty", create=True) as library:
        index = build(library, embedder, folder=tmp_path / "index")
        assert texts(index, "storm") == []
        assert index.keywords.rarity("storm") == 1
