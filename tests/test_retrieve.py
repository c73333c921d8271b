from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.store import Index
from rag.retrieve import RANK_CONSTANT, retrieve
from tests.conftest import TRADE
from tests.fakes import FakeEmbedder


@pytest.fixture
def index(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Index:
    return build(library, embedder, folder=tmp_path / "index")


def test_a_passage_found_first_by_both_has_the_sum_of_both_ranks(index: Index) -> None:
    hits = retrieve(index, "storm schools Hong Kong", k=5)
    assert hits[0].rank == 1
    assert "schools" in hits[0].passage.text
    assert hits[0].found_by == ("meaning", "words")
    assert hits[0].score == pytest.approx(2 / (RANK_CONSTANT + 1))
    assert [hit.rank for hit in hits] == [*range(1, len(hits) + 1)]
    assert hits[0].similarity > hits[-1].similarity


def test_what_shares_no_word_is_still_found_by_meaning(index: Index) -> None:
    hits = retrieve(index, "chess", k=5)
    assert {hit.found_by for hit in hits} == {("meaning",)}
    assert hits[0].score == pytest.approx(1 / (RANK_CONSTANT + 1))


def test_only_the_articles_named_and_at_most_k(index: Index, library: Library) -> None:
    rain, trade = (article.id for article in library.articles())
    assert {hit.passage.article for hit in retrieve(index, "pact", k=9, only={rain})} == {rain}
    assert {hit.passage.article for hit in retrieve(index, "pact", k=9, only={trade})} == {trade}
    assert retrieve(index, "pact", k=9, only=set()) == []
    assert len(retrieve(index, "pact", k=1)) == 1


def test_a_removed_article_is_not_found(index: Index, library: Library) -> None:
    library.remove(library.articles()[0].id)
    assert all("schools" not in hit.passage.text for hit in retrieve(index, "schools", k=9))


def test_a_story_of_several_outlets_is_found_once(library: Library, tmp_path: Path) -> None:
    first, second = TRADE.split(". ", 1)
    library.add(Article(text=f"{second} {first}.", sources=("/other/trade.txt",)))
    index = build(library, FakeEmbedder(), folder=tmp_path / "index")
    every = [hit.passage.article for hit in retrieve(index, "Zhejiang pact", k=9)]
    trade, other = [article.id for article in library.articles() if "Zhejiang" in article.text]
    assert {trade, other} <= set(every)

    def story_of(article: str) -> tuple[str, ...]:
        return (trade, other) if article in (trade, other) else (article,)

    once = [hit.passage.article for hit in retrieve(index, "Zhejiang pact", k=9, story_of=story_of)]
    assert len({trade, other} & set(once)) == 1
    assert set(every) - {trade, other} <= set(once)
