import itertools

import pytest

from corpus.article import Article
from rag.wording.lexicon import Lexicon

ARTICLES = [
    Article(
        text="The Hong Kong Monetary Authority met in Zhejiang. Unitree makes robots.",
        sources=("/a.txt",),
    ),
    Article(text="The Hong Kong Monetary Authority met again.", sources=("/b.txt",)),
]


def test_typos_and_abbreviations_are_those_of_the_library() -> None:
    lexicon = Lexicon.of(ARTICLES)
    assert lexicon.respell("Who met in Zheijang?") == "Who met in Zhejiang?"
    assert "Hong Kong Monetary Authority" in lexicon.expand("What is HKMA?")
    assert lexicon.respell("Who rules Ruritania?") == "Who rules Ruritania?"


def test_an_empty_library_changes_nothing() -> None:
    lexicon = Lexicon.of([])
    assert lexicon.respell("Who met in Zheijang?") == "Who met in Zheijang?"
    assert lexicon.expand("What is HKMA?") == "What is HKMA?"


def test_only_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.wording.lexicon.MAX_CHARACTERS", 30)
    endless = itertools.repeat(Article(text="Unitree makes robots.", sources=("/c.txt",)))
    assert Lexicon.of(endless).respell("Who makes robtos?") == "Who makes robots?"
