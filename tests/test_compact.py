from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

import index.compact
import index.disk
import index.merge
import index.near
from corpus.errors import UserError
from corpus.library import Library
from index import disk
from index.compact import compact
from index.manifest import SEGMENTS, current, read_manifest
from index.merge import Rule, merge, plan
from index.publish import publish
from index.segment import CODES, MAPPABLE, Segment
from index.store import Index
from index.table import Pair
from tests.fakes import FakeEmbedder
from tests.segments import segment_of

TOWNS = ("Oslo", "Lima", "Macau", "Accra", "Quito", "Turin", "Rio", "Bonn", "Kyoto")
FACTS = {"model": "fake-1", "dimension": 64, "max_tokens": 160, "overlap": 0}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of 10 passages are large, and have codes where there are more than 30."""
    monkeypatch.setattr(index.near, "SWITCH", 30)
    monkeypatch.setattr(index.near, "LEARNT", 2)  # 16 values a code, of 32 passages
    monkeypatch.setattr(index.merge, "SMALL", 2)
    monkeypatch.setattr(index.compact, "TIDYING", Rule(4, 10, 60))


def published(folder: Path, count: int) -> list[Pair]:
    """An index of so many segments of ten passages, each of an article; those articles."""
    made = [
        segment_of(**{town: "\n".join(f"The mayor of {town} is Ola{n}." for n in range(10))})
        for town in TOWNS[:count]
    ]
    articles = [pair for one in made for pair in one.articles]
    publish(folder, made, articles, **FACTS)
    return articles


def sizes(folder: Path) -> list[int]:
    generation = current(folder)
    assert generation
    found = read_manifest(generation)[0].segments
    return [
        len(Segment.read(folder / SEGMENTS / name, files).spans) for name, files in found.items()
    ]


def hits(folder: Path, library: Library) -> list[list[int]]:
    opened = Index.open(folder, library, FakeEmbedder())
    vectors = FakeEmbedder().embed([f"mayor of {town}" for town in TOWNS])
    return [opened.by_meaning(vector, k=10) for vector in vectors] + [
        opened.by_words(town, k=10) for town in TOWNS
    ]


@pytest.mark.parametrize(("count", "after"), [(0, []), (3, [10] * 3), (4, [40]), (7, [60, 10])])
def test_four_of_a_size_become_one(
    count: int, after: list[int], tmp_path: Path, library: Library
) -> None:
    published(tmp_path, count)
    before = hits(tmp_path, library)
    compact(tmp_path)
    assert sorted(sizes(tmp_path), reverse=True) == after
    assert hits(tmp_path, library) == before
    name = current(tmp_path)
    compact(tmp_path)
    assert current(tmp_path) == name  # there is nothing to do


def test_what_is_merged_has_codes(tmp_path: Path) -> None:
    published(tmp_path, 5)
    assert not [*tmp_path.glob(f"{SEGMENTS}/*/{CODES}")]
    compact(tmp_path)
    assert len([*tmp_path.glob(f"{SEGMENTS}/*/{CODES}")]) == 1


def test_where_nothing_is_indexed_nothing_is_made(tmp_path: Path) -> None:
    compact(tmp_path / "none")
    compact(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] in ([], [".lock"])


def test_progress_counts_passages(tmp_path: Path) -> None:
    published(tmp_path, 5)
    told = []
    compact(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 50), (50, 50)]


def test_while_another_publishes_nothing_is_done(tmp_path: Path) -> None:
    published(tmp_path, 5)
    with FileLock(tmp_path / ".lock"):
        compact(tmp_path)
    assert sizes(tmp_path) == [10] * 5
    compact(tmp_path)
    assert sizes(tmp_path) == [50]


@pytest.mark.parametrize("name", MAPPABLE)
def test_damage_is_not_merged(
    tmp_path: Path, name: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What opening cannot see would else be written again with a sha256 of its own."""
    monkeypatch.setattr(index.disk, "MAPPED", 0)
    published(tmp_path, 5)
    path = next(tmp_path.glob(f"{SEGMENTS}/*/{name}"))
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 64
    path.write_bytes(raw)
    with pytest.raises(UserError, match=f"{name} is not what was written"):
        compact(tmp_path)
    assert not [*tmp_path.glob(f"{SEGMENTS}/*/{CODES}")]


@pytest.mark.slow
def test_a_kill_at_any_step_loses_nothing(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = published(tmp_path, 4)
    before = hits(tmp_path, library)
    steps: list[str] = []
    for nth in range(1, 1000, 3):
        steps.clear()

        def step(name: str, nth: int = nth) -> None:
            steps.append(name)
            if len(steps) == nth:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(disk, "on_step", step)
            try:
                compact(tmp_path)
            except KeyboardInterrupt:
                assert hits(tmp_path, library) == before
                assert Index.open(tmp_path, library, FakeEmbedder()).table.articles == articles
            else:
                break
        if sizes(tmp_path) == [40]:  # it was published before it was killed
            published(tmp_path, 4)
    assert nth > 20
    assert sizes(tmp_path) == [40]


def test_a_removed_article_is_out_of_a_segment_with_codes(tmp_path: Path) -> None:
    articles = published(tmp_path, 6)
    compact(tmp_path)
    manifest = read_manifest(current(tmp_path) or tmp_path)[0]
    segments = [
        Segment.read(tmp_path / SEGMENTS / name, files) for name, files in manifest.segments.items()
    ]
    (left,) = merge(segments, articles[1:])
    assert len(left.spans) == 50
    assert left.near.codes.ntotal == 50
    assert "oslo" not in left.counts.holding
    assert np.array_equal(left.vectors, segments[0].vectors[10:])


@pytest.mark.parametrize(
    ("rule", "groups"),
    [
        (Rule(4, 0, 100), [[0], [1, 2, 3, 4]]),
        (Rule(4, 0, 39), [[0], [1], [2], [3], [4]]),  # together they would be too large
        (Rule(4, 11, 100), [[0], [1], [2], [3], [4]]),  # each is too small
        (Rule(5, 0, 100), [[0], [1], [2], [3], [4]]),
    ],
)
def test_a_rule_says_which_become_one(rule: Rule, groups: list[list[int]]) -> None:
    assert plan([99, 10, 10, 10, 10], rule=rule) == groups


def test_as_many_of_the_smallest_as_fit_become_one() -> None:
    assert plan([12, 15, 10, 14, 11, 13], rule=Rule(4, 0, 50)) == [[1], [3], [0, 2, 4, 5]]
