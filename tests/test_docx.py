"""Word: all text in order, and no file that does harm."""

import datetime
import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from corpus.errors import UserError
from corpus.formats.docx import pages_of_docx
from corpus.read import read
from tests.made import repacked, saved, word
from tests.parsed import page, refusal

RAIN = "It rained on the plain of Spain, and nobody stayed dry."


def test_a_word_file_is_read_in_order_with_its_tables_and_what_wraps_its_paragraphs():
    document = docx.Document()
    document.add_heading("Rain in Spain", 0)
    document.add_paragraph("It rained.").add_run("\tMuch.\nAll day.")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Town", "Rain", "Rio", ""), strict=True):
        cell.text = text
    table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "inner"
    wrapped = document.add_paragraph("It poured.")._p
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    wrapped.addprevious(control)
    content.append(wrapped)
    struck = document.add_paragraph("It snowed.")._p
    deletion = OxmlElement("w:del")
    struck.insert(0, deletion)
    deletion.append(struck.find(qn("w:r")))
    document.add_paragraph("The end.")
    assert page(pages_of_docx, saved(document)).text == (
        "Rain in Spain\n\nIt rained.\tMuch.\nAll day.\n\nTown | Rain\ninner\nRio\n\nIt poured."
        "\n\n\n\nThe end."
    )


def test_a_text_box_is_read_once():
    document = docx.Document()
    paragraph = document.add_paragraph("Around it.")
    box = (
        f'<w:r xmlns:w="{qn("w:p")[1:].split("}")[0]}" xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>'
        "In a box.</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>"
        "<w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
        "</w:r>"
    )
    paragraph._p.append(docx.oxml.parser.parse_xml(box))
    assert page(pages_of_docx, saved(document)).text == "Around it.\n\nIn a box."


def test_what_a_word_file_states_is_believed_where_its_text_says_the_same():
    made = datetime.datetime(2025, 11, 6, 12)
    text = ["Rain in Spain", "November 6, 2025", RAIN]
    found = page(
        pages_of_docx, word(text, title="Rain in Spain", author="Ana Li; Bo Ek", created=made)
    )
    assert (found.title, found.author, found.published) == (
        "Rain in Spain",
        "Ana Li and Bo Ek",
        "2025-11-06",
    )
    found = page(pages_of_docx, word([RAIN], title="Report template", author="HP", created=made))
    assert (found.title, found.author, found.published) == (None, None, None)


def test_a_word_file_without_text_is_refused():
    assert refusal(pages_of_docx, word()) == "a.x has no text in it, only pictures or nothing."


DTD = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
XXE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-7", "cp037"])
def test_a_word_file_with_a_dtd_is_refused_in_any_encoding(part, encoding):
    raw = word([RAIN])
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        xml = packed.read(part).decode().split("?>", 1)[1]
    for dtd in (DTD, XXE):
        hostile = f'<?xml version="1.0" encoding="{encoding}"?>{dtd}{xml}'.encode(encoding)
        assert refusal(pages_of_docx, repacked(raw, {part: hostile})) == (
            "a.x has a DTD in it, which can do harm and is in no real Word file."
        )


@pytest.mark.ci
def test_a_word_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = repacked(word([RAIN]), {"word/document.xml": b" " * 61_000_000})
    assert len(bomb) < 200_000
    assert "and unpacks to 62 MB, as Word files that do harm do." in refusal(pages_of_docx, bomb)


@pytest.mark.slow
def test_a_word_file_of_100_000_entries_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", b"")
        packed.writestr("a", b"")
    entry = file.getvalue()
    many = entry + entry[entry.index(b"PK\x01\x02") :] * 50_000
    assert refusal(pages_of_docx, many) == (
        "a.x has 100,002 files packed in it, more than a Word file has."
    )


def test_torn_word_files_are_refused_by_name(tmp_path):
    raw, path = word([RAIN]), tmp_path / "a.docx"
    broken = repacked(raw, {"word/document.xml": b"<w:document>"})
    for file in (raw[:-1000], raw[: len(raw) // 2], broken):
        path.write_bytes(file)
        with pytest.raises(UserError) as caught:
            list(read(path))
        assert caught.value.what.startswith("a.docx is ")
