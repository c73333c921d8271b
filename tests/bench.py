"""The benchmarks, written to docs/benchmarks.md: python -m tests.bench [PART ...]

Each part runs in a process of its own, and what it found is kept as JSON beside the caches as soon
as it is done. A part that fails is told as failed, and the rest goes on. The page is made of what
is kept: with some parts named, the others stay as they were.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests import bench_answer, bench_langchain, bench_plots
from tests.bench_library import prepared
from tests.bench_measure import machine, product_ms, timed
from tests.bench_page import page
from tests.bench_scale import measured
from tests.bench_texts import open_texts

ROOT = Path(__file__).parent.parent
SIZES = (10_000, 100_000, 1_000_000)
WORDED = 50_000  # passages searched by words beside bm25s: as many real ones as there may be
LONGEST = 1800  # seconds of one part; the largest size takes about ten minutes of it


@dataclass(frozen=True)
class Places:
    """Where texts come from, and where caches and results are kept."""

    cache: Path
    texts: Path | None = None
    known: Path | None = None


def scale(size: int, places: Places) -> dict[str, Any]:
    """Every figure of a library with so many passages."""
    texts, told = open_texts(places.texts, places.cache, more=places.known)
    folder, made = prepared(texts, size, places.cache)
    return {"texts": told, "prepared": made, **measured(folder, texts.questions)}


def words(places: Places) -> dict[str, Any]:
    """Search by words beside bm25s."""
    from tests.bench_words import measure_words

    texts, _ = open_texts(places.texts, places.cache, more=places.known)
    return asdict(measure_words([texts[number] for number in range(WORDED)], texts.questions))


Part = Callable[[Places], dict[str, Any]]
PARTS: dict[str, Part] = {
    "langchain": lambda _: bench_langchain.side_by_side(),
    "fidelity": lambda _: bench_langchain.fidelity(),
    "answers": lambda _: bench_answer.answers(),
    "cold": lambda _: bench_answer.cold_ask(),
    "words": words,
    **{str(size): lambda places, size=size: scale(size, places) for size in SIZES},  # type: ignore[misc]
}


def main(arguments: list[str] | None = None) -> int:
    """0 when every part that was asked for is done; the page is written anyway."""
    given = _arguments().parse_args(arguments)
    texts, known = (path and Path(path).absolute() for path in (given.texts, given.known))
    places = Places(given.cache.absolute(), texts, known)
    if given.do:
        _do(given.do, places)
        return 0
    (places.cache / "results").mkdir(parents=True, exist_ok=True)
    wanted = given.parts or [*PARTS]
    failed = []
    for name in wanted:
        began = time.perf_counter()
        result = _apart(name, places)
        is_bad = "failed" in result
        failed += [name] if is_bad else []
        took = time.perf_counter() - began
        print(f"{name}: {'FAILED' if is_bad else 'done'} in {took:.0f} s", flush=True)
    write(places, given.docs)
    return 1 if failed else 0


def write(places: Places, docs: Path) -> None:
    """Nothing; the page and its plots are made of all the results that are kept."""
    files = [places.cache / "results" / f"{name}.json" for name in PARTS]
    results = {path.stem: json.loads(path.read_text()) for path in files if path.exists()}
    plots = bench_plots.draw(results, docs)
    (docs / "benchmarks.md").write_text(page(results, plots))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    given = os.environ.get("BENCH_TEXTS")
    parser.add_argument(
        "--texts", type=Path, default=given, help="a folder of real texts (or BENCH_TEXTS)"
    )
    parser.add_argument("--known", type=Path, help="a folder with texts.json and their vectors.npy")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "bench")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--do", choices=[*PARTS], help=argparse.SUPPRESS)
    return parser


def _apart(name: str, places: Places) -> dict[str, Any]:
    """What a part found, in a process of its own; kept on disk."""
    path = places.cache / "results" / f"{name}.json"
    path.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.bench", "--do", name, "--cache", str(places.cache)]
    for option, value in (("--texts", places.texts), ("--known", places.known)):
        command += [option, str(value)] if value else []
    try:
        subprocess.run(command, cwd=ROOT, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        _keep(path, {"failed": f"not done after {LONGEST} seconds"})
    if not path.exists():
        _keep(path, {"failed": "its process died"})
    result: dict[str, Any] = json.loads(path.read_text())
    return result


def _do(name: str, places: Places) -> None:
    """Runs a part here and keeps what it found, or why it failed."""
    result: dict[str, Any] = {"machine": machine(), "load": os.getloadavg()[0]}
    result["product ms"] = product_ms()
    try:
        seconds, figures = timed(lambda: PARTS[name](places))
        result |= {"seconds": seconds, "figures": figures}
    except Exception as error:  # a part is foreign code here: told, and the others go on
        traceback.print_exc()
        result["failed"] = (
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else None}"
        )
    result["when"] = datetime.now(UTC).isoformat(timespec="minutes")
    _keep(places.cache / "results" / f"{name}.json", result)


def _keep(path: Path, result: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    sys.exit(main())
