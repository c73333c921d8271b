import numpy as np
import pytest

from index.embed import Vectors
from index.near import Near
from index.vectors import FaissVectors


def plane(*degrees: float) -> Vectors:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def one_segment(vectors: Vectors) -> FaissVectors:
    return FaissVectors([(Near.of(vectors), np.arange(len(vectors)))], dimension=2)


def test_cosines_by_hand() -> None:
    store = one_segment(plane(90, 0, 60, 180))
    rows, cosines = store.nearest(plane(0)[0], k=4)
    assert rows.tolist() == [1, 2, 0, 3]
    assert cosines.tolist() == pytest.approx([1, 0.5, 0, -1], abs=1e-6)
    assert store.cosines(plane(0)[0], [2, 3, 2]).tolist() == pytest.approx([0.5, -1, 0.5], abs=1e-6)


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_nearest_where_none_are_asked_for(k: int) -> None:
    rows, cosines = one_segment(plane(0, 90)).nearest(plane(0)[0], k=k)
    assert (rows.tolist(), cosines.tolist()) == ([], [])


def test_only_some_rows() -> None:
    store = one_segment(plane(0, 10, 20, 30))
    assert store.nearest(plane(0)[0], k=9, rows=np.array([3, 1]))[0].tolist() == [1, 3]
    assert store.nearest(plane(0)[0], k=1, rows=np.array([2, 3]))[0].tolist() == [2]
    assert store.nearest(plane(0)[0], k=9, rows=np.array([], dtype=np.int64))[0].tolist() == []


def test_of_those_that_tie_for_the_last_place_the_earliest_is_found() -> None:
    store = one_segment(plane(0, 80, 80, 10, 20))  # 20 pushes one of 80 out
    for k in range(1, 6):
        assert store.nearest(plane(0)[0], k=k)[0].tolist() == [0, 3, 4, 1, 2][:k]


@pytest.mark.parametrize("k", [1, 3, 7, 200])
def test_ties_go_to_the_earlier_row(k: int) -> None:
    store = one_segment(plane(90, *[0] * 150))
    assert store.nearest(plane(0)[0], k=k)[0].tolist() == [*range(1, 151), 0][:k]


def test_an_empty_store() -> None:
    for store in (FaissVectors([], dimension=2), one_segment(plane())):
        assert store.vectors.shape == (0, 2)
        assert store.nearest(plane(0)[0], k=3)[0].tolist() == []
        assert store.cosines(plane(0)[0], []).tolist() == []


def test_segments_are_searched_as_one() -> None:
    """Rows 0 to 3 lie at 0, 10, 20, 30 degrees; one vector at 5 degrees has no row any more."""
    parts = [
        (Near.of(plane(30, 0)), np.array([3, 0])),
        (Near.of(plane(5)), np.array([-1])),
        (Near.of(plane(10, 5, 20)), np.array([1, -1, 2])),
    ]
    store = FaissVectors(parts, dimension=2)
    rows, cosines = store.nearest(plane(4)[0], k=9)
    assert rows.tolist() == [0, 1, 2, 3]
    assert cosines.tolist() == pytest.approx(np.cos(np.radians([4, 6, 16, 26])).tolist(), abs=1e-3)
    assert store.nearest(plane(4)[0], k=2)[0].tolist() == [0, 1]
    assert store.nearest(plane(4)[0], k=9, rows=np.array([3, 2]))[0].tolist() == [2, 3]
    assert store.vectors == pytest.approx(plane(0, 10, 20, 30), abs=1e-3)
    assert store.cosines(plane(0)[0], [3, 0]).tolist() == pytest.approx([0.866025, 1], abs=1e-3)


def test_ties_between_segments_go_to_the_earlier_row() -> None:
    parts = [(Near.of(plane(0, 0)), np.array([1, 3])), (Near.of(plane(0, 0)), np.array([0, 2]))]
    store = FaissVectors(parts, dimension=2)
    for k in (1, 2, 3, 4):
        assert store.nearest(plane(0)[0], k=k)[0].tolist() == [0, 1, 2, 3][:k]
