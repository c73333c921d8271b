"""Every command of the README, run as written."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.errors import install
from index.runtime import models_folder

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
# CI runs the first two as written (.ci/run and make check); tests/test_serve.py starts the chat,
# which does not end by itself.
FIRST = "footnote list | head -n 1 | cut -d ' ' -f 1"  # the id of the first article
ELSEWHERE = {"make run", "make test", "footnote chat"}


def commands() -> list[str]:
    """The lines after `$ ` in the README's console blocks, comments off."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    lines = (line for block in blocks for line in block.splitlines() if line.startswith("$ "))
    return [line.removeprefix("$ ").split("#")[0].strip() for line in lines]


def test_what_is_run_elsewhere_is_still_in_the_readme() -> None:
    assert set(commands()) >= ELSEWHERE
    assert "make run" in (ROOT / ".ci" / "run").read_text()


def test_extras_are_installed_by_the_same_line_in_the_messages_and_on_every_page() -> None:
    pages = [README, *(page.read_text() for page in sorted((ROOT / "docs").glob("*.md")))]
    lines = re.findall(r"^ +(\S*pip install .*'\.\[(\S+)\]')", "\n".join(pages), re.MULTILINE)
    assert {extra for _, extra in lines} >= {"openai", "milvus", "dask"}
    for line, extra in lines:
        assert install(extra).endswith(f": {line}")


@pytest.mark.ci
def test_every_command_does_as_the_readme_says(sample_library: Path, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "note.txt").write_text("Ana signed the lease in May 2025.")
    (tmp_path / "questions.jsonl").write_text('{"id": "1", "question": "Who signed?"}\n')
    (tmp_path / "known.jsonl").write_text('{"question": "Who flew?", "kind": "none"}\n')
    model = tmp_path / "models" / "another-model"
    model.parent.mkdir()
    found = subprocess.run(
        ["python", "-c", "from index.embed import shipped_folder; print(shipped_folder())"],
        capture_output=True, text=True, check=True, cwd=ROOT, env=environment(tmp_path),
    )  # fmt: skip
    model.symlink_to(found.stdout.strip())
    script = "\n".join(command for command in commands() if command not in ELSEWHERE)
    done = subprocess.run(
        ["bash", "-euxc", re.sub(r"\bID\b", f"$({FIRST})", script)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=environment(tmp_path) | {"FOOTNOTE_LIBRARY": str(copied(sample_library, tmp_path))},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = re.search(r"^> .*?\n\n", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    for part in shown.group().split("\n>\n"):  # the answer, and the note under it
        assert " ".join(part.replace("> ", "").split()) in done.stdout.splitlines()


def environment(home: Path) -> dict[str, str]:
    """A user's own: the commands on the path, and a home of their own."""
    return os.environ | {
        "HOME": str(home),
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "FOOTNOTE_MODELS": str(models_folder()),  # the converted model is not made anew
    }


def copied(library: Path, folder: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(library, folder / "library"))
