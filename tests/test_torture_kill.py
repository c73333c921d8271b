"""`kill -9` at random moments of `footnote add`: nothing that was kept is lost."""

import os
import random
import time
from pathlib import Path

import pytest

from index.merge import FACTOR
from tests.torture import template
from tests.torture_jobs import look
from tests.torture_jobs import texts as look_at

pytestmark = pytest.mark.ci

KILLS = 200 if os.environ.get("FOOTNOTE_TORTURE") else 50
FILES = 4  # of each command: a file that is new, and some of a few that change again and again
SECONDS = 180.0  # for all of it: three times what it takes alone; more is a hang
SEED = 20261122
QUESTIONS = ("Who rules the town?", "the river rose")


def written(news: Path, turn: int, chance: random.Random) -> dict[str, str]:
    """Files by name, as they stand after this turn of the news."""
    texts = {f"new{turn}.txt": f"In turn {turn} the town was ruled by Ola{turn} Berg."}
    for name in chance.sample(range(9), FILES - 1):
        texts[f"old{name}.txt"] = f"The river rose by {turn} meters at bridge {name}, says Ola."
    for name, text in texts.items():
        (news / name).write_text(text)
    return texts


def assert_kept(library: Path, kept: dict[str, str], unsure: dict[str, str]) -> dict[str, str]:
    """The texts in the library by file, after a look at all of it."""
    found: dict[str, str] = look_at(library)
    for file, text in kept.items():
        assert found[file] in (text, unsure.get(file, text))
    return found


def test_nothing_that_was_kept_is_lost(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with template(tmp_path) as warm:
        at, news = tmp_path / "library", tmp_path / "news"
        news.mkdir()
        began = time.monotonic()
        kept: dict[str, str] = {}  # what the library must have
        longest = 0.1  # seconds that the command took when it was last let go on to its end
        killed = whole = turn = 0
        while killed < KILLS:
            turn += 1
            texts = written(news, turn, chance)
            paths = [news / name for name in texts]
            moment = chance.uniform(0, longest) if turn % FACTOR else 0  # 0: to the end
            done = warm.footnote("--library", at, "add", *paths, seconds=moment)
            assert done.code in (0, -9), done.err
            killed += done.code == -9
            kept |= {Path(path).name: texts[Path(path).name] for path in done.kept}
            if not (at / "library.sqlite3").exists():
                assert not kept
                continue
            kept = assert_kept(at, kept, texts if done.code else {})
            state = look(str(at), *QUESTIONS)
            if done.code == 0:
                whole += 1
                longest = done.seconds
                assert state["articles"] == state["wanted"]
                assert len(kept) == len(set(kept.values())) == len(state["wanted"])
            elif "ill" in state:
                assert not whole  # nothing was published yet
                assert state["ill"].startswith("Nothing is indexed yet")
            else:
                # Two that were let go on have more than the five that are found; one may not.
                is_early = turn < 2 * FACTOR
                assert all(len(found) == 5 for found in state["found"]) or is_early
        seconds = time.monotonic() - began
        print(f"{killed} killed, {whole} let go on, {seconds:.0f} seconds")
        assert whole >= KILLS // FACTOR
        assert seconds < SECONDS
