from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.store import Index
from rag.candidates import candidates
from rag.evidence import KEPT, MEASURES, Reading, in_full, measure, read, spanned
from rag.retrieve import retrieve
from tests.fakes import FakeEmbedder, FakeReader

READER = FakeReader()


@pytest.fixture
def index(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Index:
    return build(library, embedder, folder=tmp_path / "index")


def measures_of(index: Index, library: Library, question: str, quote: str) -> dict[str, float]:
    every = candidates(library, retrieve(index, question, k=8))
    table = measure(index, question, every, spanned(READER, question, every))
    (row,) = [row for one, row in zip(every, table, strict=True) if one.text == quote]
    return dict(zip(MEASURES, row.tolist(), strict=True))


def test_readings_are_verbatim_and_best_first(index: Index, library: Library) -> None:
    question = "How many schools did officials close?"
    readings = read(index, library, READER, question, retrieve(index, question, k=8))
    assert readings[0].text == "Officials closed 50 schools."
    chances = [reading.probability for reading in readings]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    for reading in readings:
        article = library.get(reading.article.id)
        assert article is not None
        assert article.text[reading.start : reading.end] == reading.text


def test_every_sentence_of_the_hits_is_a_candidate_once(index: Index, library: Library) -> None:
    hits = retrieve(index, "schools projects", k=8)
    found = [one.text for one in candidates(library, hits + hits)]
    assert sorted(found) == [
        "It covers 12 projects.",
        "It rained in Hong Kong on Monday.",
        "Officials closed 50 schools.",
        "The storm was called Kai.",
        "Zhejiang and Macau signed a pact on trade in May 2025.",
    ]


def test_a_bullet_is_not_part_of_what_is_said(
    library: Library, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    text = "They agreed:\n- 50 projects\n– trade - and more\n-10 degrees"
    library.add(Article(text=text, sources=("/news/list.txt",)))
    index = build(library, embedder, folder=tmp_path / "index")
    hits = [hit for hit in retrieve(index, "50 projects", k=8) if "agreed" in hit.passage.text]
    assert [one.text for one in candidates(library, hits)] == [
        "They agreed:", "50 projects", "trade - and more", "-10 degrees",
    ]  # fmt: skip


def test_only_the_likeliest_are_kept(library: Library, tmp_path: Path) -> None:
    text = " ".join(f"Officials closed {number} schools." for number in range(60))
    library.add(Article(text=text, sources=("/news/many.txt",)))
    index = build(library, FakeEmbedder(), folder=tmp_path / "index")
    hits = retrieve(index, "How many schools?", k=8)
    assert len(read(index, library, READER, "How many schools?", hits)) == KEPT


def test_the_words_that_answer_stand_in_the_sentence(index: Index, library: Library) -> None:
    question = "How many schools did officials close?"
    best = read(index, library, READER, question, retrieve(index, question, k=8))[0]
    assert best.words is not None
    start, end = best.words
    assert best.start <= start < end <= best.end
    assert best.article.text[start:end] == "50"


def test_the_best_words_lead_by_what_parts_them_from_the_next(
    index: Index, library: Library
) -> None:
    found = measures_of(
        index, library, "How many schools did officials close?", "Officials closed 50 schools."
    )
    assert found["reader"] == pytest.approx(0.6)  # three of four words: 3 + 3, in tens
    assert found["lead"] > 0
    other = measures_of(
        index, library, "How many schools did officials close?", "The storm was called Kai."
    )
    assert other["lead"] < 0
    assert other["answers"] == found["answers"]  # of one passage


def test_no_hit_gives_no_reading(index: Index, library: Library) -> None:
    assert read(index, library, READER, "Who?", []) == []


def test_covered_words_names_and_numbers_are_shares(index: Index, library: Library) -> None:
    pact = "Zhejiang and Macau signed a pact on trade in May 2025."
    all_of_it = measures_of(index, library, "Did Zhejiang and Macau sign a pact?", pact)
    assert all_of_it["words"] == all_of_it["names nearby"] == all_of_it["numbers in passage"] == 1
    assert all_of_it["rarest missing"] == 0
    other = measures_of(index, library, "Did Zhejiang and Taiwan sign 12 pacts in 2031?", pact)
    assert 0 < other["names nearby"] < 1
    assert 0 < other["rarest missing"] <= 1
    assert 0 < other["words"] < 1
    assert 0 < other["numbers in passage"] < 1  # 12 is in the next sentence, 2031 is nowhere


def test_the_sentence_before_lends_its_names(index: Index, library: Library) -> None:
    found = measures_of(
        index, library, "How many projects do Zhejiang and Macau cover?", "It covers 12 projects."
    )
    assert found["names nearby"] == 1
    assert found["kind missing"] == 0


def test_a_sentence_without_the_kind_asked_for_lacks_it(index: Index, library: Library) -> None:
    found = measures_of(index, library, "When was the storm?", "The storm was called Kai.")
    assert found["kind missing"] == 1


def test_an_article_removed_meanwhile_gives_no_candidate(index: Index, library: Library) -> None:
    hits = retrieve(index, "schools", k=8)
    for article in library.articles():
        library.remove(article.id)
    assert candidates(library, hits) == []


def test_a_changed_article_is_read_in_the_version_that_was_found(
    index: Index, library: Library
) -> None:
    hits = retrieve(index, "schools", k=8)
    library.add(Article(text="Nothing happened.", sources=("/news/rain.txt",)))
    versions = {one.article.version for one in candidates(library, hits)}
    assert versions == {1}


SHUT = "Floods close 50 schools"
FULL = "In Hubei 50 primary schools had to be shut on Monday, officials said."


@pytest.mark.parametrize(
    ("title", "words", "likely", "is_gone"),
    [
        (SHUT, "50 primary schools", 0.3, True),
        (f"{SHUT}. Rain goes on", "50 primary schools", 0.3, True),  # the line is a part of it
        ("The floods", "50 primary schools", 0.3, False),  # so that the line is none
        (SHUT, "Hubei", 0.3, False),  # another thing
        (SHUT, "50 primary schools", 0.2, False),  # not nearly as likely
    ],
)
def test_a_headline_gives_way_to_the_text_that_says_the_same(
    title: str, words: str, likely: float, is_gone: bool
) -> None:
    article = Article(text=f"{SHUT}\n\n{FULL}", sources=("/news/floods.txt",), title=title, id="a1")
    start, first = article.text.index(FULL), article.text.index(words)
    headline = Reading(article, 0, len(SHUT), 0.5, (13, 15))
    full = Reading(article, start, len(article.text), likely, (first, first + len(words)))
    readings = in_full([headline, full])
    if is_gone:
        assert readings == [replace(full, probability=0.5)]
    else:
        assert readings == [headline, full]


def test_a_headline_is_not_quoted_behind_the_sentence_that_says_it_in_full() -> None:
    article = Article(text=f"{SHUT}\n\n{FULL}", sources=("/a.txt",), title=SHUT, id="a1")
    start, first = article.text.index(FULL), article.text.index("50 primary")
    full = Reading(article, start, len(article.text), 0.6, (first, first + 2))
    assert in_full([full, Reading(article, 0, len(SHUT), 0.5, (13, 15))]) == [full]


def test_a_headline_alone_stays_as_likely_as_it_is() -> None:
    article = Article(text=SHUT, sources=("/news/floods.txt",), title=SHUT, id="a1")
    alone = [Reading(article, 0, len(SHUT), 0.2, (13, 15))]
    assert in_full([*alone]) == alone
