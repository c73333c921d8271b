"""Collection: the few calls to a Milvus server, its failures in one plain line each.

A row is a passage: `id` is EDITION-NUMBER, the number its place in the article; `edition` is
ARTICLE-VERSION; `words` are its words as `index.words` gives them, of which Milvus makes BM25;
`vector` is its vector.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Self

import numpy as np

from corpus.errors import UserError, install

from ..disk import REPAIR
from ..embed import Vectors
from ..keywords import K1, B
from . import filters
from .place import SETTING, Place

ID, EDITION, WORDS, COUNTS, VECTOR = "id", "edition", "words", "counts", "vector"

# Seconds. A server that is up answers a first call within one. A search takes milliseconds, on a
# server that is busy some seconds; a batch of rows a second or two. pymilvus tries a server that is
# away again until then.
CONNECT, ANSWER, WRITE, SETTLE = 3.0, 10.0, 20.0, 300.0
MOST = 16_384  # rows that Milvus gives in one search, at most
BATCH = 512  # rows sent at once: of 1,000 numbers each, 2 MB of the 64 that Milvus takes
NAMED = 4096  # values in one filter: 100 kB; Milvus reads them before it answers
# HNSW (Malkov and Yashunin, arXiv:1603.09320): links of a vector, and how many vectors a search
# looks at. Of 10,000 random vectors of 384 numbers, the hardest case, the ten nearest are found to
# 99.9 % with 1,024, in 4 ms; to 45 % with the usual 64 (FAISS's HNSW, one thread, 2026-11-22).
LINKS, LOOKED_AT = 16, 1024
NOT_LOADED = 101  # Milvus's code for it
LONGEST = 65_535  # bytes of a text field, the most that Milvus takes; a passage has about 1,000


class Collection:
    """One library's rows on a Milvus server. Safe to share between threads; one process writes."""

    def __init__(self, place: Place, *, is_written: bool = False) -> None:
        """Connects; UserError where no server answers. The collection need not be there yet.

        Where it is written to, what goes wrong leaves something to be repaired, and says so.
        """
        self.place = place
        self._is_written = is_written
        with self._told():
            self._client = _client(place.address)

    @classmethod
    def make(cls, place: Place, *, description: str, dimension: int) -> Self:
        """A new, empty collection."""
        made = cls(place, is_written=True)
        with made._told():
            made._make(description, dimension)
        return made

    def _make(self, description: str, dimension: int) -> None:
        from pymilvus import DataType, Function, FunctionType

        text, client = DataType.VARCHAR, self._client
        schema = client.create_schema(enable_dynamic_field=False, description=description)
        schema.add_field(ID, text, is_primary=True, max_length=256)
        schema.add_field(EDITION, text, max_length=256)
        schema.add_field(WORDS, text, max_length=LONGEST, enable_analyzer=True, enable_match=True)
        schema.add_field(COUNTS, DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        schema.add_function(
            Function("bm25", FunctionType.BM25, input_field_names=[WORDS],
                     output_field_names=[COUNTS])
        )  # fmt: skip
        indexes = client.prepare_index_params()
        indexes.add_index(
            VECTOR,
            index_type="HNSW",
            metric_type="IP",
            params={"M": LINKS, "efConstruction": 200},
        )
        indexes.add_index(
            COUNTS, index_type="SPARSE_INVERTED_INDEX", metric_type="BM25",
            params={"bm25_k1": K1, "bm25_b": B},
        )  # fmt: skip
        indexes.add_index(EDITION, index_type="INVERTED")
        client.create_collection(
            self.place.collection, schema=schema, index_params=indexes, timeout=WRITE
        )

    def is_there(self) -> bool:
        """Whether the server has it; then it is ready to be searched."""
        name = self.place.collection
        with self._told():
            if not self._client.has_collection(name, timeout=ANSWER):
                return False
            self._client.load_collection(name, timeout=WRITE)
            return True

    def upsert(self, rows: Sequence[dict[str, Any]]) -> None:
        """Nothing; the rows are there, each in place of one with its id."""
        with self._told():
            for first in range(0, len(rows), BATCH):
                self._client.upsert(
                    self.place.collection, [*rows[first : first + BATCH]], timeout=WRITE
                )

    def delete(self, field: str, values: Iterable[str]) -> None:
        """Nothing; no row whose field has one of the values is there."""
        wanted = [*values]
        with self._told():
            for first in range(0, len(wanted), NAMED):
                only = filters.among(field, wanted[first : first + NAMED])
                self._client.delete(self.place.collection, filter=only, timeout=WRITE)

    def settle(self) -> None:
        """Nothing; what was written is in files and indexed, where it is found fastest."""
        with self._told():
            self._client.flush(self.place.collection, timeout=SETTLE)

    def drop(self) -> None:
        """Nothing; the collection is gone."""
        with self._told():
            self._client.drop_collection(self.place.collection, timeout=WRITE)

    def search(
        self, field: str, asked: Any, *, limit: int, only: str = ""
    ) -> list[tuple[str, float]]:
        """The ids of the rows nearest to a vector or a text, best first; higher is better."""
        options = {} if field == COUNTS else {"params": {"ef": max(LOOKED_AT, limit)}}
        (found,) = self._ask(
            "search", data=[asked], anns_field=field, limit=limit, filter=only,
            output_fields=[ID], search_params=options,
        )  # fmt: skip
        # milvus-lite gives BM25 scores below zero, Milvus above: never both, so the size counts.
        sign = abs if field == COUNTS else float
        return [(str(one[ID]), sign(float(one["distance"]))) for one in found]

    def count(self, only: str = "") -> int:
        """How many rows there are now, of those that the filter lets through."""
        counted = ["count(*)"]
        found = self._ask("query", filter=only, output_fields=counted, consistency_level="Strong")
        return int(found[0]["count(*)"])

    def ids(self) -> Iterator[str]:
        """The ids of all rows that are there now."""
        with self._told():
            pages = self._client.query_iterator(
                self.place.collection, batch_size=MOST, output_fields=[ID],
                consistency_level="Strong", timeout=WRITE,
            )  # fmt: skip
            while page := pages.next():
                yield from (str(row[ID]) for row in page)
            pages.close()

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of some rows, by id; what is not there is left out."""
        found: dict[str, Vectors] = {}
        for first in range(0, len(ids), BATCH):
            some = [*ids[first : first + BATCH]]
            rows = self._ask("get", ids=some, output_fields=[ID, VECTOR])
            found |= {row[ID]: np.asarray(row[VECTOR], dtype=np.float32) for row in rows}
        return found

    def _ask(self, call: str, **options: Any) -> Any:
        """What the client's call gives. A collection that is not loaded is, and asked once more.

        Milvus loads again what was loaded when it was stopped; milvus-lite waits to be told.
        """
        ask = partial(getattr(self._client, call), self.place.collection, timeout=ANSWER, **options)
        with self._told():
            try:
                return ask()
            except _pymilvus().MilvusException as error:
                if error.code != NOT_LOADED:
                    raise
                self._client.load_collection(self.place.collection, timeout=WRITE)
                return ask()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong with Milvus in a UserError, its cause kept."""
        pymilvus = _pymilvus()
        try:
            yield
        except (pymilvus.MilvusException, *_wire_errors()) as error:
            said = " ".join(str(getattr(error, "message", error)).split())
            if any(word in said for word in ("UNAVAILABLE", "Retry", "DEADLINE", "connect")):
                mend = f"Start it (docs/scaling.md), or set {SETTING} to where it is."
                if self._is_written:
                    mend += f" Then, or with {SETTING}=faiss to do without it: "
                    mend += "footnote doctor --repair"
                raise UserError(
                    f"Milvus does not answer at {self.place.address}.", mend=mend
                ) from error
            raise UserError(
                f"Milvus at {self.place.address} could not do it: {said[:200]}", mend=REPAIR
            ) from error


def _pymilvus() -> Any:
    # Importing pymilvus reads a file .env of the folder one happens to be in: not ours to use.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # what fails is told once, by us
    try:
        import pymilvus
    except ModuleNotFoundError as error:
        raise UserError(
            "Vectors are to be kept in Milvus, and its client is not installed.",
            # Without it first: a line to copy ends the message.
            mend=f"Set {SETTING}=faiss to do without. {install('milvus')}",
        ) from error
    return pymilvus


def _wire_errors() -> tuple[type[Exception], ...]:
    import grpc

    return (grpc.RpcError, grpc.FutureTimeoutError)


@lru_cache(maxsize=4)  # a connection takes 0.1 s; a chat opens an index at each publication
def _client(address: str) -> Any:
    pymilvus = _pymilvus()
    for name in ("pymilvus", "pymilvus.milvus_client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # the same
    return pymilvus.MilvusClient(address, timeout=CONNECT)
