"""Reading: what is known of the samples; every bad file, with a message that names its mend."""

import os
import random
import tracemalloc

import pytest

from corpus.article import Article
from corpus.errors import Refused, UserError
from corpus.read import MAX_BYTES, read
from corpus.samples import sample_files

RAIN = "It rained on the plain of Spain. “Not a café was dry”, they said."


def article(path) -> Article:
    (found,) = read(path)
    assert isinstance(found, Article)
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


POST, NOTHING = "South China Morning Post", (None, None, None)
# Of each sample, its articles: the title, then publisher, author and day, then how it begins.
SAMPLES = {
    "000": [(None, NOTHING, "Hong Kong Chief Executive John Lee’s recent four-day visit to")],
    "001": [
        ("Can Hong Kong afford to jump on the mainland Chinese tech bandwagon?", NOTHING, "Can"),
        (
            "China's exports accelerate in July as US trade truce provides boost",
            (POST, None, None),
            "China's exports accelerate",
        ),
        (
            "Netflix-style iQiyi seeks US$300 million for Hong Kong stock market listing, "
            "sources say",
            (POST, None, None),
            "Netflix-style iQiyi seeks",
        ),
        (
            "Hong Kong stocks rise for fourth day amid bullish mood in global equities",
            (POST, None, None),
            "Hong Kong stocks rise",
        ),
    ],
    "002": [
        (None, ("China Daily", "Bankee Kwan and Philip Wong", None), "In an era defined by"),
    ],
    "003": [
        ("Hong Kong and Shenzhen deepen ties in finance and AI", NOTHING, "Hong Kong and Shenzhen"),
        (
            "Korean and Japanese business lobbies pledge to boost AI and semiconductor cooperation",
            NOTHING,
            "South Korean and Japanese business leaders shake hands",
        ),
        (None, NOTHING, "Shenzhen's local government has announced plans to embed AI"),
        (None, NOTHING, "Hong Kong's Secretary for Innovation, Technology and Industry"),
        (None, NOTHING, "Hong Kong's finance chief has expressed optimism"),
        (None, NOTHING, "An opinion piece argues that comparing Hainan"),
        (None, NOTHING, "Hong Kong's Chief Executive John Lee has pledged"),
        (None, NOTHING, "The Hong Kong Monetary Authority (HKMA) unveiled a 20-point"),
    ],
    "004": [
        (
            "GoGlobal Task Force draws 500 firms to trade event promoting Hong Kong as base",
            (POST, "Vivian Au", "2025-11-06"),
            "GoGlobal Task Force draws 500 firms",
        ),
    ],
}


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name[:3])
def test_what_is_known_about_the_samples(path):
    number = path.name[:3]
    found = [one for one in read(path) if isinstance(one, Article)]
    assert [one.title for one in found] == [title for title, _, _ in SAMPLES[number]]
    for place, (article, (_, known, first)) in enumerate(zip(found, SAMPLES[number], strict=True)):
        assert (article.publisher, article.author, article.published) == known
        assert article.text.startswith(first)
        assert (article.sources, article.part) == ((str(path),), place + 1)
        assert article.is_opinion == (number in ("001", "002") and place == 0)
        assert article.is_teaser == (number == "003" and place > 0)
        assert (article.language, article.id, article.version, article.added) == ("en", "", 0, "")
        raw = " ".join(path.read_text(encoding="utf-8").split())
        assert all(" ".join(line.split()) in raw for line in article.text.split("\n"))


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
        ("a.ODT", "a .ODT file"),
        ("README", "a file without an ending"),
        (".txt", "a file without an ending"),
    ],
)
def test_an_unknown_type_is_refused_by_name(tmp_path, name, kind):
    (tmp_path / name).write_text(RAIN)
    assert str(refusal(tmp_path / name)) == (
        f"{name} is {kind}, which Footnote does not read. "
        "Save it as .txt, .md, .html, .pdf or .docx."
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


def test_a_web_address_is_refused_where_going_online_is_not_allowed():
    assert str(refusal("https://example.org/a.txt")) == (
        "https://example.org/a.txt is a web address; Footnote goes online only where it is told to."
        " Add it with --allow-url, or save the page as a file and add that."
    )


def test_a_file_that_may_not_be_read_is_refused_with_the_reason(tmp_path, monkeypatch):
    path = tmp_path / "secret.txt"
    path.write_text(RAIN)

    def forbidden(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", forbidden)  # tests may run as root, who may read all
    assert str(refusal(path)) == (
        "secret.txt could not be read: Permission denied. Check that you may read it."
    )


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path):
    path = tmp_path / "export.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    try:
        said = refusal(path).what
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said == "export.txt has 50 MB; Footnote reads text files of up to 20 MB."
    assert most < 10_000_000  # bytes held at once: what was read would be twenty or fifty million


def test_a_file_that_becomes_a_pipe_meanwhile_is_not_waited_for(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(RAIN)
    opened = os.open

    def swapped(name, flags, *mode):
        path.unlink()
        os.mkfifo(path)
        return opened(name, flags, *mode)

    monkeypatch.setattr("os.open", swapped)
    assert refusal(path).what.startswith("a.txt is no regular file")


@pytest.mark.parametrize(
    ("name", "raw", "what"),
    [
        ("a.txt", b"PK\x03\x04 xl/workbook.xml", "a.txt is a ZIP file, and no Word file"),
        ("a.docx", b"PK\x03\x04 xl/workbook.xml", "a.docx is a ZIP file, and no Word file"),
        ("a.docx", RAIN.encode(), "a.docx is no Word file, whatever its name says."),
        ("a.pdf", RAIN.encode(), "a.pdf is no PDF file, whatever its name says."),
        ("a.xml", b"<note><to>Ana</to></note>", "a.xml is no RSS or Atom feed."),
        ("a.rss", RAIN.encode(), "a.rss is no RSS or Atom feed."),
        ("a.md", b"{\\rtf1 It rained.}", "a.md is an RTF file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "a.docx is an Office file of"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx is locked with a password",
        ),
    ],
)
def test_a_wrong_ending_is_told_from_the_first_bytes(tmp_path, name, raw, what):
    (tmp_path / name).write_bytes(raw)
    assert refusal(tmp_path / name).what.startswith(what)


def test_a_part_that_is_no_use_is_refused_by_its_number_and_the_others_go_on(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(f'{{"text": "{RAIN}"}}\n{{"text": 1\n\n{{"body": "It poured."}}\n[]\n')
    found = list(read(path))
    assert [(one.text, one.part) for one in found if isinstance(one, Article)] == [
        (RAIN, 1),
        ("It poured.", 2),
    ]
    assert [one.source for one in found if isinstance(one, Refused)] == [f"{path}:2", f"{path}:5"]
    assert found[1].reason.startswith("Line 2 of news.jsonl is no JSON (")


def test_a_bad_part_before_the_first_good_one_is_not_forgotten(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text(f'{{}}\n{{"text": "Advertisement"}}\n{{"text": "{RAIN}"}}\n')
    good, *bad = read(path)
    assert isinstance(good, Article)
    assert good.text == RAIN
    assert [one.source for one in bad if isinstance(one, Refused)] == [f"{path}:1", f"{path}:2"]


def test_a_file_without_a_good_part_is_refused_once(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("{}\n" * 3000)
    assert refusal(path).what == (
        "Line 1 of news.jsonl has no text. (1000 more parts are no use either.)"
    )
    path.write_text("{}")
    assert refusal(path).what == "Line 1 of news.jsonl has no text."


@pytest.mark.ci
def test_a_file_just_small_enough_on_one_line_is_read(tmp_path):
    raw = (b"It rained. " * (MAX_BYTES // 11)).strip()
    assert len(text_of(tmp_path, raw)) == len(raw)
