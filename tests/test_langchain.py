from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from langchain_core.documents import Document

from corpus.library import Library
from index.build import build
from index.langchain import EmbedderEmbeddings, PassageStore
from index.store import Index
from tests.conftest import TRADE
from tests.fakes import FakeEmbedder


@pytest.fixture
def index(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Index:
    return build(library, embedder, folder=tmp_path / "library" / "index")


def test_a_retriever_finds_passages_with_their_place(index: Index) -> None:
    (document,) = PassageStore(index).as_retriever(search_kwargs={"k": 1}).invoke("a pact on trade")
    assert document.page_content == TRADE
    assert document.metadata == {
        "article": index.table.articles[1][0], "version": 1, "start": 0, "end": len(TRADE),
    }  # fmt: skip


def test_scores_are_cosines_best_first(index: Index) -> None:
    store = PassageStore(index)
    found = store.similarity_search_with_score(TRADE, k=99)
    assert len(found) == len(index.table.spans)
    assert found[0][0].page_content == TRADE
    assert found[0][1] == pytest.approx(1, abs=1e-3)
    assert all(one[1] >= other[1] for one, other in pairwise(found))
    assert [document for document, _ in found] == store.similarity_search(TRADE, k=99)


def test_relevance_is_between_0_and_1(index: Index) -> None:
    found = PassageStore(index).similarity_search_with_relevance_scores(TRADE, k=9)
    assert found[0][1] == pytest.approx(1, abs=1e-3)
    assert all(0 <= score <= 1 for _, score in found)


def test_a_removed_article_is_not_found(index: Index, library: Library) -> None:
    library.remove(index.table.articles[1][0])
    found: list[Document] = PassageStore(index).similarity_search(TRADE, k=99)
    assert found
    assert {document.metadata["article"] for document in found} == {index.table.articles[0][0]}


@pytest.mark.parametrize(
    "search",
    [
        lambda store: store.similarity_search("rain", filter={"row": 3}),
        lambda store: store.similarity_search_with_relevance_scores("rain", filter={"row": 3}),
        lambda store: store.as_retriever(search_kwargs={"filter": {"row": 3}}).invoke("rain"),
    ],
)
def test_what_is_not_known_is_not_ignored(
    index: Index, search: Callable[[PassageStore], object]
) -> None:
    with pytest.raises(TypeError, match="does not know: filter"):
        search(PassageStore(index))


def test_texts_are_not_added_past_the_library(index: Index, embedder: FakeEmbedder) -> None:
    store = PassageStore(index)
    with pytest.raises(TypeError, match=r"index\.build"):
        PassageStore.from_texts(["rain"], EmbedderEmbeddings(embedder))
    with pytest.raises(NotImplementedError):
        store.add_texts(["rain"])


def test_embeddings(index: Index) -> None:
    embeddings = PassageStore(index).embeddings
    assert embeddings.embed_documents([]) == []
    assert embeddings.embed_query("rain") == embeddings.embed_documents(["sun", "rain"])[1]
