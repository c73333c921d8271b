from itertools import pairwise

import numpy as np
import pytest
from langchain_core.documents import Document

from index.embed import Vectors
from index.near import Near
from index.passage import Passage
from index.vectors import EmbedderEmbeddings, FaissVectors, PassageDocuments
from tests.fakes import FakeEmbedder

TEXTS = [
    "It rained in Hong Kong",
    "A pact on trade",
    "Storm Kai closed schools",
    "It rained in Macau",
]


class PlaneEmbedder(FakeEmbedder):
    """Vectors in a plane, so that cosines can be told by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.dimension = 2


def plane(*degrees: float) -> Vectors:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def in_memory(embedder: FakeEmbedder) -> FaissVectors:
    facts = [{"row": row} for row in range(len(TEXTS))]
    return FaissVectors.from_texts(TEXTS, EmbedderEmbeddings(embedder), facts, ids=list("abcd"))


def test_cosines_by_hand() -> None:
    store = FaissVectors(PlaneEmbedder(), plane(90, 0, 60, 180))
    rows, cosines = store.nearest(plane(0)[0], k=4)
    assert rows.tolist() == [1, 2, 0, 3]
    assert cosines.tolist() == pytest.approx([1, 0.5, 0, -1], abs=1e-6)
    assert store.cosines(plane(0)[0], [2, 3, 2]).tolist() == pytest.approx([0.5, -1, 0.5], abs=1e-6)


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_nearest_where_none_are_asked_for(k: int) -> None:
    rows, cosines = FaissVectors(PlaneEmbedder(), plane(0, 90)).nearest(plane(0)[0], k=k)
    assert (rows.tolist(), cosines.tolist()) == ([], [])


def test_only_some_rows() -> None:
    store = FaissVectors(PlaneEmbedder(), plane(0, 10, 20, 30))
    assert store.nearest(plane(0)[0], k=9, rows=np.array([3, 1]))[0].tolist() == [1, 3]
    assert store.nearest(plane(0)[0], k=1, rows=np.array([2, 3]))[0].tolist() == [2]
    assert store.nearest(plane(0)[0], k=9, rows=np.array([], dtype=np.int64))[0].tolist() == []


def test_of_those_that_tie_for_the_last_place_the_earliest_is_found() -> None:
    store = FaissVectors(PlaneEmbedder(), plane(0, 80, 80, 10, 20))  # 20 pushes one of 80 out
    for k in range(1, 6):
        assert store.nearest(plane(0)[0], k=k)[0].tolist() == [0, 3, 4, 1, 2][:k]


@pytest.mark.parametrize("k", [1, 3, 7, 200])
def test_ties_go_to_the_earlier_row(k: int) -> None:
    store = FaissVectors(PlaneEmbedder(), plane(90, *[0] * 150))
    assert store.nearest(plane(0)[0], k=k)[0].tolist() == [*range(1, 151), 0][:k]


def test_an_empty_store(embedder: FakeEmbedder) -> None:
    for store in (FaissVectors(embedder), FaissVectors.over([], embedder, [])):
        assert store.vectors.shape == (0, 64)
        assert store.nearest(embedder.embed(["rain"])[0], k=3)[0].tolist() == []
        assert store.cosines(embedder.embed(["rain"])[0], []).tolist() == []
        assert store.similarity_search("rain") == []
    assert FaissVectors(embedder).add_texts([]) == []


def test_segments_are_searched_as_one() -> None:
    """Rows 0 to 3 lie at 0, 10, 20, 30 degrees; one vector at 5 degrees has no row any more."""
    parts = [
        (Near.of(plane(30, 0)), np.array([3, 0])),
        (Near.of(plane(5)), np.array([-1])),
        (Near.of(plane(10, 5, 20)), np.array([1, -1, 2])),
    ]
    store = FaissVectors.over(parts, PlaneEmbedder(), [])
    rows, cosines = store.nearest(plane(4)[0], k=9)
    assert rows.tolist() == [0, 1, 2, 3]
    assert cosines.tolist() == pytest.approx(np.cos(np.radians([4, 6, 16, 26])).tolist(), abs=1e-3)
    assert store.nearest(plane(4)[0], k=2)[0].tolist() == [0, 1]
    assert store.nearest(plane(4)[0], k=9, rows=np.array([3, 2]))[0].tolist() == [2, 3]
    assert store.vectors == pytest.approx(plane(0, 10, 20, 30), abs=1e-3)
    assert store.cosines(plane(0)[0], [3, 0]).tolist() == pytest.approx([0.866025, 1], abs=1e-3)


def test_ties_between_segments_go_to_the_earlier_row() -> None:
    parts = [(Near.of(plane(0, 0)), np.array([1, 3])), (Near.of(plane(0, 0)), np.array([0, 2]))]
    store = FaissVectors.over(parts, PlaneEmbedder(), [])
    for k in (1, 2, 3, 4):
        assert store.nearest(plane(0)[0], k=k)[0].tolist() == [0, 1, 2, 3][:k]


# --- as LangChain knows it ---


def test_search_with_scores(embedder: FakeEmbedder) -> None:
    found = in_memory(embedder).similarity_search_with_score("It rained in Macau", k=3)
    assert found[0][0] == Document(id="d", page_content=TEXTS[3], metadata={"row": 3})
    assert found[0][1] == pytest.approx(1, abs=1e-3)
    assert all(one[1] >= other[1] for one, other in pairwise(found))
    assert len(found) == 3


def test_search_beyond_what_there_is(embedder: FakeEmbedder) -> None:
    assert len(in_memory(embedder).similarity_search("rain", k=99)) == 4


def test_relevance_is_between_0_and_1(embedder: FakeEmbedder) -> None:
    found = in_memory(embedder).similarity_search_with_relevance_scores("A pact on trade", k=4)
    assert found[0][1] == pytest.approx(1, abs=1e-3)
    assert all(0 <= score <= 1.000001 for _, score in found)


def test_as_retriever(embedder: FakeEmbedder) -> None:
    retriever = in_memory(embedder).as_retriever(search_kwargs={"k": 2})
    found = retriever.invoke("Did storm Kai close schools?")
    assert [document.id for document in found][:1] == ["c"]
    assert len(found) == 2


def test_what_is_not_known_is_not_ignored(embedder: FakeEmbedder) -> None:
    store = in_memory(embedder)
    only = {"filter": {"row": 3}}
    for search in (
        lambda: store.similarity_search("rain", **only),
        lambda: store.similarity_search_with_score("rain", **only),
        lambda: store.similarity_search_with_relevance_scores("rain", **only),
        lambda: store.as_retriever(search_kwargs=only).invoke("rain"),
        lambda: store.add_texts(["rain"], bulk=True),
        lambda: FaissVectors.from_texts(["rain"], store.embeddings, bulk=True),
    ):
        with pytest.raises(TypeError, match=r"does not know: (filter|bulk)"):
            search()
    assert len(store.documents) == 4


def test_texts_are_added(embedder: FakeEmbedder) -> None:
    store = in_memory(embedder)
    (name,) = store.add_texts(iter(["Unitree builds robots"]))
    assert store.similarity_search("robots", k=1)[0].id == name
    assert store.similarity_search("robots", k=1)[0].metadata == {}


def test_too_few_facts_add_nothing(embedder: FakeEmbedder) -> None:
    store = in_memory(embedder)
    with pytest.raises(ValueError, match="zip"):
        store.add_texts(["one", "two"], [{}])
    assert len(store.vectors) == len(store.documents) == 4


def test_an_index_on_disk_is_not_added_to(embedder: FakeEmbedder) -> None:
    for count in (0, 1):
        documents = PassageDocuments(count, lambda row: None)
        store = FaissVectors(embedder, embedder.embed(["rain"] * count), documents)
        with pytest.raises(TypeError, match=r"index\.build"):
            store.add_texts(["sun"])


def test_other_embeddings_are_not_taken() -> None:
    with pytest.raises(TypeError, match="EmbedderEmbeddings"):
        FaissVectors.from_texts(["rain"], object())  # type: ignore[arg-type]


def test_embeddings(embedder: FakeEmbedder) -> None:
    embeddings = FaissVectors(embedder).embeddings
    assert embeddings.embed_documents([]) == []
    assert embeddings.embed_query("rain") == embeddings.embed_documents(["sun", "rain"])[1]


def test_documents_are_read_when_asked_for() -> None:
    asked = []

    def passage(row: int) -> Passage | None:
        asked.append(row)
        return None if row == 2 else Passage("a", 1, row, row + 4, f"text{row}")

    documents = PassageDocuments(3, passage)
    assert (len(documents), asked) == (3, [])
    assert documents[1] == Document(
        page_content="text1", metadata={"article": "a", "version": 1, "start": 1, "end": 5}
    )
    assert [each.page_content for each in documents[1:]] == ["text1", ""]  # the last was removed
    assert asked == [1, 1, 2]
