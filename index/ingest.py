"""Paths become articles in the library and passages in the index, with a report of each."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.find import find, is_url
from corpus.library import Library
from corpus.read import Source, open_source
from corpus.records import OPENING_CHARACTERS
from corpus.samples import sample_files
from corpus.seen import Seen, look

from .build import Progress, build
from .embed import open_embedder
from .manifest import INDEX
from .workers import open_workers

Reading: TypeAlias = Callable[[str, int, int], None]  # a source, its number from 1, how many

SAMPLES = "samples loaded"  # the library's mark that the sample articles were added once


@dataclass(frozen=True)
class Watch:
    """Who is told how far the work is: files read, passages embedded, articles compared."""

    reading: Reading = lambda source, number, total: None
    passages: Progress = lambda done, total: None
    linking: Progress = lambda done, total: None


@dataclass
class Report:
    """What became of each source: (article, source) pairs by outcome, and what was refused."""

    added: list[tuple[Article, str]] = field(default_factory=list)
    updated: list[tuple[Article, str]] = field(default_factory=list)
    unchanged: list[tuple[Article, str]] = field(default_factory=list)
    duplicate: list[tuple[Article, str]] = field(default_factory=list)
    removed: list[tuple[Article, str]] = field(default_factory=list)  # no longer in their source
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
    allow_url: bool = False,
    watch: Watch = Watch(),
) -> Report:
    """What became of each file of some files, folders and URLs, read into the library in `folder`.

    Some files are read at once, and put away one by one in order: before the watch is told of a
    file, what all before it hold, or why they were refused, is on disk. Then near copies are
    linked, and the index is published in groups. If that is interrupted, the next call goes on from
    there. A library is made for the first usable article: none for a mistyped path. A file that is
    as it was when it was last read is not read again.
    """
    report = Report()
    sources = [*find(paths)]
    with ExitStack() as stack:
        workers = stack.enter_context(open_workers(embedder_name))
        library = _opened(folder, stack) if Library.is_in(folder) else None
        read = workers.read(_begun(library, source, allow_url) for source in sources)
        early: list[_Batch] = []
        for number, source in enumerate(sources, start=1):
            if isinstance(source, str):
                watch.reading(source, number, len(sources))
            batch, found = next(read)
            early.append(replace(batch, found=found) if found else batch)
            if library is None and early[-1].is_usable:
                library = _opened(folder, stack)
            if library is not None:
                for batch in early:
                    _keep(library, batch, report)
                early.clear()
        report.refused += [one for batch in early for one in batch.refused]
        if library is not None and library.count():
            library.forget()
            report.passages = reindex(
                library, folder, embedder_name, watch.passages, linking=watch.linking
            )
    return report


@dataclass(frozen=True)
class _Batch:
    """What one source was read as, or what it has that need not be read again."""

    source: str
    found: list[Article | Refused] = field(default_factory=list)
    held: list[Article] = field(default_factory=list)
    seen: Seen | None = None  # as the file was when it was read

    @property
    def is_usable(self) -> bool:
        return len(self.found) > len(self.refused)

    @property
    def refused(self) -> list[Refused]:
        return [one for one in self.found if isinstance(one, Refused)]


def _begun(
    library: Library | None, source: str | Refused, allow_url: bool
) -> tuple[_Batch, Source | None]:
    """What is known of the source, and its bytes if they are to be read: if it is not as it was."""
    if isinstance(source, Refused):
        return _Batch(source.source, [source]), None
    before = None
    if not is_url(source):
        before = look(source, library.last_seen(source) if library else None)
    if library is not None and before is not None:
        held = library.unchanged(source, before)
        if held:
            return _Batch(source, held=held), None
    try:
        opened = open_source(source, allow_url=allow_url)
    except UserError as error:
        return _Batch(source, [Refused(source, error.what, error.mend)]), None
    # Not remembered if it was written to meanwhile: what was read may be half old, half new.
    is_same = before is not None and look(source, before) == before
    return _Batch(source, seen=before if is_same else None), opened


def _keep(library: Library, batch: _Batch, report: Report) -> None:
    """Writes down what became of the batch; a full disk stops everything: no file's fault."""
    report.unchanged += [(article, batch.source) for article in batch.held]
    if batch.found:
        keep(library, batch.source, batch.found, report, seen=batch.seen)


def keep(
    library: Library,
    source: str,
    found: Sequence[Article | Refused],
    report: Report,
    *,
    seen: Seen | None = None,
) -> None:
    """Puts into the report what became of all that was read from a source, which is kept now."""
    kept = library.keep(source, found, seen=seen)
    report.refused += [one for one in found if isinstance(one, Refused)]
    report.removed += [(_light(article), source) for article in kept.gone]
    for change in kept.changes:
        getattr(report, change.outcome).append((_light(change.article), source))


def _light(article: Article) -> Article:
    """The article as `Library.described` has it: a report of 100,000 texts would fill memory."""
    return replace(article, text="" if article.title else article.text[:OPENING_CHARACTERS])


def _opened(folder: Path, stack: ExitStack) -> Library:
    return stack.enter_context(Library.open(folder, create=True))


def reindex(
    library: Library,
    folder: Path,
    embedder_name: str,
    progress: Progress = lambda done, total: None,
    *,
    linking: Progress = lambda done, total: None,
) -> dict[str, int]:
    """How many passages each article has, after stories and index were brought up to date."""
    library.link(linking)
    embedder = open_embedder(embedder_name)
    with open_workers(embedder_name) as workers:
        index = build(library, embedder, folder=folder / INDEX, progress=progress, workers=workers)
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
    watch = Watch(passages=progress)
    report = ingest(sample_files(), folder=folder, embedder_name=embedder_name, watch=watch)
    with Library.open(folder) as library:
        library.raise_flag(SAMPLES)  # last: if that was interrupted, the next time finishes it
    return report
