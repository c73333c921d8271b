"""What a library and its index look like from outside: whole, or how to mend them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import DamagedError, UserError
from corpus.library import Library

from .disk import REPAIR
from .embed import open_embedder
from .manifest import INDEX
from .store import Index
from .table import Pair

PACKAGES = (
    "faiss-cpu",
    "numpy",
    "openvino",
    "langchain-core",
    "sentence-transformers",
    "streamlit",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and what to do if not."""

    name: str
    is_well: bool
    detail: str
    mend: str = ""


def check(folder: Path, embedder_name: str) -> list[Finding]:
    """What was found, in the order of the data: packages, model, library, index."""
    findings = [_package(name) for name in PACKAGES]
    try:
        embedder = open_embedder(embedder_name)
    except UserError as error:
        return [*findings, Finding("model", False, error.what, error.mend)]
    findings.append(Finding("model", True, f"{embedder_name}, {embedder.dimension} dimensions"))
    try:
        library = Library.open(folder)
    except UserError as error:
        return [*findings, Finding("library", False, error.what, error.mend)]
    with library:
        findings.append(_attempt("library", lambda: _library(library, folder)))
        findings.append(
            _attempt(
                "index", lambda: _index(library, Index.open(folder / INDEX, library, embedder))
            )
        )
    return findings


def _attempt(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except UserError as error:
        return Finding(name, False, error.what, error.mend)


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "is not installed", f"Install it: pip install {name}")


def _library(library: Library, folder: Path) -> Finding:
    library.check()
    return Finding("library", True, f"{library.count():,} articles in {folder}, as written")


def damaged(library: Library, articles: Collection[Pair]) -> dict[Pair, DamagedError]:
    """Those of the articles that no index can have, and why: their texts are damaged."""
    found = ((pair, library.get(*pair)) for pair in articles)
    return {pair: article.damage for pair, article in found if article and article.damage}


def _index(library: Library, index: Index) -> Finding:
    index.check_files()
    wanted, known = set(library.versions()), set(index.table.articles)
    wanted -= damaged(library, wanted - known).keys()  # told of the library
    for some, what in ((wanted - known, "not indexed yet"), (known - wanted, "indexed, but gone")):
        if some:
            noun = "article is" if len(some) == 1 else "articles are"
            return Finding("index", False, f"{len(some):,} {noun} {what}", REPAIR)
    where = f", vectors in Milvus at {index.place.address}" if index.place else ""
    return Finding(
        "index", True, f"{index.manifest.passages:,} passages, every file as written{where}"
    )
