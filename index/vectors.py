"""FAISS behind LangChain's VectorStore: search by meaning, and the seam to other stores."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self, TypeAlias
from uuid import uuid4

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from .embed import Embedder, Vectors
from .passage import Passage

Rows: TypeAlias = NDArray[np.int64]


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


class FaissVectors(VectorStore):
    """Vectors in memory, searched exactly by cosine (FAISS IndexFlatIP over unit vectors).

    Row i belongs to `documents[i]`, which may be any sequence: an index on disk reads them from
    the library when they are asked for. Nothing here is ever pickled.
    """

    def __init__(
        self,
        embedder: Embedder,
        vectors: Vectors | None = None,
        documents: Sequence[Document] | None = None,
    ) -> None:
        self._embedder = embedder
        self._flat: Any = faiss.IndexFlatIP(embedder.dimension)
        self.documents: Sequence[Document] = [] if documents is None else documents
        if vectors is not None:
            self._flat.add(vectors)

    @classmethod
    def read(cls, path: Path, embedder: Embedder, documents: Sequence[Document]) -> Self:
        """The store whose vectors `write` put into a file; the caller has checked its sha256."""
        store = cls(embedder, documents=documents)
        store._flat = faiss.read_index(str(path))
        return store

    def write(self, path: Path) -> None:
        """Writes the vectors, in FAISS's own format. Raises OSError, as other writing does."""
        try:
            faiss.write_index(self._flat, str(path))
        except RuntimeError as error:
            raise OSError(f"{path.name} could not be written whole") from error

    @property
    def vectors(self) -> Vectors:
        """All vectors: float32 [rows, dimension], unit length."""
        found: Vectors = self._flat.reconstruct_n(0, self._flat.ntotal)
        return found

    def nearest(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> tuple[Rows, Vectors]:
        """The k nearest rows to a vector, of `rows` only if given, and their cosines."""
        k = min(k, self._flat.ntotal if rows is None else len(rows))
        if k <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        parameters: Any = faiss.SearchParameters
        only = None if rows is None else parameters(sel=faiss.IDSelectorBatch(rows))
        cosines, found = self._flat.search(vector.reshape(1, -1), k, params=only)
        order = np.lexsort((found[0], -cosines[0]))  # ties: FAISS puts the later row first
        return found[0][order], cosines[0][order]

    def cosines(self, vector: Vectors, rows: Sequence[int]) -> Vectors:
        """The cosine of one vector with each of some rows: float32 [rows]."""
        stored = np.zeros((len(rows), len(vector)), dtype=np.float32)
        for place, row in enumerate(rows):
            stored[place] = self._flat.reconstruct(int(row))
        found: Vectors = stored @ vector
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
        self._flat.add(self._embedder.embed(texts))
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
        return lambda cosine: (cosine + 1) / 2  # LangChain wants 0 to 1


def _refuse(options: dict[str, Any]) -> None:
    """TypeError for options of other stores, such as a filter: ignored, they would mislead."""
    if options:
        raise TypeError(f"FaissVectors does not know: {', '.join(options)}")
