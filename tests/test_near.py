from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import index.near
from index.embed import Vectors
from index.near import LEAST, Near
from index.table import Rows

COUNT, DIMENSION = 6000, 64
CHANCE = np.random.default_rng(20261122)


def unit(vectors: Vectors) -> Vectors:
    found: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return found


# As texts are: some hundred subjects, each with vectors around it.
SUBJECTS = CHANCE.standard_normal((300, DIMENSION)).astype(np.float32)
MADE = unit(
    SUBJECTS[CHANCE.integers(0, 300, COUNT)]
    + 0.8 * CHANCE.standard_normal((COUNT, DIMENSION)).astype(np.float32)
)
ASKED = unit(SUBJECTS[:40] + CHANCE.standard_normal((40, DIMENSION)).astype(np.float32))
ALL = np.ones(COUNT, dtype=bool)


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Codes for fewer vectors than usual, learnt of few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.near, "SWITCH", 2000)
        patch.setattr(index.near, "SHARE", 0.2)  # the least that is looked at is a share of few
        patch.setattr(index.near, "LEARNT", 64)
        yield


@pytest.fixture(scope="module")
def near(few: None) -> Near:
    return Near.of(MADE)


def best(near: Near, vector: Vectors, k: int, wanted: Any = ALL) -> Rows:
    """The k nearest, best first, as `FaissVectors` sorts what it is given."""
    places = near.nearest(vector, k=k, wanted=wanted)
    return places[np.lexsort((places, -near.cosines(vector, places)))][:k]


def exact(vector: Vectors, k: int, wanted: Any = ALL, vectors: Vectors = MADE) -> list[int]:
    cosines = (vectors.astype(np.float16).astype(np.float32) * vector).sum(axis=1)
    places = np.flatnonzero(wanted)
    return places[np.lexsort((places, -cosines[places]))][:k].tolist()


def test_few_have_no_codes_and_many_do(near: Near) -> None:
    assert Near.of(MADE[:2000]).codes is None
    assert near.codes.ntotal == COUNT
    assert near.code_bytes() is not None
    assert Near.of(MADE[:2000]).code_bytes() is None


@pytest.mark.parametrize("k", [1, 10, 50])
def test_few_are_compared_one_by_one(k: int) -> None:
    near, all_ = Near.of(MADE[:2000]), ALL[:2000]
    for vector in ASKED:
        assert best(near, vector, k, all_).tolist() == exact(vector, k, all_, MADE[:2000])


@pytest.mark.parametrize("k", [1, 10, 50])
def test_by_codes_nearly_all_are_found(near: Near, k: int) -> None:
    found = [len({*best(near, one, k).tolist()} & {*exact(one, k)}) for one in ASKED]
    assert sum(found) >= 0.98 * k * len(ASKED)


def test_cosines_are_the_vectors_own(near: Near) -> None:
    places = near.nearest(ASKED[0], k=10, wanted=ALL)
    assert len(places) >= LEAST
    assert near.cosines(ASKED[0], places) == pytest.approx(MADE[places] @ ASKED[0], abs=1e-3)


@pytest.mark.parametrize("count", [0, 1, 9, 200, 1000])
def test_a_filter_finds_what_is_nearest_in_it(near: Near, count: int) -> None:
    """Also one that is far from the question: codes alone would find none of it."""
    for vector in ASKED[:5]:
        wanted = np.zeros(COUNT, dtype=bool)
        wanted[np.argsort(MADE @ vector)[:count]] = True
        assert best(near, vector, 10, wanted).tolist() == exact(vector, 10, wanted)


def test_of_a_wide_filter_nearly_all_are_found(near: Near) -> None:
    wanted = CHANCE.random(COUNT) < 0.9
    hits = 0
    for vector in ASKED:
        found = best(near, vector, 10, wanted)
        assert wanted[found].all()
        hits += len({*found.tolist()} & {*exact(vector, 10, wanted)})
    assert hits >= 0.99 * 10 * len(ASKED)


def test_what_is_not_wanted_is_passed_over_by_codes_too(near: Near) -> None:
    """The very nearest are dead, as earlier versions of the articles asked for are."""
    hits = 0
    for vector in ASKED:
        wanted = ALL.copy()
        wanted[np.argsort(-(MADE @ vector))[:20]] = False
        assert near._by_codes(vector, 10, wanted, int(wanted.sum())) is not None
        found = best(near, vector, 10, wanted)
        hits += len({*found.tolist()} & {*exact(vector, 10, wanted)})
    assert hits >= 0.95 * 10 * len(ASKED)


@pytest.mark.parametrize("k", [1, 3, 700])
def test_of_those_that_tie_the_earliest_are_found(k: int) -> None:
    """More are equal than candidates are compared again."""
    equal = np.concatenate([MADE[:2500], np.repeat(MADE[:1], 700, axis=0)])
    near = Near.of(equal)
    assert near.codes is not None
    found = best(near, MADE[0], k, np.ones(len(equal), dtype=bool))
    assert found.tolist() == [0, *range(2500, 3200)][:k]


@pytest.mark.parametrize("k", [COUNT - 1, COUNT, 10 * COUNT])
def test_all_are_found(near: Near, k: int) -> None:
    assert best(near, ASKED[0], k).tolist() == exact(ASKED[0], k)


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_found_where_none_are_asked_for(near: Near, k: int) -> None:
    assert near.nearest(ASKED[0], k=k, wanted=ALL).tolist() == []


@pytest.mark.parametrize("shape", [(0, 64), (0, 0), (3, 0)])
def test_no_vectors(shape: tuple[int, int]) -> None:
    near = Near.of(np.zeros(shape, dtype=np.float32))
    assert near.vectors.shape == shape
    assert near.nearest(ASKED[0], k=0, wanted=np.ones(shape[0], dtype=bool)).tolist() == []


def test_places_of_vectors_that_are_elsewhere_have_no_codes() -> None:
    assert Near.of(np.zeros((50_000, 0), dtype=np.float32)).codes is None  # Milvus has them


def test_an_odd_dimension_has_no_codes() -> None:
    near = Near.of(unit(MADE[:, :63]))
    assert near.codes is None
    assert best(near, unit(MADE[7, :63]), 1).tolist() == [7]


def test_the_same_vectors_have_the_same_codes(near: Near) -> None:
    assert bytes(Near.of(MADE).code_bytes() or b"") == bytes(near.code_bytes() or b"!")


def test_codes_are_read_as_written(near: Near) -> None:
    raw = bytes(near.code_bytes() or b"")
    assert len(raw) < 40 * COUNT  # 4 bits for two of 64 numbers, and what it was learnt
    again = Near.read(near.vectors, raw)
    for vector in ASKED[:5]:
        assert best(again, vector, 50).tolist() == best(near, vector, 50).tolist()


def test_codes_of_other_vectors_are_not_taken(near: Near) -> None:
    with pytest.raises(ValueError, match="other vectors"):
        Near.read(near.vectors[1:], bytes(near.code_bytes() or b""))


def test_codes_like_others_are_not_learnt_again(near: Near) -> None:
    some = Near.of(MADE[::2], like=near.codes)
    hits = 0
    for vector in ASKED:
        expected = exact(vector, 10, ALL[::2], MADE[::2])
        hits += len({*best(some, vector, 10, ALL[::2]).tolist()} & {*expected})
    assert hits >= 0.98 * 10 * len(ASKED)


@pytest.mark.parametrize("count", [2000, COUNT])
def test_vectors_that_are_no_numbers_are_near_to_nothing(count: int, near: Near) -> None:
    """What a damaged file may have; it is found later, and must not end the process."""
    damaged = MADE[:count].astype(np.float16)
    damaged[: count - 5] = np.nan
    some = Near(damaged, near.codes if count == COUNT else None)
    places = some.nearest(ASKED[0], k=10, wanted=ALL[:count])
    assert ((places >= 0) & (places < count)).all()
