"""What stands before the root of an XML file. A DTD there may make a gigabyte of a kilobyte.

(A DTD names pieces of text once for all, even pieces made of pieces, or files to be put in.)
"""

import codecs
import re

from corpus.decode import decode
from corpus.errors import UserError

_DECLARED = re.compile(r"""\A<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_NAME = re.compile(r"<(!doctype\s+html\b|!doctype|[^\s<>/!?]{1,100})", re.IGNORECASE)


def root_of(text: str) -> str:
    """The name of the first element, in small letters; "!doctype" of a DTD before it, or "".

    A page of HTML says "!doctype html".

    >>> root_of("<?xml version='1.0'?> <!-- a <b> --> <rss version='2.0'>"), root_of("It rained.")
    ('rss', '')
    """
    place = 0
    while True:
        while place < len(text) and text[place].isspace():
            place += 1
        if text.startswith("<?", place):
            close = "?>"
        elif text.startswith("<!--", place):
            close = "-->"
        else:
            found = _NAME.match(text, place)
            return " ".join(found.group(1).lower().split()) if found else ""
        end = text.find(close, place)
        if end < 0:
            return ""
        place = end + len(close)


def xml_text(raw: bytes, *, name: str) -> str:
    """The text of an XML file without its declaration; UserError where a DTD is in it.

    It is checked after decoding, in the letters that a parser will see: a file may state an
    encoding in which "<!DOCTYPE" has other bytes.
    """
    head = raw[:300].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("latin-1")
    declared = _DECLARED.match(head)
    text = decode(raw, declared=declared.group(1) if declared else None)
    if text is None:
        raise UserError(
            f"{name} holds bytes that are no text in any encoding Footnote knows.",
            mend="Save it as UTF-8.",
        )
    text = text.lstrip("\ufeff \t\r\n")
    if root_of(text).startswith("!doctype"):
        raise UserError(
            f"{name} has a DTD in it, which can do harm and is not read.",
            mend="Take out the part that begins with <!DOCTYPE, or save its text as a .txt file.",
        )
    return text[text.index("?>") + 2 :] if text.startswith("<?xml") and "?>" in text else text


def has_dtd(raw: bytes) -> bool:
    """Whether the bytes of an XML file hold a DTD, or are in an encoding that may hide one.

    For files of programs that write UTF-8 or UTF-16 without CDATA, as Word does: there the words
    stand for nothing else.
    """
    plain = raw.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        return True
    declared = re.match(rb"""[^<]{0,8}<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""", plain[:300])
    if declared is None:
        return not plain.lstrip(codecs.BOM_UTF8 + b"\xff\xfe \t\r\n").startswith(b"<")
    return declared.group(1).lower() not in (b"utf-8", b"utf-16", b"utf8", b"us-ascii", b"ascii")
