"""Feeds: an entry is an article, and no DTD is ever read."""

import pytest

from corpus.formats.feed import pages_of_feed
from corpus.formats.unread import Unread
from corpus.page import Page
from tests.parsed import refusal

RAIN = "It rained on the plain of Spain, and nobody stayed dry."


RSS = f"""<?xml version="1.0" encoding="%s"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Plain &amp;amp; Post</title>
<language>en-gb</language>
<item><title>Rain &amp;amp; sun</title><link>https://example.org/1</link>
<dc:creator>Ana Li</dc:creator><pubDate>Thu, 06 Nov 2025 23:30:00 +0800</pubDate>
<description>It rained, in short: São.</description>
<content:encoded><![CDATA[<p>{RAIN}</p><script>track()</script><p>It <b>poured</b>.</p>
<!DOCTYPE html>]]></content:encoded></item>
<item><title>Nothing</title></item>
<item><description>&lt;p&gt;It shone.&lt;/p&gt;</description><pubDate>45 Nov 2025</pubDate></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>
<entry><title type="text">a &lt; b</title><updated>2025-11-07T00:00:00Z</updated>
<author><name>Bo Ek</name></author><content type="text">{RAIN}</content></entry>
<entry><title>Sun</title><published>2025-11-06T01:00:00+08:00</published>
<updated>2025-11-07T00:00:00Z</updated><summary type="html">It shone.</summary></entry></feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_each_entry_of_an_rss_feed_is_a_page(encoding):
    raw = (RSS % encoding.removesuffix("-sig")).encode(encoding)
    first, empty, last = pages_of_feed(raw, name="a.rss")
    assert isinstance(first, Page)
    assert first.text == f"{RAIN}\n\nIt poured."
    assert (first.title, first.publisher, first.author, first.language) == (
        "Rain & sun",
        "The Plain & Post",
        "Ana Li",
        "en",
    )
    assert (first.published, first.published_from) == ("2025-11-06", "feed")
    assert empty == Unread(2, "Entry 2 of a.rss has no text.", "Save the page that it links to.")
    assert isinstance(last, Page)
    assert (last.text, last.title, last.published) == ("It shone.", None, None)


def test_atom_is_dated_by_its_publication_not_by_its_edit():
    first, last = pages_of_feed(ATOM.encode(), name="a.atom")
    assert isinstance(first, Page)
    assert isinstance(last, Page)
    assert (first.title, first.author, first.published) == ("a < b", "Bo Ek", None)
    assert (first.text, last.text) == (RAIN, "It shone.")
    assert (last.title, last.published) == ("Sun", "2025-11-06")


BILLION = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize(
    "dtd",
    [
        f"<!DOCTYPE rss [{BILLION}]>",
        f'<!DOCTYPE rss [<!ENTITY q "{"x" * 10_000}">]>',
        '<!-- <rss> --> <?a b?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/a.dtd">',
    ],
)
def test_a_feed_with_a_dtd_is_refused_in_any_encoding(dtd, encoding):
    xml = RSS.replace("São", "Sao").split("?>", 1)[1].replace("It rained, ", "&l9;&q;&x;")
    raw = f'<?xml version="1.0" encoding="{encoding}"?>{dtd}{xml}'.encode(encoding)
    what = "a.x has a DTD in it, which can do harm and is not read."
    assert refusal(pages_of_feed, raw) == what


def test_a_feed_that_hides_its_dtd_in_an_odd_encoding_expands_nothing():
    xml = '<?xml version="1.0" encoding="utf-7"?>' + "+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY a 'x'>]>"
    raw = (xml + RSS.split("?>", 1)[1].replace("It rained", "&a;&a;")).encode("utf-8")
    for one in pages_of_feed(raw, name="a.x"):
        assert isinstance(one, Unread) or "xx" not in one.text


def test_a_torn_feed_is_read_as_far_as_it_goes_and_that_is_said():
    raw = RSS.encode()[: RSS.index("<item><title>Nothing")]
    unread, first = pages_of_feed(raw, name="a.rss")
    assert isinstance(unread, Unread)
    assert (unread.part, unread.what.startswith("a.rss is damaged (")) == (0, True)
    assert isinstance(first, Page)
    assert first.text.startswith(RAIN)


@pytest.mark.parametrize("xml", ["<rss version='2.0'/>", "<feed/>", "<rss", "<rdf:rdf>"])
def test_a_feed_without_entries_is_refused(xml):
    assert refusal(pages_of_feed, xml.encode()).startswith("a.x is ")
