"""Cleaning: what goes, what stays, and that nothing that stays is changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import page_lines, tidy, without_furniture
from corpus.samples import sample_files

# Lines that meet every rule beside lines that meet none, torn and joined in every way.
LINES = st.sampled_from(
    [
        "It rained on the plain of Spain.",
        "Rain falls on the plain",
        "Home / weather / Rain falls on the plain",
        "Advertisement",
        "Comments",
        "33 minutes ago",
        "በ AI የተሰራ ምስል",
        "香港与深圳加深合作",
        "α + β = γ",
        "",
        " ",
        "\u00a0",
        "\tindented",
        "a\x00b\u202ec",
        "Yes.",
    ]
)
PAGES = st.lists(LINES | st.text(max_size=30), max_size=15).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r", "\u2028"]).map(lambda end: end.join(lines))
)


def clean(raw: str) -> str:
    """What is left of a page."""
    return tidy("\n".join(without_furniture(page_lines(raw))))


@settings(max_examples=30, deadline=None)  # the first one builds tables
@given(PAGES)
def test_clean_keeps_whole_lines_in_their_order(page):
    waiting = iter(tidy(page).split())
    for word in clean(page).split():
        assert word in waiting  # `in` reads on from where the last word was found
    lines = {" ".join(line.split()) for line in tidy(page).split("\n")}
    for line in clean(page).split("\n"):  # none of these is long enough for a wrap
        assert " ".join(line.split()) in {*lines, ""}


@settings(max_examples=30, deadline=None)  # the first one builds tables
@given(PAGES)
def test_clean_twice_is_clean_once(page):
    assert clean(clean(page)) == clean(page)


@settings(max_examples=30, deadline=None)  # the first one builds tables
@given(st.text())
def test_tidy_changes_nothing_but_white_space_and_invisible_characters(text):
    kept = "".join(tidy(text).split())
    kept.encode("utf-8")  # no lone surrogate is left
    assert not set(kept) & set(map(chr, [*range(32), 0x7F, *range(0x202A, 0x202F)]))
    visible = iter("".join(text.split()))
    assert all(character in visible for character in kept)


def test_what_is_empty_stays_empty():
    assert clean("") == clean("\n \r\n\u00a0\n") == clean("\x00\x01\u202e") == ""


def test_line_ends_and_blanks():
    assert clean("a \r\nb\t\r\r\n\n\n\n  c\x0cd\u2029") == "a\nb\n\n  c\nd"


def test_invisible_characters_go_and_letters_stay():
    assert clean("re\u202eversed\u202c \x00n\x07ul\x7f") == "reversed nul"
    assert (
        clean("e\u0301 ﬁne 👩\u200d👩\u200d👧 क्\u200dष")
        == "e\u0301 ﬁne 👩\u200d👩\u200d👧 क्\u200dष"
    )


@pytest.mark.parametrize(
    "label",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Hashtags",
        "Comments",
        "12 Comments",
        "No comments yet...",
        "Related Articles",
        "Related stories:",
        "Guess You Like",
        "You may also like",
        "Try Our AI Features",
        "Get our free app",
        "Explore what Daily8 AI can do for you:",
        "Sign up for our weekly newsletter",
        "Share this article",
        "Share on Facebook",
        "Accept all cookies",
        "We use cookies to improve our site.",
        "This website uses cookies",
        "an hour ago",
        "33 minutes ago",
        "- Back to top",
    ],
)
def test_a_label_that_stands_alone_goes(label):
    assert clean(f"It rained.\n{label}\nIt poured.") == "It rained.\nIt poured."


@pytest.mark.parametrize(
    "line",
    [
        "Comments by the minister were brief.",
        "Advertisement revenue fell by 3 per cent.",
        "He left 33 minutes ago.",
        "Share prices rose.",
        "We use cookies in this recipe because they bind the crust, and because children like them"
        " far better than they like oats of any kind.",
        "## Comments",
        "Related Articles of Association",
        "Try our patience and we will leave.",
        "Explore what is left of the old town",
        "South China Morning Post",
        "Yes",
    ],
)
def test_a_line_that_says_something_stays(line):
    assert clean(f"It rained.\n{line}\nIt poured.") == f"It rained.\n{line}\nIt poured."


def test_a_repeated_title_and_its_breadcrumb_are_kept_once():
    title = "Rain falls on the plain"
    page = f"{title}\n{title}\nHome\u00a0 /  weather  /  {title}\n\n{title}\nIt rained."
    assert clean(page) == f"{title}\n\nIt rained."


def test_a_refrain_is_no_repeated_title():
    verses = "\n".join(f"Verse number {number} of it." for number in range(30))
    song = f"Row, row your boat\n{verses}\nRow, row your boat"
    assert clean(song) == song
    assert clean("Yes.\nNo.\nYes.") == "Yes.\nNo.\nYes."


def test_lines_in_another_script_leave_an_english_page_only():
    english = "Hong Kong and Shenzhen deepen ties in finance. " * 3
    assert clean(f"{english}\nተያያዥ ጽሁፎች\nThey said so.") == f"{english.rstrip()}\nThey said so."
    chinese = "香港与深圳加深合作。"
    assert clean(f"{chinese}\n{english[:20]}\n{chinese}") == f"{chinese}\n{english[:20]}\n{chinese}"
    bilingual = f"{english}\n{chinese * 5}"
    assert clean(bilingual) == f"{english.rstrip()}\n{chinese * 5}"


def test_a_sentence_in_another_script_stays_in_an_english_article():
    english = "Hong Kong and Shenzhen deepen ties in finance. " * 3
    for said in (
        "香港與深圳加深金融合作。",
        "「香港與深圳加深合作。」",
        "Обе стороны подписали договор.",
    ):
        for page in (
            f"{english.rstrip()}\n\n{said}\n\nThey said so.",
            f"It rained.\n{english}\n{said}",
        ):
            assert said in clean(page).split("\n")
    two = f"{english.rstrip()}\n香港加深合作。\n深圳加深合作。\nThey said so."
    assert clean(two) == two


def test_a_notice_in_another_script_goes_with_its_heading_and_its_button():
    english = "Hong Kong and Shenzhen deepen ties in finance. " * 5
    notice = "使用说明\n\n我们使用小型文件。\n同意并继续"
    assert clean(f"{english}\n{notice}") == english.rstrip()


def test_formulas_and_long_passages_in_another_script_stay():
    english = "Hong Kong and Shenzhen deepen ties in finance. " * 200
    page = f"{english.rstrip()}\nλ = 0.5\n{'香港与深圳加深合作。' * 40}"
    assert clean(page) == page


def test_a_menu_above_the_text_goes_with_the_name_of_its_site():
    menu = "Home\nWorld\nBusiness\nSport"
    story = "Rain falls on the plain\nIt rained on the plain of Spain for a day."
    assert clean(f"Mira bakes\nHome | About | Contact\n{story}") == story
    assert clean(f"Skip to content\n{menu}\nHome > World > Rain\n{story}") == story
    assert clean(f"Sport\n{story}") == story
    # Two lines are no menu, and what has a menu's words in it is a text like any other.
    for page in (f"Rain in Spain\nWorld\n{story}", f"{story}\nHome\nWorld\nSport\nIt poured."):
        assert clean(page) == page


def test_what_is_furniture_only_at_the_foot_stays_elsewhere():
    story = "Rain falls on the plain\nIt rained on the plain of Spain for a day."
    foot = "Topics: rain, Spain\nFacebook\nTerms of use\nPrivacy policy\nName *\n← Older post"
    assert clean(f"{story}\n{foot}") == story
    assert clean(f"{story}\nTerms of use\n© 2025 Valley Post\nContact us") == (
        f"{story}\n© 2025 Valley Post"
    )
    for page in (
        f"Privacy policy\n{story}",
        f"{story}\nTopics: rain\nIt poured.",
        "Contact\nAbout",
    ):
        assert clean(page) == page


def test_a_share_bar_is_two_networks_in_a_row():
    assert clean("It rained.\nFacebook\nTwitter\nWhatsApp\nIt poured.") == "It rained.\nIt poured."
    assert clean("It rained.\nFacebook\nIt poured.") == "It rained.\nFacebook\nIt poured."


def test_a_box_within_a_line_cuts_the_line():
    assert (
        clean("It fell. Advertisement The index rose. Advertisement") == "It fell.\nThe index rose."
    )
    for line in ("It fell. Advertisement revenue rose.", "An Advertisement The index made"):
        assert clean(line) == line


def test_a_wrapped_passage_in_another_script_stays():
    english = "Hong Kong and Shenzhen deepen ties in finance. " * 9
    wrapped = (
        "香港与深圳加深合作双方表示将在金融领",
        "域继续推进各项工作并在年内",
        "公布细则",
        "并说明了安排。",
    )
    passage = "\n".join(wrapped)
    assert clean(f"{english.rstrip()}\n\n{passage}") == f"{english.rstrip()}\n\n{passage}"


@pytest.mark.ci
def test_a_line_of_15_mb_and_a_million_equal_lines_are_cleaned():
    line = "word " * 3_000_000
    assert clean(line) == line.rstrip()
    assert clean("A title of some words\n" * 200_000) == "A title of some words"
    assert clean("a" + "\n" * 15_000_000 + "b") == "a\n\nb"
    assert clean("a" + " " * 15_000_000 + "b").startswith("a  ")


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name[:3])
def test_the_samples_keep_their_lines_and_lose_their_furniture(path):
    raw = path.read_text(encoding="utf-8")
    text = clean(raw)
    words = " ".join(raw.split())
    assert all(" ".join(line.split()) in words for line in text.split("\n"))
    assert len(text) > 0.9 * len(raw)
    for furniture in (
        "Hashtags\n",
        "\nComments\n",
        "No comments yet",
        "Related Articles",
        "Try Our AI Features",
        "minutes ago",
        "Guess You Like",
        "Homepage",
        "የተሰራ",
    ):
        assert furniture not in text
