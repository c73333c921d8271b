"""Eight readers ask while twenty new indexes are published: each answer is of one of them.

Every other one must have been read by one of them before the next is published.
"""

from pathlib import Path

import pytest

from tests.torture import Job, template
from tests.torture_jobs import TOWNS

pytestmark = pytest.mark.ci

READERS, QUESTIONS, PUBLICATIONS = 8, 200, 20


def test_each_answer_is_of_one_generation(tmp_path: Path) -> None:
    news, library, done = tmp_path / "news", tmp_path / "library", tmp_path / "done"
    news.mkdir()
    with template(tmp_path) as warm:
        warm.call("edition", news, 0)
        assert warm.footnote("--library", library, "add", news).code == 0
        outcomes = warm.run(
            *(Job(["job:ask", str(library), str(QUESTIONS), str(done)]) for _ in range(READERS)),
            Job(["job:publish", str(library), str(news), str(PUBLICATIONS), str(done)]),
        )
        assert [outcome.code for outcome in outcomes] == [0] * (READERS + 1), outcomes
        told = [outcome.told for outcome in outcomes[:-1]]
    for one in told:
        assert len(one["editions"]) >= 2 * QUESTIONS
        assert all(len(set(editions)) == 1 for editions in one["editions"])
        assert all(len(found) == len(TOWNS) for found in one["editions"][1::2])  # could differ
        numbers = [int(editions[0]) for editions in one["editions"]]
        assert numbers == sorted(numbers)  # none is of an earlier edition than the one before it
