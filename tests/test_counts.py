import random

import numpy as np
import pytest

import index.counts
from index.counts import KINDS, LENGTHS, PAIRS, POSTINGS, SHELF, STARTS, WORDS, WordCounts
from index.disk import array_from, array_parts

TEXTS = ["rain in Hong Kong", "rain and more rain", "a pact on trade", "trade, rain and schools"]
NAMES = ("rain", "trade", "粤", "jose", "25001", "pact", "kong")


def raw(counts: WordCounts) -> dict[str, bytes]:
    return {name: b"".join(parts) for name, parts in counts.files().items()}


def found(counts: WordCounts, word: str) -> list[list[int]]:
    """The passages that hold a word, how often each does, and how many words each has."""
    places, kinds = counts.of_word(word)
    return [places.tolist(), *counts.pairs[kinds].T.tolist()]


def all_found(counts: WordCounts) -> dict[str, list[list[int]]]:
    return {name.decode(): found(counts, name.decode()) for name in counts.names}


def test_what_is_written_is_read_in_plain_formats() -> None:
    counts = WordCounts.of([*TEXTS, "粤港澳 José 25,001", ""])
    files = raw(counts)
    assert files[WORDS].decode().splitlines() == sorted(counts.holding)
    assert files[POSTINGS].startswith(b"\x93NUMPY")
    read = WordCounts.read(files, passages=6)
    assert all_found(read) == all_found(counts)
    assert read.holding == counts.holding
    assert read.holding["rain"] == 3
    assert found(read, "rain") == [[0, 1, 3], [1, 2, 1], [3, 2, 3]]
    assert read.lengths.tolist() == [3, 2, 2, 3, 5, 0]
    assert raw(read) == files


@pytest.mark.parametrize("word", ["", "volcano", "\n", "rain\ntrade", "rai", "rainy", "\0", "龍"])
def test_an_unknown_word_is_in_no_passage(word: str) -> None:
    assert found(WordCounts.of([*TEXTS, "粤"]), word) == [[], [], []]


@pytest.mark.parametrize("texts", [[], ["", "the"]])
def test_no_words_are_written_and_read(texts: list[str]) -> None:
    read = WordCounts.read(raw(WordCounts.of(texts)), passages=len(texts))
    assert found(read, "rain") == [[], [], []]
    assert read.holding == {}
    assert read.lengths.tolist() == [0] * len(texts)


def test_a_passage_may_be_as_long_and_dull_as_it_likes() -> None:
    """Numbers that need one byte, two and four."""
    texts = ["rain", "rain " * 300, "rain " * 70_000]
    read = WordCounts.read(raw(WordCounts.of(texts)), passages=3)
    assert found(read, "rain") == [[0, 1, 2], [1, 300, 70_000], [1, 300, 70_000]]
    assert read.lengths.tolist() == [1, 300, 70_000]
    assert [one.itemsize for one in (WordCounts.of(texts[:1]).lengths, read.lengths)] == [1, 4]


@pytest.mark.parametrize("name", [STARTS, POSTINGS, LENGTHS, WORDS])
def test_files_that_do_not_fit_each_other_are_damage(name: str) -> None:
    files = raw(WordCounts.of(TEXTS)) | {name: raw(WordCounts.of(TEXTS[:2]))[name]}
    with pytest.raises(ValueError, match="fit"):
        WordCounts.read(files, passages=4)


@pytest.mark.parametrize(("name", "kind"), [(POSTINGS, np.uint32), (KINDS, np.int8)])
def test_numbers_of_another_kind_are_damage(name: str, kind: type[np.generic]) -> None:
    files = raw(WordCounts.of(TEXTS))
    files[name] = b"".join(array_parts(array_from(files[name]).view(kind)))
    with pytest.raises(ValueError, match="another kind"):
        WordCounts.read(files, passages=4)


def test_nothing_read_is_copied_or_may_be_written_to() -> None:
    files = raw(WordCounts.of(TEXTS))
    read = WordCounts.read(files, passages=4)
    for array, name in ((read.places, POSTINGS), (read.pairs, PAIRS), (read.starts, STARTS)):
        assert np.shares_memory(array, np.frombuffer(files[name], dtype=np.uint8))
        assert not array.flags.writeable


def test_merged_counts_are_those_of_the_texts() -> None:
    first, second = WordCounts.of(TEXTS[:2]), WordCounts.of(["volcano", *TEXTS[2:]])
    merged = WordCounts.merged(
        [(first, np.array([2, 0])), (second, np.array([-1, 1, 3]))], passages=4
    )
    anew = WordCounts.of([TEXTS[1], TEXTS[2], TEXTS[0], TEXTS[3]])
    assert b"volcano" not in merged.lines
    assert all_found(merged) == all_found(anew)
    assert merged.lengths.tolist() == anew.lengths.tolist()
    assert WordCounts.merged([], passages=0).holding == {}
    assert WordCounts.merged([(first, np.array([-1, -1]))], passages=0).holding == {}


@pytest.mark.parametrize("at_once", [1, 7, 1 << 22])
def test_a_merge_is_the_same_however_much_is_sorted_at_a_time(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.counts, "AT_ONCE", at_once)
    chance = random.Random(3)
    texts = [" ".join(chance.choices("abcdefghjkl", k=chance.randrange(9))) for _ in range(60)]
    rows = np.asarray(chance.sample(range(60), k=60), dtype=np.int64)
    parts = [(WordCounts.of(texts[a : a + 20]), rows[a : a + 20]) for a in (0, 20, 40)]
    anew = WordCounts.of([texts[place] for place in np.argsort(rows)])
    merged = WordCounts.merged(parts, passages=60)
    assert all_found(merged) == all_found(anew)
    assert raw(merged) == raw(anew)  # to the last byte, since nothing went


@pytest.mark.parametrize("count", [SHELF - 1, SHELF, SHELF + 1, 3 * SHELF])
def test_each_of_many_words_is_found(count: int) -> None:
    """As many as fill what is looked through at a time, one less and one more."""
    names = [f"{number + 100}" for number in range(count)]
    counts = WordCounts.of(names)
    assert [found(counts, name)[0] for name in names] == [[place] for place in range(count)]
    for unknown in ("0", "1", "100\n101", "1005", "999", "龍"):
        assert found(counts, unknown) == [[], [], []]
