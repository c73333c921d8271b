"""The library: exact copies are one article with several sources."""

from dataclasses import replace

import pytest

from tests import weather
from tests.weather import COPY, RAIN, SNOW, rows

folder, library = weather.folder, weather.library


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
