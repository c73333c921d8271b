"""Paths become articles in the library and passages in the index, with a report of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.find import find
from corpus.library import Library
from corpus.read import read
from corpus.samples import sample_files

from .build import Progress, build
from .embed import open_embedder

INDEX = "index"  # the index's folder inside the library's
SAMPLES = "samples loaded"  # the library's mark that the sample articles were added once


@dataclass
class Report:
    """What became of each source: (article, source) pairs by outcome, and what was refused."""

    added: list[tuple[Article, str]] = field(default_factory=list)
    updated: list[tuple[Article, str]] = field(default_factory=list)
    unchanged: list[tuple[Article, str]] = field(default_factory=list)
    duplicate: list[tuple[Article, str]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    passages: dict[str, int] = field(default_factory=dict)  # article id -> how many it has

    @property
    def is_usable(self) -> bool:
        """Whether anything that was given could be used."""
        return bool(self.added or self.updated or self.unchanged or self.duplicate)


def ingest(
    paths: Iterable[str | Path],
    *,
    folder: Path,
    embedder_name: str,
    read_one: Callable[[str], None] = lambda source: None,
    progress: Progress = lambda done, total: None,
) -> Report:
    """What became of each file of some files, folders and URLs, read into the library in `folder`.

    Each article or refusal is on disk before the next file is read; the index is published once,
    at the end. If that is interrupted, the old index goes on answering and the next call indexes
    what is missing. A library is made for the first usable article: none for a mistyped path.
    """
    outcomes = _read_all(paths, read_one)
    early: list[Article | Refused] = []
    if not Library.is_in(folder):
        for outcome in outcomes:
            early.append(outcome)
            if isinstance(outcome, Article):
                break
        else:
            return Report(refused=[one for one in early if isinstance(one, Refused)])
    report = Report()
    with Library.open(folder, create=True) as library:
        for outcome in chain(early, outcomes):  # a full disk stops everything: no file's fault
            if isinstance(outcome, Refused):
                library.refuse(outcome.source, outcome.reason, outcome.mend)
                report.refused.append(outcome)
            else:
                change = library.add(outcome)
                getattr(report, change.outcome).append((change.article, outcome.sources[0]))
        if library.count():
            report.passages = reindex(library, folder, embedder_name, progress)
    return report


def _read_all(
    paths: Iterable[str | Path], read_one: Callable[[str], None]
) -> Iterator[Article | Refused]:
    """The articles of every file, and in its place what could not be used."""
    for found in find(paths):
        if isinstance(found, Refused):
            yield found
            continue
        read_one(found)
        try:
            articles = [*read(found)]
        except UserError as error:
            yield Refused(found, error.what, error.mend)
        else:
            yield from articles


def reindex(
    library: Library,
    folder: Path,
    embedder_name: str,
    progress: Progress = lambda done, total: None,
) -> dict[str, int]:
    """How many passages each article has, after the index was brought up to date."""
    index = build(library, open_embedder(embedder_name), folder=folder / INDEX, progress=progress)
    return index.table.counts()


def add_samples(
    folder: Path, embedder_name: str, *, progress: Progress = lambda done, total: None
) -> Report | None:
    """Adds the sample articles, the first time only; None if that was done before.

    Samples that a user removed do not come back. What is interrupted is not done yet.
    """
    with Library.open(folder, create=True) as library:
        if library.flag(SAMPLES):
            return None
    report = ingest(sample_files(), folder=folder, embedder_name=embedder_name, progress=progress)
    with Library.open(folder) as library:
        library.raise_flag(SAMPLES)  # last: if that was interrupted, the next time finishes it
    return report
