"""The weights of `evidence`, fitted on questions with known answers: python -m rag.fit DATA OUT

DATA is what `rag.examples` reads: titles that the reader was not trained on. A third of them is
held out: on those the threshold is chosen, the calibration is measured, and each measure is left
out in turn to see what it brings.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from .evidence import MEASURES, READ
from .examples import Example, Kind, load, measured
from .extract import MAX_SENTENCES, THRESHOLD
from .metrics import auroc, bootstrap, calibration_error, reliability, risk_at
from .reader.hub import SHIPPED, open_reader

THRESHOLDS = [round(0.05 * step, 2) for step in range(16)]
LIKELIEST = 3  # sentences of a question that the probability is fitted on


@dataclass(frozen=True)
class Best:
    """The likeliest sentence of a question: how likely, and whether it is right."""

    kind: Kind
    chance: float
    is_answer: bool


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
        examples = measured(asked, titles, Path(folder), reader=open_reader(SHIPPED))
    fitting = [example for example in examples if not is_held_out(example.title)]
    held_out = [example for example in examples if is_held_out(example.title)]
    print(f"{len(fitting)} questions to fit on, {len(held_out)} held out")
    weights = fit(fitting)
    print_calibration(best_of(held_out, weights))
    for row in thresholds(held_out, weights):
        print("  ".join(f"{name} {value:.3f}" for name, value in row.items()))
    for name, overall, low, high in ablation(fitting, held_out):
        print(f"without {name}: overall {overall:.3f} at best ({low:.3f} to {high:.3f})")
    for share, right, sentences in further(held_out, weights):
        print(f"further ones from {share}: facts right {right:.3f}, sentences {sentences:.2f}")
    facts = {"intercept": weights[0], "weights": dict(zip(MEASURES, weights[1:], strict=True))}
    rounded = json.loads(json.dumps(facts), parse_float=lambda text: round(float(text), 4))
    given.out.write_text(json.dumps(rounded, indent=1) + "\n")


def is_held_out(title: str) -> bool:
    """Whether the questions of a title are kept from the fit: so no article is on both sides."""
    return sum(title.encode()) % 3 == 0


def fit(examples: list[Example]) -> NDArray[np.float64]:
    """The intercept and one weight a measure.

    A logistic regression over all sentences finds the likeliest ones of each question; one over
    those alone says how likely they are.
    """
    from sklearn.linear_model import LogisticRegression

    first = LogisticRegression(C=10.0, max_iter=2000)
    first.fit(
        np.concatenate([e.measures for e in examples]),
        np.concatenate([e.is_answer for e in examples]),
    )
    likeliest = [np.argsort(-(e.measures @ first.coef_[0]))[:LIKELIEST] for e in examples]
    chosen = list(zip(examples, likeliest, strict=True))
    second = LogisticRegression(C=10.0, max_iter=2000)
    second.fit(
        np.concatenate([e.measures[rows] for e, rows in chosen]),
        np.concatenate([e.is_answer[rows] for e, rows in chosen]),
    )
    return np.concatenate([second.intercept_, second.coef_[0]])


def chances(example: Example, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each sentence of an example answers: float64 [candidates], 0 to 1."""
    likely: NDArray[np.float64] = 1 / (1 + np.exp(-(example.measures @ weights[1:] + weights[0])))
    return likely


def best_of(examples: list[Example], weights: NDArray[np.float64]) -> list[Best]:
    """The likeliest sentence of each example."""
    best = []
    for example in examples:
        likely = chances(example, weights)
        place = int(likely.argmax())
        best.append(Best(example.kind, float(likely[place]), bool(example.is_answer[place])))
    return best


def print_calibration(best: list[Best]) -> None:
    """Prints whether the probability means what it says."""
    likely = [one.chance for one in best]
    right = [one.is_answer for one in best]
    answerable = [one.kind == "fact" for one in best]
    print(f"expected calibration error {calibration_error(likely, right):.3f}")
    print(f"AUROC of answerable against not {auroc(likely, answerable):.3f}")
    print(f"AUROC of right against wrong {auroc(likely, right):.3f}")
    facts = [one for one in best if one.kind == "fact"]
    risk = risk_at(0.8, [one.chance for one in facts], [one.is_answer for one in facts])
    print(f"wrong among the likeliest 80 % of the answerable {risk:.3f}")
    for edge, mean, share, size in reliability(likely, right):
        print(f"from {edge:.1f}: said {mean:.3f}, true {share:.3f}, questions {size}")


def thresholds(examples: list[Example], weights: NDArray[np.float64]) -> list[dict[str, float]]:
    """For each threshold, the share right of each kind, facts counting as much as the rest."""
    best = best_of(examples, weights)
    table = []
    for threshold in THRESHOLDS:
        right: dict[str, list[bool]] = defaultdict(list)
        for one in best:
            is_answered = one.chance >= threshold
            right[one.kind].append(
                is_answered and one.is_answer if one.kind == "fact" else not is_answered
            )
        shares = {kind: float(np.mean(found)) for kind, found in right.items()}
        refused = [share for kind, share in shares.items() if kind != "fact"]
        overall = (shares["fact"] + float(np.mean(refused))) / 2
        low, high = bootstrap([float(flag) for flag in right["fact"]])
        table.append(
            {
                "threshold": threshold,
                **shares,
                "overall": overall,
                "fact low": low,
                "fact high": high,
            }
        )
    return table


def ablation(
    fitting: list[Example], held_out: list[Example]
) -> list[tuple[str, float, float, float]]:
    """For what is left out (first: nothing): its name, the best overall, and its 95 % interval.

    Left out is each measure, then all of the reader's, then all but the reader's score.
    """
    groups: dict[str, set[str]] = {"nothing": set(), **{name: {name} for name in MEASURES}}
    groups["the reader"] = set(READ)
    groups["all but the reader's score"] = set(MEASURES) - {"reader"}
    rows = []
    for name, left_out in groups.items():
        kept = [place for place, measure in enumerate(MEASURES) if measure not in left_out]
        weights = fit([_only(example, kept) for example in fitting])
        best = best_of([_only(example, kept) for example in held_out], weights)
        values = max((_values(best, threshold) for threshold in THRESHOLDS), key=np.mean)
        rows.append((name, float(np.mean(values)), *bootstrap(values)))
    return rows


def _values(best: list[Best], threshold: float) -> list[float]:
    """What each question adds: 0 if it is wrong; weighed so that facts are half of the mean."""
    facts = sum(one.kind == "fact" for one in best)
    weigh = {True: len(best) / (2 * facts), False: len(best) / (2 * (len(best) - facts))}
    return [
        weigh[one.kind == "fact"]
        * float(
            one.chance >= threshold and one.is_answer
            if one.kind == "fact"
            else one.chance < threshold
        )
        for one in best
    ]


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
            likely = chances(example, weights)
            best = np.argsort(-likely)[:MAX_SENTENCES]
            floor = max(THRESHOLD, share * likely[best[0]])
            quoted = [place for place in best[1:] if likely[place] >= floor]
            quoted += [place for place in best[:1] if likely[place] >= THRESHOLD]
            right.append(any(example.is_answer[place] for place in quoted))
            counts += [len(quoted)] if quoted else []
        rows.append((share, float(np.mean(right)), float(np.mean(counts or [0]))))
    return rows


def _only(example: Example, kept: list[int]) -> Example:
    return replace(example, measures=example.measures[:, kept])


if __name__ == "__main__":
    main()
