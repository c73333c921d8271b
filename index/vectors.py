"""FAISS behind LangChain's VectorStore: search by meaning, and the seam to other stores."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from .embed import Embedder, Vectors
from .near import Near
from .passage import Passage
from .table import Rows


class EmbedderEmbeddings(Embeddings):
    """An Embedder as LangChain's Embeddings: what chains and other stores take."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, unit length."""
        vectors: list[list[float]] = self.embedder.embed(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question, unit length."""
        return self.embed_documents([text])[0]


class PassageDocuments(Sequence[Document]):
    """The passages of an index as LangChain documents, each read only when it is asked for."""

    def __init__(self, count: int, passage: Callable[[int], Passage | None]) -> None:
        self._count = count
        self._passage = passage

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(self._count))]
        found = self._passage(row)
        if found is None:  # its article was removed after the index was built
            return Document(page_content="")
        facts = {
            "article": found.article,
            "version": found.version,
            "start": found.start,
            "end": found.end,
        }
        return Document(page_content=found.text, metadata=facts)


@dataclass(frozen=True)
class _Part:
    """Vectors of one segment, and the row of each."""

    near: Near
    rows: Rows  # -1 for a vector that is not in the index any more
    is_live: NDArray[np.bool_]  # whether it has a row

    def nearest(
        self, vector: Vectors, *, k: int, wanted: NDArray[np.bool_] | None
    ) -> tuple[Rows, Vectors]:
        """The k nearest rows and some more, of the wanted ones only if given; -1 must not be."""
        mask = self.is_live if wanted is None else wanted[self.rows]
        places = self.near.nearest(vector, k=k, wanted=mask)
        return self.rows[places], self.near.cosines(vector, places)


class FaissVectors(VectorStore):
    """Vectors of segments, searched by cosine: exactly, or where they are many by codes (`Near`).

    Row i belongs to `documents[i]`, which may be any sequence: an index on disk reads them from
    the library when they are asked for, and has its vectors in several segments. Nothing here is
    ever pickled.
    """

    def __init__(
        self,
        embedder: Embedder,
        vectors: Vectors | None = None,
        documents: Sequence[Document] | None = None,
    ) -> None:
        self._embedder = embedder
        none = np.zeros((0, embedder.dimension), dtype=np.float32)
        near = Near.of(none if vectors is None else vectors)
        self.documents: Sequence[Document] = [] if documents is None else documents
        self._place([(near, np.arange(len(near.vectors)))])

    @classmethod
    def over(
        cls,
        parts: Sequence[tuple[Near, Rows]],
        embedder: Embedder,
        documents: Sequence[Document],
    ) -> Self:
        """The store over the vectors of segments, each with the rows of its places, -1 for none."""
        store = cls(embedder, documents=documents)
        store._place(parts)
        return store

    def _place(self, parts: Sequence[tuple[Near, Rows]]) -> None:
        self._parts = [_Part(near, rows, rows >= 0) for near, rows in parts]
        count = sum(int(np.count_nonzero(part.is_live)) for part in self._parts)
        self._homes: Rows = np.zeros((count, 2), dtype=np.int64)  # [rows, (part, place in it)]
        for number, part in enumerate(self._parts):
            places = np.flatnonzero(part.is_live)
            self._homes[part.rows[places], 0] = number
            self._homes[part.rows[places], 1] = places

    @property
    def vectors(self) -> Vectors:
        """A copy of all vectors: float32 [rows, dimension], unit length."""
        found = np.zeros((len(self._homes), self._embedder.dimension), dtype=np.float32)
        for part in self._parts:
            found[part.rows[part.is_live]] = part.near.vectors[part.is_live]
        return found

    def nearest(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[Rows, Vectors]:
        """The k nearest rows to a vector, of `rows` only if given, and their cosines."""
        wanted = None
        if rows is not None:
            wanted = np.zeros(len(self._homes) + 1, dtype=bool)  # the last one is for row -1
            wanted[rows] = True
        parts = [part.nearest(vector, k=k, wanted=wanted) for part in self._parts]
        found = np.concatenate([np.zeros(0, dtype=np.int64), *(rows for rows, _ in parts)])
        cosines = np.concatenate([np.zeros(0, dtype=np.float32), *(near for _, near in parts)])
        order = np.lexsort((found, -cosines))[: max(0, k)]  # ties: the earlier first
        return found[order], cosines[order]

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> Vectors:
        """The cosine of one vector with each of some rows: float32 [rows]."""
        found = np.zeros(len(rows), dtype=np.float32)
        homes = self._homes[np.asarray(rows, dtype=np.int64)]
        for number in np.unique(homes[:, 0]).tolist():
            own = homes[:, 0] == number
            found[own] = self._parts[number].near.cosines(vector, homes[own, 1])
        return found

    # --- what LangChain asks of a VectorStore ---

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model, as LangChain knows it."""
        return EmbedderEmbeddings(self._embedder)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> Self:
        """A store in memory of some texts; `embedding` wraps one of our own models."""
        if not isinstance(embedding, EmbedderEmbeddings):
            raise TypeError("FaissVectors.from_texts takes EmbedderEmbeddings(embedder)")
        _refuse(kwargs)
        store = cls(embedding.embedder)
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Embeds and adds texts; their ids. A store that was read from disk is not added to."""
        _refuse(kwargs)
        if not isinstance(self.documents, list):
            raise TypeError(
                "an index on disk is changed through index.build, not through add_texts"
            )
        texts = list(texts)
        names = ids or [str(uuid4()) for _ in texts]
        facts = metadatas or [{} for _ in texts]
        new = [
            Document(id=name, page_content=text, metadata=fact)
            for name, text, fact in zip(names, texts, facts, strict=True)
        ]
        (part,) = self._parts
        near = Near.of(np.concatenate([part.near.vectors, self._embedder.embed(texts)]))
        self._place([(near, np.arange(len(near.vectors)))])
        self.documents += new
        return names

    def similarity_search_with_score(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """The k nearest documents with their cosines, best first."""
        _refuse(kwargs)
        rows, cosines = self.nearest(self._embedder.embed([query])[0], k=k)
        return [
            (self.documents[row], cosine)
            for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True)
        ]

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The k nearest documents, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def _select_relevance_score_fn(self) -> Any:
        # LangChain wants 0 to 1; a cosine of rounded vectors may be a hair more than 1.
        return lambda cosine: min(1.0, (cosine + 1) / 2)


def _refuse(options: dict[str, Any]) -> None:
    """TypeError for options of other stores, such as a filter: ignored, they would mislead."""
    if options:
        raise TypeError(f"FaissVectors does not know: {', '.join(options)}")
