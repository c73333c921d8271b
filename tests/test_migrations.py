"""What libraries have on disk of functions that may change."""

import pytest

from corpus.copies import source_key, text_digest

NEW_STEP = "libraries hold what it gave: add a step to corpus/migrations.py that writes it anew"


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "e3b0c44298fc1c14"),
        ("It rained.", "8b38b558e4df5eb3"),
        ("\ufeffIt  rained.\r\n", "8b38b558e4df5eb3"),
        ("cafe\u0301 \ufb01", "b9680500e8872cc6"),
        ("\u9999\u6e2f\u200b 2026", "b730c2515541ee4f"),
    ],
)
def test_the_digest_of_a_text_is_what_libraries_hold(text: str, digest: str) -> None:
    assert text_digest(text)[:16] == digest, NEW_STEP


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("/News/A b.txt", "/News/A b.txt"),
        (
            "HTTPS://User@Example.ORG.:443/a/../b?b=2&utm_source=x&a=1#top",
            "https://User@example.org/a/../b?b=2&a=1",
        ),
        ("http://example.org:8080?fbclid=1", "http://example.org:8080/"),
        ("http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
        ("http://[", "http://["),
    ],
)
def test_the_key_of_a_source_is_what_libraries_hold(source: str, key: str) -> None:
    assert source_key(source) == key, NEW_STEP
