"""The formats that Footnote reads, and how a file's is told: by its ending and its first bytes."""

from dataclasses import dataclass

from corpus.errors import UserError
from corpus.formats.prolog import root_of


@dataclass(frozen=True)
class Kind:
    """A format: how it is called, which files are in it, and what reads it."""

    name: str  # as in "larger than a PDF file may be"
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    parser: str  # "module:function", loaded when it is needed
    max_bytes: int
    is_foreign: bool = True  # read by a large library: in a child process
    has_parts: bool = False  # articles that have nothing to do with each other


# A text file of 20 MB holds some 4,000 articles or 30 novels: not an article but an export or a
# log. Reading one takes 3 s; 20 s and 800 MB of memory where every line is a single letter.
MAX_TEXT = 20_000_000
# PDF and Word files have pictures in them; JSON lines are read one by one.
MAX_FILE = 100_000_000

TEXT = Kind(
    "text",
    (".txt",),
    ("text/plain",),
    "corpus.formats.text:pages_of_text",
    MAX_TEXT,
    is_foreign=False,
)
MARKDOWN = Kind(
    "Markdown",
    (".md", ".markdown"),
    ("text/markdown",),
    "corpus.formats.text:pages_of_markdown",
    MAX_TEXT,
    is_foreign=False,
)
HTML = Kind(
    "HTML",
    (".html", ".htm", ".xhtml"),
    ("text/html", "application/xhtml+xml"),
    "corpus.formats.html:pages_of_html",
    MAX_TEXT,
)
PDF = Kind("PDF", (".pdf",), ("application/pdf",), "corpus.formats.pdf:pages_of_pdf", MAX_FILE)
WORD = Kind(
    "Word",
    (".docx",),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "corpus.formats.docx:pages_of_docx",
    MAX_FILE,
)
JSON_LINES = Kind(
    "JSON lines",
    (".jsonl", ".ndjson"),
    ("application/jsonl", "application/x-ndjson", "application/x-jsonlines"),
    "corpus.formats.jsonl:pages_of_jsonl",
    MAX_FILE,
    is_foreign=False,
    has_parts=True,
)
FEED = Kind(
    "feed",
    (".rss", ".atom", ".xml"),
    ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"),
    "corpus.formats.feed:pages_of_feed",
    MAX_TEXT,
    has_parts=True,
)
KINDS = (TEXT, MARKDOWN, HTML, PDF, WORD, JSON_LINES, FEED)

_HEAD = 65_536  # bytes; comments before the first tag of a page are seldom longer
_PDF_HEAD = 1024  # bytes within which readers look for the mark of a PDF
_ZIP, _OLE, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"


def kind_named(ending: str, *, name: str, media_type: str = "") -> Kind:
    """The format of files with that ending, or of what a server says it is; UserError if unknown.

    `name` is what the error calls the file.
    """
    is_said = media_type not in ("", "application/octet-stream")
    for kind in KINDS:
        if media_type in kind.media_types or (not is_said and ending.lower() in kind.endings):
            return kind
    what = f"a {ending} file" if ending else "a file without an ending"
    raise UserError(
        f"{name} is {media_type if is_said else what}, which Footnote does not read.",
        mend="Save it as .txt, .md, .html, .pdf or .docx.",
    )


def kind_found(raw: bytes, named: Kind, *, name: str) -> Kind:
    """The format that the bytes are in: the one that the name says, or one that is plain.

    Raises UserError where they are in none, or it is not plain in which.
    """
    found = _marked(raw, named, name=name)
    if found:
        return found
    if named in (TEXT, MARKDOWN, JSON_LINES):
        return named
    if named == HTML:  # without a single tag it is a text, and shown as one by browsers
        return HTML if b"<" in raw else TEXT
    what = "RSS or Atom feed" if named == FEED else f"{named.name} file, whatever its name says"
    raise UserError(
        f"{name} is no {what}.",
        mend="Give it the ending of what it is, or save it as a .txt file.",
    )


def _marked(raw: bytes, named: Kind, *, name: str) -> Kind | None:
    """The format whose mark the first bytes bear; UserError for marks of what is not read."""
    head = raw[:_HEAD].replace(b"\0", b"")  # UTF-16 and UTF-32 become legible
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"%PDF-") or (named == PDF and b"%PDF-" in raw[:_PDF_HEAD]):
        return PDF
    if raw.startswith(_ZIP):
        if b"word/document" in raw:
            return WORD
        raise _unread(name, "a ZIP file, and no Word file", "Unpack it, and add what is in it.")
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise _unread(
                name, "locked with a password", "Save it without the password, and add that."
            )
        raise _unread(name, "an Office file of before 2007", "Save it as .docx.")
    if start.startswith(_RTF):
        raise _unread(name, "an RTF file", "Save it as .docx or .txt.")
    root = root_of(start.decode("latin-1"))
    if root in ("!doctype html", "html"):
        return HTML
    if root == "!doctype" and named == FEED:
        return FEED  # which says that it has a DTD
    return FEED if root in ("rss", "feed", "rdf:rdf") else None


def _unread(name: str, what: str, mend: str) -> UserError:
    return UserError(f"{name} is {what}, which Footnote does not read.", mend=mend)
