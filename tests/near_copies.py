"""How well near-copies are told from other stories: the figures behind corpus/near_copies.py.

    python -m tests.near_copies FOLDER...

Every .txt file in the folders is cut into stories of some 150 to 900 words. From each, copies are
made as outlets make them, and look-alikes that are none. Runs and threshold are chosen on the
stories of one half of the files; the figures of the other half are printed beside them.
"""

import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from corpus import near_copies

Pair: TypeAlias = tuple[str, bool, str, str]  # kind, whether it is one story, and its two texts

MOST = 5  # stories of a file: some 1,200 pairs, a minute of one core
NOTICES = (
    "All rights reserved. This material may not be published, broadcast, rewritten or"
    " redistributed without permission. Sign up for our newsletter to get the most important"
    " stories of the day in your inbox every morning, free of charge, before you start work.",
    "Our reporters work around the clock to bring you the news that matters. Your support keeps"
    " our journalism independent and open to everybody. Subscribe today for unlimited access to"
    " every story on all your devices, with an offer for new readers that you can end at any time."
    " Questions about delivery are answered by our service desk on working days from nine to five.",
    "The views expressed here are those of the author and do not necessarily reflect those of this"
    " newspaper. Letters for publication should state the full name and address of the writer and"
    " may be edited for length and clarity. To report an error, write to the editor, with a link to"
    " the story and a short description of what should be put right. Corrections are printed as"
    " soon as they are confirmed. We are a member of the press council and keep to its code.",
)
AGENCIES = ("HONG KONG (AP) -", "LONDON, Reuters -", "(Xinhua)", "PARIS (AFP) -", "Bloomberg News:")


def main(folders: list[str]) -> None:
    """Prints the best settings on one half of the files, and how they do on the other."""
    paths = sorted(path for folder in folders for path in Path(folder).glob("*.txt"))
    halves = [[*_pairs(paths[half::2], random.Random(half))] for half in (0, 1)]
    print(f"{len(paths)} files; {len(halves[0])} and {len(halves[1])} pairs")
    news = [
        [near_copies.have_other_figures(*texts) or near_copies.open_apart(*texts) for texts in each]
        for each in ([pair[2:] for pair in pairs] for pairs in halves)
    ]
    best = (0.0, 0, 0.0)
    for run in (2, 3, 4):
        likeness = _measure(halves[0], news[0], run)
        for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
            score = _balance(halves[0], likeness, threshold)
            print(f"run {run}  threshold {threshold:.2f}  balanced accuracy {score:.4f}")
            best = max(best, (score, run, threshold))
    _, run, threshold = best
    print(f"chosen: run {run}, threshold {threshold:.2f}")
    for name, pairs, told in zip(("first half", "other half"), halves, news, strict=True):
        likeness = _measure(pairs, told, run)
        print(f"{name}: balanced accuracy {_balance(pairs, likeness, threshold):.4f}")
        for kind in sorted({pair[0] for pair in pairs}):
            of_kind = [
                (pair, found)
                for pair, found in zip(pairs, likeness, strict=True)
                if pair[0] == kind
            ]
            right = sum((found >= threshold) == pair[1] for pair, found in of_kind)
            print(f"  {kind:28} {right / len(of_kind):.3f} of {len(of_kind)}")


def _measure(pairs: list[Pair], told: list[bool], run: int) -> list[float]:
    """The likeness of each pair; 0 where no band is equal, or the words tell that it is no copy."""
    near_copies.RUN = run
    signed = {text: near_copies.sign(text) for pair in pairs for text in pair[2:]}
    banded = {text: set(near_copies.bands(signature)) for text, signature in signed.items()}
    return [
        near_copies.likeness(signed[one], signed[other])
        if not is_other and banded[one] & banded[other]
        else 0.0
        for (_, _, one, other), is_other in zip(pairs, told, strict=True)
    ]


def _balance(pairs: list[Pair], likeness: list[float], threshold: float) -> float:
    """The mean over the kinds of the share that is told rightly: no kind outweighs another."""
    shares: dict[str, list[bool]] = {}
    for pair, found in zip(pairs, likeness, strict=True):
        shares.setdefault(pair[0], []).append((found >= threshold) == pair[1])
    return sum(sum(rights) / len(rights) for rights in shares.values()) / len(shares)


def _pairs(paths: Iterable[Path], chance: random.Random) -> Iterable[Pair]:
    """The pairs of some files, of every kind, two for each story."""
    for path in paths:
        found = [*_stories(path, chance)]
        words = [word for story in found for line in story for word in line.split()]
        for place, story in enumerate(found[:MOST]):
            text = "\n".join(story)
            for kind in chance.sample(sorted(_COPIES), 2):
                yield f"copy: {kind}", True, text, "\n".join(_COPIES[kind](story, words, chance))
            mixed = story
            for kind in chance.sample(sorted(_COPIES), 3):
                mixed = _COPIES[kind](mixed, words, chance)
            yield "copy: three of these at once", True, text, "\n".join(mixed)
            if place:
                other = found[place - 1]
                yield "other: same subject", False, text, "\n".join(other)
                notice = chance.choice(NOTICES)
                yield "other: same notice", False, f"{text}\n{notice}", "\n".join([*other, notice])
                short = [(lines[0].split(". ")[0] + ".") for lines in (story, other)]
                yield "other: short, same notice", False, *(f"{one}\n{notice}" for one in short)
            updated = _updated(story, chance)
            if updated != story:
                yield "other: figures of a later day", False, text, "\n".join(updated)


def _stories(path: Path, chance: random.Random) -> Iterable[list[str]]:
    """Stretches of whole paragraphs, as long as news are."""
    story: list[str] = []
    wanted = chance.randint(150, 900)
    for line in path.read_text().splitlines():
        if line.strip():
            story.append(line.strip())
        if sum(len(one.split()) for one in story) >= wanted:
            yield story
            story, wanted = [], chance.randint(150, 900)


def _headline(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    return [" ".join(chance.sample(words, chance.randint(5, 12))), *story]


def _cut(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    """Without its end, or without sentences here and there: up to two fifths of it."""
    told = [sentence for line in story for sentence in _sentences(line)]
    left = max(1, round(len(told) * chance.uniform(0.6, 0.95)))
    if chance.random() < 0.5:
        return told[:left]
    return [told[at] for at in sorted(chance.sample(range(len(told)), left))]


def _reordered(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    told = [sentence for line in story for sentence in _sentences(line)]
    first, second = sorted(chance.sample(range(len(told) + 1), 2))
    return told[second:] + told[first:second] + told[:first]


def _agency(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    return [f"{chance.choice(AGENCIES)} {story[0]}", *story[1:]]


def _edited(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    """With 5 to 30 % of the sentences reworded: a third of their words gone or others."""
    share = chance.uniform(0.05, 0.3)

    def reworded(sentence: str) -> str:
        if chance.random() > share:
            return sentence
        drawn = ((word, chance.random()) for word in sentence.split())
        kept = [chance.choice(words) if draw < 0.2 else word for word, draw in drawn if draw < 0.87]
        return " ".join(kept)

    return [" ".join(reworded(sentence) for sentence in _sentences(line)) for line in story]


def _with_notice(story: list[str], words: list[str], chance: random.Random) -> list[str]:
    return [*story, chance.choice(NOTICES)]


def _updated(story: list[str], chance: random.Random) -> list[str]:
    """With one to four of its figures grown, and nothing else: the toll of the day after."""
    words = [line.split(" ") for line in story]
    places = [
        (row, at)
        for row, line in enumerate(words)
        for at, word in enumerate(line)
        if word.strip(",.").isdecimal()
    ]
    for row, at in chance.sample(places, min(len(places), chance.randint(1, 4))):
        figure = words[row][at].strip(",.")
        words[row][at] = words[row][at].replace(figure, str(int(figure) + chance.randint(1, 40)))
    return [" ".join(line) for line in words]


def _sentences(line: str) -> list[str]:
    return [sentence + "." for sentence in line.rstrip(".").split(". ")]


_COPIES: dict[str, Callable[[list[str], list[str], random.Random], list[str]]] = {
    "another headline": _headline,
    "up to two fifths cut": _cut,
    "reordered": _reordered,
    "agency line added": _agency,
    "5 to 30 % edited": _edited,
    "notice appended": _with_notice,
}

if __name__ == "__main__":
    main(sys.argv[1:])
