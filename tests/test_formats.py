"""Formats: what a file is, what metadata says; JSON lines and pieces of HTML."""

import json

import pytest

from corpus.article import Article
from corpus.formats.facts import day, name_in, title_in
from corpus.formats.fragment import fragment_text
from corpus.formats.jsonl import pages_of_jsonl
from corpus.formats.kinds import HTML, JSON_LINES, KINDS, MARKDOWN, PDF, TEXT, WORD, kind_found
from corpus.formats.unread import Unread
from corpus.page import Page
from corpus.read import read

RAIN = "It rained on the plain of Spain, and nobody stayed dry."


@pytest.mark.parametrize(
    ("raw", "named", "found"),
    [
        (b"%PDF-1.4\n", TEXT, PDF),
        (b"\n%PDF-1.4\n", HTML, PDF),
        (b"junk %PDF-1.4\n", PDF, PDF),
        (b"All about %PDF-1.4\n", TEXT, TEXT),
        (b"PK\x03\x04..word/document.xml", TEXT, WORD),
        (b"<!DOCTYPE html>\n<p>It rained.", TEXT, HTML),
        (b"\xef\xbb\xbf <!-- saved --> <HTML lang='en'>", MARKDOWN, HTML),
        ("<html><p>It rained.".encode("utf-16"), PDF, HTML),
        (b"<div>It rained.</div>", MARKDOWN, MARKDOWN),
        (b"<p>It rained.", HTML, HTML),
        (b"It rained.", HTML, TEXT),
        (b"<htmlish>", TEXT, TEXT),
        (b"{}", JSON_LINES, JSON_LINES),
        (b"<!--" + b"-" * 100_000, TEXT, TEXT),
        (b"<?" * 50_000, TEXT, TEXT),
    ],
)
def test_what_a_file_is(raw, named, found):
    assert kind_found(raw, named, name="a.x") is found


def test_the_endings_and_media_types_are_each_of_one_format():
    for field in ("endings", "media_types"):
        names = [name for kind in KINDS for name in getattr(kind, field)]
        assert len(names) == len(set(names))


def test_the_usual_names_of_fields_are_known():
    lines = [
        {"title": "Rain", "text": RAIN, "published": "2025-11-06", "author": ["Ana Li", "Bo Ek"]},
        {"Headline": "Rain", "BODY": RAIN, "pubDate": "Thu, 06 Nov 2025 23:30:00 +0800"},
        {"headline": 7, "content": f"<p>{RAIN}</p><p>It poured.</p>", "source": {"name": "Post"}},
        {"articleBody": RAIN, "date": "2020-13-45", "lang": "en-GB", "byline": {"name": "Ana Li"}},
        {"text": RAIN, "title": '{"lc":1,"type":"constructor"}', "date": "9999-12-31"},
        {"text": RAIN, "title": None, "author": "N/A", "date": 20251106, "publisher": []},
    ]
    raw = "\n".join(map(json.dumps, lines)).encode()
    found = [one for one in pages_of_jsonl(raw, name="a.jsonl") if isinstance(one, Page)]
    assert [one.text for one in found[:3]] == [RAIN, RAIN, f"{RAIN}\n\nIt poured."]
    assert (found[0].title, found[0].author) == ("Rain", "Ana Li and Bo Ek")
    assert [one.published for one in found] == ["2025-11-06", "2025-11-06", None, None, None, None]
    assert (found[2].title, found[2].publisher) == ("7", "Post")
    assert (found[3].language, found[3].author) == ("en", "Ana Li")
    assert found[4].title == '{"lc":1,"type":"constructor"}'
    assert (found[5].title, found[5].publisher) == (None, None)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"It rained.", "Line 2 of a.x is no JSON ("),
        (b"[" * 10_000 + b"]" * 10_000, "Line 2 of a.x is no JSON (its brackets are nested too"),
        (b'{"text": ' * 10_000 + b"1" + b"}" * 10_000, "Line 2 of a.x is no JSON (its brackets"),
        (b'{"text": "\xff"}', "Line 2 of a.x is no JSON (its bytes are no UTF-8)"),
        (b'{"text": "a\x00b"}', "Line 2 of a.x is no JSON ("),
        (b'"It rained."', "Line 2 of a.x is no JSON object."),
        (b"NaN", "Line 2 of a.x is no JSON object."),
        (b'{"text": NaN}', "Line 2 of a.x has no text."),
        (b'{"title": "Rain", "text": " "}', "Line 2 of a.x has no text."),
        (b'{"text": ["It rained."]}', "Line 2 of a.x has no text."),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(line, what):
    good = json.dumps({"text": RAIN}).encode()
    first, bad, last = pages_of_jsonl(b"\n".join([good, line, good]), name="a.x")
    assert first == last == Page(RAIN)
    assert isinstance(bad, Unread)
    assert bad.part == 2
    assert bad.what.startswith(what)


def test_odd_values_are_read_safely(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "It \\ud800rained.", "title": "Ra\\udfffin", "n": NaN, "m": 1e999,'
        f' "big": {"9" * 10_000}}}\n'
    )
    (found,) = read(path)
    assert isinstance(found, Article)
    assert (found.text, found.title) == ("It rained.", "Rain")
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"text": RAIN}).encode())
    assert [one.text for one in read(path) if isinstance(one, Article)] == [RAIN]
    path.write_bytes(json.dumps({"text": RAIN}).encode("utf-16"))
    assert [one.text for one in read(path) if isinstance(one, Article)] == [RAIN]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("It rained.", "It rained."),
        ("Rain &amp; sun &#8211; &lt;b&gt;", "Rain & sun – <b>"),
        ("a<br>b<br/>c", "a\n\nb\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\n\nc"),
        ("<style>p {}</style>a<!-- b --><iframe>c</iframe> d", "a d"),
        ("<p>a <i>b</i>c</p> d", "a bc\n\nd"),
        ("<div>" * 10_000 + "deep", "deep"),
    ],
)
def test_the_text_of_a_fragment(html, text):
    assert fragment_text(html) == text


@pytest.mark.parametrize(
    "text",
    ["0001-01-01", "9999-12-31", "2020-13-45", "", "x", "Thu, 45 Nov 2025", "20251106", "1" * 5000],
)
def test_a_day_that_is_not_certain_is_none(text):
    assert day(text) is None


@pytest.mark.parametrize(
    "stated",
    [
        None,
        "",
        "Untitled",
        "x",
        "report_final_v3",
        "C:\\rain.doc",
        "Other Words Altogether",
        "1234",
    ],
)
def test_a_title_that_is_no_title_is_none(stated):
    assert title_in(RAIN, stated) is None


@pytest.mark.parametrize("name", ["Ana Li", "Jean-Luc O'Neill", "María de la Cruz", "李家超"])
def test_a_name_is_a_name(name):
    assert name_in(name) == name


@pytest.mark.parametrize(
    "stated", [None, "", "ana", "HP", "user 1", "Ana Li 3", "Windows User", "ana@example.org"]
)
def test_what_is_no_name_is_none(stated):
    assert name_in(stated) is None
