"""PDF: paragraphs from lines, and what is locked, scanned, torn or endless."""

import io

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.formats.pdf import pages_of_pdf
from corpus.formats.wrapped import paragraphs_of
from corpus.read import read
from tests.made import pdf
from tests.parsed import page, refusal

RAIN = "It rained on the plain of Spain, and nobody stayed dry."


def test_a_pdf_is_read_as_paragraphs_without_running_titles():
    lines = [
        "Rain in Spain",
        "It rained on the plain of Spain for most of the after-",
        "noon, and nobody in the well-known towns stayed",
        "dry.",
        "It poured in the evening (so they said), and a well-",
        "known river rose.",
    ]
    pages = [
        ["The Daily Plain", *lines, "1"],
        ["The Daily Plain", "Then it stopped.", "2"],
        ["The Daily Plain", "And it", "3"],
        ["The Daily Plain", "began again.", "4"],
    ]
    assert page(pages_of_pdf, pdf(pages)).text.split("\n\n") == [
        "Rain in Spain",
        "It rained on the plain of Spain for most of the afternoon, and nobody in the well-known "
        "towns stayed dry.",
        "It poured in the evening (so they said), and a well-known river rose.",
        "Then it stopped.",
        "And it began again.",
    ]


def test_what_a_pdf_states_is_believed_where_its_text_says_the_same():
    lines = ["Rain in Spain", "By Ana Li, 6 November 2025", RAIN]
    stated = {"Title": "Rain in Spain", "Author": "Ana Li", "CreationDate": "D:20251106120000Z"}
    found = page(pages_of_pdf, pdf([lines], **stated))
    assert (found.title, found.author, found.published) == ("Rain in Spain", "Ana Li", "2025-11-06")
    assert found.published_from == "properties of the file, and its text"
    stated = {
        "Title": "Microsoft Word - rain3.doc",
        "Author": "Administrator",
        "CreationDate": "D:20251107120000Z",
        "ModDate": "D:20201345",
    }
    found = page(pages_of_pdf, pdf([lines], **stated))
    assert (found.title, found.author, found.published) == (None, None, None)


def test_a_pdf_of_pictures_is_scanned_and_one_of_nothing_is_without_text():
    assert refusal(pages_of_pdf, pdf([[], []], picture=True)) == (
        "a.x is scanned: its pages are pictures, without text."
    )
    assert refusal(pages_of_pdf, pdf([[]])) == "a.x is without any text."


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128"])
def test_a_pdf_with_a_password_is_locked_and_one_against_printing_only_is_read(algorithm):
    import pypdf

    for password in ("secret", ""):
        writer = pypdf.PdfWriter(io.BytesIO(pdf([[RAIN]])))
        writer.encrypt(password, "owner", algorithm=algorithm)
        file = io.BytesIO()
        writer.write(file)
        if password:
            locked = "a.x is locked with a password or against copying."
            assert refusal(pages_of_pdf, file.getvalue()) == locked
        else:
            assert page(pages_of_pdf, file.getvalue()).text == RAIN


@pytest.mark.slow
def test_torn_and_endless_pdfs_are_read_or_refused_by_name(tmp_path):
    raw = pdf([[RAIN]])
    endless = raw.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % raw.index(b"xref\n"))
    files = [raw[:size] for size in range(9, len(raw), 100)]
    files += [endless, raw.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), b"%PDF-1.4\n" + b"x" * 999]
    path = tmp_path / "a.pdf"
    texts, refused = [], []
    for file in files:
        path.write_bytes(file)
        try:
            texts += [one.text for one in read(path) if isinstance(one, Article)]
        except UserError as error:
            refused.append(error.what)
    assert set(texts) <= {RAIN}
    assert len(texts) + len(refused) == len(files)
    assert all(what.startswith("a.pdf is ") for what in refused)


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([], ""),
        ([""], ""),
        (["\n \n", "1"], ""),
        (["1"], "1"),
        (["a-\nb"], "ab"),
        (["-\nb"], "- b"),
        (["soft\u00ad\nly"], "softly"),
        (["香港与深圳加深金融\n合作。会议举行。"], "香港与深圳加深金融合作。会议举行。"),
        (["- one thing\n- another thing\n1. third"], "- one thing\n\n- another thing\n\n1. third"),
        (["Rain\nIt rained on the plain of Spain."], "Rain\n\nIt rained on the plain of Spain."),
        (["Rain\n\nfell"], "Rain\n\nfell"),
        (
            ["Page 1 of 2\nIt rained on and on.", "It poured.\n- 2 -"],
            "It rained on and on. It poured.",
        ),
        (
            ["It rained on and on.\nIt stopped.\nIt", "poured."],
            "It rained on and on. It stopped.\n\nIt poured.",
        ),
    ],
)
def test_lines_become_paragraphs(pages, text):
    assert paragraphs_of(pages) == text
