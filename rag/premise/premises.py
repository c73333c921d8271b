"""How many false premises are caught, and how many true ones are not believed.

python -m rag.premise.premises DATA [--sample N]. DATA is what `rag.examples` reads. The questions
are made by `swaps` from answerable ones over the titles that nothing is trained on; thresholds are
chosen on the first half of the titles, and reported on the second.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.embed import SHIPPED, open_embedder

from ..chatbot import PASSAGES
from ..evidence import Reading, read
from ..examples import TITLES, held_out_titles, rows
from ..extract import THRESHOLD
from ..reader.hub import open_reader
from ..retrieve import retrieve
from ..settings import Settings
from .premise import Premise, Thresholds, faults, first_of
from .saying import said
from .swaps import Asked, Changed, Swap, breaks, changed, names_of, profiles

Ask: TypeAlias = Callable[[str], Sequence[Reading]]

EACH = 75  # changed questions of each kind in each half, where the data has as many
SEED = 0
MAX_FALSE_ALARMS = 0.04  # on the fitting half; one in a hundred less than may be, for chance
STEPS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1)  # thresholds to choose from; 1.1 is never


@dataclass(frozen=True)
class Outcome:
    """What a question found: is its reading accepted, and what does the question say besides?"""

    is_accepted: bool
    faults: tuple[Premise, ...]  # whatever the thresholds

    def is_refused(self, thresholds: Thresholds) -> bool:
        """Whether the premise check refuses what was otherwise accepted."""
        return self.is_accepted and first_of(self.faults, thresholds) is not None


def main() -> None:
    """Builds the set, asks it, and prints what is caught and what is wrongly refused."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="only print N of the questions")
    given = parser.parse_args()
    changes, texts, reporting = build_set(given.data)
    print(f"{len(changes)} changed questions")
    if given.sample is not None:
        for change in random.sample(changes, min(given.sample, len(changes))):
            print(f"{change.kind}: {change.asked.question}\n  -> {change.question}")
        return
    with TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        outcomes = asked_of(changes, _asker(library, texts, Path(folder)))
    halves = {
        "fitting": [one for one in changes if one.asked.title not in reporting],
        "reporting": [one for one in changes if one.asked.title in reporting],
    }
    thresholds = fit_thresholds(halves["fitting"], outcomes)
    print(f"fitted: {thresholds}\nin use: {Thresholds()}")
    for half, some in halves.items():
        for row in table(some, outcomes, Thresholds()):
            print(half, row)


def asked_of(changes: Sequence[Changed], ask: Ask) -> dict[str, Outcome]:
    """What each question and each changed question found."""
    found = {}
    both = {one.question for one in changes} | {one.asked.question for one in changes}
    for question in sorted(both):
        readings = ask(question)
        accepted = bool(readings) and readings[0].probability >= THRESHOLD
        found[question] = Outcome(accepted, tuple(faults(question, readings)))
    return found


def table(
    changes: Sequence[Changed], outcomes: Mapping[str, Outcome], thresholds: Thresholds
) -> list[str]:
    """A line for each kind and one for all: how many are caught, and false alarms."""
    kinds = [*sorted({change.kind for change in changes})]
    lines = []
    for kinds_here in ([kind] for kind in kinds), [kinds]:
        for some in kinds_here:
            here = [change for change in changes if change.kind in some]
            name = some[0] if len(some) == 1 else "all"
            caught, alarms, refused = rates(here, outcomes, thresholds)
            lines.append(
                f"{name:9} {len(here):4} questions: caught {caught:.3f} "
                f"(by the reading alone {refused:.3f}), false alarms {alarms:.3f}"
            )
    return lines


def rates(
    changes: Sequence[Changed], outcomes: Mapping[str, Outcome], thresholds: Thresholds
) -> tuple[float, float, float]:
    """The shares caught or refused, of false alarms, and refused by the reading alone."""
    caught = alarms = refused = 0
    for change in changes:
        outcome = outcomes[change.question]
        refused += not outcome.is_accepted
        caught += not outcome.is_accepted or outcome.is_refused(thresholds)
        alarms += outcomes[change.asked.question].is_refused(thresholds)
    total = max(1, len(changes))
    return caught / total, alarms / total, refused / total


def fit_thresholds(changes: Sequence[Changed], outcomes: Mapping[str, Outcome]) -> Thresholds:
    """The thresholds that catch most with at most MAX_FALSE_ALARMS, each lowered in turn.

    From never: the step that gains the most catches for its false alarms, until none is left.
    """
    best = Thresholds(**dict.fromkeys(_NAMES, STEPS[-1]))
    while True:
        caught, alarms, _ = rates(changes, outcomes, best)
        options = []
        for name in _NAMES:
            for step in (one for one in STEPS if one < getattr(best, name)):
                lower = replace(best, **{name: step})
                more, worse, _ = rates(changes, outcomes, lower)
                if more > caught and worse <= MAX_FALSE_ALARMS:
                    gain = (more - caught) / (worse - alarms + 1 / len(changes))
                    options.append((gain, more, name, lower))
        if not options:
            return best
        best = max(options, key=lambda option: option[:3])[3]


_NAMES = ("absent", "distant", "opposite", "negated")


def _asker(library: Library, texts: Mapping[str, str], folder: Path) -> Ask:
    embedder, reader = open_embedder(SHIPPED), open_reader(Settings().reader)
    for title, text in texts.items():
        name = title.replace("_", " ")
        library.add(Article(text=text, sources=(f"/{title}.txt",), title=name))
    index = build(library, embedder, folder=folder / "index")

    def ask(question: str) -> list[Reading]:
        return read(index, library, reader, question, retrieve(index, question, k=PASSAGES))

    return ask


def build_set(data: Path) -> tuple[list[Changed], dict[str, str], list[str]]:
    """The changed questions, the text of each title of the library, and the titles to report on."""
    held_out = held_out_titles(data)
    titles = held_out[:TITLES]
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    asked: list[Asked] = []
    for row in rows(data, "squad1"):
        contexts[row["title"]][row["context"]] = None
        if row["title"] in titles:
            asked += [
                Asked(row["title"], row["context"], question, tuple({text for text, _ in answers}))
                for question, answers in row["questions"]
            ]
    random.Random(SEED).shuffle(asked)
    around = profiles(text for texts in contexts.values() for text in texts)
    passages = [said(text) for title in titles for text in contexts[title]]
    plain = frozenset().union(*(passage.lower for passage in passages))
    names_by = {title: names_of(contexts[title], plain) for title in held_out}
    chosen: list[Changed] = []
    count: Counter[tuple[Swap, bool]] = Counter()
    for one in asked:
        half = titles.index(one.title) < TITLES // 2
        chance = random.Random(f"{SEED} {one.question}")
        for change in changed(one, chance, names_by=names_by, around=around):
            if count[change.kind, half] < EACH and breaks(change, passages):
                chosen.append(change)
                count[change.kind, half] += 1
                break
    return chosen, {title: "\n\n".join(contexts[title]) for title in titles}, titles[TITLES // 2 :]


if __name__ == "__main__":
    main()
