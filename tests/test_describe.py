"""What a text says about itself, and that nothing is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import page_lines, tidy, without_furniture
from corpus.describe import Description, describe
from corpus.opinion import is_opinion

BODY = "It rained on the plain of Spain for the whole of the day and half of the night."


def clean(raw: str) -> str:
    """What is left of a page."""
    return tidy("\n".join(without_furniture(page_lines(raw))))


def facts(text: str) -> tuple[str | None, ...]:
    found = describe(text)
    return found.title, found.publisher, found.author, found.published


@pytest.mark.parametrize(
    "title",
    [
        "Rain in Spain",
        "Can Spain afford the rain?",
        "“Rain”, says Spain",
        "2025: a year of rain",
        "西班牙下雨了",
        "x" * 160 + "",
    ],
)
def test_a_short_first_line_above_a_longer_text_is_the_title(title):
    assert describe(f"{title}\n\n{BODY * 3}").title == title


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rain in Spain",
        "Rain in Spain\n\nShort.",
        f"It rained.\n\n{BODY}",
        f"It rained!\n\n{BODY}",
        f"{'x' * 161}\n\n{BODY * 3}",
        f"{BODY}\n{BODY}",
        f"- a point\n- another point\n\n{BODY}",
        f"---\n\n{BODY}",
        f"2025-11-06\n\n{BODY}",
        f"The prime minister said that the\nbridge would be closed. {BODY}",
    ],
)
def test_no_other_first_line_is_a_title(text):
    assert describe(text).title is None


def test_the_first_line_of_wrapped_text_is_no_title():
    wrapped = (
        "Hong Kong has attracted about 500 local and mainland\n"
        "Chinese enterprises at its first major event across\n"
        "the border, the trade promoter of the city has said.\n"
    )
    assert describe(wrapped).title is None
    assert describe("GoGlobal draws 500 firms\n" + wrapped).title == "GoGlobal draws 500 firms"


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("Vivian Au 🕒︎ 2025-11-06", "Vivian Au", "2025-11-06"),
        ("By Ana Li", "Ana Li", None),
        ("By Ana Li and Bo O'Neill, 2025-11-06", "Ana Li and Bo O'Neill", "2025-11-06"),
        ("Joseph Chan Ho-lim | 2025-11-06T10:00:00Z", "Joseph Chan Ho-lim", "2025-11-06"),
        ("2025-11-06", None, "2025-11-06"),
        ("Published: 2025-11-06 10:30", None, "2025-11-06"),
        ("Published on 2025-11-06", None, "2025-11-06"),
        ("Éva Ångström 2025-11-06", "Éva Ångström", "2025-11-06"),
        ("Santa Velia, 22 January 2026", None, "2026-01-22"),  # where, and not by whom
        ("Ana Li 22 January 2026", "Ana Li", "2026-01-22"),
        ("By Ana Li, Transport Correspondent", "Ana Li", None),
        ("Ana Li, Staff Reporter", "Ana Li", None),
        ("By Ana Li in Geneva | Nov 6, 2025, 9:14 AM", "Ana Li", "2025-11-06"),
        ("Ana Li (ana.li@example.org)", "Ana Li", None),
        ("By Ana Li, Bo Ek and Cy van der Meer", "Ana Li, Bo Ek and Cy van der Meer", None),
        ("Posted on 6 November 2025 by Ana Li", "Ana Li", "2025-11-06"),
        ("Words by Ana Li", "Ana Li", None),
        ("Author: Ana Li", "Ana Li", None),
        ("6 November 2025", None, "2025-11-06"),
        ("Thursday, November 6, 2025 at 16:40", None, "2025-11-06"),
        ("13/11/2025", None, "2025-11-13"),
        ("2025年11月6日 10:30", None, "2025-11-06"),
        ("记者 吴晓 2025年11月6日", "吴晓", "2025-11-06"),
        ("作者：吴晓", "吴晓", None),
    ],
)
def test_a_byline_gives_author_and_date_and_leaves_the_text(line, author, published):
    found = describe(f"Rain in Spain\n\n{line}\n\n{BODY}")
    assert (found.author, found.published) == (author, published)
    assert found.body == f"Rain in Spain\n\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "Updated 2025-11-06",
        "Last Updated: 2025-11-06",
        "Vivian Au 2025-13-45",
        "Vivian Au 0001-01-01",
        "By the way",
        "By train",
        "The South China Morning Post reported on January 15, 2026, that it rained.",
        "The treaty was signed on 1997-07-01 in the harbour.",
        "call 2025-11-06-22",
        "06/11/2025",
        "6/11/25",
        "31 June 2025",
        "Bo Ek, 6 November 2025 and 7 November 2025",
        "Ana Li was born on 6 November 2025",
        "Issue 212, 6 November 2025",
        "By Order of University College, 6 November 2025",
        "Copyright reform",
        "Copyright Reform Stalls",
        "copyright law",
    ],
)
def test_no_other_line_does(line):
    text = f"Rain in Spain\n\n{line}\n\n{BODY}"
    assert describe(text) == Description(
        body=text, title="Rain in Spain", language=describe(text).language
    )


def test_a_name_beside_a_date_is_who_wrote_it():
    assert facts(f"Rain in Spain\nAna Li\n5 hours ago\n{BODY}")[1:] == (None, "Ana Li", None)
    assert facts(f"Rain in Spain\nAna Li\n{BODY}")[1:] == (None, None, None)
    assert describe(f"Rain in Spain\nAna Li\n{BODY}").body == f"Rain in Spain\nAna Li\n{BODY}"


def test_an_update_is_no_publication():
    head = "Rain in Spain\n\nBy Ana Li\n6 November 2025\nUpdated 7 November 2025"
    found = describe(f"{head}\n\n{BODY}")
    assert (found.published, found.body) == ("2025-11-06", f"Rain in Spain\n\n{BODY}")
    assert describe(f"Rain in Spain\n\nLast updated: 7 November 2025\n\n{BODY}").published is None


def test_a_newspaper_beside_a_date_or_above_a_dated_headline_is_the_publisher():
    for head in (
        "Rain in Spain\nThe Valley Post\n6 November 2025",
        "The Valley Post\n3 hours ago\n- The Valley Post\nRain in Spain",
        "THE VALLEY POST\n\nRain in Spain\nBy Ana Li",
        "山谷日报\n西班牙昨天下雨了\n2025年11月6日",
    ):
        found = describe(f"{head}\n\n{BODY}")
        assert (found.publisher or "").casefold() in ("the valley post", "山谷日报")
        assert found.title in ("Rain in Spain", "西班牙昨天下雨了")
        assert found.body == f"{found.title}\n\n{BODY}"
    assert facts(f"The Valley Post\n\n{BODY}")[1] is None
    assert facts(f"Rain in Spain\nThe Valley Post\n{BODY}")[1] is None
    assert describe(f"海湾大桥开通了\n2025年11月6日 来源：海湾日报\n{BODY}").publisher == "海湾日报"


def test_a_date_between_or_below_paragraphs_is_not_that_of_publication():
    assert describe(f"Rain in Spain\n{BODY}\n2025-11-06\n{BODY}").published == "2025-11-06"
    assert describe(f"Rain in Spain\n{BODY}\n{BODY}\n2025-11-06\n{BODY}").published is None
    assert describe(f"Rain in Spain\n{BODY}\n2025-11-06").published is None


def test_where_a_date_was_found():
    assert describe(f"Rain in Spain\n2025-11-06\n{BODY}").published_from == "byline"
    lines = f"{BODY}\n" * 9
    found = describe(f"Rain in Spain\n{lines}Ends/Thursday, November 6, 2025")
    assert (found.published, found.published_from) == ("2025-11-06", "imprint")
    assert describe(f"Rain in Spain\n{BODY}\nThursday, November 6, 2025").published is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Opinion", "Rain in Spain", BODY], True),
        (["Rain in Spain", BODY, "The views expressed are the author’s own."], True),
        (["Rain in Spain", BODY, "Ana Li is a novelist."], False),
        (["I like rain.", "My aunt told us so, and I agree.", "Ana Li is a novelist."], True),
        (['"I like rain, as my aunt told us," she said.', BODY, "Ana Li is a novelist."], False),
        (["I like rain. My aunt told us so.", BODY], False),
        (["An opinion piece argues that it rains.", BODY], False),
        (["Opinion polls are open", BODY], False),
        (["Rain", "Letters should be under 300 words and give your name.", BODY], True),
        (["Rain", "Letters should be under 300 words, the court held.", BODY], False),
        ([], False),
    ],
)
def test_an_opinion_shows_a_sign_of_it(lines, expected):
    assert is_opinion(lines) == expected


def test_a_name_and_date_without_a_title_may_be_anything():
    assert facts(f"Mill Lane 2025-11-06\n\n{BODY}")[1:] == (None, None, None)


def test_a_byline_far_down_is_none():
    assert describe("\n".join(["Rain in Spain", *[BODY] * 10, "By Ana Li"])).author is None


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Copyright scmp", "South China Morning Post"),
        ("Copyright SCMP", "South China Morning Post"),
        ("© 2025 Example News", "Example News"),
        ("Copyright © 2025 Example News. All rights reserved.", "Example News"),
        ("Copyright 2025 Example News", "Example News"),
        ("The views do not necessarily reflect those of China Daily.", "China Daily"),
        (
            "These opinions don’t necessarily represent the views of the Example Post.",
            "Example Post",
        ),
    ],
)
def test_an_imprint_gives_the_publisher_and_leaves_the_text(line, publisher):
    found = describe(f"{BODY}\n\n{line}")
    assert (found.publisher, found.body) == (publisher, BODY)


@pytest.mark.parametrize(
    "line",
    [
        "The views are the author's and do not necessarily reflect those of Lingnan University.",
        "The views do not necessarily reflect those of the author's employer.",
        "China Daily said that its views do not necessarily reflect those of Beijing, but did.",
    ],
)
def test_an_employer_is_no_publisher(line):
    assert describe(f"{BODY}\n\n{line}").publisher is None


def test_who_an_opinion_is_by_follows_from_the_lines_above_its_disclaimer():
    biographies = "Ana Li is a member of a council.\nBo Ek is deputy director at an institute."
    disclaimer = "The views do not necessarily reflect those of China Daily."
    assert describe(f"{BODY}\n{biographies}\n{disclaimer}").author == "Ana Li and Bo Ek"
    assert describe(f"{BODY}\n{biographies}").author is None
    assert describe(f"Ana Li spoke. {BODY}\n{biographies}\n{disclaimer}").author is None


def test_a_text_of_a_date_or_a_byline_alone_stays_a_text():
    assert describe("2025-11-06").body == "2025-11-06"
    assert describe("By Ana Li").body == "By Ana Li"


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_describe_takes_any_text_and_keeps_whole_lines(text):
    clean_text = clean(text)
    found = describe(clean_text)
    assert set(found.body.split("\n")) <= {*clean_text.split("\n"), ""}
