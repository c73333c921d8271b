"""The questions that nothing was fitted on, over a library of their titles.

    python -m tests.held_out DATA FOLDER

DATA is what `rag.examples` reads. Writes FOLDER/questions.jsonl, for `footnote evaluate`, and
FOLDER/library: 30 encyclopaedia articles that the reader was not trained on. The questions are of
the third of their titles that the weights of the evidence were not fitted on either.
"""

import argparse
import json
import re
from pathlib import Path

from index.embed import SHIPPED
from index.ingest import ingest
from rag.examples import load
from rag.fit import is_held_out


def main() -> None:
    """Writes the questions and makes the library."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    asked, titles = load(given.data)
    articles = given.folder / "articles"
    articles.mkdir(parents=True)
    for title, text in titles.items():
        (articles / file_of(title)).write_text(text)
    lines = list[str]()
    for number, one in enumerate(asked):
        if not is_held_out(one.title):
            continue
        row: dict[str, object] = {
            "id": f"h{number}",
            "question": one.question,
            "kind": one.kind,
            "gold": [],
        }
        if one.kind == "fact":
            gold = "|".join(map(_pattern, one.answers))
            row |= {"gold": [gold], "evidence": gold, "source": file_of(one.title)}
        lines.append(json.dumps(row))
    (given.folder / "questions.jsonl").write_text("\n".join(lines) + "\n")
    ingest([str(articles)], folder=given.folder / "library", embedder_name=SHIPPED)
    print(f"{len(lines)} questions over {len(titles)} articles")


def file_of(title: str) -> str:
    """The name of an article's file: one that every disk takes."""
    return re.sub(r"\W", "", title) + ".txt"


def _pattern(answer: str) -> str:
    """What matches an answer as it stands, however it is broken into lines."""
    return r"(?<!\w)(?:" + r"\s+".join(map(re.escape, answer.split())) + r")(?!\w)"


if __name__ == "__main__":
    main()
