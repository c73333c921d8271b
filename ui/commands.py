"""What each command does: a function a command, from its arguments to its exit code."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import UserError
from corpus.library import Library
from ui import lines
from ui.chats import strip_removed
from ui.given import Given, print_found, settings_of, with_library

if TYPE_CHECKING:
    from rag.chatbot import Chatbot


def add(given: Given) -> int:
    """0 when anything of the paths, or the samples, could be used; they are read and indexed."""
    from index.compact import compact
    from index.ingest import Watch, add_samples, ingest
    from index.manifest import INDEX
    from rag.wording.kept import keep_lexicon

    settings = settings_of(given)
    if not given.paths and not given.samples:
        raise UserError("Nothing to add.", mend="Name a file or a folder: footnote add PATH")
    reports = []
    try:
        with lines.Progress() as progress:
            if given.samples:
                samples = add_samples(
                    settings.folder, settings.embedder, progress=progress.passages
                )
                reports += [samples] if samples else []
            if given.paths:
                reports.append(
                    ingest(
                        given.paths,
                        folder=settings.folder,
                        embedder_name=settings.embedder,
                        allow_url=given.allow_url,
                        watch=Watch(progress.reading, progress.passages, progress.linking),
                    )
                )
    finally:
        strip_removed(settings.folder)  # what is no longer in its file; also when interrupted
    told = [line for report in reports for line in lines.report(report)]
    print_found(given, lines.report_json(reports), told or ["The samples were added before."])
    if reports and not any(report.is_usable for report in reports):
        first = reports[-1].refused[0]
        raise UserError(f"Nothing could be used. {first.reason}", mend=first.mend)
    keep_lexicon(settings.folder)
    with lines.Progress() as progress, suppress(UserError):  # all is kept: the next time goes on
        compact(settings.folder / INDEX, progress=progress.tidying)
    return 0


def remove(given: Given) -> int:
    """0 when the articles, or all that are in the files named, are out of library and index."""
    from index.build import build
    from index.embed import open_embedder
    from index.manifest import INDEX
    from rag.wording.kept import keep_lexicon

    settings = settings_of(given)
    with Library.open(settings.folder) as library:
        named = {name: _named(library, name) for name in given.articles}
        embedder = open_embedder(settings.embedder)  # what can fail comes before what is done
        removed, kept = [], []
        for name, source in named.items():
            if source is None:
                removed += [library.remove(name)] if library.get(name) else []
                continue
            before = library.held(source)
            gone = library.remove_source(source)
            removed += gone
            kept += [one for one in before if one.id not in {each.id for each in gone}]
        strip_removed(settings.folder)  # before the index, which may take minutes
        build(library, embedder, folder=settings.folder / INDEX)
    keep_lexicon(settings.folder)
    print_found(
        given,
        {
            "removed": [lines.article_json(article) for article in removed],
            "kept": [lines.article_json(article) for article in kept],
        },
        [f"removed {article.id}  {article.heading}" for article in removed]
        + [f"kept    {one.id}  {one.heading}  (another file has it too)" for one in kept]
        + ["To bring one back, add its file again."],
    )
    return 0


def _named(library: Library, name: str) -> str | None:
    """The source of that name, or None for an article's id; UserError for what is neither."""
    if library.get(name) is not None:
        return None
    absolute = name if "://" in name else os.path.abspath(name)
    source = library.source_named(absolute) or library.source_named(name)
    if source is None:
        raise UserError(
            f"There is no article {name}.", mend="See the ids and the files: footnote list"
        )
    return source


def list(given: Given) -> int:  # noqa: A001 - the command's name
    """0 when the articles, or what was refused, are listed."""
    with Library.open(settings_of(given).folder) as library:
        if given.refused:
            refused = library.refused()
            print_found(
                given, {"refused": [asdict(one) for one in refused]}, lines.refused(refused)
            )
        else:
            articles = library.described()
            found = {"articles": [lines.article_json(article) for article in articles]}
            print_found(given, found, lines.articles(articles))
    return 0


def show(given: Given) -> int:
    """0 when the article's clean text is printed, with --json what is known of it too."""
    with Library.open(settings_of(given).folder) as library:
        article = library.get(given.article, given.version)
        story = {
            "story": library.story_of(given.article),
            "outlets": library.outlets(given.article),
        }
    if article is None:
        version = f" in version {given.version}" if given.version else ""
        raise UserError(
            f"There is no article {given.article}{version}.", mend="See the ids: footnote list"
        )
    known = lines.article_json(article) | story
    if article.damage:
        raise article.damage
    print_found(given, known | {"text": article.text}, [article.text])
    return 0


def ask(given: Given) -> int:
    """0 when one question, or each of a file, is answered; a refusal is an answer."""
    from rag.answer import Turn
    from rag.narrow import Narrowing

    narrowing = Narrowing.parse(tuple(given.publishers), since=given.since, until=given.until)

    def answer(chatbot: "Chatbot", question: str, history: Iterable[str]) -> Any:
        earlier = [Turn(one) for one in (*given.earlier, *history)]
        found = chatbot.ask(question, earlier, narrowing=narrowing)
        notes = tuple(with_library(note, given.library) for note in found.notes)
        return replace(found, notes=notes)

    return _each(given, answer, lines.answer_json, lines.answer)


def search(given: Given) -> int:
    """0 when passages for some words, or for each line of a file, are printed."""
    from rag.notes import left_out

    told: set[str] = set()  # on standard error, each once

    def hits(chatbot: "Chatbot", question: str, history: Iterable[str]) -> Any:
        found = chatbot.search(question, k=given.k)
        for note in {*left_out(found.damages)} - told:
            told.add(note)
            print(f"footnote: {with_library(note, given.library)}", file=sys.stderr)
        return found, chatbot.library

    return _each(given, hits, lines.hits_json, lines.hits)


def evaluate(given: Given) -> int:
    """0 when the scores of answers to known questions are all on or above their floors, or 1.

    With a language model its answers are scored beside the quoted ones; floors hold both.
    """
    from rag.evaluate import evaluate, read_floors, read_questions

    questions = read_questions(given.questions)
    floors = read_floors(given.floors) if given.floors else {}
    chatbot = _chatbot(given)
    llm = chatbot.settings.llm
    with lines.Progress() as progress:
        count = progress.counter(len(questions) * (2 if llm else 1), "questions")
        report = evaluate(chatbot, questions, count, is_quoted=True)
        worded = evaluate(chatbot, questions, count) if llm else None
    fallen = report.below(floors)
    if worded is None:
        print_found(given, lines.evaluation_json(report, fallen), lines.evaluation(report))
    else:
        fallen += [f"with {llm}, {line}" for line in worded.below(floors)]
        both = {"quoted": report, str(llm): worded}
        found = lines.evaluation_json(worded, fallen)
        found["composers"] = {name: one.measures for name, one in both.items()}
        print_found(given, found, lines.side_by_side(both))
    for line in fallen:
        print(f"footnote: {line}", file=sys.stderr)
    return 1 if fallen else 0


def chat(given: Given) -> int:
    """0 when the chat was served until Ctrl-C."""
    from ui.serve import serve

    settings = settings_of(given)
    if settings.llm:  # what is wrong with its name is told here, not to whoever asks first
        from rag.llm import Llm

        Llm.open(settings)
    return serve(settings, port=given.port, address=given.address, hosts=given.hosts)


def _chatbot(given: Given) -> "Chatbot":
    from rag.chatbot import Chatbot

    return Chatbot.open(settings_of(given))


def _each(
    given: Given,
    do: Callable[["Chatbot", str, Iterable[str]], Any],
    to_json: Callable[[Any], dict[str, Any]],
    to_lines: Callable[[Any], Iterable[str]],
) -> int:
    """Does one thing with the question, or with each row of the file, and prints it."""
    if given.file is None:
        found = do(_chatbot(given), given.question, ())
        print_found(given, {"id": None} | to_json(found), to_lines(found))
        return 0
    from rag.batch import read_rows
    from rag.question import QuestionError

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
                except QuestionError as problem:  # anything else is not this line's fault
                    error = str(problem)
            if error:
                failed += 1
                bad = {"id": row.id, "line": row.line, "error": error}
                print_found(given, bad, [f"line {row.line}: {error}", ""])
            else:
                told = [f"{row.id or row.line}: {row.question}", *to_lines(found), ""]
                print_found(given, {"id": row.id} | to_json(found), told)
            count(row)
    if failed:
        noun = "line is" if failed == 1 else "lines are"
        raise UserError(
            f"{failed} {noun} no question.",
            mend=f"Mend it in {given.file}; the rest is done.",
        )
    return 0
