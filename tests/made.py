"""Files of foreign formats, made small: PDF by hand, Word by its library."""

import io
import zipfile
from collections.abc import Sequence

import docx

_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_PICTURE = (
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
    " /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream"
)


def pdf(pages: Sequence[Sequence[str]], *, picture: bool = False, **stated: str) -> bytes:
    """A PDF with those lines on its pages; `stated` is what its metadata says."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    info = "".join(f" /{name} ({_escaped(value)})" for name, value in stated.items())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        f"<<{info} >>",
        _FONT if not picture else _PICTURE,
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        content = f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET" if not picture else "/P Do"
        used = "/XObject << /P 4 0 R >>" if picture else "/Font << /F1 4 0 R >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << {used} >>"
            f" /Contents {6 + 2 * number} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    file, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(file))
        file += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    file += (
        f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {len(places) + 1} /Root 1 0 R /Info 3 0 R >>\n"
        f"startxref\n{len(file)}\n%%EOF\n"
    )
    return file.encode("cp1252")


def word(paragraphs: Sequence[str] = (), **stated: object) -> bytes:
    """A Word file with those paragraphs; `stated` is what its properties say."""
    document = docx.Document()
    document.core_properties.author = ""
    for text in paragraphs:
        document.add_paragraph(text)
    for name, value in stated.items():
        setattr(document.core_properties, name, value)
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """The bytes of the document's file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(raw: bytes, changed: dict[str, bytes]) -> bytes:
    """The file with those members in place of its own, or beside them."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in dict.fromkeys([*old.namelist(), *changed]):
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return file.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
