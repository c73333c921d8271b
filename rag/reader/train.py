"""Trains the reader: python -m rag.reader.train DATA OUT

DATA is what `rag.reader.windows` reads. OUT keeps the windows, a checkpoint every few minutes, the
log and in the end the weights; the same command goes on where it was stopped. With two cores it
takes about an hour and a half. `python -m rag.reader.convert OUT` then puts the weights to use.
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.torch import save_file

from index.embed import shipped_folder

from .convert import TRAINED, weights_in
from .encode import encode, tokenizer_of
from .net import Net
from .runtime import MAX_ANSWER_TOKENS
from .windows import Window, gather

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 16
WARM_UP = 0.03  # share of the steps
CHUNK = 64  # batches that are sorted by length together: little padding, still mixed
PADDED = 16  # tokens; with every length a shape of its own, preparing them took most of the time
KEEP_EVERY = 500  # steps
MEASURE_EVERY = 1500
MEASURED = 250  # windows of each kind
WINDOWS = "windows.jsonl"


@dataclass(frozen=True)
class Row:
    """A window as tokens: `start` and `end` are tokens, 0 (that is [CLS]) if nothing answers."""

    kind: str
    ids: list[int]
    types: list[int]
    start: int
    end: int
    support: int


@dataclass(frozen=True)
class Course:
    """How a training goes."""

    seed: int
    rate: float  # of learning, at its peak
    after: Path | None  # the folder of the weights that it begins with; None: the encoder's alone


def main() -> None:
    """Gathers, trains and saves; each part is skipped where it is done."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=1.0, help="of the windows (default: all)")
    parser.add_argument(
        "--after",
        type=Path,
        metavar="OUT",
        help="go on from the weights of an earlier training, or from those in rag/reader/weights",
    )
    parser.add_argument(
        "--besides",
        type=Path,
        metavar="OUT",
        help="no answers that an earlier training has read; its refusals and claims come again",
    )
    parser.add_argument("--rate", type=float, default=1e-4, help="of learning, at its peak")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    known = _questions(given.besides) if given.besides else frozenset()
    windows = _windows(given.data, given.out, seed=given.seed, known=known)
    held_out = [window for window in windows if _is_measured(window)]
    used = [window for window in windows if not _is_measured(window)]
    used = used[: int(given.share * len(used))]
    train(used, held_out, given.out, Course(given.seed, given.rate, given.after))


def train(used: list[Window], held_out: list[Window], out: Path, course: Course) -> None:
    """Trains on the windows and writes `model.safetensors`, from the checkpoint if there is one."""
    torch.manual_seed(course.seed)
    tokenizer = tokenizer_of(shipped_folder())
    net = Net(shipped_folder())
    if course.after is not None:
        net.load_state_dict(weights_in(course.after))
    trained = [weight for weight in net.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=course.rate, fused=True)
    batches = list(_batches(used, random.Random(course.seed)))
    warm_up = max(1, int(WARM_UP * len(batches)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm_up, (len(batches) - step) / (len(batches) - warm_up)),
    )
    parts = {"net": net, "optimizer": optimizer, "schedule": schedule}
    first = _resume(parts, out / "checkpoint.pt")
    losses: list[float] = []
    began = time.monotonic()
    for step in range(first, len(batches)):
        loss = _loss(net, rows_of(batches[step], tokenizer))
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        losses.append(float(loss.detach()))
        done = step + 1
        if done % 100 == 0:
            pace = (done - first) * BATCH / (time.monotonic() - began)
            left = (len(batches) - done) * BATCH / pace / 60
            _log(out, step=done, of=len(batches), loss=np.mean(losses[-500:]), pace=pace, left=left)
        if done % KEEP_EVERY == 0:
            _keep(parts, done, out / "checkpoint.pt")
        if done % MEASURE_EVERY == 0 or done == len(batches):
            _log(out, step=done, **measures(net, rows_of(_some(held_out), tokenizer)))
    save_file(net.state_dict(), out / TRAINED)


def measures(net: Net, rows: Sequence[Row]) -> dict[str, float]:
    """Of held-out rows: spans that overlap the answer, claims judged right, and for each kind
    without an answer how well margins tell it from the answers (AUROC).
    """
    from sklearn.metrics import roc_auc_score

    margins: dict[str, list[float]] = defaultdict(list)
    right: dict[str, list[bool]] = defaultdict(list)
    with torch.no_grad():
        for first in range(0, len(rows), BATCH):
            batch = rows[first : first + BATCH]
            spans, supports = _logits(net, batch)
            for row, logits, support in zip(batch, spans, supports, strict=True):
                if row.kind == "claim":
                    right["claim"].append(int(support.argmax()) == row.support)
                    continue
                text = np.asarray(row.types, dtype=bool)
                span = logits[: len(text)].numpy()
                masked = np.where(text[:, None], span, -1e9)
                start = int(masked[:, 0].argmax())
                end = start + int(masked[start : start + MAX_ANSWER_TOKENS, 1].argmax())
                margins[row.kind].append(float(span[start, 0] + span[end, 1] - span[0].sum()))
                if row.start:
                    right["span"].append(start <= row.end and end >= row.start)
    found = {name: float(np.mean(values)) for name, values in right.items()}
    for kind, others in margins.items():
        if kind != "answer":
            truth = [1] * len(margins["answer"]) + [0] * len(others)
            found[f"auroc {kind}"] = float(roc_auc_score(truth, margins["answer"] + others))
    return found


def _logits(net: Net, rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = -(-max(len(row.ids) for row in rows) // PADDED) * PADDED
    padded = torch.zeros(3, len(rows), longest, dtype=torch.long)
    for place, row in enumerate(rows):
        padded[0, place, : len(row.ids)] = torch.tensor(row.ids)
        padded[1, place, : len(row.ids)] = torch.tensor(row.types)
        padded[2, place, : len(row.ids)] = 1
    with torch.autocast("cpu", dtype=torch.bfloat16):
        spans, supports = net(*padded)
    blank = (padded[2] == 0).unsqueeze(-1)
    return spans.float().masked_fill(blank, -1e4), supports.float()


def _loss(net: Net, rows: Sequence[Row]) -> torch.Tensor:
    """The mean over the rows: where the span starts and ends, or whether a claim is supported."""
    spans, supports = _logits(net, rows)
    truth = torch.tensor([[row.start, row.end, row.support] for row in rows])
    cross_entropy = torch.nn.functional.cross_entropy
    asked = truth[:, 2] < 0
    losses = torch.zeros(len(rows))
    if asked.any():
        start = cross_entropy(spans[asked][..., 0], truth[asked, 0], reduction="none")
        end = cross_entropy(spans[asked][..., 1], truth[asked, 1], reduction="none")
        losses = losses.masked_scatter(asked, (start + end) / 2)
    if not asked.all():
        support = cross_entropy(supports[~asked], truth[~asked, 2], reduction="none")
        losses = losses.masked_scatter(~asked, support)
    return losses.mean()


def _questions(out: Path) -> frozenset[str]:
    """The questions with answers that an earlier training has read."""
    with (out / WINDOWS).open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return frozenset(row["question"] for row in rows if row["kind"] == "answer")


def _windows(data: Path, out: Path, *, seed: int, known: frozenset[str]) -> list[Window]:
    file = out / WINDOWS
    if not file.exists():
        fresh = file.with_suffix(".part")
        with fresh.open("w", encoding="utf-8") as lines:
            lines.writelines(
                json.dumps(asdict(w)) + "\n" for w in gather(data, seed=seed, known=known)
            )
        fresh.replace(file)
    with file.open(encoding="utf-8") as lines:
        return [Window(**json.loads(line)) for line in lines]


def _is_measured(window: Window) -> bool:
    """Whether a window is kept for the measures: by title or, without one, by text."""
    return sum((window.title or window.text).encode()) % 40 == 0


def _some(windows: Sequence[Window]) -> list[Window]:
    """The first MEASURED windows of each kind."""
    chosen: dict[str, list[Window]] = defaultdict(list)
    for window in windows:
        chosen[window.kind].append(window)
    return [window for kind in chosen.values() for window in kind[:MEASURED]]


def rows_of(windows: Sequence[Window], tokenizer: "Tokenizer") -> list[Row]:
    """The windows as tokens; one whose answer lies behind what the model reads is left out."""
    pairs = encode(
        tokenizer,
        [window.question for window in windows],
        [window.text for window in windows],
        [window.title for window in windows],
    )
    rows = []
    for window, pair in zip(windows, pairs, strict=True):
        start = end = 0
        if window.start >= 0:
            inside = [
                place
                for place, (first, last) in enumerate(pair.spans)
                if first < window.end and last > window.start
            ]
            if not inside:
                continue
            start, end = pair.first + inside[0], pair.first + inside[-1]
        rows.append(Row(window.kind, pair.ids, pair.types, start, end, window.support))
    return rows


def _batches(windows: Sequence[Window], chance: random.Random) -> Iterator[list[Window]]:
    """The windows in random order, in batches of similar length."""
    order = chance.sample(list(windows), len(windows))
    for first in range(0, len(order), CHUNK * BATCH):
        near = sorted(order[first : first + CHUNK * BATCH], key=lambda w: len(w.question + w.text))
        batches = [near[start : start + BATCH] for start in range(0, len(near), BATCH)]
        yield from chance.sample(batches, len(batches))


def _keep(parts: dict[str, Any], step: int, file: Path) -> None:
    fresh = file.with_suffix(".part")
    state = {name: part.state_dict() for name, part in parts.items()}
    torch.save({"step": step, **state}, fresh)
    fresh.replace(file)


def _resume(parts: dict[str, Any], file: Path) -> int:
    """The step to go on from; the parts get the state they had then."""
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])


def _log(out: Path, **facts: Any) -> None:
    line = json.dumps({name: round(float(value), 4) for name, value in facts.items()})
    print(line, flush=True)
    with (out / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


if __name__ == "__main__":
    main()
