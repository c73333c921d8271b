"""Questions with known answers as examples to fit on: asked of a library, each candidate measured.

The data is a folder with `squad1.jsonl.gz` and `squad2_unanswerable.jsonl.gz`: rows of {title,
context, questions: [[question, [[text, start], ...]], ...]}; a question without answers looks
answerable and is not. Titles that never go into the library give the questions about articles
that are not there.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
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
from .evidence import measure, spanned
from .reader.runtime import Reader
from .retrieve import retrieve

HELD_OUT = 45  # titles that nothing is trained on
TITLES = 30  # of them in the library; the others give the questions about what is not there
QUESTIONS = 1200  # of each kind, over all titles
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


def load(data: Path) -> tuple[list[_Asked], dict[str, str]]:
    """The questions, and the text of each title that goes into the library."""
    answered = list(rows(data, "squad1"))
    unanswerable = list(rows(data, "squad2_unanswerable"))
    contexts: dict[str, dict[str, None]] = defaultdict(dict)
    for row in answered:
        contexts[row["title"]][row["context"]] = None
    chance = random.Random(SEED)
    held_out = held_out_titles(data)
    titles = set(held_out[:TITLES])
    case = _usual_case(context for texts in contexts.values() for context in texts)
    pools: dict[Kind, list[_Asked]] = {"fact": [], "adversarial": [], "absent": []}
    for row in answered + unanswerable:
        for question, answers in row["questions"]:
            if row["title"] not in held_out:
                continue
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


def held_out_titles(data: Path) -> list[str]:
    """The titles that nothing is trained on, in a fixed random order."""
    answered, unanswerable = (
        {row["title"] for row in rows(data, name)} for name in ("squad1", "squad2_unanswerable")
    )
    both = sorted(answered & unanswerable)
    return random.Random(SEED).sample(both, min(HELD_OUT, len(both)))


def rows(data: Path, name: str) -> Iterator[Any]:
    """The rows of one file of a data folder."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
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
    """The question in usual case: half of the data is in lower case, which must not show.

    >>> _recased("who wrote 'hamlet' for stalin ’ s son", {"hamlet": "Hamlet", "s": "S"})
    "Who wrote 'Hamlet' for stalin ’ s son"
    """
    lower = question.lower().strip()
    # Not the ending that an apostrophe parts from its word: "stalin ’ s" has no name S.
    words = r"\b(?!(?:(?<=['’])|(?<=['’] ))(?:s|t|d|m|re|ve|ll)\b)\w+"
    written = re.sub(words, lambda match: case.get(match.group(), match.group()), lower)
    return written[:1].upper() + written[1:]


def measured(
    asked: list[_Asked], titles: dict[str, str], folder: Path, *, reader: Reader
) -> list[Example]:
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
            examples.append(_measured(one, index, library, reader))
    return examples


def _measured(asked: _Asked, index: Index, library: Library, reader: Reader) -> Example:
    every = candidates(library, retrieve(index, asked.question, k=PASSAGES))
    holds = []
    for one in every:
        place = one.article.text.find(asked.context)
        is_there = place >= 0 and place <= one.start < place + len(asked.context)
        holds.append(is_there and any(answer in one.text for answer in asked.answers))
    return Example(
        asked.kind,
        asked.title,
        measure(index, asked.question, every, spanned(reader, asked.question, every)),
        np.asarray(holds, dtype=bool),
    )
