"""The library: articles and their versions, what is stored, what was refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.library import Library
from corpus.read import read
from corpus.samples import sample_files
from tests import weather
from tests.weather import RAIN, SNOW, rows

folder, library = weather.folder, weather.library


def known(article: Article) -> tuple[object, ...]:
    return article.text, article.title, article.published, article.sources


# --- adding


def test_a_new_library_is_empty(library):
    assert (library.articles(), library.versions(), library.count()) == ([], [], 0)
    assert library.get("nothing") is library.text("nothing", 1) is None


def test_added_is_what_comes_back(library):
    change = library.add(RAIN)
    article = change.article
    assert (change.outcome, article.version) == ("added", 1)
    assert len(article.id) == 10
    assert article.added.endswith("+00:00")
    assert replace(article, id="", version=0, added="") == RAIN
    assert library.articles() == [article] == [library.get(article.id)]
    assert library.get(article.id, 1) == article
    assert library.text(article.id, 1) == "It rained."
    assert library.versions() == [(article.id, 1)]


def test_what_is_committed_is_there_after_opening_again(folder):
    with Library.open(folder, create=True) as library:
        article = library.add(RAIN).article
    with Library.open(folder) as library:
        assert library.articles() == [article]


def test_adding_the_same_twice_changes_nothing(library, folder):
    for path in sample_files():
        for article in read(path):
            assert library.add(article).outcome == "added"
    before, count = rows(folder), library.count()
    for path in sample_files():
        for article in read(path):
            assert library.add(article).outcome == "unchanged"
    assert rows(folder) == before
    assert library.count() == count >= 5


def test_the_id_is_the_same_in_every_library(library, tmp_path):
    library.add(SNOW)
    with Library.open(tmp_path / "other", create=True) as other:
        assert other.add(RAIN).article.id == library.add(RAIN).article.id


def test_articles_come_in_the_order_added(library):
    articles = [Article(text=f"Number {number}.", sources=(f"/{number}",)) for number in range(6)]
    ids = [library.add(article).article.id for article in articles]
    library.add(Article(text="Changed.", sources=("/3",)))
    library.remove(ids[0])
    assert [article.id for article in library.articles()] == ids[1:]
    assert library.versions() == [(name, 2 if name == ids[3] else 1) for name in ids[1:]]


@pytest.mark.parametrize(
    "changed",
    [
        replace(RAIN, text="It rained and poured."),
        replace(RAIN, title="Storm"),
        replace(RAIN, title=None),
        replace(RAIN, published="2025-11-07"),
        replace(RAIN, author="Ana Li"),
    ],
)
def test_another_text_or_fact_is_a_new_version(library, changed):
    first = library.add(RAIN).article
    change = library.add(changed)
    assert (change.outcome, change.article.id, change.article.version) == ("updated", first.id, 2)
    assert known(change.article) == known(changed)
    assert library.get(first.id) == change.article
    assert library.get(first.id, 1) == first
    assert library.get(first.id, 3) is None
    assert library.versions() == [(first.id, 2)]
    assert library.add(changed).outcome == "unchanged"


def test_a_text_that_comes_back_is_a_version_of_its_own(library):
    first = library.add(RAIN).article
    library.add(replace(RAIN, text="It poured."))
    assert library.add(RAIN).article.version == 3
    assert library.text(first.id, 2) == "It poured."
    assert library.text(first.id, 3) == library.text(first.id, 1) == "It rained."


# --- any sequence of changes


STEP = st.tuples(st.sampled_from("abc"), st.sampled_from(["It rained.", "It snowed.", None]))


@settings(max_examples=10, deadline=None)
@given(steps=st.lists(STEP, max_size=10))
def test_every_source_has_its_text_and_no_text_is_there_twice(tmp_path_factory, steps):
    expected: dict[str, str] = {}
    with Library.open(tmp_path_factory.mktemp("any"), create=True) as library:
        for source, text in steps:
            if text is not None:
                article = library.add(Article(text=text, sources=(source,))).article
                assert article == library.get(article.id)
                expected[source] = text
                assert library.add(Article(text=text, sources=(source,))).outcome == "unchanged"
            elif source in expected:
                (gone,) = [a for a in library.articles() if source in a.sources]
                library.remove(gone.id)
                expected = {name: expected[name] for name in expected if name not in gone.sources}
        articles = library.articles()
    assert {name: a.text for a in articles for name in a.sources} == expected
    assert len({a.text for a in articles}) == len({a.id for a in articles}) == len(articles)


# --- what is stored


def test_any_character_is_stored_and_lone_surrogates_are_left_out(library):
    text = "e\u0301 ﬁ 香港 👩\u200d👧 \x00 \u202e"
    article = library.add(Article(text=text, sources=("/é 香.txt",), title="'; DROP TABLE")).article
    assert library.get(article.id) == article
    assert (article.text, article.title) == (text, "'; DROP TABLE")
    torn = Article(text="a\ud800b", sources=("/c\udcff.txt",), title="\udfff")
    assert known(library.add(torn).article) == ("ab", "", None, ("/c.txt",))
    assert library.add(torn).outcome == "unchanged"


@pytest.mark.parametrize("text", ["", " \n", "\ud800"])
def test_an_article_without_text_is_refused(library, text):
    with pytest.raises(UserError, match=r"/a\.txt is empty"):
        library.add(replace(RAIN, text=text))
    assert library.count() == 0


def test_what_was_refused_is_listed_until_it_is_added(library):
    for source, reason, mend in (
        ("/b\udcff.txt", "b.txt is empty.", "Add text."),
        ("/a.txt", "a.txt is empty.", "Add text."),
        ("/a.txt", "a.txt is too large.", "Split it."),
    ):
        library.keep(source, [Refused(source, reason, mend)])
    first, second = library.refused()
    assert first == Refused("/a.txt", "a.txt is too large.", "Split it.", when=first.when)
    assert (second.source, second.when[:2]) == ("/b?.txt", "20")
    library.add(RAIN)
    assert library.refused() == [second]


def test_flags_are_raised_once(library, folder):
    assert not library.flag("samples loaded")
    library.raise_flag("samples loaded")
    library.raise_flag("samples loaded")
    assert library.flag("samples loaded")
    with Library.open(folder) as other:
        assert other.flag("samples loaded")


def test_a_change_that_fails_half_way_is_not_made(library, folder, monkeypatch):
    library.add(RAIN)
    before = rows(folder)

    def fail(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr("corpus.records._insert_version", fail)
    for article in (SNOW, replace(RAIN, text="It poured.")):
        with pytest.raises(RuntimeError, match="power cut"):
            library.add(article)
    assert rows(folder) == before
    monkeypatch.undo()
    assert library.add(SNOW).outcome == "added"
