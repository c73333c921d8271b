"""The pictures of docs/benchmarks.md: readable on white and on black."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench_tables import Results

INK = "#7d7d7d"  # mid grey: a contrast of about 4 on white and 5 on black
OURS, THEIRS, SECOND = "#3b82c4", "#9a9a9a", "#c8762b"  # told apart by lightness too
WIDTH, HEIGHT = 7.2, 3.4  # inches; a page of text is as wide


def draw(results: Results, docs: Path) -> dict[str, str]:
    """The pictures that the results suffice for, written to `docs`: name -> markdown."""
    found = {}
    for name, (paint, alt) in PICTURES.items():
        try:
            picture = paint(results)
        except KeyError:  # that part was not run, or failed
            continue
        path = docs / f"bench-{name}.svg"
        picture.savefig(path, transparent=True, metadata={"Date": None}, bbox_inches="tight")
        found[name] = f"![{alt}]({path.name})"
    return found


def _axes(*, title: str, height: float = HEIGHT) -> tuple[Any, Any]:
    """A figure and its axes, with nothing but what is read."""
    import matplotlib

    matplotlib.use("svg")
    # Text stays text, in the reader's own font; the same ids for the same picture.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "footnote"})
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_subplot()
    axes.set_title(title, color=INK, loc="left", fontsize=11)
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(INK)
    axes.tick_params(colors=INK, which="both")
    return figure, axes


def _latency(results: Results) -> Any:
    known = {int(name): one["figures"]["retrieval ms"] for name, one in results.items()
             if name.isdigit() and "figures" in one}  # fmt: skip
    if not known:
        raise KeyError("no size was measured")
    figure, axes = _axes(title="Retrieval, milliseconds a question")
    sizes = sorted(known)
    for name, share, colour, style in (
        ("all", "p95", OURS, "-"),
        ("all", "p50", OURS, "--"),
        ("by meaning", "p95", SECOND, "-"),
        ("by words", "p95", THEIRS, "-"),
    ):
        values = [known[size][name][share] for size in sizes]
        label = f"{'in all' if name == 'all' else name}, {share}"
        axes.plot(sizes, values, style, color=colour, marker="o", label=label)
    axes.legend(frameon=False, labelcolor=INK, loc="upper left", bbox_to_anchor=(1, 1))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("passages", color=INK)
    ticks = [tick for tick in (0.1, 0.3, 1, 3, 10, 30, 100, 300) if _near(tick, known)]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    return figure


def _near(tick: float, known: Mapping[int, Any]) -> bool:
    every = [each for one in known.values() for name in ("all", "by meaning", "by words")
             for each in one[name].values()]  # fmt: skip
    return min(every) / 2 < tick < max(every) * 2


def _ingest(results: Results) -> Any:
    found = results["langchain"]["figures"]
    sides = ["LangChain", "Footnote"]
    values = [found[side]["ingest, kB/s"] for side in sides]
    figure, axes = _axes(title="Articles read into an index, kB a second", height=1.6)
    bars = axes.barh(sides, values, color=[THEIRS, OURS])
    axes.bar_label(bars, [f" {value:,.0f}" for value in values], color=INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return figure


def _answer(results: Results) -> Any:
    parts = sorted(results["answers"]["figures"]["mean ms"].items(), key=lambda one: one[1])
    figure, axes = _axes(title="One answer, milliseconds in each step (mean)")
    bars = axes.barh([name for name, _ in parts], [each for _, each in parts], color=OURS)
    axes.bar_label(bars, [f" {each:,.1f}" for _, each in parts], color=INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return figure


PICTURES: dict[str, tuple[Callable[[Results], Any], str]] = {
    "latency": (
        _latency,
        "Retrieval latency against the number of passages, on logarithmic scales: in all, by "
        "meaning and by words. The figures are in the table above.",
    ),
    "ingest": (
        _ingest,
        "Two bars: kB of articles read a second by LangChain's default and by Footnote, as in the "
        "table above.",
    ),
    "answer": (
        _answer,
        "Bars: the milliseconds that each step of an answer takes, as in the table above.",
    ),
}
