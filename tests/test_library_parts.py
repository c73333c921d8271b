"""The library: several articles in one source, which is read again as it changes."""

from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.errors import Refused
from corpus.library import Library
from corpus.seen import Seen
from tests import weather
from tests.weather import COPY, RAIN, kept, parts, rows

folder, library = weather.folder, weather.library


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


@pytest.mark.parametrize("source", ["https://example.org/feed", "https://example.org/?feed=rss2"])
def test_what_has_left_a_feed_is_kept_whatever_its_address(library, source):
    first, second, third = (
        replace(one, is_entry=True)
        for one in parts("It rained.", "It snowed.", "It hailed.", source=source)
    )
    library.keep(source, [first, second])
    result = library.keep(source, [replace(third, part=1), replace(first, part=2)])
    assert [change.outcome for change in result.changes] == ["added", "unchanged"]
    assert result.gone == ()
    assert {article.text for article in library.held(source)} == {
        "It rained.", "It snowed.", "It hailed.",
    }  # fmt: skip


def test_what_has_left_a_page_is_gone_whatever_its_address(library):
    source = "https://example.org/news"
    library.keep(source, parts("It rained.", "It snowed.", source=source))
    (gone,) = library.keep(source, parts("It rained.", source=source)).gone
    assert gone.text == "It snowed."
