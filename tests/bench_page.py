"""What `make bench` found, as a page: docs/benchmarks.md."""

import re
from collections.abc import Mapping

from tests.bench_page_sizes import growth
from tests.bench_tables import Results, absent, aim, figure, figures, plot, section, table

HEAD = """# Benchmarks

Made by `make bench`, with `BENCH_TEXTS=FOLDER` over real texts; do not edit. Seconds differ from
machine to machine and from minute to minute: what is claimed are ratios of one run. For other
machines each part stands beside the reference, one product of two 1024 x 1024 float32 matrices,
timed just before it; "products" are multiples of it.
"""
RATIO = 4.0  # ingest, as often as the default; 6 is wished for
LIKE, SAME = 0.999, 0.99
COLD = 2.5  # seconds
IDLE = 2.0  # load: one part leaves up to so much to the next, since each uses both cores


def page(results: Results, plots: Mapping[str, str]) -> str:
    """The page of some parts' results; `plots` are its pictures, name -> markdown."""
    parts = [HEAD, *_machine(results)]
    for build in (_beside, _fidelity, growth, _words, _answers, _cold):
        parts += ["", *build(results, plots)]
    return re.sub("\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _machine(results: Results) -> list[str]:
    known = [one for one in results.values() if "machine" in one]
    if not known:
        return ["Nothing was measured."]
    rows = [[name, value] for name, value in known[-1]["machine"].items()]
    parts = [
        [
            name,
            one.get("when", ""),
            figure(one.get("product ms", 0.0)),
            figure(one.get("load", 0.0)),
            figure(one["seconds"]) if "seconds" in one else f"failed: {one.get('failed')}",
        ]
        for name, one in results.items()
    ]
    head = ["part", "when (UTC)", "product, ms", "load before it", "seconds in all"]
    is_busy = any(one.get("load", 0.0) > IDLE for one in results.values())
    busy = [
        "**Other work ran on this machine meanwhile** (its load before each part is below): times",
        "are up to several times too long, and only what was timed in turns can be compared.",
        "",
    ]
    return [*(busy if is_busy else []), *table(["machine", ""], rows), "", *table(head, parts)]


def _beside(results: Results, plots: Mapping[str, str]) -> list[str]:
    title = "Beside LangChain's default"
    if (found := figures(results, "langchain")) is None:
        return absent(title)
    theirs, ours = found[0]["LangChain"], found[0]["Footnote"]
    rows = []
    for what, value in theirs.items():
        ratio = ours[what] / value
        aimed = aim(ratio >= RATIO, f">= {RATIO:g}, wished 6") if what == "ingest, kB/s" else ""
        rows.append([what, figure(value), figure(ours[what]), f"{ratio:.2f}", aimed])
    text = (
        "The same articles (`tests/data/squad`, 218 kB) and the same model, in turns, three times "
        "each, medians. Theirs is the tutorial's: RecursiveCharacterTextSplitter 1000/200, the "
        "model in sentence-transformers (float32), FAISS.from_documents, memory only. Ours also "
        "cleans, keeps in SQLite, looks for near-copies and publishes to disk; its passages have "
        "at most 160 tokens and do not overlap. Each reads the sample articles before it is timed: "
        "what is loaded once counts in the cold start. kB are those of the articles. A search "
        "finds passages and reads no answer; cold is a process from its start to its first "
        "search; memory is the most that the process had."
    )
    head = ["what", "LangChain", "Footnote", "ratio", "aim"]
    return [*section(title, text), *table(head, rows), "", *plot(plots, "ingest")]


def _fidelity(results: Results, _: Mapping[str, str]) -> list[str]:
    title = "Are the vectors the same?"
    if (found := figures(results, "fidelity")) is None:
        return absent(title)
    got = found[0]
    text = (
        f"{got['passages']} paragraphs and {got['questions']} questions of the shipped question "
        "sets, by the light runtime and by sentence-transformers in float32."
    )
    aims = {
        "cosine, mean": aim(got["cosine, mean"] >= LIKE, f">= {LIKE}"),
        "of the ten nearest, the same": aim(
            got["of the ten nearest, the same"] >= SAME, f">= {SAME}"
        ),
    }
    rows = [
        [what, f"{value:.5f}" if value <= 1 else figure(value), aims.get(what, "")]
        for what, value in got.items()
        if what not in {"passages", "questions"}
    ]
    return [*section(title, text), *table(["what", "", "aim"], rows)]


def _words(results: Results, _: Mapping[str, str]) -> list[str]:
    title = "Search by words, beside bm25s"
    if (found := figures(results, "words")) is None:
        return absent(title)
    text = (
        "`tests.bench_words.measure_words`: the same passages in our BM25 and in bm25s, which "
        "keeps finished scores and cannot be added to; `same` is the share of questions whose best "
        "have its scores. Names end in their unit; groups: before all are merged into one; "
        "tenth: among a tenth of the passages; rarity: of one word."
    )
    rows = [[name.replace("_", " "), figure(each)] for name, each in found[0].items()]
    return [*section(title, text), *table(["what", ""], rows)]


def _answers(results: Results, plots: Mapping[str, str]) -> list[str]:
    title = "Where an answer's time goes"
    if (found := figures(results, "answers")) is None:
        return absent(title)
    got, product = found
    whole = sum(got["mean ms"].values())
    rows = [
        [name, figure(each), f"{100 * each / whole:.0f} %"]
        for name, each in sorted(got["mean ms"].items(), key=lambda item: -item[1])
    ]
    p50, p95 = got["answer ms"]["p50"], got["answer ms"]["p95"]
    text = (
        f"{got['questions']} questions of the gate over {got['passages']} passages, "
        f"`Chatbot.ask`, models loaded: p50 {figure(p50)} ms ({figure(p50 / product)} products), "
        f"p95 {figure(p95)} ms. Each function's time is without that of the others inside it."
    )
    missing = [f"Not told apart: {', '.join(got['not told apart'])}."]
    return [
        *section(title, text),
        *table(["step", "mean ms", "share"], rows),
        "",
        *plot(plots, "answer"),
        *(missing if got["not told apart"] else []),
    ]


def _cold(results: Results, _: Mapping[str, str]) -> list[str]:
    title = "A cold question from the shell"
    if (found := figures(results, "cold")) is None:
        return absent(title)
    got, _product = found
    text = (
        f"`footnote ask` on the sample library, median of five: {figure(got['wall'])} s wall, "
        f"{figure(got['processor'])} s of processors "
        f"({aim(got['wall'] <= COLD, f'<= {COLD} s')}). "
        f"`footnote --help`: {figure(got['help'])} s. "
        "What it is made of, one stage after the other:"
    )
    stages = [[name, figure(1000 * each)] for name, each in got["stages"].items()]
    imports = dict(got["imports"])
    count = imports.pop("packages")
    every = imports.pop("all")
    rows = [[name, figure(each)] for name, each in imports.items()]
    return [
        *section(title, text),
        *table(["stage", "ms"], stages),
        "",
        f"Imports, by package, each module's own time (`python -X importtime`, which slows them): "
        f"{figure(every)} ms in {count:.0f} packages.",
        "",
        *table(["package", "ms"], rows),
    ]
