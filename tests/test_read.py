"""Reading: what is known of the samples; every bad file, with a message that names its mend."""

import os
import random
import time

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.read import MAX_BYTES, read
from corpus.samples import sample_files

RAIN = "It rained on the plain of Spain. “Not a café was dry”, they said."


def article(path) -> Article:
    (found,) = read(path)
    return found


def text_of(folder, raw: bytes, *, name: str = "a.txt") -> str:
    path = folder / name
    path.write_bytes(raw)
    return article(path).text


def refusal(path) -> UserError:
    with pytest.raises(UserError) as caught:
        list(read(path))
    assert caught.value.mend.endswith(".")
    return caught.value


TITLES = {
    "001": "Can Hong Kong afford to jump on the mainland Chinese tech bandwagon?",
    "003": "Hong Kong and Shenzhen deepen ties in finance and AI",
    "004": "GoGlobal Task Force draws 500 firms to trade event promoting Hong Kong as base",
}


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name[:3])
def test_what_is_known_about_the_samples(path):
    number = path.name[:3]
    found = article(path)
    assert found.sources == (str(path),)
    assert found.title == TITLES.get(number)
    assert (found.publisher, found.author, found.published) == {
        "002": ("China Daily", "Bankee Kwan and Philip Wong", None),
        "004": ("South China Morning Post", "Vivian Au", "2025-11-06"),
    }.get(number, (None, None, None))
    assert (found.language, found.id, found.version, found.added) == ("en", "", 0, "")


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        (
            "000",
            "Hong Kong Chief Executive John Lee’s recent four-day visit to Zhejiang province",
            "is expected to play a crucial role in shaping the regional economic landscape.",
        ),
        (
            "001",
            TITLES["001"] + "\n",
            "South Korea's Kospi rose 0.6 per cent and Australia's S&P/ASX 200 lost 0.1 per cent.",
        ),
        (
            "002",
            "In an era defined by significant economic fluctuations and the steadfast pursuit",
            "Shanghai-Hong Kong Economic Policy Research Institute, Lingnan University.",
        ),
        (
            "003",
            TITLES["003"] + "\n\nAt the South China Morning Post’s China Conference",
            "a senior HKMA official, emphasised its role in maintaining competitiveness.",
        ),
        (
            "004",
            TITLES["004"] + "\n\nHong Kong has attracted about 500 local and mainland Chinese",
            "each with its own advantages and strong complementarity,” Lee said.",
        ),
    ],
)
def test_where_the_samples_begin_and_end(number, first, last):
    (path,) = [path for path in sample_files() if path.name.startswith(number)]
    text = article(path).text
    assert text.startswith(first)
    assert text.endswith(last)
    assert text.count(TITLES.get(number, first)) == 1
    raw = path.read_text(encoding="utf-8")
    assert all(line.strip() in raw for line in text.split("\n"))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_an_english_file_reads_the_same_in_every_encoding(tmp_path, encoding):
    assert text_of(tmp_path, RAIN.encode(encoding)) == RAIN


def test_bytes_that_are_no_text_are_refused(tmp_path):
    noise = random.Random(1)
    pictures = {
        "nul.txt": b"It rained.\x00It poured.",
        "picture.txt": b"\x89PNG\r\n\x1a\n" + noise.randbytes(2000),
        "noise.txt": noise.randbytes(5000).replace(b"\0", b""),
        "controls.txt": b"\x01\x02\x03\x04" * 100,
        "odd.txt": b"\xff\xfe\x00\xd8\x00\xd8",  # UTF-16 with two halves that do not match
        "zeros.txt": bytes(1000),
    }
    for name, raw in pictures.items():
        (tmp_path / name).write_bytes(raw)
        assert refusal(tmp_path / name).what.startswith(f"{name} holds bytes that are no text")


@pytest.mark.parametrize(
    "raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"]
)
def test_an_empty_file_is_refused(tmp_path, raw):
    path = tmp_path / "blank.txt"
    path.write_bytes(raw)
    assert refusal(path).what.startswith("blank.txt is empty")


def test_a_file_of_nothing_but_furniture_is_refused(tmp_path):
    path = tmp_path / "menu.txt"
    path.write_text("Advertisement\nComments\n")
    assert refusal(path).what == (
        "menu.txt is empty once menus, notices and invisible characters are left out."
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.xyz", "a .xyz file"),
        ("a.PDF", "a .PDF file"),
        ("README", "a file without an ending"),
        (".txt", "a file without an ending"),
    ],
)
def test_an_unknown_type_is_refused_by_name(tmp_path, name, kind):
    (tmp_path / name).write_text(RAIN)
    assert str(refusal(tmp_path / name)) == (
        f"{name} is {kind}, which Footnote does not read. Save it as .txt or .md."
    )


def test_the_ending_may_be_in_capitals(tmp_path):
    assert text_of(tmp_path, RAIN.encode(), name="A.TXT") == RAIN


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to("nowhere")
    assert refusal(tmp_path / "pipe.txt").what.startswith("pipe.txt is no regular file")
    assert refusal("/dev/null").what.startswith("null is no regular file")
    assert refusal(tmp_path / "folder.txt").what == "folder.txt is a folder."
    assert refusal(tmp_path / "link.txt").what == "There is no file link.txt."
    assert refusal(tmp_path / "missing.txt").what == "There is no file missing.txt."
    assert refusal(tmp_path / ("x" * 300 + ".txt")).what.endswith("File name too long.")
    assert refusal(tmp_path / "a\0b" / "c.txt").mend == "Rename it."
    assert refusal(tmp_path / "a\nb.txt").what == (
        "The name of a?b.txt holds characters that cannot be shown."
    )


def test_a_web_address_is_refused_for_now():
    assert refusal("https://example.org/a.txt").what.startswith(
        "https://example.org/a.txt is a web"
    )


def test_a_file_that_may_not_be_read_is_refused_with_the_reason(tmp_path, monkeypatch):
    path = tmp_path / "secret.txt"
    path.write_text(RAIN)

    def forbidden(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", forbidden)  # tests may run as root, who may read all
    assert str(refusal(path)) == (
        "secret.txt could not be read: Permission denied. Check that you may read it."
    )


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "export.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    start = time.monotonic()
    assert refusal(path).what == "export.txt has 50 MB; Footnote reads text files of up to 20 MB."
    assert time.monotonic() - start < 0.1


@pytest.mark.ci
def test_a_file_just_small_enough_on_one_line_is_read(tmp_path):
    raw = (b"It rained. " * (MAX_BYTES // 11)).strip()
    assert len(text_of(tmp_path, raw)) == len(raw)
