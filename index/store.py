"""Index: open, check, search."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from corpus.library import Library

from .embed import Embedder, Vectors
from .keywords import Keywords
from .manifest import REPAIR, Manifest, current, pointed, read_manifest
from .passage import Passage
from .vectors import FaissVectors, PassageDocuments, Rows

VECTORS, PASSAGES, ARTICLES = "vectors.faiss", "passages.npy", "articles.json"


@dataclass(frozen=True)
class PassageTable:
    """Where each row's passage lies; the text itself stays in the library."""

    articles: list[tuple[str, int]]  # (id, version)
    spans: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 3), dtype=np.int64))
    """int64 [rows, 3]: place in `articles`, start, end."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The table that `write` put into a folder."""
        articles = [
            (str(name), int(version))
            for name, version in json.loads((folder / ARTICLES).read_text())
        ]
        return cls(articles, np.load(folder / PASSAGES, allow_pickle=False))

    def write(self, folder: Path) -> None:
        """Writes articles.json and passages.npy."""
        (folder / ARTICLES).write_text(json.dumps(self.articles))
        np.save(folder / PASSAGES, self.spans, allow_pickle=False)

    def counts(self) -> dict[str, int]:
        """How many passages each article has, by id."""
        found = np.bincount(self.spans[:, 0], minlength=len(self.articles)).tolist()
        return {name: count for (name, _), count in zip(self.articles, found, strict=True)}

    def rows_of(self, articles: Collection[str]) -> Rows:
        """The rows of some articles, ascending."""
        places = [place for place, (name, _) in enumerate(self.articles) if name in articles]
        rows: Rows = np.flatnonzero(np.isin(self.spans[:, 0], places)).astype(np.int64)
        return rows


class Index:
    """One generation of the index, open for searching. Safe to share between threads."""

    def __init__(
        self,
        generation: Path,
        manifest: Manifest,
        *,
        table: PassageTable,
        library: Library,
        embedder: Embedder,
    ) -> None:
        self.generation = generation
        self.manifest = manifest
        self.embedder = embedder
        self._library = library
        self.table = table
        documents = PassageDocuments(manifest.passages, self.passage)
        self.vectors = FaissVectors.read(generation / VECTORS, embedder, documents)
        self.keywords = Keywords.read(generation)

    @classmethod
    def open(cls, folder: Path, library: Library, embedder: Embedder) -> Self:
        """The current generation, its files checked.

        Raises UserError when there is none, when a file is damaged, and when it was built with
        another embedding model, naming the command that mends it.
        """
        before = pointed(folder)
        try:
            return cls._open(folder, library, embedder)
        except (UserError, OSError, RuntimeError):  # the last is FAISS's for a file that is gone
            if pointed(folder) == before:
                raise
            # Two builds were published meanwhile and took away what CURRENT named at first.
            return cls._open(folder, library, embedder)

    @classmethod
    def _open(cls, folder: Path, library: Library, embedder: Embedder) -> Self:
        generation = current(folder)
        if generation is None:
            is_empty = not library.count()  # if not, the first indexing was interrupted
            mend = "Add articles first: footnote add PATH" if is_empty else REPAIR
            raise UserError("Nothing is indexed yet.", mend=mend)
        manifest = read_manifest(generation)
        if manifest.model != embedder.fingerprint:
            raise UserError(
                f"The index was built with another embedding model: {manifest.model}, "
                f"not {embedder.fingerprint}.",
                mend=f"{REPAIR}, or set FOOTNOTE_EMBEDDER back.",
            )
        return cls(
            generation,
            manifest,
            table=PassageTable.read(generation),
            library=library,
            embedder=embedder,
        )

    def passage(self, row: int) -> Passage | None:
        """The passage of a row, or None when its article was removed since."""
        place, start, end = (int(number) for number in self.table.spans[row])
        article, version = self.table.articles[place]
        text = self._library.text(article, version)
        return None if text is None else Passage(article, version, start, end, text[start:end])

    def by_meaning(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> list[int]:
        """The k rows nearest to a vector, best first; of `rows` only if given."""
        found: list[int] = self.vectors.nearest(vector, k=k, rows=rows)[0].tolist()
        return found

    def by_words(self, query: str, *, k: int, rows: Rows | None = None) -> list[int]:
        """The k rows that share the query's words best, best first; of `rows` only if given."""
        only = None if rows is None else rows.tolist()
        return [row for row, _ in self.keywords.best(query, k=k, rows=only)]
