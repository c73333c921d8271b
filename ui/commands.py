"""What each command does: a function a command, from its arguments to its exit code."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError
from corpus.library import Library
from rag.settings import Settings
from ui import lines

if TYPE_CHECKING:
    from index.ingest import Report
    from rag.chatbot import Chatbot

Given = argparse.Namespace


def add(given: Given) -> int:
    """Reads paths, or the samples, into the library and the index; 1 if nothing could be used."""
    from index.ingest import add_samples, ingest

    settings = _settings(given)
    if not given.paths and not given.samples:
        raise UserError("Nothing to add.", mend="Name a file or a folder: footnote add PATH")
    report: Report | None = None
    with lines.Progress() as progress:
        if given.samples:
            report = add_samples(settings.folder, settings.embedder, progress=progress.passages)
        if given.paths:
            report = ingest(
                given.paths,
                folder=settings.folder,
                embedder_name=settings.embedder,
                read_one=progress.reading,
                progress=progress.passages,
            )
    if report is None:
        _print(given, {}, ["The sample articles were added before."])
        return 0
    _print(given, lines.report_json(report), lines.report(report))
    return 0 if report.is_usable else 1


def remove(given: Given) -> int:
    """Takes articles out; all of them or none."""
    settings = _settings(given)
    from index.ingest import reindex

    with Library.open(settings.folder) as library:
        for name in given.articles:
            if library.get(name) is None:
                raise UserError(f"There is no article {name}.", mend="See the ids: footnote list")
        removed = [library.remove(name) for name in dict.fromkeys(given.articles)]
        reindex(library, settings.folder, settings.embedder)
    _print(
        given,
        {"removed": [lines.article_json(article) for article in removed]},
        [f"removed {article.id}  {article.heading}" for article in removed]
        + ["To bring one back, add its file again."],
    )
    return 0


def list(given: Given) -> int:  # noqa: A001 - the command's name
    """Lists the articles, or what was refused."""
    with Library.open(_settings(given).folder) as library:
        if given.refused:
            refused = library.refused()
            _print(given, {"refused": [asdict(one) for one in refused]}, lines.refused(refused))
        else:
            articles = library.articles()
            found = {"articles": [lines.article_json(article) for article in articles]}
            _print(given, found, lines.articles(articles))
    return 0


def show(given: Given) -> int:
    """Prints an article's clean text, and with --json what is known of it too."""
    with Library.open(_settings(given).folder) as library:
        article = library.get(given.article, given.version)
    if article is None:
        version = f" in version {given.version}" if given.version else ""
        raise UserError(
            f"There is no article {given.article}{version}.", mend="See the ids: footnote list"
        )
    _print(given, lines.article_json(article) | {"text": article.text}, [article.text])
    return 0


def ask(given: Given) -> int:
    """Answers one question, or each of a file; 1 if a line of the file was no question."""
    from rag.answer import Turn
    from rag.narrow import Narrowing

    narrowing = Narrowing.parse(tuple(given.publishers), since=given.since, until=given.until)

    def answer(chatbot: "Chatbot", question: str, history: Iterable[str]) -> Any:
        earlier = [Turn(one) for one in (*given.earlier, *history)]
        return chatbot.ask(question, earlier, narrowing=narrowing)

    return _each(given, answer, lines.answer_json, lines.answer)


def search(given: Given) -> int:
    """Finds passages for some words, or for each line of a file."""

    def hits(chatbot: "Chatbot", question: str, history: Iterable[str]) -> Any:
        return chatbot.search(question, k=given.k), chatbot.library

    return _each(given, hits, lines.hits_json, lines.hits)


def evaluate(given: Given) -> int:
    """Scores answers to known questions; 1 if a measure is below its floor."""
    from rag.evaluate import evaluate, read_floors, read_questions

    questions = read_questions(given.questions)
    floors = read_floors(given.floors) if given.floors else {}
    chatbot = _chatbot(given)
    with lines.Progress() as progress:
        report = evaluate(chatbot, questions, progress.counter(len(questions), "questions"))
    fallen = report.below(floors)
    _print(given, lines.evaluation_json(report, fallen), lines.evaluation(report))
    for line in fallen:
        print(f"footnote: {line}", file=sys.stderr)
    return 1 if fallen else 0


def chat(given: Given) -> int:
    """Serves the chat until Ctrl-C."""
    from ui.serve import serve

    return serve(_settings(given), port=given.port)


def doctor(given: Given) -> int:
    """Says what is well and what is not; 1 if something is not."""
    from index.check import check
    from index.ingest import reindex

    settings = _settings(given)
    if given.repair:
        with Library.open(settings.folder) as library, lines.Progress() as progress:
            reindex(library, settings.folder, settings.embedder, progress.passages)
    findings = check(settings.folder, settings.embedder)
    _print(given, {"findings": [asdict(one) for one in findings]}, lines.findings(findings))
    return 0 if all(finding.is_well for finding in findings) else 1


def _settings(given: Given) -> Settings:
    settings = Settings.from_environment()
    return replace(settings, library=given.library) if given.library else settings


def _chatbot(given: Given) -> "Chatbot":
    from rag.chatbot import Chatbot

    return Chatbot.open(_settings(given))


def _print(given: Given, found: dict[str, Any], text: Iterable[str]) -> None:
    """Prints one JSON object, or lines for people."""
    if given.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for line in text:
            print(lines.safe(line))


def _each(
    given: Given,
    do: Callable[["Chatbot", str, Iterable[str]], Any],
    to_json: Callable[[Any], dict[str, Any]],
    to_lines: Callable[[Any], Iterable[str]],
) -> int:
    """Does one thing with the question, or with each row of the file, and prints it."""
    if given.file is None:
        found = do(_chatbot(given), given.question, ())
        _print(given, {"id": None} | to_json(found), to_lines(found))
        return 0
    from rag.batch import read_rows

    rows = [*read_rows(Path(given.file))]
    if not rows:
        raise UserError(f"{given.file} has no questions.", mend="Write one JSON object a line.")
    chatbot = _chatbot(given)
    failed = 0
    with lines.Progress() as progress:
        count = progress.counter(len(rows), "questions")
        for row in rows:
            error = row.error
            if not error:
                try:
                    found = do(chatbot, row.question, row.history)
                except UserError as problem:
                    error = str(problem)
            if error:
                failed += 1
                bad = {"id": row.id, "line": row.line, "error": error}
                _print(given, bad, [f"line {row.line}: {error}", ""])
            else:
                _print(given, {"id": row.id} | to_json(found), [*to_lines(found), ""])
            count(row)
    if failed:
        noun = "line is" if failed == 1 else "lines are"
        raise UserError(
            f"{failed} {noun} no question.",
            mend=f"Mend it in {given.file}; the rest is done.",
        )
    return 0
