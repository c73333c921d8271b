from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.merge
from index.embed import Vectors
from index.keywords import Keywords
from index.merge import CHEAP, DEAD, FACTOR, SMALL, Rule, merge, plan
from index.passage import Passage
from index.segment import Segment
from index.table import Pair, lay_out
from index.vectors import FaissVectors
from tests.fakes import FakeEmbedder
from tests.segments import segment_of

WORDS = [
    "rain",
    "storm",
    "trade",
    "pact",
    "school",
    "port",
    "bank",
    "tax",
    "vote",
    "law",
    "river",
    "bridge",
]
QUESTIONS = ("storm at the port", "trade pact pact", "law", "nothing of this")
EMBEDDER = FakeEmbedder()


def ids(segment: Segment) -> list[str]:
    return [name for name, _ in segment.articles]


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([0], [[0]]),
        ([-1, -1], []),
        ([1] * (FACTOR - 1), [[n] for n in range(FACTOR - 1)]),
        ([1] * FACTOR, [[*range(FACTOR)]]),
        ([SMALL - 1] * FACTOR, [[*range(FACTOR)]]),
        ([SMALL, *[1] * (FACTOR - 1)], [[n] for n in range(FACTOR)]),
        ([SMALL] * (FACTOR - 1) + [SMALL // 4] * FACTOR, [[*range(2 * FACTOR - 1)]]),  # in turn
        ([10**6] + [SMALL] * FACTOR, [[0], [*range(1, 1 + FACTOR)]]),
    ],
)
def test_eight_of_a_size_become_one(sizes: list[int], groups: list[list[int]]) -> None:
    assert plan(sizes) == groups


@given(st.lists(st.integers(1, 3000), max_size=60))
@settings(max_examples=30, deadline=None)
def test_adding_one_by_one_stays_cheap(added: list[int]) -> None:
    """Few segments, and each passage written again at most once a level."""
    segments: list[int] = []
    written = 0
    for size in added:
        segments.append(size)
        groups = plan(segments)
        merged = [sum(segments[place] for place in group) for group in groups]
        written += size + sum(
            one for one, group in zip(merged, groups, strict=True) if len(group) > 1
        )
        segments = merged
    assert sum(segments) == sum(added)
    levels = 2 + max(0, int(np.log2(max(sum(added), SMALL) / SMALL) / np.log2(FACTOR)))
    assert len(segments) <= levels * (FACTOR - 1)
    small = (SMALL + FACTOR - 2) // (FACTOR - 1)  # below SMALL, all are merged each seventh time
    assert written <= sum(added) * (1 + levels + small)


def test_what_need_not_be_merged_stays_as_it_is() -> None:
    segments = [segment_of(a="rain"), segment_of(b="storm"), segment_of(c="trade")]
    articles: list[Pair] = [("a", 1), ("c", 1)]
    assert merge(segments, articles) == [segments[0], segments[2]]
    assert merge(segments, []) == []
    assert merge([], []) == []


def test_a_segment_of_many_dead_passages_is_written_again() -> None:
    dead = int(DEAD * 20)
    texts = {f"a{n:02}": f"rain {n}" for n in range(20)}
    segment = segment_of(**texts)
    for changed in (dead, dead + 1):
        newer = made({(f"a{n:02}", 2): ("storm",) for n in range(changed)})
        articles = [*newer.articles, *segment.articles[changed:]]
        kept, _ = merge([segment, newer], articles)
        assert (kept is segment) == (changed == dead)
    assert kept.articles == segment.articles[dead + 1 :]
    assert len(kept.spans) == len(kept.vectors) == kept.counts.passages == 20 - dead - 1
    assert (kept.vectors == segment.vectors[dead + 1 :]).all()


@pytest.mark.parametrize("version", [1, 2])
def test_a_segment_with_a_removed_article_is_written_again(version: int) -> None:
    """Also one that holds an earlier version of it only."""
    texts = {f"a{n:02}": f"rain {n}" for n in range(20)}
    segment = segment_of(secret="gold", **texts)
    segments = [segment] if version == 1 else [segment, made({("secret", 2): ("storm",)})]
    (fresh,) = merge(segments, segment.articles[1:])
    assert fresh.articles == segment.articles[1:]
    assert "gold" in segment.counts.holding
    assert "gold" not in fresh.counts.holding
    assert (fresh.vectors == segment.vectors[1:]).all()


def test_merged_articles_are_in_the_library_s_order() -> None:
    segments = [segment_of(**{name: f"rain {name}"}) for name in "hgfedcba"]
    articles: list[Pair] = [(name, 1) for name in "abcdefgh"]
    (merged,) = merge(segments, articles)
    assert merged.articles == articles
    assert (merged.vectors[0] == segments[-1].vectors[0]).all()


def test_of_an_article_in_two_the_later_counts() -> None:
    old, new = segment_of(a="rain\nstorm", b="law"), segment_of(a="trade")
    articles: list[Pair] = [("a", 1), ("b", 1)]
    (kept, newer) = merge([old, new], articles)
    assert [ids(kept), ids(newer)] == [["b"], ["a"]]  # two of three were dead: written again
    table, rows = lay_out([kept, newer], articles)
    assert table.counts() == {"a": 1, "b": 1}
    assert [found.tolist() for found in rows] == [[1], [0]]


def test_an_article_that_no_segment_holds_is_a_defect() -> None:
    with pytest.raises(ValueError, match="no segment holds"):
        lay_out([segment_of(a="rain")], [("b", 1)])


# --- as from an index built in one go ---


@cache
def vector(text: str) -> Vectors:
    return EMBEDDER.embed([text])[0]


def made(texts: dict[Pair, tuple[str, ...]]) -> Segment:
    """A segment of articles, each of some passages."""
    passages = [
        [Passage(name, version, 9 * n, 9 * n + 5, text) for n, text in enumerate(found)]
        for (name, version), found in texts.items()
    ]
    vectors = [vector(one.text) for found in passages for one in found]
    return Segment.of([*texts], passages, np.asarray(vectors, np.float32).reshape(-1, 64))


def assert_found_alike(
    segments: Sequence[Segment], anew: Segment, articles: Sequence[Pair]
) -> None:
    table, rows = lay_out(segments, articles)
    assert table.articles == anew.articles
    assert table.spans.tolist() == anew.spans.tolist()
    placed = [*zip(segments, rows, strict=True)]
    everywhere = np.arange(len(anew.spans))
    one = Keywords([(each.counts, places) for each, places in placed])
    other = Keywords([(anew.counts, everywhere)])
    size = EMBEDDER.dimension
    near = FaissVectors([(each.near, places) for each, places in placed], dimension=size)
    nearby = FaissVectors([(anew.near, everywhere)], dimension=size)
    assert (near.vectors == nearby.vectors).all()
    for question in QUESTIONS:
        for only in (None, everywhere[::2]):
            for k in (1, 4, 1000):
                chosen = None if only is None else only.tolist()
                assert one.best(question, k=k, rows=chosen) == other.best(
                    question, k=k, rows=chosen
                )
                found, cosines = near.nearest(vector(question), k=k, rows=only)
                expected, scores = nearby.nearest(vector(question), k=k, rows=only)
                assert found.tolist() == expected.tolist()
                assert cosines == pytest.approx(scores, abs=1e-6)
    for word in WORDS:
        assert one.rarity(word) == other.rarity(word)


PASSAGES = st.lists(
    st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=3
).map(tuple)  # fmt: skip
CHANGES = st.lists(  # rounds of changes: an article gets other passages, or none: it goes
    st.dictionaries(st.integers(0, 9), st.none() | PASSAGES, max_size=5), max_size=12
)


@pytest.mark.ci
@given(CHANGES, st.sampled_from([1, 4, SMALL]), st.sampled_from([2, 3, FACTOR]))
@settings(max_examples=60, deadline=None)
def test_any_history_is_searched_as_one_built_in_one_go(
    changes: list[dict[int, tuple[str, ...] | None]], small: int, factor: int
) -> None:
    search_after(changes, small=small, factor=factor)


def test_a_history_is_searched_as_one_built_in_one_go() -> None:
    again = ("rain", "rain", "law rain")
    search_after(
        [
            {0: ("", *again), 2: ("",), 7: ("storm port",)},
            {1: ("",), 2: None, 3: again, 7: ("trade pact", "storm")},
            {0: again, 5: ("bank tax vote",)},
            {3: None, 9: ("law law river",), 7: ()},
        ],
        small=4,
        factor=2,
    )


def search_after(
    changes: list[dict[int, tuple[str, ...] | None]], *, small: int, factor: int
) -> None:
    """Checks the searches after each of some rounds of changes, each added to the index at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index.merge, "SMALL", small)
        rule = Rule(factor, 0, CHEAP)
        library: dict[int, tuple[Pair, tuple[str, ...]]] = {}
        segments: list[Segment] = []
        version = 0
        for change in changes:
            for number, passages in sorted(change.items()):
                library.pop(number, None)
                if passages is not None:
                    version += 1
                    library[number] = (f"a{number}", version), passages
            live = dict(library[number] for number in sorted(library))
            held = {pair for one in segments for pair in one.articles}
            new = {pair: passages for pair, passages in live.items() if pair not in held}
            segments = merge([*segments, made(new)], [*live], rule=rule)
            assert_found_alike(segments, made(live), [*live])
