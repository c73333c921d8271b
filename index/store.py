"""Index: open, check, search."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from corpus.errors import UserError
from corpus.library import Library

from .disk import REPAIR
from .embed import Embedder, Vectors
from .keywords import Keywords
from .manifest import SEGMENTS, current, pointed, read_manifest
from .milvus.collection import Collection
from .milvus.place import description, remembered
from .milvus.rows import MilvusRows
from .passage import Passage
from .segment import Segment
from .table import Rows, lay_out
from .vectors import FaissVectors


class Index:
    """One generation of the index, open for searching. Safe to share between threads."""

    def __init__(self, generation: Path, library: Library, embedder: Embedder) -> None:
        """Use `Index.open`, which finds the generation that answers."""
        self.generation = generation
        self.embedder = embedder
        self._library = library
        self.manifest, articles = read_manifest(generation)
        model, self.place = remembered(self.manifest.model)  # None: its vectors are here
        if model != embedder.fingerprint:
            raise UserError(
                f"The index was built with another embedding model: {model}, "
                f"not {embedder.fingerprint}.",
                mend=f"{REPAIR}, or set FOOTNOTE_EMBEDDER back.",
            )
        self.segments = [
            Segment.read(generation.parent / SEGMENTS / name, files)
            for name, files in self.manifest.segments.items()
        ]
        self.table, rows = lay_out(self.segments, articles)
        self.vectors: FaissVectors | MilvusRows
        self.keywords: Keywords | MilvusRows
        if self.place is not None:
            found = MilvusRows(Collection(self.place), self.table, dimension=embedder.dimension)
            self.vectors = self.keywords = found
            return
        placed = [*zip(self.segments, rows, strict=True)]
        self.vectors = FaissVectors(
            [(segment.near, places) for segment, places in placed], dimension=embedder.dimension
        )
        self.keywords = Keywords([(segment.counts, places) for segment, places in placed])

    @classmethod
    def open(
        cls, folder: Path, library: Library, embedder: Embedder, *, is_partial: bool = False
    ) -> Self:
        """The current generation, its files checked: large arrays in the background, later.

        Raises UserError when there is none, when a file is damaged, and when it was built with
        another embedding model, naming the command that mends it; and when Milvus lacks passages
        of it, unless it may be partial, as for a build that mends that.
        """
        while True:
            before = pointed(folder)
            try:
                generation = current(folder)
                if generation is not None:
                    found = cls(generation, library, embedder)
                    if not is_partial:
                        found.check()
                    return found
            except UserError:
                if pointed(folder) == before:
                    raise
                # Two builds were published meanwhile and took away what CURRENT named at first.
            else:
                is_empty = not library.count()  # if not, the first indexing was interrupted
                mend = "Add articles first: footnote add PATH" if is_empty else REPAIR
                raise UserError("Nothing is indexed yet.", mend=mend)

    def check(self) -> None:
        """Nothing; UserError where the vectors are in Milvus, and are not all there."""
        if isinstance(self.vectors, MilvusRows):
            made_by = self.manifest
            self.vectors.check(
                description(self.embedder.fingerprint, made_by.max_tokens, made_by.overlap)
            )

    def check_files(self) -> None:
        """Nothing, after a look at all of every file; UserError, naming one that is damaged.

        What opening has not looked at: large arrays, which are mapped (`index/guard.py`).
        """
        for segment in self.segments:
            segment.guard.check()

    def _refuse_damage(self) -> None:
        for segment in self.segments:
            segment.guard.refuse()

    def passage(self, row: int) -> Passage | None:
        """The passage of a row, or None when its article was removed since.

        Raises DamagedError where the disk has changed the article's text.
        """
        place, start, end = (int(number) for number in self.table.spans[row])
        article, version = self.table.articles[place]
        text = self._library.text(article, version)
        return None if text is None else Passage(article, version, start, end, text[start:end])

    def by_meaning(self, vector: Vectors, *, k: int, rows: Rows | None = None) -> list[int]:
        """The k rows nearest to a vector, best first; of `rows` only if given.

        Raises UserError where a file was found damaged since the index was opened.
        """
        with self._told():
            found: list[int] = self.vectors.nearest(vector, k=k, rows=rows)[0].tolist()
        return found

    def by_words(self, query: str, *, k: int, rows: Rows | None = None) -> list[int]:
        """The k rows that share the query's words best, best first; of `rows` only if given.

        Raises UserError where a file was found damaged since the index was opened.
        """
        with self._told():
            return [row for row, _ in self.keywords.best(query, k=k, rows=rows)]

    def rarity(self, word: str) -> float:
        """How rare a word (as `words` gives it) is: 0 in every passage, 1 in none.

        Raises UserError where a file was found damaged since the index was opened.
        """
        with self._told():
            return self.keywords.rarity(word)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Refuses damage that is known; what a mapped file names and is not there is damage too."""
        self._refuse_damage()
        try:
            yield
        except (IndexError, ValueError):
            self.check_files()
            raise
