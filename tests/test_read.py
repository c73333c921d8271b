"""Reading: every encoding and bad file, each with a message that names it and its mend."""

import os
import random
import time

import pytest

from corpus.article import Article
from corpus.decode import decode
from corpus.errors import Refused, UserError
from corpus.find import find
from corpus.frontmatter import split_front_matter
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


# --- the samples


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


# --- encodings


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_an_english_file_reads_the_same_in_every_encoding(tmp_path, encoding):
    assert text_of(tmp_path, RAIN.encode(encoding)) == RAIN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Café déjà vu.", "latin-1"),
        ("naïve", "cp1252"),
        ("Price: £50", "cp1252"),
        ("He said it’s fine.", "cp1252"),
        ("El niño comió jamón en España.", "latin-1"),
        ("L’été à la plage était très agréable, où nous avons mangé des crêpes.", "cp1252"),
        ("Übermäßig große Flöhe gehen über die Brücke.", "latin-1"),
        ("Zażółć gęślą jaźń w Łodzi.", "cp1250"),
        ("Москва — столица России. Вчера состоялась встреча министров.", "cp1251"),
        ("Η Αθήνα είναι η πρωτεύουσα της Ελλάδας.", "cp1253"),
        ("香港与深圳加深金融和人工智能合作。会议于一月十五日举行，双方签署协议。", "gb18030"),
        ("香港與深圳加深金融和人工智能合作。會議於一月十五日舉行，雙方簽署協議。", "big5"),
        ("東京で会議が開かれました。人工知能について話し合いました。", "shift_jis"),
        ("서울에서 회의가 열렸습니다. 인공지능에 대해 논의했습니다.", "euc_kr"),
    ],
)
def test_old_encodings_are_read(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_the_accent_that_tells_the_encoding_may_come_late():
    text = "It rained on the plain. " * 20_000 + "It rained in São Paulo."
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding", "torn"),
    [("It rained in São", "utf-8", "ção"), ("It rained", "utf-16", "香"), ("香港", "utf-8", "深")],
)
def test_a_character_torn_at_the_end_is_left_out(text, encoding, torn):
    whole = (text + torn).encode(encoding)
    assert decode(whole[:-1]) == text + torn[:-1]


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


# --- what is refused


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


@pytest.mark.slow
def test_a_file_just_small_enough_on_one_line_is_read(tmp_path):
    raw = (b"It rained. " * (MAX_BYTES // 11)).strip()
    assert len(text_of(tmp_path, raw)) == len(raw)


# --- Markdown


def markdown(folder, text: str) -> Article:
    path = folder / "note.md"
    path.write_text(text, encoding="utf-8")
    return article(path)


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


# --- folders


def write(folder, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(RAIN)


def found_names(folder, paths) -> list[str]:
    return [
        os.path.relpath(found, folder) if isinstance(found, str) else f"refused: {found.reason}"
        for found in find(paths)
    ]


def test_a_folder_stands_for_all_files_in_it_in_order(tmp_path):
    write(tmp_path, "b.txt", "a/2.md", "a/1.xyz", "c", ".hidden.txt", ".git/config", "a/.x/y.txt")
    assert found_names(tmp_path, [tmp_path]) == ["a/1.xyz", "a/2.md", "b.txt", "c"]


def test_each_file_is_found_once_and_hidden_ones_when_named(tmp_path, monkeypatch):
    write(tmp_path, "b.txt", ".hidden.txt")
    monkeypatch.chdir(tmp_path)
    assert found_names(tmp_path, ["b.txt", ".", "./b.txt", ".hidden.txt"]) == [
        "b.txt",
        ".hidden.txt",
    ]


def test_web_addresses_pass_and_what_is_not_there_is_refused(tmp_path):
    found = list(find(["https://example.org//a", str(tmp_path / "no.txt"), " "]))
    assert found[0] == "https://example.org//a"
    assert [item.mend for item in found[1:] if isinstance(item, Refused)] == [
        "Check its spelling."
    ] * 2


def test_links_neither_loop_nor_leave_the_folder(tmp_path):
    write(tmp_path, "in/a.txt", "in/b/c.txt", "out/secret.txt", "out/more/d.txt")
    inside = tmp_path / "in"
    (inside / "b" / "loop").symlink_to(inside)
    (inside / "b" / "self").symlink_to("self")
    (inside / "link.txt").symlink_to("a.txt")
    (inside / "nothing.txt").symlink_to("nowhere")
    (inside / "secret.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (inside / "stolen").symlink_to(tmp_path / "out")
    assert found_names(inside, [inside]) == [
        "a.txt",
        "b/c.txt",
        "refused: self is a link to nothing.",
        "link.txt",
        "refused: nothing.txt is a link to nothing.",
        "refused: secret.txt is a link that points outside the folder in.",
        "refused: stolen is a link that points outside the folder in.",
    ]
    assert found_names(inside, [inside / "secret.txt"]) == ["secret.txt"]  # named, so meant


def test_a_folder_named_by_a_link_keeps_the_name_it_was_given(tmp_path):
    write(tmp_path, "in/a.txt")
    (tmp_path / "link").symlink_to("in")
    assert found_names(tmp_path, [tmp_path / "link"]) == ["link/a.txt"]


def test_pipes_are_found_so_that_reading_refuses_them(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert found_names(tmp_path, [tmp_path]) == ["pipe.txt"]


def test_a_name_that_cannot_be_shown_is_refused(tmp_path):
    write(tmp_path, "a\nb.txt", os.fsdecode(b"c\xff.txt"))
    refused = [item for item in find([tmp_path]) if isinstance(item, Refused)]
    assert [item.source.rsplit("/", 1)[1] for item in refused] == ["a?b.txt", "c?.txt"]
    assert refusal(tmp_path / "a\nb.txt").mend == "Rename it."


def test_a_folder_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    write(tmp_path, "a/b.txt", "c.txt")
    listed = os.listdir

    def guarded(path):
        if path == tmp_path / "a":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("os.listdir", guarded)
    assert found_names(tmp_path, [tmp_path]) == [
        "refused: The folder a could not be opened: Permission denied.",
        "c.txt",
    ]


def test_very_deep_folders_are_walked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 1200  # more than Python's stack
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    found = list(find([tmp_path]))
    for _ in range(depth):  # pytest could not take them away: it goes by recursion
        os.chdir("..")
        os.rmdir("d")
    assert found == []
