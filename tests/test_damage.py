"""A text that the disk has changed is told, never shown, indexed or quoted, and can be mended."""

import json
import sqlite3
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import DamagedError
from corpus.library import Library
from index.build import build
from index.langchain import PassageStore
from rag.retrieve import retrieve
from tests.fakes import FakeEmbedder
from ui.sources import Opened, panel_node

TEXT = "It rained in Hong Kong on Monday. Officials closed 50 schools."
OTHER = "The tram museum has 12 restored carriages. It opened in Lisbon in 1999."
DAMAGED = [
    "replace(text, '50', '90')",
    "CAST(X'496620' || X'FFFE' AS TEXT)",
    "''",
]


def damage(folder: Path, text: str, *, version: int = 1) -> None:
    with sqlite3.connect(folder / "library.sqlite3") as database:
        update = f"UPDATE versions SET text = {text} WHERE version = ? AND number = 1"
        assert database.execute(update, (version,)).rowcount == 1
    database.close()


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[Path, Article]:
    with Library.open(tmp_path / "shelf", create=True) as library:
        added = library.add(Article(text=TEXT, sources=("/news/rain.txt",))).article
        library.add(Article(text=OTHER, sources=("/news/trams.txt",)))
    return tmp_path / "shelf", added


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_text_is_not_given_out(shelf: tuple[Path, Article], text: str) -> None:
    folder, article = shelf
    damage(folder, text)
    with Library.open(folder) as library:
        with pytest.raises(DamagedError, match=rf"{article.id} \(rain\.txt\) is damaged") as told:
            library.text(article.id, 1)
        with pytest.raises(DamagedError) as all_told:
            library.check()
        assert str(all_told.value) == str(told.value)
        assert "again: footnote add /news/rain.txt;" in told.value.mend
        for found in (library.get(article.id), library.get(article.id, 1)):
            assert found is not None
            assert (found.text, str(found.damage)) == ("", str(told.value))
            assert found.heading == "rain.txt"
        assert library.described()[0].id == article.id  # it is listed
        assert len(library.articles()) == 2
        assert library.remove(article.id)
        library.check()


def test_several_damaged_articles_are_all_named(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        sources = ("/news/a b.txt", "https://example.org/rain")
        ids = [library.add(Article(text=one, sources=(one,))).article.id for one in sources]
        with sqlite3.connect(tmp_path / "library.sqlite3") as database:
            database.execute("UPDATE versions SET text = text || '!'")
        database.close()
        with pytest.raises(DamagedError) as told:
            library.check()
    for name in (*ids, "a b.txt", sources[1]):
        assert name in told.value.what
    assert "footnote add --allow-url '/news/a b.txt' https://example.org/rain;" in told.value.mend


@pytest.mark.parametrize("text", DAMAGED)
@pytest.mark.parametrize("source", ["/news/rain.txt", "/copies/rain.txt"])
def test_the_same_text_added_again_mends_it(
    shelf: tuple[Path, Article], text: str, source: str
) -> None:
    folder, article = shelf
    damage(folder, text)
    with Library.open(folder) as library:
        again = library.add(Article(text=TEXT, sources=(source,)))
        is_same_file = source in article.sources
        assert again.outcome == ("updated" if is_same_file else "duplicate")
        assert (again.article.id, again.article.text) == (article.id, TEXT)
        # What takes as many bytes is mended where it stands: what cites it finds it.
        assert again.article.version == (1 if text == DAMAGED[0] else 2)
        assert library.text(article.id, again.article.version) == TEXT
        library.check()
        assert library.add(Article(text=TEXT, sources=(source,))).outcome == "unchanged"


def test_a_file_with_other_words_now_is_a_new_version_and_the_damage_is_still_told(
    shelf: tuple[Path, Article],
) -> None:
    folder, article = shelf
    damage(folder, DAMAGED[0])
    with Library.open(folder) as library:
        changed = library.add(Article(text="It snowed.", sources=article.sources))
        assert (changed.outcome, changed.article.version) == ("updated", 2)
        assert library.text(article.id, 2) == "It snowed."
        with pytest.raises(DamagedError) as told:
            library.check()
        assert f"footnote remove {article.id}; then add it again: footnote add" in told.value.mend
        library.add(Article(text=TEXT, sources=("/copies/rain.txt",)))
        library.check()  # a copy mends an earlier version too
        assert library.text(article.id, 1) == TEXT


def test_white_space_is_no_damage(shelf: tuple[Path, Article]) -> None:
    folder, article = shelf
    damage(folder, "replace(text, ' Officials', char(10) || 'Officials')")
    with Library.open(folder) as library:
        library.check()
        assert library.text(article.id, 1) == TEXT.replace(" Officials", "\nOfficials")
        assert library.text(article.id, 2) is None


def test_a_text_that_was_found_whole_is_looked_at_again_when_its_row_changes(
    shelf: tuple[Path, Article],
) -> None:
    folder, article = shelf
    with Library.open(folder) as library:
        assert library.text(article.id, 1) == TEXT
        damage(folder, DAMAGED[0])
        with pytest.raises(DamagedError):
            library.text(article.id, 1)
        damage(folder, "replace(text, '90', '50')")
        assert library.text(article.id, 1) == TEXT


def test_what_is_damaged_is_left_out_of_what_is_found(
    shelf: tuple[Path, Article], embedder: FakeEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    folder, article = shelf
    with Library.open(folder) as library:
        index = build(library, embedder, folder=folder / "index")
        assert retrieve(index, "rained in Hong Kong", k=9).damages == ()
        damage(folder, DAMAGED[0])
        hits = retrieve(index, "rained in Hong Kong", k=9)
        assert {hit.passage.article for hit in hits} == {library.articles()[1].id}
        (left_out,) = hits.damages  # once, however many of its passages were found
        assert article.id in left_out.what
        found = PassageStore(index).similarity_search("rained in Hong Kong", k=9)
        assert {one.metadata["article"] for one in found} == {library.articles()[1].id}
        assert "It is left out. Add its file again: footnote add /news/rain.txt" in caplog.text


def test_a_rebuild_leaves_it_out_says_so_and_takes_it_in_once_it_is_mended(
    shelf: tuple[Path, Article],
    embedder: FakeEmbedder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder, article = shelf
    damage(folder, DAMAGED[0])
    with Library.open(folder) as library:
        other = library.versions()[1]
        for _ in range(2):
            caplog.clear()
            index = build(library, embedder, folder=folder / "index")
            assert index.table.articles == [other]
            assert f"{article.id} (rain.txt) is damaged" in caplog.text
            assert "It is not indexed. Add its file again: footnote add" in caplog.text
            generation = index.generation
        assert build(library, embedder, folder=folder / "index").generation == generation
        library.remove(other[0])
        assert build(library, embedder, folder=folder / "index").table.articles == []
        library.add(Article(text=TEXT, sources=article.sources))
        index = build(library, embedder, folder=folder / "index")
        assert index.table.articles == [(article.id, 1)]


def test_a_library_of_damaged_articles_only_has_an_empty_index(
    shelf: tuple[Path, Article], embedder: FakeEmbedder
) -> None:
    folder, _ = shelf
    damage(folder, DAMAGED[2])
    with Library.open(folder) as library:
        library.remove(library.articles()[1].id)
        index = build(library, embedder, folder=folder / "index")
        assert (index.table.articles, retrieve(index, "rain", k=3)) == ([], [])


def test_the_page_shows_no_word_of_it(shelf: tuple[Path, Article]) -> None:
    folder, article = shelf
    damage(folder, DAMAGED[0])
    with Library.open(folder) as library:
        bad = library.get(article.id)
        library.add(Article(text="It rained. Officials closed 60.", sources=article.sources))
        newest = library.get(article.id)
    for opened in (Opened(article.id), Opened(article.id, 1, 0, 33)):
        drawn = json.dumps(panel_node(opened, bad, newest=newest))
        assert "is damaged: its text is not as it was written" in drawn
        assert "90" not in drawn
    drawn = json.dumps(panel_node(Opened(article.id, 2, 0, 10), newest, newest=bad))
    assert "It rained." in drawn  # what was quoted is whole, what stands now is not
    assert "is damaged" in drawn
    assert "90" not in drawn


def test_the_talk_about_a_library_needs_no_sound_text(shelf: tuple[Path, Article]) -> None:
    from rag.talk.reply import talk

    folder, _ = shelf
    damage(folder, DAMAGED[0])
    with Library.open(folder) as library:
        said = talk("Summarise rain.txt", library, is_first=True)
        assert said is not None
        assert "is damaged" in said.message
        assert not said.claims
