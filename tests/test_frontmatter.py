"""The head of a Markdown file: read where it is sound, text where it is not, never trusted."""

import pytest

from corpus.article import Article
from corpus.frontmatter import split_front_matter
from corpus.read import read

RAIN = "It rained on the plain of Spain. “Not a café was dry”, they said."


def markdown(folder, text: str) -> Article:
    path = folder / "note.md"
    path.write_text(text, encoding="utf-8")
    (found,) = read(path)
    return found


def test_the_head_of_a_markdown_file_is_its_description(tmp_path):
    found = markdown(
        tmp_path,
        "---\ntitle: 'Rain: a year'\nsite: The Post\nauthor: [Ana Li, Bo Ek]\ndate: 2025-11-06\n"
        "lang: en-GB\ntags: [a, b]\n---\n\n# Rain\n\nIt *rained*.\n\n- a  point\n",
    )
    assert found.text == "# Rain\n\nIt *rained*.\n\n- a  point"
    assert (found.title, found.publisher, found.author) == (
        "Rain: a year",
        "The Post",
        "Ana Li and Bo Ek",
    )
    assert (found.published, found.language) == ("2025-11-06", "en")


def test_a_leading_heading_is_the_title(tmp_path):
    found = markdown(tmp_path, "# Rain in Spain.\n\nIt rained on the plain of Spain.")
    assert found.title == "Rain in Spain."
    assert found.text == "# Rain in Spain.\n\nIt rained on the plain of Spain."


@pytest.mark.parametrize(
    "head",
    [
        "title: [unclosed",
        "title: 'unclosed",
        "a: b: c",
        "just text",
        "- a\n- list",
        "title: &a [*a]\n*b",
        "[" * 5000,
        "{" * 150,
        "\ttabs: no",
        "title: \x07",
        "? {a: b}",
    ],
)
def test_a_head_that_is_no_mapping_is_text(tmp_path, head):
    found = markdown(tmp_path, f"---\n{head}\n---\n{RAIN}\n")
    assert found.title is None
    assert found.text.startswith("---\n")
    assert found.text.endswith(RAIN)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "title:",
        "title: ~",
        "title: null",
        "title: {a: b}",
        "title: [[a], {b: c}]",
        "title: ''",
        f"title: {'x' * 400}",
        "date: 2020-13-45",
        "date: 0001-01-01",
        "date: [2025-11-06, 2025-11-07]",
        "date: last week",
        "language: english",
        "language: 7",
        "2025-11-06: a\n1: 2",
    ],
)
def test_what_a_head_states_wrongly_is_unknown(tmp_path, head):
    found = markdown(tmp_path, f"---\n{head}\n---\n{RAIN} {RAIN}")
    assert found.text == f"{RAIN} {RAIN}"
    assert (found.title, found.author, found.published, found.language) == (None, None, None, "en")


def test_numbers_dates_and_escapes_in_a_head_are_only_text(tmp_path):
    found = markdown(tmp_path, f'---\ntitle: 1984\nauthor: "A\\u202Ena\\uD800 Li"\n---\n{RAIN}')
    assert (found.title, found.author) == ("1984", "Ana Li")


def test_a_head_that_never_ends_is_text():
    text = "---\ntitle: Rain\n\n" + "It rained.\n" * 2000
    assert split_front_matter(text) == ({}, text)
    assert split_front_matter("---\n---")[1] == ""


def test_a_colon_in_a_title_spoils_nothing() -> None:
    text = "---\ntitle: Opinion: scrap the tax\npublisher: Harbour Post\n---\nIt must go."
    stated, body = split_front_matter(text)
    assert stated == {"title": "Opinion: scrap the tax", "publisher": "Harbour Post"}
    assert body == "It must go."
    assert split_front_matter("---\nHe said: go: now\nand went\n---\nNo.")[0] == {}
