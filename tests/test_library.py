"""The library: versions, sources, duplicates, removal, and what was refused."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.library import Library
from corpus.read import read
from corpus.samples import sample_files
from corpus.seen import Seen

RAIN = Article(text="It rained.", sources=("/a.txt",), title="Rain", published="2025-11-06")
COPY = replace(RAIN, sources=("/copy.txt",))
SNOW = Article(text="It snowed.", sources=("/b.txt",))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "folder"


@pytest.fixture
def library(folder):
    with Library.open(folder, create=True) as opened:
        yield opened


def rows(folder: Path) -> list[str]:
    """Everything in the file: what a change that changes nothing must leave alone."""
    database = sqlite3.connect(folder / "library.sqlite3")
    lines = list(database.iterdump())
    database.close()
    return lines


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


# --- copies


def test_a_copy_is_one_more_source(library, folder):
    first = library.add(RAIN).article
    change = library.add(COPY)
    assert change.outcome == "duplicate"
    assert change.article == replace(first, sources=("/a.txt", "/copy.txt"))
    assert library.articles() == [change.article]
    before = rows(folder)
    assert library.add(COPY).outcome == library.add(RAIN).outcome == "unchanged"
    assert rows(folder) == before


def test_the_facts_are_those_of_the_first_source(library):
    library.add(RAIN)
    library.add(replace(COPY, title="Another title"))
    assert library.add(replace(COPY, title="Another title")).outcome == "unchanged"
    change = library.add(replace(RAIN, title="A better title"))
    assert (change.outcome, change.article.title) == ("updated", "A better title")
    assert change.article.sources == ("/a.txt", "/copy.txt")


def test_a_copy_that_changes_becomes_its_own(library):
    first = library.add(RAIN).article
    library.add(COPY)
    change = library.add(replace(COPY, text="It poured."))
    assert (change.outcome, change.article.version) == ("added", 1)
    assert change.article.sources == ("/copy.txt",)
    assert library.articles() == [first, change.article]


def test_the_first_of_two_sources_changes_and_leaves_the_article_to_the_other(library):
    first = library.add(RAIN).article
    library.add(COPY)
    change = library.add(replace(RAIN, text="It poured."))
    assert change.article.id != first.id
    assert library.get(first.id) == replace(first, sources=("/copy.txt",))


def test_a_file_that_becomes_a_copy_of_another_joins_it(library):
    rain, snow = library.add(RAIN).article, library.add(SNOW).article
    change = library.add(replace(RAIN, sources=SNOW.sources))
    assert (change.outcome, change.article.id) == ("duplicate", rain.id)
    assert library.get(snow.id) is None
    assert library.articles() == [replace(rain, sources=("/a.txt", "/b.txt"))]


def test_an_older_version_of_another_is_no_copy(library):
    first = library.add(RAIN).article
    library.add(replace(RAIN, text="It poured."))
    assert library.add(COPY).outcome == "added"
    assert library.text(first.id, 1) == "It rained."


@pytest.mark.parametrize("text", ["\ufeffIt  rained.\r\n", "It\nrained."])
def test_a_copy_in_other_white_space_joins_and_the_first_text_is_kept(library, text):
    first = library.add(RAIN).article
    change = library.add(replace(COPY, text=text))
    assert (change.outcome, change.article.text) == ("duplicate", "It rained.")
    assert change.article.sources == ("/a.txt", "/copy.txt")
    assert library.add(replace(COPY, text=text)).outcome == "unchanged"
    change = library.add(replace(RAIN, text=text))  # its own file: citations count in its text
    assert (change.outcome, change.article.id, change.article.text) == ("updated", first.id, text)


def test_addresses_of_one_page_are_one_article(library, folder):
    page = replace(RAIN, sources=("https://example.org/a?id=1",))
    mailed = replace(page, sources=("https://example.org/a?utm_source=mail&id=1",))
    first = library.add(page).article
    change = library.add(mailed)
    assert (change.outcome, change.article.id) == ("duplicate", first.id)
    assert change.article.sources == (*page.sources, *mailed.sources)
    before = rows(folder)
    assert library.add(mailed).outcome == library.add(page).outcome == "unchanged"
    assert rows(folder) == before
    change = library.add(replace(mailed, text="It poured."))
    assert (change.outcome, change.article.id, change.article.version) == ("updated", first.id, 2)
    assert library.count() == 1
    assert library.add(replace(page, sources=("https://example.org/a?id=2",))).outcome == "added"


# --- several articles in one source


def parts(*texts: str, source: str = "/news.jsonl") -> list[Article]:
    return [Article(text=text, sources=(source,), part=at) for at, text in enumerate(texts, 1)]


def kept(library: Library, *texts: str) -> list[tuple[str, str]]:
    """What became of each part, with its id; and the ids of those that are gone."""
    result = library.keep("/news.jsonl", parts(*texts))
    held = library.held("/news.jsonl")
    assert [article.id for article in held] == [change.article.id for change in result.changes]
    outcomes = [(change.outcome, change.article.id) for change in result.changes]
    return outcomes + [("gone", article.id) for article in result.gone]


def test_a_source_holds_several_articles(library, folder):
    first, second, third = kept(library, "It rained.", "It snowed.", "It hailed.")
    assert [outcome for outcome, _ in (first, second, third)] == ["added"] * 3
    assert first[1] == Library.add(library, parts("It rained.")[0]).article.id  # as it ever was
    before = rows(folder)
    assert kept(library, "It rained.", "It snowed.", "It hailed.") == [
        ("unchanged", name) for _, name in (first, second, third)
    ]
    assert rows(folder) == before
    assert {article.source for article in library.articles()} == {"news.jsonl"}
    assert [article.part for article in library.articles()] == [1, 2, 3]


def test_ids_of_parts_are_the_same_in_every_library(library, tmp_path):
    with Library.open(tmp_path / "other", create=True) as other:
        one = library.keep("/a", parts("It rained.", "It snowed.", source="/a"))
        two = other.keep("/a", parts("It hailed.", "It blew.", source="/a"))
    assert [c.article.id for c in one.changes] == [c.article.id for c in two.changes]
    alone = Article(text="It froze.", sources=("/a\npart 2",))
    assert library.add(alone).article.id not in [change.article.id for change in one.changes]


def test_what_a_source_no_longer_holds_is_gone(library):
    (_, rain), (_, snow), (_, hail) = kept(library, "It rained.", "It snowed.", "It hailed.")
    assert kept(library, "It rained.", "It hailed.") == [
        ("unchanged", rain),
        ("unchanged", hail),
        ("gone", snow),
    ]
    assert library.get(snow) is library.get(snow, 1) is None
    assert library.count() == 2


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 0, 2), (2, 1, 0)])
def test_a_story_that_moves_keeps_its_id(library, order):
    texts = ("It rained.", "It snowed.", "It hailed.")
    ids = [name for _, name in kept(library, *texts)]
    moved = kept(library, *(texts[at] for at in order))
    assert moved == [("unchanged", ids[at]) for at in order]
    assert {article.version for article in library.articles()} == {1}


def test_a_new_story_on_top_pushes_the_others_down(library):
    ids = [name for _, name in kept(library, "It rained.", "It snowed.")]
    (outcome, new), *rest = kept(library, "It hailed.", "It rained.", "It snowed.")
    assert (outcome, new in ids) == ("added", False)
    assert rest == [("unchanged", name) for name in ids]
    _, *rest = kept(library, "It blew.", "It hailed.", "It rained.")
    assert rest == [("unchanged", new), ("unchanged", ids[0]), ("gone", ids[1])]


def test_a_changed_story_is_a_new_version_where_it_is_and_where_it_moved_to(library):
    ids = [name for _, name in kept(library, "It rained.", "It snowed.")]
    assert kept(library, "It poured.", "It snowed.")[0] == ("updated", ids[0])
    assert library.text(ids[0], 1) == "It rained."
    first, second = (replace(one, title=one.text) for one in parts("It poured.", "It snowed."))
    library.keep("/news.jsonl", [first, second])
    longer = replace(second, text="It snowed all day.", part=1)
    moved = library.keep("/news.jsonl", [longer, replace(first, part=2)])
    assert [change.article.id for change in moved.changes] == [ids[1], ids[0]]
    assert [change.outcome for change in moved.changes] == ["updated", "unchanged"]
    assert library.text(ids[1], 1) == "It snowed."


def test_an_untitled_story_is_known_by_most_of_its_words(library):
    long = " ".join(f"In year{number} the river rose over mark{number}." for number in range(20))
    ids = [name for _, name in kept(library, long, "It snowed.")]
    outcomes = kept(library, "It blew.", "It snowed.", long + " It fell again.")
    assert outcomes[1:] == [("unchanged", ids[1]), ("updated", ids[0])]
    assert outcomes[0][0] == "added"


def test_a_copy_in_another_source_outlives_the_part(library):
    copy = library.add(replace(COPY, text="It snowed.")).article
    assert kept(library, "It rained.", "It snowed.")[1] == ("duplicate", copy.id)
    assert library.get(copy.id).sources == ("/copy.txt", "/news.jsonl")
    assert [outcome for outcome, _ in kept(library, "It rained.")] == ["unchanged"]
    assert library.get(copy.id).sources == ("/copy.txt",)


def test_a_text_that_a_source_has_twice_is_one_article(library):
    names = {
        one.article.id for one in library.keep("/a", parts("Rain.", "Rain.", source="/a")).changes
    }
    assert len(names) == library.count() == 1
    assert library.articles()[0].sources == ("/a",)
    result = library.keep("/a", parts("Rain.", source="/a"))
    assert ([change.outcome for change in result.changes], result.gone) == (["unchanged"], ())
    result = library.keep("/a", parts("Snow.", "Rain.", source="/a"))
    assert [change.outcome for change in result.changes] == ["added", "unchanged"]


def test_a_refused_part_is_listed_and_a_source_without_use_keeps_what_it_had(library):
    bad = Refused("/news.jsonl:2", "Line 2 is no JSON.", "Mend it.")
    worse = Refused("/news.jsonl:3", "Line 3 is no JSON.", "Mend it.")
    seen = Seen("", "digest", "reader")
    library.keep("/news.jsonl", [*parts("It rained."), bad, worse], seen=seen)
    assert [(one.source, one.reason) for one in library.refused()] == [
        ("/news.jsonl:2", "Line 2 is no JSON."),
        ("/news.jsonl:3", "Line 3 is no JSON."),
    ]
    assert library.unchanged("/news.jsonl", seen) == []  # what was refused is tried again
    result = library.keep("/news.jsonl", [Refused("/news.jsonl", "It is torn.", "Mend it.")])
    assert (result.changes, result.gone, library.count()) == ((), (), 1)
    assert [one.reason for one in library.refused()] == ["It is torn."]
    library.keep("/news.jsonl", parts("It rained."))
    assert library.refused() == []


def test_what_was_read_whole_is_remembered_until_something_of_it_is_removed(library):
    seen = Seen("10 1 1", "digest", "reader")
    library.keep("/news.jsonl", parts("It rained.", "It snowed."), seen=seen)
    assert library.last_seen("/news.jsonl") == seen
    held = library.unchanged("/news.jsonl", replace(seen, stamp="10 2 2"))
    assert [article.part for article in held] == [1, 2]
    assert library.last_seen("/news.jsonl").stamp == "10 2 2"
    for other in (replace(seen, digest="other"), replace(seen, reader="newer")):
        assert library.unchanged("/news.jsonl", other) == []
    assert library.unchanged("/other.jsonl", seen) == []
    library.remove(held[0].id)
    assert library.last_seen("/news.jsonl") is None
    assert library.unchanged("/news.jsonl", seen) == []


def test_what_is_known_of_a_version_comes_back(library):
    facts = replace(
        RAIN,
        published_from="byline",
        published_as="33 minutes ago",
        is_opinion=True,
        is_teaser=True,
        part=2,
    )
    article = library.add(facts).article
    assert replace(library.get(article.id), id="", version=0, added="") == facts
    assert library.add(facts).outcome == "unchanged"
    change = library.add(replace(facts, is_opinion=False))
    assert (change.outcome, change.article.is_opinion) == ("updated", False)
    assert library.get(article.id, 1).is_opinion is True


# --- removing


def test_a_source_is_removed_with_all_its_parts_but_not_those_of_others(library):
    copy = library.add(replace(COPY, text="It snowed.")).article
    ids = [name for _, name in kept(library, "It rained.", "It snowed.", "It hailed.")]
    assert library.source_named("news.jsonl") == "/news.jsonl"
    assert library.source_named("/news.jsonl") == "/news.jsonl"
    library.refuse("/news.jsonl", "Line 9 is no JSON.", "Mend it.")
    gone = library.remove_source("/news.jsonl")
    assert [article.id for article in gone] == [ids[0], ids[2]]
    assert [article.id for article in library.articles()] == [copy.id]
    assert library.source_named("news.jsonl") is None
    assert library.refused() == []
    assert library.remove_source("/news.jsonl") == []


def test_a_name_that_several_files_have_is_not_guessed(library):
    for folder in ("one", "two"):
        library.add(Article(text=f"In {folder}.", sources=(f"/{folder}/a.txt",)))
    with pytest.raises(UserError, match=r"2 files are called a\.txt: /one/a\.txt, /two/a\.txt"):
        library.source_named("a.txt")
    assert library.source_named("/two/a.txt") == "/two/a.txt"


def test_removed_is_gone_everywhere(library, folder):
    secret = Article(text="The secret word is xylophone. " * 500, sources=("/a.txt",))
    first = library.add(secret).article
    library.add(replace(secret, text=secret.text + "Again."))
    library.add(replace(secret, text=secret.text + "Again.", sources=("/copy.txt",)))
    library.add(SNOW)
    assert library.remove(first.id).sources == ("/a.txt", "/copy.txt")
    assert library.get(first.id) is library.get(first.id, 1) is library.text(first.id, 2) is None
    assert [article.text for article in library.articles()] == ["It snowed."]
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"xylophone" not in kept
    assert b"copy.txt" not in kept


def test_a_removed_file_added_again_is_a_new_article(library):
    ids = []
    for _ in range(3):
        change = library.add(RAIN)
        assert (change.outcome, change.article.version) == ("added", 1)
        ids.append(change.article.id)
        library.remove(change.article.id)
    assert len(set(ids)) == 3  # an index or a chat that knows an old one finds no other text


@pytest.mark.parametrize("name", ["", "nothing", "a\nb", "' OR 1=1 --"])
def test_an_unknown_article_cannot_be_removed(library, name):
    library.add(RAIN)
    with pytest.raises(UserError, match=r"There is no article .* footnote list"):
        library.remove(name)
    assert library.count() == 1


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
    library.refuse("/b\udcff.txt", "b.txt is empty.", "Add text.")
    library.refuse("/a.txt", "a.txt is empty.", "Add text.")
    library.refuse("/a.txt", "a.txt is too large.", "Split it.")
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
