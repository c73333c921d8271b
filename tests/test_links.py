"""Which addresses become links: few, whole, and with the host that they lead to in sight."""

from urllib.parse import urlsplit

import pytest

from tests.fakes_chat import hostile_strings
from ui.links import MAX_ADDRESS, address_of, original_node


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org", "example.org"),
        ("HTTP://Example.ORG/a?b=c#d", "example.org"),
        ("http://localhost:8501/x", "localhost:8501"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("https://a.b-c.example/%20(x)~y/$1,2;z=[3]", "a.b-c.example"),
        ("https://example.org/Zoë", "example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://еxample.org/", "xn--xample-2of.org"),  # a Cyrillic "е" shows itself
        ("mailto:ana.lee+news@example.org", "example.org"),
    ],
)
def test_plain_addresses_are_links(address: str, host: str) -> None:
    found = address_of(address)
    assert found is not None
    assert (found.href, found.host) == (address, host)


@pytest.mark.parametrize(
    "words",
    [
        "", "/news/a.txt", "example.org", "//example.org/a", "/?i=0", "http:", "http://",
        "https:///a", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
        "vbscript:x", "blob:x", "data:text/html,<script>1</script>", "file:///etc/passwd",
        "ftp://example.org", "about:blank", "http:/\\example.org", "http:\\\\example.org", "http://bank.example@evil.example/",
        "http://bank.example:80@evil.example/", "http://[::1]/", "http://ex%61mple.org",
        " http://example.org", "http://example.org ", "http://example.org/a b", "see http://a.org",
        "http://example.org\n", "http://exa\tmple.org", "http://example.org/\x00", "http://a..b/",
        "http://example.org/\u202egnp.exe", "http://example\u200b.org", "http://example.org/\U000e0041",
        "http://example.org/\ud83d", "http://-a.org", "http://example.org/<b>", 'http://a.org/"x',
        "mailto:", "mailto:ana", "mailto:ana@example.org?body=x", "mailto:a@b.org,c@d.org",
        "https://" + "a" * 64 + ".org", "https://example.org/" + "a" * MAX_ADDRESS,
    ],
)  # fmt: skip
def test_all_else_stays_text(words: str) -> None:
    assert address_of(words) is None
    assert original_node(words) is None


@pytest.mark.parametrize("string", hostile_strings())
def test_hostile_strings_lead_nowhere(string: str) -> None:
    assert address_of(string) is None
    for address in (f"https://example.org/{string}", f"https://example.org?{string}"):
        found = address_of(address)
        assert found is None or (found.host, urlsplit(found.href).hostname) == ("example.org",) * 2
    for address in (f"{string}https://example.org", f"https://{string}", f"mailto:{string}@a.org"):
        assert address_of(address) is None


def test_a_link_shows_its_host_and_says_that_it_opens_a_tab() -> None:
    assert original_node("https://example.org/a") == {
        "tag": "a",
        "href": "https://example.org/a",
        "label": "Original at example.org (opens in a new tab)",
        "children": ["Original at example.org"],
    }
