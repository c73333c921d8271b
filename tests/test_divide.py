"""Dividing: a page of several stories becomes several, and a page of one stays one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.clean import page_lines
from corpus.divide import articles_of
from corpus.page import Page
from corpus.unwrap import unwrap
from tests.pages_eval import Outcome, compare, gold, outcomes, table

RAIN = "It rained on the plain of Spain for the whole of the day and half of the night."
SNOW = "Snow fell on the hills above the town, and the school was closed until Thursday."
LINES = st.sampled_from(
    [
        *(RAIN, SNOW, "Rain in Spain", "Snow above the town", "By Ana Li", "6 November 2025"),
        *("By Ana Li | 6 November 2025", "The Valley Post", "2 hours ago", "---", "Read more"),
        *("Related articles", "Comments", "ተያያዥ ጽሁፎች", "በAI የተዘገበ", "", "", "Opinion", "Home"),
    ]
)


def parts(*lines: str) -> list[Article]:
    return articles_of(Page("\n".join(lines)), "/a.txt")


def titles(*lines: str) -> list[str | None]:
    return [article.title for article in parts(*lines)]


def test_nothing_gives_no_article():
    for text in ("", "\n \n", "Advertisement", "Related articles\nComments", "\x00"):
        assert articles_of(Page(text), "/a.txt") == []


@settings(max_examples=40, deadline=None)  # the first one builds tables
@given(st.lists(LINES, max_size=25))
def test_every_sentence_of_a_page_is_in_one_article(lines):
    page = [
        f"On day {number} it was so: {line}" if line in (RAIN, SNOW) else line
        for number, line in enumerate(lines)
    ]
    texts = "\n".join(article.text for article in parts(*page))
    for line in page:
        if line.startswith("On day"):
            assert texts.count(line) == 1


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_is_divided_without_trouble(text):
    page = " ".join(" ".join(page_lines(text)).split())
    for article in articles_of(Page(text), "/a.txt"):
        assert all(" ".join(line.split()) in page for line in article.text.split("\n"))


def test_a_byline_with_a_date_of_its_own_begins_another_story():
    found = parts(
        *("Rain in Spain", "By Ana Li | 6 November 2025", RAIN, RAIN),
        *("Snow above the town", "By Bo Ek | 5 November 2025", SNOW),
    )
    assert [(one.title, one.author, one.published) for one in found] == [
        ("Rain in Spain", "Ana Li", "2025-11-06"),
        ("Snow above the town", "Bo Ek", "2025-11-05"),
    ]


def test_a_masthead_is_of_every_story_and_a_newspaper_within_one_of_that_alone():
    second = ("Snow above the town", "By Bo Ek | 5 November 2025", SNOW)
    head = ("Rain in Spain", "By Ana Li | 6 November 2025", RAIN)
    under = parts("The Valley Post", *head, *second)
    assert [one.publisher for one in under] == ["The Valley Post", "The Valley Post"]
    within = parts(head[0], "The Valley Post", *head[1:], *second)
    assert [one.publisher for one in within] == ["The Valley Post", None]


def test_a_rule_and_a_head_begin_another_story():
    story = ("Rain in Spain", RAIN, "* * *", "Snow above the town", "By Bo Ek", SNOW)
    assert titles(*story) == ["Rain in Spain", "Snow above the town"]


@pytest.mark.parametrize(
    "between",
    [
        ("* * *",),
        ("---", "Snow above the town"),
        ("Snow above the town",),
        ("Snow above the town", "By Bo Ek"),
        ("## Snow above the town", "3 March 2024"),
        ("---", "Snow above the town", "3 March 2024"),
        ("3 March 2024",),
        ("2 hours ago",),
        ("BO EK",),
        ("Is there snow?",),
        ("Related articles",),
        ("Related articles", "Snow above the town", "Storms to come"),
        ("Advertisement",),
        ("The Valley Post",),
        ("Read more",),
        ("Comments",),
    ],
)
def test_nothing_less_does(between):
    found = parts("Rain in Spain", RAIN, *between, SNOW, RAIN)
    assert len(found) == 1
    assert found[0].text.count(RAIN) == 2
    assert SNOW in found[0].text


def test_cards_below_a_story_are_teasers_and_full_stories_are_not():
    story = ("Rain in Spain", "By Ana Li", RAIN, RAIN)
    cards = ("More from The Valley Post", "Snow above the town", "2 hours ago", SNOW)
    first, second = parts(*story, *cards)
    assert (first.title, first.author, first.is_teaser) == ("Rain in Spain", "Ana Li", False)
    assert (second.title, second.published_as) == ("Snow above the town", "2 hours ago")
    assert second.is_teaser
    assert second.published is None
    long = (*cards[:-1], *[SNOW] * 10)
    assert [one.is_teaser for one in parts(*story, *long)] == [False, False]


def test_bare_links_below_a_story_go_and_a_list_of_the_author_stays():
    links = ("Snow above the town", "Storms to come", "A dry winter")
    (found,) = parts("Rain in Spain", RAIN, RAIN, "Related articles", *links)
    assert found.text == f"Rain in Spain\n{RAIN}\n{RAIN}"
    (found,) = parts("Rain in Spain", RAIN, RAIN, "Further reading", *links)
    assert found.text.endswith("A dry winter")
    many = [f"Snow above town number {number}" for number in range(16)]
    (found,) = parts("Rain in Spain", RAIN, RAIN, "Related articles", *many)
    assert found.text.endswith("number 15")


def test_items_that_lead_on_are_teasers_and_their_frame_stays_whole():
    page = (
        *("Notes from the valley", "Dear readers, here is what we heard this week."),
        *("Rain in Spain", RAIN, "Read more", "Snow above the town", SNOW, "Continue reading →"),
        "We shall write again next week, rain or snow.",
    )
    frame, *items = parts(*page)
    assert "Dear readers" in frame.text
    assert "write again" in frame.text
    assert [(one.title, one.is_teaser) for one in items] == [
        ("Rain in Spain", True),
        ("Snow above the town", True),
    ]


def test_a_label_in_another_script_within_the_story_divides_nothing():
    two = f"{RAIN} {SNOW}"
    page = ("Rain in Spain", two, "በAI የተዘገበ", two, "በAI የተዘገበ", two, "በAI የተዘገበ", two)
    assert len(parts(*page)) == 1
    headed = ("Rain in Spain", two, two, "ተያያዥ ጽሁፎች", two, *page[2:])
    assert len(parts(*headed)) == 5


def test_markup_comes_first_and_speaks_of_the_main_story_only():
    text = f"Rain in Spain\n{RAIN}\n---\nSnow above the town\nBy Bo Ek | 2025-11-05\n{SNOW}"
    page = Page(
        text,
        title="Rain!",
        publisher="The Valley Post",
        author="Ana Li",
        published="2025-11-06",
        published_from="meta tag date",
        is_opinion=True,
    )
    first, second = articles_of(page, "/a.txt")
    assert (first.title, first.author, first.published) == ("Rain!", "Ana Li", "2025-11-06")
    assert (first.published_from, first.is_opinion) == ("meta tag date", True)
    assert (second.title, second.author, second.published) == (
        *("Snow above the town", "Bo Ek", "2025-11-05"),
    )
    assert (second.published_from, second.is_opinion) == ("byline", False)


def test_an_age_is_kept_as_written_where_there_is_no_date():
    (found,) = parts("Rain in Spain", "33 minutes ago", RAIN)
    assert (found.published, found.published_as) == (None, "33 minutes ago")
    (found,) = parts("Rain in Spain", "2025-11-06", "33 minutes ago", RAIN)
    assert (found.published, found.published_as) == ("2025-11-06", None)


@pytest.mark.ci
def test_an_enormous_page_is_one_article():
    head = "Snow above the town\nBy Bo Ek | 5 November 2025\n"
    assert len(articles_of(Page(f"{head}{SNOW}\n" * 15), "/a.txt")) == 15
    assert len(articles_of(Page(f"{head}{SNOW}\n" + "a\n" * 50_000), "/a.txt")) == 1


WRAPPED = [
    "The bell of the old exchange weighed four tonnes and was cast in",
    "1846 by the brothers Whitlock, who had never made one before. It",
    "hung for ninety years and was heard, on a still day, as far as",
    "the Point, where the fishermen set their watches by it at noon.",
]


def test_a_paragraph_that_was_wrapped_is_one_line_again():
    assert unwrap(["The bell", "", *WRAPPED]) == ["The bell", "", " ".join(WRAPPED)]
    assert unwrap([]) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["The water takes the colour of the sky,", "the sky the colour of a pigeon's wing."] * 4,
        ["- " + WRAPPED[0], "- " + WRAPPED[1], "- " + WRAPPED[2]],
        ["Why our libraries should open on Sundays", RAIN],
        ["A house to live in", RAIN],
        ["Ana Ruiz (chair)", "Bob Trent", "Carys Vaughan", "Dilip Rao", WRAPPED[0]],
        [RAIN, "iPhone sales rose."],
        [WRAPPED[0] + ":", "the list follows"],
        ["letters go to the editor of this page at this address, which is", "letters@example.org"],
    ],
)
def test_verses_lists_and_headings_keep_their_lines(lines):
    assert unwrap(lines) == lines


@pytest.mark.parametrize("use", ["building", "reporting"])
def test_pages_of_one_article_stay_one_and_lose_no_line(use):
    """The floors are what `python -m tests.pages_eval` measured."""
    rows = list(outcomes(use))
    assert [row.name for row in rows if not row.is_whole] == []
    assert [row.name for row in rows if row.found != row.wanted] == []
    # One byline of a programme is read as that of the whole page.
    assert sum(len(row.lost) for row in rows) <= {"building": 0, "reporting": 1}[use]
    # A bare "Related" and running titles of short pages stay: they may be the author's headings.
    assert sum(len(row.left) for row in rows) <= {"building": 16, "reporting": 59}[use]
    assert sum(row.gone for row in rows) >= {"building": 149, "reporting": 141}[use]
    facts = sum((row.facts for row in rows), start=rows[0].facts.__class__())
    assert facts["right"] >= {"building": 334, "reporting": 308}[use]
    assert facts["wrong"] <= {"building": 0, "reporting": 4}[use]


def test_the_measure_sees_a_false_cut_a_lost_line_and_a_wrong_fact():
    wanted = gold()["essay.txt"]
    text = (
        "On keeping a small notebook\n\nI carry a notebook.\n\nIt is small.\n\n"
        "That is all I wanted to say."
    )
    whole = Article(text=text, sources=("/a",), title="On keeping a small notebook", language="en")
    assert compare("essay.txt", text, wanted, [whole]).mistakes == []
    two = [
        Article(text=half, sources=("/a",), title="A note", language="en")
        for half in (text[:49], text[-28:])
    ]
    outcome = compare("essay.txt", text, wanted, two)
    assert not outcome.is_whole
    assert outcome.lost == ["It is small."]
    assert outcome.mistakes
    assert "| essay.txt | 1 | 2 |" in table([outcome])
    assert Outcome("a", wanted=2, found=1).is_whole
