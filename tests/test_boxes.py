"""Furniture that its neighbours give away, and sentences that only look like it."""

import pytest

from corpus.appeals import is_advertising, is_notice, is_request
from corpus.boxes import without_boxes, without_running_titles
from corpus.bylines import about_author, is_institution, read_imprint, read_names
from corpus.clean import page_lines, tidy, without_furniture
from corpus.describe import describe
from corpus.heads import title_at, without_menu, without_notice

RAIN = "It rained on the plain of Spain for the whole of the day and half of the night."
SNOW = "Snow fell on the hills above the town, and the school was closed until Thursday."


def clean(*lines: str) -> list[str]:
    return tidy("\n".join(without_furniture(page_lines("\n".join(lines))))).split("\n")


def test_nothing_and_furniture_alone_stay_as_they_are() -> None:
    for lines in ([], [""], ["Related", "Snow above the town"], ["Sign up"], ["42"]):
        assert without_boxes(lines) == without_running_titles(lines) == without_menu(lines) == lines
        assert title_at(lines) is None
    assert without_notice([]) == []


def test_a_box_between_paragraphs_goes_with_what_advertises_in_it() -> None:
    box = (
        "Sign up to our Morning Briefing",
        "The five stories you need, in your inbox by seven.",
        "Your name here",
        "Sign up",
    )
    assert clean("Rain in Spain", RAIN, *box, SNOW) == ["Rain in Spain", RAIN, SNOW]


LINKS = ("Cyclists get a lane on the old bridge", "Ferry fares to rise by a tenth")


def test_links_within_a_story_go_and_a_heading_below_the_same_word_stays() -> None:
    page = ["Rain in Spain", RAIN, SNOW]
    assert clean(*page[:2], "Related articles", *LINKS, SNOW) == page
    headed = ["Rain in Spain", RAIN, "Related", "A second bill", SNOW]
    assert clean(*headed) == headed


@pytest.mark.parametrize("label", ["Related", "See also", "More on Kestrel Square"])
def test_a_heading_that_may_be_the_authors_needs_a_second_sign(label: str) -> None:
    page = ["Rain in Spain", RAIN, label, *LINKS, SNOW]
    assert clean(*page) == page
    signed = ["Rain in Spain", RAIN, "Sign up", label, *LINKS, SNOW]
    assert clean(*signed) == ["Rain in Spain", RAIN, SNOW]
    repeated = [*page, "Related articles", LINKS[0], "Snow above the town"]
    assert clean(*repeated) == ["Rain in Spain", RAIN, SNOW]


@pytest.mark.parametrize(
    "own",
    [
        ["the second reading of the bill on water", "the third reading of the bill on water"],
        ["The vote on the bill was close;", "The vote on the levy was not;"],
        ["The bill on water, as read in May,", "The bill on rail, as read in June,"],
    ],
)
def test_lines_that_are_no_headlines_stay_under_a_sure_label(own: list[str]) -> None:
    kept = clean("Rain in Spain", RAIN, "Related articles", *own, SNOW)
    assert [line for line in own if line not in kept] == []


def test_a_heading_set_off_from_links_stays() -> None:
    heading = "What the council will do about the bridge"
    page = ["Rain in Spain", "", RAIN, "", "Related articles", *LINKS, "", heading, "", SNOW]
    assert heading in clean(*page)
    assert LINKS[0] not in clean(*page)


@pytest.mark.parametrize(
    "entries",
    [
        ["2 hours ago", "Fire breaks out on the pier", "1 hour ago", "Crews at the pier", "Save"],
        ["Comments", "The chair asked for time", "Share", "What the members own"],
        ["Listen", "Ana at the piano", "Watch", "Bo at the door"],
        ["Advertisement", "What the mayor said", "Advertisement"],
        ["Comments", "The chair asked for time", "Sign up"],
        ["Sign up", "Storms to come", "Read more", "Snow above the town"],
    ],
)
def test_labels_that_stand_in_texts_make_no_box(entries: list[str]) -> None:
    for below in ([SNOW], []):
        kept = clean("Rain in Spain", RAIN, *entries, *below)
        assert [line for line in entries[1::2] if line not in kept] == []


def test_below_the_last_sentence_a_label_takes_the_short_lines_with_it() -> None:
    foot = ("Tags", "Trams", "Kestrel Square", "Most popular", "1", "Crane toppled by gale")
    assert clean("Rain in Spain", RAIN, *foot) == ["Rain in Spain", RAIN]


COUNCIL = ["The council meets on Monday", "The budget vote is on Tuesday"]


@pytest.mark.parametrize(
    "opener",
    [
        *("Next", "Previous", "Older", "Newer", "Topics: water, rail and the bridge"),
        *("Category: housing", "Posted in: the north", "Tagged with: rain"),
        *("Privacy policy", "Conditions of use", "Terms of service", "Licensing rights"),
        *("Comments", "Related", "See also", "More on Brexit", "Related links", "Trending"),
        *("分享", "延伸阅读", "Sign up for free"),
    ],
)
@pytest.mark.parametrize("below", [[], ["Share"], ["© 2025 Valley Post", "Privacy policy"]])
def test_a_heading_takes_no_line_below_the_last_sentence(opener: str, below: list[str]) -> None:
    kept = clean("Rain in Spain", RAIN, opener, *COUNCIL, *below)
    assert [line for line in COUNCIL if line not in kept] == []


def test_marks_go_where_nothing_but_marks_is_below() -> None:
    marks = ["Topics: Ferries, Transport", "Previous", "Next", "Conditions of use"]
    assert clean("Rain in Spain", RAIN, *marks) == ["Rain in Spain", RAIN]
    kept = clean("Rain in Spain", RAIN, "Next", *COUNCIL, *marks)
    assert kept == ["Rain in Spain", RAIN, "Next", *COUNCIL]


def test_only_what_is_below_a_sure_label_goes() -> None:
    foot = ["Next", *COUNCIL, "Related articles", "Snow above the town", "Privacy policy"]
    assert clean("Rain in Spain", RAIN, *foot) == ["Rain in Spain", RAIN, "Next", *COUNCIL]
    topics = ["Related topics", "Piers", "More on this story", "Bandstand saved by brass"]
    assert clean("Rain in Spain", RAIN, *topics) == ["Rain in Spain", RAIN]


@pytest.mark.parametrize(
    "foot",
    [
        ["Next meeting", "9 June 2024, in the hut"],
        ["Recommended reading", "Lights of the North", "A history of rain"],
        ["Popular songs", "Rain on me", "The long way"],
        ["Contact", "Ana Ruiz", "Press office"],
        ["Tags", "- each in a colour", "- none in red"],
        ["Tags", "Source: Office of Rain"],
        ["Advertisement", "Marden (4-4-2)", "Attendance: 4,212"],
        ["Related", *[f"Bill number {number} of the year" for number in range(16)]],
        ["Share", "what you have: a pear, a light"],
        ["Sign up on the website of the ministry by 3 May."],
        ["Please visit the website of the office for the form."],
        ["Our newsletter tells more of it, the mayor said."],
    ],
)
def test_what_an_author_may_have_written_below_a_text_stays(foot: list[str]) -> None:
    kept = clean("Rain in Spain", RAIN, SNOW, *foot)
    assert [line for line in foot[1:] or foot if line not in kept] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Firms must limit their use of cookies, the regulator said.",
        "“Subscribe to our newsletter,” she told the crowd.",
        "She signed up for the army and never saw the inbox of her ministry again.",
        "Support for the newsletter fell, and subscribers left.",
        "The paper said that it would cancel any time bonus.",
        "We should ban the use of cookies that follow children.",
        "We must protect your privacy from those who sell it.",
        "This site near the river was chosen to protect your privacy, the mayor said.",
        "Please switch off JavaScript, the agency told its staff.",
    ],
)
def test_a_sentence_about_sites_is_news(sentence: str) -> None:
    page = ["Rain in Spain", RAIN, sentence, SNOW]
    assert clean(*page) == page
    assert clean(*page[:3]) == page[:3]
    assert not is_request(sentence)
    assert not is_notice(sentence)


def test_what_a_site_says_to_its_reader_is_known() -> None:
    assert is_request("Enter your email")
    assert is_notice("By continuing to use this site you agree to our use of cookies.")
    assert is_advertising("Subscribe for free to receive new posts and support my work.")


def test_counts_go_beside_a_byline_and_stay_in_a_table() -> None:
    head = ("Rain falls on the whole plain", "Ana Li", "6 November 2025", "42", "7", "5 min read")
    assert clean(*head, RAIN) == [*head[:3], RAIN]
    cells = ["Visits to baths in the north", RAIN, "North", "41,200", "44,900", "South", "7", SNOW]
    assert clean(*cells) == cells
    listed = ["What each test takes", RAIN, "Written", "30 minutes", "Spoken", "15 min", SNOW]
    assert clean(*listed) == listed
    owned = ["Who owns the ferry", RAIN, "The town:", "5,000 shares", "The port:", SNOW]
    assert clean(*owned) == owned


def printed(title: str, *, text: str, first: int = 1) -> list[str]:
    """Four pages, on each the title, its number, and the text."""
    return [line for page in range(first, first + 4) for line in (title, str(page), text)]


BROKEN = f"of the ferry and of all that it carries. {SNOW} " * 11 + "It was the end"  # a page


def test_a_running_title_goes_where_its_page_numbers_grow() -> None:
    lines = printed("Annual Report", text=BROKEN, first=2)
    assert without_running_titles(lines) == [BROKEN] * 4
    assert without_running_titles(lines[::-1]) == lines[::-1]
    below = [line for page in "2345" for line in (BROKEN, page, "Annual Report")]
    assert without_running_titles(below) == [BROKEN] * 4
    refrain = ["7" if line.isdigit() else line for line in lines]
    assert without_running_titles(refrain) == refrain
    treaty = [line for number in (1, 2, 3) for line in ("Article", str(number), BROKEN)]
    assert without_running_titles(treaty) == treaty


@pytest.mark.parametrize(
    "text",
    [
        RAIN,
        f"{RAIN} " * 20,  # a page apart, and whole sentences
        "rents rise faster than pay",  # broken, and no page
        "rents rise faster than pay in the north and in the south; " * 20,
        "Rents rise faster than pay in the north and in the south " * 20,
    ],
)
def test_a_numbered_heading_of_the_author_stays(text: str) -> None:
    for above in ([], ["Key findings", RAIN], ["Key finding", RAIN]):
        lines = [*above, *printed("Key finding", text=text.strip())]
        assert without_running_titles(lines) == lines


def test_the_title_above_all_is_no_heading_further_down() -> None:
    title = "The price of water"
    lines = [title, RAIN, *printed(f"{title} | Valley Institute", text=SNOW)]
    assert without_running_titles(lines) == [title, RAIN, *[SNOW] * 4]
    lines = [title, RAIN, *printed(title, text=f"{SNOW} " * 20)]
    assert without_running_titles(lines) == [title, RAIN, *[f"{SNOW} " * 20] * 4]


def test_a_notice_above_all_goes_and_a_page_of_notices_stays() -> None:
    notice = ["We value your privacy", "Accept all", "Manage options"]
    assert without_notice([*notice, "Rain in Spain"]) == ["Rain in Spain"]
    assert without_notice(notice) == notice
    assert without_notice(["Sign up to our newsletter", RAIN]) == [
        "Sign up to our newsletter",
        RAIN,
    ]


@pytest.mark.parametrize(
    ("above", "gone"),
    [
        (["Sections", "Podcasts", "Sign in"], True),
        (["Podcasts", "Life & Style"], False),  # nothing says that these are a menu
        (["Ministry of Rain", "News"], False),
    ],
)
def test_short_lines_above_a_title_go_with_a_menu(above: list[str], gone: bool) -> None:
    story = ["Rain falls on the whole plain", "By Ana Li", RAIN]
    assert (clean(*above, *story)[0] == story[0]) == gone
    assert describe("\n".join(clean(*above, *story))).title == story[0]


def test_the_title_is_the_headline_above_a_byline() -> None:
    story = ["Rain falls on the whole plain", "Ana Li and Bo Ek", "MARCH 14 2024", RAIN]
    found = describe("\n".join(["The Inland Ledger", *story]))
    assert (found.title, found.author) == (story[0], "Ana Li and Bo Ek")
    assert title_at(["The Inland Ledger", *story]) == 1
    assert title_at(["Rain in Spain", RAIN, SNOW, "By Ana Li"]) is None


def test_names_bodies_and_sites() -> None:
    assert read_names("Ana Li, Bo Ek and Cy Dee") == "Ana Li, Bo Ek and Cy Dee"
    assert read_names("rain and snow") is None
    assert is_institution("Office of National Figures")
    assert not is_institution("The office of the mayor was shut")
    assert read_imprint("© Valley Dispatch 2025") == "Valley Dispatch"
    assert read_imprint("Copyright valleypost", is_placed=True) == "valleypost"
    assert read_imprint("Copyright valleypost") is None


def test_a_biography_is_told_from_the_article() -> None:
    text = f"Cut the tax\nAna Li is a lawmaker.\n{RAIN}\nBo Ek teaches law."
    assert about_author(text, "Ana Li") == ["Ana Li is a lawmaker.", "Bo Ek teaches law."]
    assert about_author(text, None) == ["Bo Ek teaches law."]
    assert about_author("", None) == []
