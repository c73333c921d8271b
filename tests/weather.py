"""Articles about the weather, and what a library holds of them: for the tests of the library.

A test module takes the fixtures over by name: `folder, library = weather.folder, weather.library`.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library

RAIN = Article(text="It rained.", sources=("/a.txt",), title="Rain", published="2025-11-06")
COPY = replace(RAIN, sources=("/copy.txt",))
SNOW = Article(text="It snowed.", sources=("/b.txt",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library goes: a folder in another, and neither is there yet."""
    return tmp_path / "new" / "folder"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    """A library of no article."""
    with Library.open(folder, create=True) as opened:
        yield opened


def rows(folder: Path) -> list[str]:
    """Everything in the file: what a change that changes nothing must leave alone."""
    database = sqlite3.connect(folder / "library.sqlite3")
    lines = list(database.iterdump())
    database.close()
    return lines


def parts(*texts: str, source: str = "/news.jsonl") -> list[Article]:
    return [Article(text=text, sources=(source,), part=at) for at, text in enumerate(texts, 1)]


def kept(library: Library, *texts: str) -> list[tuple[str, str]]:
    """What became of each part, with its id; and the ids of those that are gone."""
    result = library.keep("/news.jsonl", parts(*texts))
    held = library.held("/news.jsonl")
    assert [article.id for article in held] == [change.article.id for change in result.changes]
    outcomes = [(change.outcome, change.article.id) for change in result.changes]
    return outcomes + [("gone", article.id) for article in result.gone]
