"""What `make bench` found of libraries of several sizes, as a section of its page."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import getitem
from typing import Any

from tests.bench_tables import Results, absent, aim, figure, figures, plot, section, table

LARGE, MILLION = "100000", "1000000"


def growth(results: Results, plots: Mapping[str, str]) -> list[str]:
    """The section of every size that was measured."""
    title = "As a library grows"
    sizes = [name for name in results if name.isdigit()]
    known = {name: one[0] for name in sizes if (one := figures(results, name))}
    if not known:
        return absent(title)
    rows = [
        [label, *(_cell(read, known[size]) for size in known), _judged(label, read, known)]
        for label, read in ROWS.items()
    ]
    rows += [
        [f"on disk, bytes a passage: {name}", *cells, ""] for name, cells in _files(known).items()
    ]
    head = ["", *(f"{int(size):,} passages" for size in known), "aim"]
    told = [_told(size, one) for size, one in known.items()]
    failures = [
        f"Failed at {int(size):,}: {step}: {' '.join(why)}\n"
        for size, one in known.items()
        for step, why in one["failures"].items()
    ]
    text = (
        "A question is embedded, searched by meaning and by words, and its passages are read "
        f"from SQLite: `rag.retrieve.retrieve`, k = 8, {next(iter(known.values()))['questions']} "
        "real questions. Recall is against looking at every vector. Cold is a new process, its "
        "files in the machine's cache. An answer is `Chatbot.ask`, reading model and all."
    )
    return [
        *section(title, text),
        *table(head, rows),
        "",
        *plot(plots, "latency"),
        *failures,
        "What these libraries are made of:",
        "",
        *told,
    ]


def _told(size: str, found: dict[str, Any]) -> str:
    texts, made = found["texts"], found["prepared"]
    number, real = int(size), texts["real passages"]
    known = texts["of them with the model's vector"]
    took = ", ".join(
        f"{what.removeprefix('seconds: ')} in {figure(value)} s"
        for what, value in made.items()
        if what.startswith("seconds: ")
    )
    varied = max(0, number - min(number, real))
    linked = (
        ""
        if "seconds: stories linked" in made
        else "; stories not linked, and 16,384 passages published at once"
    )
    return (
        f"- {number:,}: {min(number, real):,} real passages (from {texts['source']}), "
        f"{min(number, known):,} with the model's vector; {varied:,} varied (sentences shuffled, "
        "one word in eight from another), their vectors a real one's turned by chance to a cosine "
        f"of 0.6 to 0.95. {made['articles']:,} articles of {made['passages an article']} passages, "
        f"a paragraph each{linked}. Made {made['built']}: {took}; "
        f"{figure(made['MiB while it was built'])} MiB at most."
    )


def _files(known: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Bytes a passage of each file that matters, and of all."""
    names = dict.fromkeys(name for one in known.values() for name in one["bytes"])
    rows = {"all": [figure(sum(one["bytes"].values()) / int(size)) for size, one in known.items()]}
    for name in names:
        each = [one["bytes"].get(name, 0) / int(size) for size, one in known.items()]
        if max(each) >= 1:
            rows[name] = [figure(value) for value in each]
    return rows


Read = Callable[[dict[str, Any]], float]


def _at(*path: str) -> Read:
    """The figure that lies there."""
    return lambda one: float(reduce(getitem, path, one))


ROWS: dict[str, Read] = {
    "retrieval, p50 ms": _at("retrieval ms", "all", "p50"),
    "retrieval, p95 ms": _at("retrieval ms", "all", "p95"),
    "of it the question embedded, p50 ms": _at("retrieval ms", "the question embedded", "p50"),
    "by meaning, p50 ms": _at("retrieval ms", "by meaning", "p50"),
    "by meaning, p95 ms": _at("retrieval ms", "by meaning", "p95"),
    "by words, p50 ms": _at("retrieval ms", "by words", "p50"),
    "by words, p95 ms": _at("retrieval ms", "by words", "p95"),
    "passages read, p50 ms": _at("retrieval ms", "passages read", "p50"),
    "the rest, p50 ms": _at("retrieval ms", "the rest", "p50"),
    "recall@10 by meaning": _at("recall@10"),
    "index opened, cold, s": _at("open", "index"),
    "first search after it, s": _at("open", "first search"),
    "`footnote ask`, cold, s": _at("ask, cold", "wall"),
    "of it processor, s": _at("ask, cold", "processor"),
    "an answer, p50 ms": _at("answer ms", "p50"),
    "an answer, p95 ms": _at("answer ms", "p95"),
    "an article added, open process, s": _at("change", "add, open"),
    "the first answer after that, s": _at("change", "answer after it"),
    "`footnote add FILE`, s": _at("change", "add, cold"),
    "`footnote remove FILE`, s": _at("change", "remove, cold"),
    "memory after 50 answers, MiB": _at("MiB after questions", "resident"),
    "of it no file's, MiB": _at("MiB after questions", "own"),
    "short codes of the vectors, bytes a passage on disk": lambda one: (
        one["bytes"]["index: codes.faiss"] / one["prepared"]["passages"]
    ),
    "memory of the index, bytes a passage": lambda one: (
        one["MiB of the index"]["resident"] * 2**20 / one["prepared"]["passages"]
    ),
    "of it no file's, bytes a passage": lambda one: (
        one["MiB of the index"]["own"] * 2**20 / one["prepared"]["passages"]
    ),
}
AIMS: dict[str, dict[str, float]] = {  # at most; recall at least
    "retrieval, p95 ms": {LARGE: 50, MILLION: 150},
    "by words, p95 ms": {MILLION: 5},
    "recall@10 by meaning": {LARGE: 0.98, MILLION: 0.98},
    "`footnote ask`, cold, s": {MILLION: 4},
    "an article added, open process, s": {LARGE: 1},
    "memory after 50 answers, MiB": {LARGE: 1229},
    "short codes of the vectors, bytes a passage on disk": {MILLION: 500},
}


def _cell(read: Read, found: dict[str, Any]) -> str:
    try:
        return figure(read(found))
    except KeyError:  # that step failed, or there is nothing of the kind yet
        return "–"


def _judged(label: str, read: Read, known: Mapping[str, dict[str, Any]]) -> str:
    told = []
    for size, limit in AIMS.get(label, {}).items():
        if size not in known:
            continue
        try:
            value = read(known[size])
        except KeyError:
            continue
        is_least = label.startswith("recall")
        is_met = value >= limit if is_least else value <= limit
        sign = ">=" if is_least else "<="
        told.append(aim(is_met, f"{sign} {limit:,g} at {int(size):,}"))
    return "; ".join(told)
