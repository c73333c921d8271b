"""The weights of `evidence`, fitted on questions with known answers: python -m rag.fit DATA OUT

DATA is what `rag.examples` reads. A third of the titles is held out: on those the thresholds are
chosen, and each measure is left out in turn to see what it brings.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from .evidence import MEASURES
from .examples import Example, load, measured
from .extract import MAX_SENTENCES, THRESHOLD


def main() -> None:
    """Fits, prints what the held-out titles show, and writes the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    asked, titles = load(given.data)
    with TemporaryDirectory() as folder:
        examples = measured(asked, titles, Path(folder))
    fitting = [example for example in examples if not is_held_out(example)]
    held_out = [example for example in examples if is_held_out(example)]
    print(f"{len(fitting)} questions to fit on, {len(held_out)} held out")
    weights = fit(fitting)
    for row in thresholds(held_out, weights):
        print("  ".join(f"{name} {value:.3f}" for name, value in row.items()))
    for name, best, first in ablation(fitting, held_out):
        print(f"without {name}: overall {best:.3f} at best, first sentence right {first:.3f}")
    for share, right, sentences in further(held_out, weights):
        print(f"further ones from {share}: facts right {right:.3f}, sentences {sentences:.2f}")
    facts = {"intercept": weights[0], "weights": dict(zip(MEASURES, weights[1:], strict=True))}
    rounded = json.loads(json.dumps(facts), parse_float=lambda text: round(float(text), 4))
    given.out.write_text(json.dumps(rounded, indent=1) + "\n")


def is_held_out(example: Example) -> bool:
    """Whether an example is kept from the fit: by title, so that no article is on both sides."""
    return sum(example.title.encode()) % 3 == 0


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
        refused = [share for kind, share in shares.items() if kind != "fact"]
        overall = (shares["fact"] + float(np.mean(refused))) / 2
        table.append({"threshold": float(threshold), **shares, "overall": overall})
    return table


def ablation(fitting: list[Example], held_out: list[Example]) -> list[tuple[str, float, float]]:
    """For each measure left out (first: none): its name, the best overall, facts at threshold 0."""
    rows = []
    for left_out in (None, *range(len(MEASURES))):
        kept = [place for place in range(len(MEASURES)) if place != left_out]
        weights = fit([_only(example, kept) for example in fitting])
        table = thresholds([_only(example, kept) for example in held_out], weights)
        name = "nothing" if left_out is None else MEASURES[left_out]
        rows.append((name, max(row["overall"] for row in table), table[0]["fact"]))
    return rows


def further(
    examples: list[Example], weights: NDArray[np.float64]
) -> list[tuple[float, float, float]]:
    """For each share of the best from which a further sentence is quoted: facts, sentences.

    The share of facts of which a quoted sentence is right, at the threshold of `extract`, and how
    many sentences an answer has.
    """
    rows = []
    for share in (1.01, 0.9, 0.8, 0.7, 0.6, 0.5):
        right, counts = [], []
        for example in (one for one in examples if one.kind == "fact"):
            chances = 1 / (1 + np.exp(-(example.measures @ weights[1:] + weights[0])))
            best = np.argsort(-chances)[:MAX_SENTENCES]
            floor = max(THRESHOLD, share * chances[best[0]])
            quoted = [place for place in best[1:] if chances[place] >= floor]
            quoted += [place for place in best[:1] if chances[place] >= THRESHOLD]
            right.append(any(example.is_answer[place] for place in quoted))
            counts += [len(quoted)] if quoted else []
        rows.append((share, float(np.mean(right)), float(np.mean(counts or [0]))))
    return rows


def _only(example: Example, kept: list[int]) -> Example:
    return replace(example, measures=example.measures[:, kept])


if __name__ == "__main__":
    main()
