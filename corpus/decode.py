"""Bytes of a text file become text, whatever encoding they were saved in."""

import codecs
import re

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# The encodings that text is still found in. Without the list, charset-normalizer answers short
# texts with code pages of mainframes and old Macintoshes.
_CODE_PAGES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp874",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "latin_1",
]

# What pages that state the first are written in, as browsers read them.
_MEANT = {
    "ascii": "utf_8",
    "iso8859_1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859_9": "cp1254",
    "big5hkscs": "big5",
}

# What English, French, German, Spanish, Portuguese, Italian, Dutch and Nordic pages hold beside
# ASCII. Not the Icelandic letters: their bytes are the Turkish ones of cp1254.
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ"
    "‘’“”‚„«»‹›–—…•·€£¥§©®™°¡¿ªº½¼¾×\xa0\xad"
)
# Of the letters: a line of French has up to 0.15; Greek, Russian or Hebrew nearly 1.
_MAX_WESTERN_SHARE = 0.3

_SAMPLE_BYTES = 32_768  # charset-normalizer takes under 0.2 s for so many bytes of one encoding
_MAX_CONTROL_SHARE = 0.02  # text has none; random bytes have 0.12, compressed ones as many
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def decode(raw: bytes, *, declared: str | None = None) -> str | None:
    """The text that the bytes stand for, without a byte order mark; None where they are no text.

    `declared` is the encoding that a server or the file itself states: believed before a guess,
    but not where the bytes say otherwise. A character torn at the very end (a file cut short) is
    left out.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _text(raw[len(mark) :], encoding)
    if b"\0" in raw:
        order = _unmarked_utf16(raw)
        return _text(raw, order) if order else None
    stated = _known(declared or "")
    if stated:
        text = _text(raw, stated)
        if text is not None:
            return text
    text = _text(raw, "utf-8")
    if text is not None or raw.isascii():
        return text
    for encoding in _guesses(raw):
        text = _text(raw, encoding)
        if text is not None:
            return text
    return None


def _known(declared: str) -> str | None:
    """The codec of a declared encoding; None for one that text is not found in.

    Python knows more, some of which are no encodings of pages (UTF-7 hides "<", punycode takes
    for ever). What is declared as GB 2312 or Latin-1 is meant as its larger sister.
    """
    try:
        name = codecs.lookup(declared).name.replace("-", "_")
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    name = _MEANT.get(name, name)
    is_known = name in ("utf_8", *_CODE_PAGES) or name.startswith("iso8859_")
    return name if is_known else None


def _text(raw: bytes, encoding: str) -> str | None:
    """The bytes in that encoding; None where they are not, or are mostly control characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(raw)  # not final: an unfinished last character is no error
    except UnicodeDecodeError:
        return None
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    return text if controls <= _MAX_CONTROL_SHARE * len(text) else None


def _unmarked_utf16(raw: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, where it is plain; None elsewhere.

    In the languages written with an alphabet of the first 256 characters, every second byte of
    UTF-16 is NUL and the others never are. One side must be half NUL, the other without.
    """
    sample = raw[:_SAMPLE_BYTES]
    even, odd = sample[0::2], sample[1::2]
    if 0 not in even and odd.count(0) * 2 >= len(odd):
        return "utf-16-le"
    if 0 not in odd and even.count(0) * 2 >= len(even):
        return "utf-16-be"
    return None


def _guesses(raw: bytes) -> list[str]:
    """The encodings that the bytes may be in, likeliest first."""
    # About the first byte that is not ASCII, which may come late; no character of any encoding
    # is cut in two by this, as only ASCII stands before it.
    first = next(match.start() for match in re.finditer(rb"[\x80-\xff]", raw))
    sample = raw[max(0, first - 100) : first + _SAMPLE_BYTES]
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(sample, cp_isolation=_CODE_PAGES)]
    return ["cp1252", *found] if _is_western(sample) else found


def _is_western(sample: bytes) -> bool:
    """Whether it reads as cp1252, the encoding of Western European pages.

    Asked first, because charset-normalizer cannot tell cp1252 from cp1250 by a few accents (it
    reads "São" as "Săo"), and takes the one curly quote of an English line for Chinese.
    """
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if character > "\x7f"]
    letters = sum(character.isalpha() for character in text)
    accents = sum(character.isalpha() for character in foreign)
    return _WESTERN.issuperset(foreign) and accents <= _MAX_WESTERN_SHARE * letters
