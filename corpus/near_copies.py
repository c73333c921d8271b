"""The same story in several outlets: near-copies, found without comparing with every article.

A text is the set of its runs of words. How much of two sets is shared (Jaccard) is estimated from
their MinHash signatures (Broder 1997); articles that may share enough are found by bands of the
signature that are equal (locality-sensitive hashing; Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, chapter 3). A text with other figures in the same words is news, and no copy; nor
is one that has only the notice at the end in common.

A story is one origin, not one truth. Outlets edit what they print: one says "convicted" where the
other says "acquitted", and names are spelt, shortened and left out in ways that no rule tells from
a correction. So that articles are one story never shows that they say the same; who wants to know
compares the sentences, each word of them. Nor are two of them independent sources.
"""

import functools
import hashlib
import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import regex

if TYPE_CHECKING:  # numpy takes 0.1 s, and only adding needs it
    import numpy as np

Hashes: TypeAlias = "np.ndarray[Any, np.dtype[np.uint32]]"

PERMUTATIONS = 128  # the estimate is off by 0.04 (one standard deviation, at worst)
RUN = 2  # words
# The best on one half of the pairs of `python -m tests.near_copies`: 0.97 of them are told rightly,
# and 0.98 of the other half.
THRESHOLD = 0.5
# 32 bands of 4: of the pairs that share 0.5, 87 % have an equal band; of those that share 0.6,
# 99 %; of those that share 0.1, 0.3 %.
_ROWS = 4
# A band that more articles have than this is that of a notice under all of them, not of a story.
_CROWD = 100
_CANDIDATES = 16  # are compared; those with the most bands in common
_MIN_WORDS = 20  # one sentence that two outlets quote is no story
_GROUP = (
    10_000  # runs hashed at a time: two arrays of 5 MB, where a text of 20 MB would take gigabytes
)

# Languages that write no spaces: each character is a word.
_WORD = regex.compile(
    r"\p{N}+(?:[.,:]\p{N}+)*"
    r"|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
    r"|[\p{L}\p{M}]+"
)
_IN_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred thousand million billion dozen"
)
_NUMBERS = frozenset(_IN_WORDS.split())
_NEAR = 3  # words on each side of a figure that say what it counts
# Words before the first that are shared: more than a headline or an agency's line; and how many in
# a row are shared, and not by chance as "in the city of" is.
_LEAD = 15
_SHARED = 4


def sign(text: str) -> bytes:
    """The signature of the text: 512 bytes, or none for one too short to be told from others."""
    words = words_of(text)
    if len(words) < _MIN_WORDS:
        return b""
    import numpy as np

    last = len(words) - RUN + 1
    groups = (range(at, min(at + _GROUP, last)) for at in range(0, last, _GROUP))
    least = [_least({" ".join(words[at : at + RUN]) for at in group}) for group in groups]
    return bytes(functools.reduce(np.minimum, least).astype("<u4").tobytes())


def likeness(one: bytes, other: bytes) -> float:
    """The share of two texts' runs of words that both have, from 0 to 1, by their signatures."""
    if not one or not other:
        return 0.0
    pairs = zip(memoryview(one).cast("I"), memoryview(other).cast("I"), strict=True)
    return sum(a == b for a, b in pairs) / PERMUTATIONS


def have_other_figures(one: str, other: str) -> bool:
    """Whether some figure differs where the words around it do not: 12 dead, then 34 dead."""
    theirs = _figures(words_of(other))
    return any(
        not (figures & theirs[near])
        for near, figures in _figures(words_of(one)).items()
        if near in theirs
    )


def open_apart(one: str, other: str) -> bool:
    """Whether both begin with words of their own: what they share is a notice at their end."""
    texts = [words_of(text) for text in (one, other)]
    runs = [[*zip(*(words[at:] for at in range(_SHARED)), strict=False)] for words in texts]
    shared = set(runs[0]) & set(runs[1])
    return all(not shared.intersection(opening[:_LEAD]) for opening in runs)


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters; figures whole, a character where no spaces are."""
    return [word.casefold() for word in _WORD.findall(text)]


def link(database: sqlite3.Connection, number: int, text: str) -> None:
    """Writes down which story the article with that number and text belongs to."""
    unlink(database, number)
    signature = sign(text)
    stories = _same_stories(database, signature, text)
    story = min(stories, default=number)
    database.execute(
        "UPDATE articles SET story = ?, signature = ? WHERE number = ?", (story, signature, number)
    )
    rows = [(band, number) for band in bands(signature)]
    database.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)
    for other in sorted(stories - {story}):  # this article shows that they are one
        if _agrees(database, other, _oldest_text(database, story)):
            database.execute("UPDATE articles SET story = ? WHERE story = ?", (story, other))


def unlink(database: sqlite3.Connection, number: int) -> None:
    """Takes the article out of its story, which then goes by the oldest that is left in it.

    It has no story and waits to be linked.
    """
    row = database.execute("SELECT story, signature FROM articles WHERE number = ?", (number,))
    story, signature = row.fetchone()
    rows = [(band, number) for band in bands(signature or b"")]
    database.executemany("DELETE FROM bands WHERE band = ? AND number = ?", rows)
    blank = "UPDATE articles SET story = NULL, signature = NULL WHERE number = ?"
    database.execute(blank, (number,))
    if story == number:
        database.execute(
            "UPDATE articles SET story = (SELECT min(number) FROM articles WHERE story = :story)"
            " WHERE story = :story",
            {"story": story},
        )


def unlinked(database: sqlite3.Connection) -> int:
    """How many articles wait to be linked: new and changed ones, and all of an old release."""
    count = "SELECT count(*) FROM articles WHERE signature IS NULL"
    return int(database.execute(count).fetchone()[0])


def link_new(database: sqlite3.Connection, *, at_most: int = -1) -> int:
    """How many articles were linked, the oldest of those that wait for it first; -1 is for all."""
    waiting = "SELECT number FROM articles WHERE signature IS NULL ORDER BY number LIMIT ?"
    numbers = [number for (number,) in database.execute(waiting, (at_most,))]
    for number in numbers:
        link(database, number, _text(database, number))
    return len(numbers)


def story_of(database: sqlite3.Connection, article_id: str) -> tuple[str, ...]:
    """The ids of the articles of the same origin, itself among them, oldest first."""
    rows = database.execute(
        "SELECT id FROM articles WHERE story = (SELECT story FROM articles WHERE id = ?)"
        " ORDER BY number",
        (article_id,),
    ).fetchall()
    is_known = database.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,))
    return tuple(row[0] for row in rows) or (article_id,) * len(is_known.fetchall())


def _same_stories(database: sqlite3.Connection, signature: bytes, text: str) -> set[int]:
    """The stories that the text is a near-copy of."""
    shared: Counter[int] = Counter()
    for band in bands(signature):
        crowd = "SELECT number FROM bands WHERE band = ? ORDER BY number LIMIT ?"
        shared.update(row[0] for row in database.execute(crowd, (band, _CROWD)))
    stories: set[int] = set()
    for number, _ in shared.most_common(_CANDIDATES):
        other, story = database.execute(
            "SELECT signature, story FROM articles WHERE number = ?", (number,)
        ).fetchone()
        if story in stories or likeness(signature, other) < THRESHOLD:
            continue
        theirs = _text(database, number)
        is_other = open_apart(text, theirs) or have_other_figures(text, theirs)
        if not is_other and _agrees(database, story, text):
            stories.add(story)
    return stories


def _agrees(database: sqlite3.Connection, story: int, text: str) -> bool:
    """Whether the oldest article of the story has no other figures than the text."""
    return not have_other_figures(_oldest_text(database, story), text)


def _oldest_text(database: sqlite3.Connection, story: int) -> str:
    oldest = "SELECT min(number) FROM articles WHERE story = ?"
    return _text(database, int(database.execute(oldest, (story,)).fetchone()[0]))


def _text(database: sqlite3.Connection, number: int) -> str:
    """The text of the current version of the article."""
    select = "SELECT text FROM articles JOIN versions USING (number, version) WHERE number = ?"
    return str(database.execute(select, (number,)).fetchone()[0])


def bands(signature: bytes) -> Iterator[int]:
    """A number for each band: equal where that part of two signatures is."""
    for start in range(0, len(signature), 4 * _ROWS):
        band = signature[start : start + 4 * _ROWS]
        digest = hashlib.blake2b(start.to_bytes(2) + band, digest_size=8).digest()
        yield int.from_bytes(digest, signed=True)  # SQLite's integers have a sign


def _figures(words: list[str]) -> dict[tuple[str, ...], set[str]]:
    """The figures of a text by the words around each, in which figures are not told apart."""
    is_figure = [word[0].isnumeric() or word in _NUMBERS for word in words]
    masked = ["#" if flag else word for word, flag in zip(words, is_figure, strict=True)]
    found: dict[tuple[str, ...], set[str]] = {}
    for at in itertools.compress(range(len(words)), is_figure):
        near = (*masked[max(0, at - _NEAR) : at], *masked[at + 1 : at + 1 + _NEAR])
        if len(near) == 2 * _NEAR:  # at an end of the text too little says what it counts
            found.setdefault(near, set()).add(words[at])
    return found


def _least(runs: set[str]) -> Hashes:
    """The least of the runs' hashes in each of the permutations: uint32 [permutations].

    Bit for bit those of the package datasketch 2 ("affine32"), which takes 0.8 s to import, with
    all of scipy's integration: a*h + b in 32 bits, of a hash that murmur3's finalizer has mixed.
    """
    import numpy as np

    hashes = b"".join(hashlib.sha1(run.encode()).digest()[:4] for run in runs)
    mixed = np.frombuffer(hashes, dtype="<u4").astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    factors, offsets = _permutations()
    least: Hashes = (mixed[:, np.newaxis] * factors + offsets).min(axis=0)
    return least


@functools.cache
def _permutations() -> Hashes:
    """A factor and an offset for each: uint32 [2, permutations], the same at any time."""
    import numpy as np

    random = np.random.RandomState(1)  # its numbers are fixed for good; so are kept signatures
    factors = random.randint(0, 2**31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.array([factors, random.randint(0, 2**32, PERMUTATIONS, dtype=np.uint32)])
