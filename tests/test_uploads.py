"""Uploaded files: their names, what they become, and that nothing of them is left behind."""

import os
import tempfile
import time
import tomllib
from pathlib import Path

import pytest

import index.ingest
from corpus.article import Article
from corpus.errors import Refused
from corpus.library import Library
from corpus.records import OPENING_CHARACTERS
from index.ingest import Report, Watch
from index.manifest import INDEX
from index.store import Index
from tests.conftest import RAIN, TRADE
from tests.fakes import FakeEmbedder
from tests.made import pdf, word
from ui.serve import LOCAL as LOCAL_NAMES
from ui.uploads import MAX_UPLOAD_MB, Upload, keep_uploads, may_name_files, read_upload, safe_name

LONG = "ä" * 150 + ".txt"
NAMES = (
    "../x.txt", "..\\..\\x.txt", "/etc/passwd.txt", "a\0b.txt", "a\nb.txt", LONG, "con.txt",
    "~.txt", "*.txt", "-rf.txt", "\u202etxt.exe.txt", "\ud800.txt", "http://a/b.txt",
    ".hidden.txt", "😀.txt", "%2e%2e%2fx.txt", "x.txt:7.txt",
)  # fmt: skip


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty; and no model."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(index.ingest, "open_embedder", lambda name: embedder)
    return folder


def kept(folder: Path, *files: tuple[str, str | bytes], watch: Watch | None = None) -> Report:
    """The report of uploading some files: names and contents."""
    report = Report()
    uploads = [Upload(name, raw if isinstance(raw, bytes) else raw.encode()) for name, raw in files]
    keep_uploads(
        uploads, folder=folder, embedder_name="fake", watch=watch or Watch(), report=report
    )
    assert uploads == []
    return report


@pytest.mark.parametrize(
    "name", [*NAMES, " .txt", "..", ".", "", "/", "con", "\0", "a/", "x" * 5000]
)
def test_a_name_is_harmless(name: str) -> None:
    safe = safe_name(name)
    assert safe == os.path.basename(safe)
    assert "\\" not in safe
    assert safe.strip(".")
    assert safe.isprintable()
    assert len(safe.encode()) <= 200
    assert safe_name(safe) == safe


def test_long_names_that_differ_at_the_end_stay_two() -> None:
    one, two = safe_name("x" * 300 + "1.txt"), safe_name("x" * 300 + "2.txt")
    assert one != two
    assert one.endswith(".txt")


def test_one_name_in_two_forms_of_unicode_is_one_name() -> None:
    assert safe_name("cafe\u0301.txt") == safe_name("caf\u00e9.txt")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_read_and_nothing_is_left(name: str, temporary: Path) -> None:
    safe = safe_name(name)
    (article,) = read_upload(safe, TRADE.encode())
    assert isinstance(article, Article)
    assert (article.text, article.sources) == (TRADE, (safe,))
    assert [*temporary.iterdir()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", TRADE.encode()),
        ("a.md", f"# News\n\n{TRADE}".encode()),
        ("a.html", f"<html><body><article><p>{TRADE}</p></article></body></html>".encode()),
        ("a.pdf", pdf([[TRADE]])),
        ("a.docx", word([TRADE])),
        ("a.jsonl", b'{"text": "Zhejiang and Macau signed a pact."}\n'),
    ],
)
def test_every_format_can_be_uploaded(name: str, raw: bytes, temporary: Path) -> None:
    (article,) = read_upload(name, raw)
    assert isinstance(article, Article)
    assert "Zhejiang and Macau signed a pact" in article.text
    assert article.sources == (name,)
    assert [*temporary.iterdir()] == []


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("a.txt", b"", "a.txt is empty."),
        ("photo.jpg", b"\xff\xd8", "photo.jpg is a .jpg file"),
        ("passwd", b"root", "passwd is a file without an ending"),
        ("a.pdf", b"torn", "a.pdf is no PDF file"),
        ("old.doc", b"x", "old.doc is a .doc file"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    name: str, raw: bytes, says: str, temporary: Path
) -> None:
    (refused,) = read_upload(name, raw)
    assert isinstance(refused, Refused)
    assert refused.source == name
    assert says in refused.reason
    assert refused.mend
    assert str(temporary) not in refused.reason + refused.mend
    assert [*temporary.iterdir()] == []


def test_a_file_beyond_the_limit_is_refused_without_being_written(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "nowhere"))
    (refused,) = read_upload("big.pdf", b"%PDF-" + bytes(MAX_UPLOAD_MB << 20))
    assert isinstance(refused, Refused)
    assert refused.reason == "big.pdf is larger than the 20 MB that an upload may have."


def test_the_server_takes_no_more_than_is_said() -> None:
    config = Path(__file__).parent.parent / "ui" / ".streamlit" / "config.toml"
    assert tomllib.loads(config.read_text())["server"]["maxUploadSize"] == MAX_UPLOAD_MB


def test_what_becomes_of_each_file(tmp_path: Path, embedder: FakeEmbedder) -> None:
    folder = tmp_path / "library"
    report = kept(folder, ("rain.txt", RAIN), ("bad.pdf", "x"), ("../trade.txt", TRADE))
    assert [source for _, source in report.added] == ["rain.txt", "trade.txt"]
    assert [one.source for one in report.refused] == ["bad.pdf"]
    assert report.passages == {article.id: 1 for article, _ in report.added}

    report = kept(
        folder, ("rain.txt", RAIN + " It stopped."), ("trade.txt", TRADE), ("c.txt", TRADE)
    )
    assert [source for _, source in report.updated] == ["rain.txt"]
    assert [source for _, source in report.unchanged] == ["trade.txt"]
    assert [source for _, source in report.duplicate] == ["c.txt"]
    with Library.open(folder) as library:
        (rain, trade) = library.described()
        assert (rain.sources, rain.version) == (("rain.txt",), 2)
        assert trade.sources == ("trade.txt", "c.txt")
        assert [one.source for one in library.refused()] == ["bad.pdf"]
        indexed = Index.open(folder / INDEX, library, embedder).table.articles
        assert indexed == library.versions()


def test_the_report_of_a_long_article_is_short(tmp_path: Path) -> None:
    # It stays in the memory of the server, after the article is removed too.
    ((article, _),) = kept(tmp_path / "library", ("rain.txt", RAIN * 100)).added
    assert len(article.text) == OPENING_CHARACTERS


def test_two_files_of_one_name_at_once_do_not_take_each_others_place(tmp_path: Path) -> None:
    report = kept(tmp_path / "library", ("a/x.txt", RAIN), ("b/x.txt", TRADE), ("c/x.txt", RAIN))
    assert [article.text for article, _ in report.added] == [RAIN]
    assert report.unchanged == report.added
    (refused,) = report.refused
    assert "another name" in refused.mend


def test_parts_of_a_file_that_are_refused_keep_its_name(tmp_path: Path) -> None:
    lines = '{"text": "It rained in Macau."}\n{torn\n'
    report = kept(tmp_path / "library", ("news.jsonl", lines))
    assert [source for _, source in report.added] == ["news.jsonl"]
    assert [one.source for one in report.refused] == ["news.jsonl:2"]


def test_what_was_read_before_a_stop_is_kept(tmp_path: Path, temporary: Path) -> None:
    def stop(source: str, number: int, total: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    folder = tmp_path / "library"
    with pytest.raises(KeyboardInterrupt):
        kept(folder, ("rain.txt", RAIN), ("trade.txt", TRADE), watch=Watch(reading=stop))
    with Library.open(folder) as library:
        assert [article.source for article in library.described()] == ["rain.txt"]
    assert [*temporary.iterdir()] == []


def test_what_a_killed_server_left_is_swept_away(tmp_path: Path, temporary: Path) -> None:
    for name, age in (("footnote-upload-old", 7200), ("footnote-upload-new", 5), ("other", 7200)):
        (temporary / name).mkdir()
        (temporary / name / "secret.txt").write_text("x")
        os.utime(temporary / name, (time.time() - age,) * 2)
    kept(tmp_path / "library", ("rain.txt", RAIN))
    left = {path.name for path in temporary.iterdir()}
    assert left == {"footnote-upload-new", "other"}  # the new one is another server's, at work


LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("address", "headers", "may"),
    [
        ("localhost", LOCAL, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("localhost", {}, True),  # no browser: a test
        (None, LOCAL, False),  # Streamlit then listens to everybody
        ("", LOCAL, False),
        ("0.0.0.0", LOCAL, False),
        ("192.168.1.7", LOCAL, False),
        ("localhost", {"Host": "notes.example.org"}, False),
        ("localhost", {"Host": "localhost.example.org"}, False),
        ("localhost", {"Host": "[torn"}, False),
        ("localhost", LOCAL | {"Origin": "https://notes.example.org"}, False),
        ("localhost", LOCAL | {"Origin": "null"}, False),
        ("localhost", LOCAL | {"X-Forwarded-For": "10.0.0.3"}, False),
        ("localhost", LOCAL | {"X-Real-IP": "10.0.0.3"}, False),
        ("localhost", LOCAL | {"Forwarded": "for=10.0.0.3"}, False),
        ("localhost", LOCAL | {"Via": "1.1 proxy"}, False),
    ],
)
def test_who_may_name_a_file_of_the_server(
    address: str | None, headers: dict[str, str], may: bool
) -> None:
    assert may_name_files(address, headers) is may


@pytest.mark.parametrize("headers", [LOCAL, {}, {"Host": "footnote.example.org"}])
def test_behind_a_proxy_nobody_names_a_file_whatever_they_say_of_themselves(
    headers: dict[str, str],
) -> None:
    assert may_name_files("localhost", LOCAL, hosts=LOCAL_NAMES)
    assert not may_name_files("localhost", headers, hosts=(*LOCAL_NAMES, "footnote.example.org"))
