"""Versions of one story that differ: both are read, and neither confirms the other."""

from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.manifest import INDEX
from rag.answer import Answer, Citation
from rag.chatbot import Chatbot
from rag.notes import of_one_story
from rag.retrieve import retrieve
from rag.settings import Settings
from tests.fakes import FakeEmbedder, FakeReader

STORY = (
    "Officials in the harbour city closed the northern tunnel on Monday after water rose above the"
    " lower road. Engineers pumped for nine hours before the first buses could pass. A court heard"
    " that the builder was convicted of fraud. A new station is planned beside the fish market."
)


@pytest.mark.parametrize("said", ["was acquitted of fraud", "was not convicted of fraud"])
def test_both_versions_of_a_sentence_are_read(
    said: str, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    texts = [
        STORY,
        STORY.replace("was convicted of fraud", said),
        STORY + " More follows.",
    ]
    with Library.open(tmp_path, create=True) as library:
        for number, text in enumerate(texts):
            library.add(Article(text=text, sources=(f"/{number}.txt",)))
        ids = tuple(name for name, _ in library.versions())
        assert library.story_of(ids[0]) == ids
        index = build(library, embedder, folder=tmp_path / INDEX)
        hits = retrieve(index, "Was the builder convicted?", k=8, story_of=library.story_of)
        found = [hit.passage.text for hit in hits]
        assert any(said in text for text in found)
        assert any("was convicted of fraud" in text for text in found)
        chatbot = Chatbot(library, embedder, FakeReader(), settings=Settings(library=tmp_path))
        citations = tuple(
            Citation(
                number=number, article=name, version=1, source="", sources=(), title=None,
                publisher=None, published=None, quote="", start=0, end=0,
            )
            for number, name in enumerate(ids[:2], start=1)
        )  # fmt: skip
        answer = Answer(question="", asked_as="", verdict="answered", citations=citations)
        assert [*of_one_story(answer, chatbot.library)] == [
            "[1] and [2] are versions of one story, not independent sources."
        ]
