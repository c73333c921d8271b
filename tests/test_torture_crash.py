"""A crash at each write, sync and rename leaves the old index or the new one, never a third."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.manifest import CURRENT, INDEX, MANIFEST, SEGMENTS
from index.merge import FACTOR
from rag.wording.kept import LEXICON
from tests.torture import Outcome, Template, template

pytestmark = pytest.mark.ci

_FILES = (
    *("articles.json", "spans.npy", "vectors.npy", "words.txt", "starts.npy"),
    *("postings.npy", "kinds.npy", "pairs.npy", "lengths.npy"),
)
FIRST = (
    *((f"{verb} {name}", 1) for name in _FILES for verb in ("make", "finish")),
    *((f"sync {name}", 1) for name in _FILES),
    ("sync segment", 1),
    *((f"{verb} articles.json", 2) for verb in ("make", "finish", "sync")),
    *((f"{verb} {MANIFEST}", 1) for verb in ("make", "finish", "sync")),
    ("rename to SEGMENT", 1),
    (f"sync {SEGMENTS}", 1),
    ("sync .writing", 1),
    ("rename to GENERATION", 1),
    ("sync index", 1),
    *((f"{verb} .{CURRENT}", 1) for verb in ("make", "finish", "sync")),
    (f"rename to {CURRENT}", 1),
    ("sync index", 2),
)
SWITCHED = FIRST.index((f"rename to {CURRENT}", 1)) + 1  # from there on the new one answers
DROPS = (("drop GENERATION", 1), ("drop SEGMENT", 1), ("drop SEGMENT", FACTOR - 1))
# What an add keeps at its end: the library's words.
LAST = (
    *((f"{verb} .{LEXICON}", 1) for verb in ("make", "finish", "sync")),
    (f"rename to {LEXICON}", 1),
    ("sync index", 3),
)
SCENES = {
    "first": (*FIRST, *LAST),
    "merge": (*FIRST, *DROPS[:2], *LAST),
    "later": (*FIRST, *DROPS, *LAST),
}
ALL = [(scene, *point) for scene, points in SCENES.items() for point in points]
SOME = [
    ("first", f"finish .{LEXICON}", 1),
    ("first", "finish vectors.npy", 1),
    ("first", f"rename to {CURRENT}", 1),
    ("merge", "make postings.npy", 1),
    ("merge", f"finish {MANIFEST}", 1),
    ("merge", "rename to SEGMENT", 1),
    ("later", "rename to GENERATION", 1),
    ("later", "sync index", 2),
    ("later", "drop SEGMENT", 1),
]
POINTS = ALL if os.environ.get("FOOTNOTE_TORTURE") else SOME
QUESTIONS = ("Who ruled the town in year 3?", "mayor Ola", "the river rose")


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with template(tmp_path_factory.mktemp("said")) as found:
        yield found


def write(news: Path, number: int) -> None:
    """Files as of a year: one that is new, and one that changes."""
    news.mkdir(exist_ok=True)
    (news / f"{number}.txt").write_text(f"In year {number} the town was ruled by Ola{number} Berg.")
    (news / "river.txt").write_text(f"The river rose by {number} meters, says mayor Ola{number}.")


@pytest.fixture(scope="module")
def scenes(warm: Template, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with a library in the state before the publication that a crash interrupts."""
    at = tmp_path_factory.mktemp("scene")
    found = {}
    for number in range(FACTOR + 1):
        scene = {0: "first", FACTOR - 1: "merge", FACTOR: "later"}.get(number)
        if scene:
            found[scene] = Path(shutil.copytree(at, at.with_name(scene)))
            write(found[scene] / "news", number)
        write(at / "news", number)
        assert add(warm, at).code == 0
    return found


def add(warm: Template, at: Path, **when: Any) -> Outcome:
    return warm.footnote("--library", at / "library", "add", at / "news", **when)


def look(warm: Template, at: Path) -> dict[str, Any]:
    found: dict[str, Any] = warm.call("look", at / "library", *QUESTIONS)
    return found


@pytest.mark.parametrize("scene", SCENES)
def test_these_are_all_the_steps(
    warm: Template, scenes: dict[str, Path], scene: str, tmp_path: Path
) -> None:
    """Each step of a publication is a point at which the next test crashes."""
    at = shutil.copytree(scenes[scene], tmp_path / "at")
    steps = add(warm, Path(at)).steps
    taken = [(step, steps[: n + 1].count(step)) for n, step in enumerate(steps)]
    assert [point for point in taken if point in SCENES[scene]] == [*SCENES[scene]]
    among_drops = [("drop SEGMENT", n) for n in range(2, FACTOR - 1)]
    assert {*taken} - {*SCENES[scene]} <= {*among_drops}
    assert len(FIRST) > 20


@pytest.mark.parametrize("point", POINTS, ids=lambda point: " ".join(map(str, point)))
def test_a_crash_leaves_the_old_index_or_the_new(
    warm: Template, scenes: dict[str, Path], point: tuple[str, str, int], tmp_path: Path
) -> None:
    scene, step, nth = point
    at = Path(shutil.copytree(scenes[scene], tmp_path / "at"))
    before = look(warm, at) if scene != "first" else {"ill": "Nothing is indexed yet."}
    crashed = add(warm, at, step=step, nth=nth)
    assert crashed.code == -9
    after = look(warm, at)
    assert add(warm, at).code == 0  # it completes
    done = look(warm, at)
    assert done["articles"] == done["wanted"] == after["wanted"]
    is_new = SCENES[scene].index((step, nth)) >= SWITCHED
    if is_new:
        assert after == done
    elif scene == "first":
        assert after["ill"].startswith(before["ill"])
        assert "footnote doctor --repair" in after["ill"]
    else:
        assert [after["articles"], after["found"]] == [before["articles"], before["found"]]
        assert after["found"] != done["found"]
    folder = at / "library" / INDEX
    assert len([*folder.glob("[0-9]*")]) <= 2
    assert not [*folder.glob(".writing*")]
    assert add(warm, at).steps == []  # and then there is nothing to do
