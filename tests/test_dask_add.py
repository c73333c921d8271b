"""Articles added through Dask workers, some of which are killed: as if added here.

`make check` adds some hundred articles and kills twice, `make torture` 2,000 and three times.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from corpus.library import Library
from index.embed import SHIPPED, open_embedder
from index.ingest import INDEX, Report, Watch, ingest
from index.scheduler import SETTING
from index.store import Index
from tests import dask_cluster, ingested
from tests.dask_cluster import Cluster, write_articles
from tests.ingested import outcomes

cluster, opened = dask_cluster.cluster, ingested.opened
pytestmark = pytest.mark.ci
IS_ALL = bool(os.environ.get("FOOTNOTE_TORTURE"))
ARTICLES = 2_000 if IS_ALL else 300
MOMENTS = ("reading", "between", "embedding") if IS_ALL else ("reading", "embedding")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of short articles, one in five of them a web page, and a PDF that is none."""
    folder = tmp_path_factory.mktemp("news")
    write_articles(folder, ARTICLES)
    (folder / "0100.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 8)
    return folder


@pytest.fixture(scope="module")
def here(news: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The library of the same articles, added without Dask."""
    folder = tmp_path_factory.mktemp("here") / "library"
    return folder, ingest([news], folder=folder, embedder_name=SHIPPED)


def killer(kill: Callable[[], None], moments: tuple[str, ...]) -> Watch:
    """A watch that kills at each of those moments, once."""
    left = {*moments}

    def at(moment: str) -> None:
        if moment in left:
            left.remove(moment)
            kill()

    return Watch(
        reading=lambda source, number, total: at("reading") if number > total // 3 else None,
        linking=lambda done, total: at("between"),
        passages=lambda done, total: at("embedding") if done > total // 3 else None,
    )


def contents(folder: Path) -> tuple[list[tuple[str, str]], np.ndarray]:
    """The source and text of each passage, in order, and its vector; none is there twice."""
    rows: list[tuple[str, str, np.ndarray]] = []
    with Library.open(folder) as library:
        built = Index.open(folder / INDEX, library, open_embedder(SHIPPED))
        assert built.table.articles == library.versions()
        articles = {(one.id, one.version): one for one in map(library.get, _ids(library)) if one}
        for segment in built.segments:
            for (place, start, end), vector in zip(segment.spans, segment.vectors, strict=True):
                article = articles[segment.articles[place]]
                rows.append((article.source, article.text[start:end], vector))
    rows.sort(key=lambda row: row[:2])
    names = [row[:2] for row in rows]
    assert len({*names}) == len(names) == len(built.table.spans)
    return names, np.stack([row[2] for row in rows]).astype(np.float32)


def _ids(library: Library) -> list[str]:
    return [name for name, _ in library.versions()]


def assert_equal(folder: Path, report: Report, here: tuple[Path, Report]) -> None:
    """The same articles, in the same order, the same refused, the same passages and vectors."""
    expected, told = here
    assert outcomes(report) == outcomes(told)
    names, vectors = contents(folder)
    names_here, vectors_here = contents(expected)
    assert names == names_here
    assert len(names) == ARTICLES
    cosines = np.sum(vectors * vectors_here, axis=1)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(vectors_here, axis=1)
    assert (cosines > 0.9999 * lengths).all()


def test_workers_killed_while_articles_are_added(
    cluster: Cluster,
    news: Path,
    here: tuple[Path, Report],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SETTING, cluster.address)
    monkeypatch.setattr("index.build.GROUP", 32)  # several batches for each worker
    killed: list[int] = []

    def kill() -> None:
        killed.append(len(killed) % 2)
        cluster.kill_worker(killed[-1])

    folder = tmp_path / "library"
    report = ingest([news], folder=folder, embedder_name=SHIPPED, watch=killer(kill, MOMENTS))
    assert len(killed) == len(MOMENTS)
    assert [Path(one.source).name for one in report.refused] == ["0100.pdf"]
    assert len(report.added) == ARTICLES
    assert_equal(folder, report, here)


def test_the_scheduler_killed_then_the_same_command_goes_on_from_what_was_kept(
    news: Path,
    here: tuple[Path, Report],
    opened: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed", reason="the extra [dask]")
    (tmp_path / "dask").mkdir()
    alone = Cluster(tmp_path / "dask", workers=1)
    try:
        monkeypatch.setenv(SETTING, alone.address)
        with pytest.raises(UserError) as caught:
            ingest(
                [news],
                folder=tmp_path / "library",
                embedder_name=SHIPPED,
                watch=killer(alone.kill, ("reading",)),
            )
    finally:
        alone.kill()
    assert str(caught.value) == (
        f"The Dask scheduler at {alone.address} does not answer any more. "
        "Nothing that was kept is lost; run the same command again."
    )
    with Library.open(tmp_path / "library") as library:
        kept = {one.source for one in library.articles()}
    assert ARTICLES // 4 < len(kept) < ARTICLES
    opened.clear()
    monkeypatch.delenv(SETTING)
    report = ingest([news], folder=tmp_path / "library", embedder_name=SHIPPED)
    assert not kept & {*opened}
    assert len(report.unchanged) == len(kept)
    assert len(report.unchanged) + len(report.added) == ARTICLES
    assert contents(tmp_path / "library")[0] == contents(here[0])[0]
