"""LangChain's seam: an index as its VectorStore, and our embedding models as its Embeddings.

The only file that knows LangChain's `Document`; nothing here imports it unless somebody asks for
this file, since that takes longer than answering a question.
"""

import logging
from typing import Any, Self

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from corpus.errors import DamagedError

from .embed import Embedder
from .passage import Passage
from .store import Index

logger = logging.getLogger("footnote")


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


class PassageStore(VectorStore):
    """The passages of an index, wherever it keeps its vectors, to be searched by LangChain's parts.

    Articles are added by `index.ingest.ingest`, which cleans and keeps them; not through here.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model, as LangChain knows it."""
        return EmbedderEmbeddings(self._index.embedder)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> Self:
        """None ever: TypeError, since an index is made of a library's articles."""
        raise TypeError("an index is made of a library: index.build.build")

    def similarity_search_with_score(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """The k nearest passages with their cosines, best first.

        Fewer where their article was removed meanwhile, or is damaged. TypeError for options of
        other stores, such as a filter: ignored, they would mislead.
        """
        if kwargs:
            raise TypeError(f"PassageStore does not know: {', '.join(kwargs)}")
        vector = self._index.embedder.embed([query])[0]
        rows = self._index.by_meaning(vector, k=k)
        cosines = self._index.vectors.cosines(vector, rows).tolist()
        found = zip(map(self._passage, rows), cosines, strict=True)
        return [
            (
                Document(
                    page_content=passage.text,
                    metadata={
                        "article": passage.article,
                        "version": passage.version,
                        "start": passage.start,
                        "end": passage.end,
                    },
                ),
                cosine,
            )
            for passage, cosine in found
            if passage is not None
        ]

    def _passage(self, row: int) -> Passage | None:
        """The passage of the row; None, and a warning to the log, where its article is damaged."""
        try:
            return self._index.passage(row)
        except DamagedError as damage:
            logger.warning(damage.with_outcome("It is left out."))
            return None

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The k nearest passages, best first."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def _select_relevance_score_fn(self) -> Any:
        # LangChain wants 0 to 1; a cosine of rounded vectors may be a hair more than 1.
        return lambda cosine: min(1.0, (cosine + 1) / 2)
