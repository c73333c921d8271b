"""The weights of `evidence`, fitted on questions with known answers: python -m rag.fit DATA OUT

DATA is a folder with `squad1.jsonl.gz` and `squad2_unanswerable.jsonl.gz`: rows of {title,
context, questions: [[question, [[text, start], ...]], ...]}; a question without answers looks
answerable and is not. Whole titles are held out for choosing thresholds; a third set of titles
is never put into the library: its questions are about articles that are not there.
"""

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.embed import SHIPPED, open_embedder
from index.store import Index

from .candidates import candidates
from .chatbot import PASSAGES
from .evidence import MEASURES, measure
from .retrieve import retrieve

TITLES = 60  # in the library; a third of them is held out
QUESTIONS = 700  # of each kind, over all titles
SEED = 0

Kind: TypeAlias = Literal["fact", "adversarial", "absent"]


@dataclass(frozen=True)
class Example:
    """One question with the measures of its candidates, and which of them hold its answer."""

    kind: Kind
    title: str
    measures: NDArray[np.float64]  # [candidates, measures]
    is_answer: NDArray[np.bool_]  # [candidates]


@dataclass(frozen=True)
class _Asked:
    kind: Kind
    title: str
    question: str
    context: str
    answers: tuple[str, ...]


def main() -> None:
    """Fits, prints what the held-out titles show, and writes the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    asked, library_titles = load(given.data)
    with TemporaryDirectory() as folder:
        examples = measured(asked, library_titles, Path(folder))
    held = set(sorted(library_titles)[::3])
    weights = fit([e for e in examples if e.title not in held and hash_third(e) != 0])
    held_out = [
        e for e in examples if e.title in held or (e.kind == "absent" and hash_third(e) == 0)
    ]
    table = thresholds(held_out, weights)
    for row in table:
        print("  ".join(f"{name} {value:.3f}" for name, value in row.items()))
    facts = {"intercept": weights[0], "weights": dict(zip(MEASURES, weights[1:], strict=True))}
    rounded = json.loads(json.dumps(facts), parse_float=lambda text: round(float(text), 4))
    given.out.write_text(json.dumps(rounded, indent=1) + "\n")


def hash_third(example: Example) -> int:
    """0, 1 or 2 by title: which third of the absent questions an example is in."""
    return sum(example.title.encode()) % 3


def load(data: Path) -> tuple[list[_Asked], dict[str, str]]:
    """The questions, and the text of each title that goes into the library."""
    rows = list(_rows(data / "squad1.jsonl.gz"))
    unanswerable = list(_rows(data / "squad2_unanswerable.jsonl.gz"))
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        contexts[row["title"]][row["context"]] = None
    chance = random.Random(SEED)
    both = sorted({row["title"] for row in rows} & {row["title"] for row in unanswerable})
    titles = set(chance.sample(both, TITLES))
    case = _usual_case(context for texts in contexts.values() for context in texts)
    pools: dict[Kind, list[_Asked]] = {"fact": [], "adversarial": [], "absent": []}
    for row in rows + unanswerable:
        for question, answers in row["questions"]:
            kind: Kind = (
                "absent" if row["title"] not in titles else "fact" if answers else "adversarial"
            )
            if kind == "absent" and not answers:
                continue
            texts = tuple(dict.fromkeys(text for text, _ in answers))
            asked = _recased(question, case)
            pools[kind].append(_Asked(kind, row["title"], asked, row["context"], texts))
    chosen = [
        asked for pool in pools.values() for asked in chance.sample(pool, min(QUESTIONS, len(pool)))
    ]
    return chosen, {title: "\n\n".join(contexts[title]) for title in sorted(titles)}


def _rows(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt") as lines:
        for line in lines:
            yield json.loads(line)


def _usual_case(texts: Iterator[str]) -> dict[str, str]:
    """How each word is usually written inside a sentence, by the word in lower case."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in re.findall(r"(?<=[a-z,;] )\w+", text):
            seen[word.lower()][word] += 1
    return {word: forms.most_common(1)[0][0] for word, forms in seen.items()}


def _recased(question: str, case: dict[str, str]) -> str:
    """The question in usual case: half of the data is in lower case, which must not show."""
    lower = question.lower().strip()
    written = re.sub(r"\w+", lambda match: case.get(match.group(), match.group()), lower)
    return written[:1].upper() + written[1:]


def measured(asked: list[_Asked], titles: dict[str, str], folder: Path) -> list[Example]:
    """The examples: each question asked of a library of the titles."""
    embedder = open_embedder(SHIPPED)
    with Library.open(folder, create=True) as library:
        for title, text in titles.items():
            library.add(
                Article(text=text, sources=(f"/{title}.txt",), title=title.replace("_", " "))
            )
        index = build(library, embedder, folder=folder / "index")
        examples = []
        for number, one in enumerate(asked):
            if number % 100 == 0:
                print(f"{number} of {len(asked)} questions measured", flush=True)
            examples.append(_measured(one, index, library))
    return examples


def _measured(asked: _Asked, index: Index, library: Library) -> Example:
    every = candidates(library, retrieve(index, asked.question, k=PASSAGES))
    holds = []
    for one in every:
        place = one.article.text.find(asked.context)
        is_there = place >= 0 and place <= one.start < place + len(asked.context)
        holds.append(is_there and any(answer in one.text for answer in asked.answers))
    return Example(
        asked.kind,
        asked.title,
        measure(index, asked.question, every),
        np.asarray(holds, dtype=bool),
    )


def fit(examples: list[Example]) -> NDArray[np.float64]:
    """The intercept and one weight a measure (logistic regression over sentences)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(
        np.concatenate([e.measures for e in examples]),
        np.concatenate([e.is_answer for e in examples]),
    )
    return np.concatenate([model.intercept_, model.coef_[0]])


def thresholds(examples: list[Example], weights: NDArray[np.float64]) -> list[dict[str, float]]:
    """For each threshold, the share right of each kind, facts counting as much as the rest."""
    best: list[tuple[str, float, bool]] = []
    for example in examples:
        chances = 1 / (1 + np.exp(-(example.measures @ weights[1:] + weights[0])))
        place = int(chances.argmax())
        best.append((example.kind, float(chances[place]), bool(example.is_answer[place])))
    table = []
    for threshold in np.arange(0, 0.8, 0.05):
        right: dict[str, list[bool]] = defaultdict(list)
        for kind, chance, is_answer in best:
            right[kind].append(
                chance >= threshold and is_answer if kind == "fact" else chance < threshold
            )
        shares = {kind: float(np.mean(found)) for kind, found in right.items()}
        overall = (2 * shares["fact"] + shares["adversarial"] + shares["absent"]) / 4
        table.append({"threshold": float(threshold), **shares, "overall": overall})
    return table


if __name__ == "__main__":
    main()
