"""What tells exact copies: white space, Unicode forms, addresses with trackers."""

import pytest

from corpus.copies import source_key, text_digest


@pytest.mark.parametrize(
    "other",
    [
        "Caf\u00e9 prices rose.\nIt rained.",
        "\ufeffCaf\u00e9 prices rose. It rained.\r\n",
        "Cafe\u0301 prices rose.\u00a0It rained.",
        "  Caf\u00e9\tprices\u2003rose.\n\n\nIt\u200b rained. \n",
    ],
)
def test_white_space_marks_and_unicode_form_make_no_other_text(other):
    assert text_digest(other) == text_digest("Caf\u00e9 prices rose. It rained.")


@pytest.mark.parametrize(
    "other",
    [
        "cafe prices rose.",
        "Caf\u00e9 prices rose",
        "Caf\u00e9 pricesrose.",
        "CAF\u00c9 PRICES ROSE.",
        "",
    ],
)
def test_any_other_character_makes_another_text(other):
    assert text_digest(other) != text_digest("Caf\u00e9 prices rose.")


def test_any_text_has_a_digest():
    assert len({text_digest(text) for text in ("", "\ud800", "\x00", "x" * 1_000_000)}) == 4
    assert text_digest("") == text_digest(" \n\ufeff")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?id=7",
        "https://EXAMPLE.org/a?id=7",
        "HTTPS://example.org:443/a?id=7#comments",
        "https://example.org/a?utm_source=x&utm_medium=mail&id=7&fbclid=1&gclid=2",
        "https://example.org/a?id=7&UTM_Campaign=a%20b&mc_cid=1&igshid=2&_hsenc=3",
    ],
)
def test_addresses_of_one_page(address):
    assert source_key(address) == "https://example.org/a?id=7"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/A?Id=7", "https://example.org/A?Id=7"),
        ("https://example.org/a?b=&a=1&a=2", "https://example.org/a?b=&a=1&a=2"),
        (
            "https://example.org/a?utmost=1&reference=2",
            "https://example.org/a?utmost=1&reference=2",
        ),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://ana@example.org:8080/a", "https://ana@example.org:8080/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("http://[", "http://["),
        ("https://example.org:99999/", "https://example.org:99999/"),
        ("/news/a.txt?utm_source=x", "/news/a.txt?utm_source=x"),
        ("", ""),
    ],
)
def test_nothing_else_is_left_out(address, key):
    assert source_key(address) == key
    assert source_key(key) == key
