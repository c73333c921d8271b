"""Article, its digest and names; UserError; what may be shown on one line."""

import pytest

from corpus.article import Article, source_name
from corpus.errors import UserError, printable


def test_digest_is_that_of_the_text_alone():
    one = Article(text="It rained.", sources=("/a.txt",), title="Rain")
    two = Article(text="It rained.", sources=("/b.txt",))
    other = Article(text="It rained", sources=("/a.txt",))
    assert one.digest == two.digest != other.digest


def test_digest_takes_what_no_encoding_takes():
    assert len(Article(text="\ud800", sources=("/a.txt",)).digest) == 64


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/news/2025/001.txt", "001.txt"),
        ("https://example.org/a/b?c=d", "https://example.org/a/b?c=d"),
        ("relative.md", "relative.md"),
        ("/news/香港 新聞.txt", "香港 新聞.txt"),
    ],
)
def test_source_is_known_by_the_name_of_its_file(source, name):
    assert source_name(source) == Article(text="x", sources=(source, "/other")).source == name


def test_heading_is_the_title_or_the_first_words_and_at_most_80_characters():
    assert Article(text="x", sources=("/a",), title=" A  title ").heading == "A title"
    long = Article(text="word " * 1000, sources=("/a",)).heading
    assert len(long) <= 80
    assert long.endswith("word…")
    assert len(Article(text="x" * 1000, sources=("/a",)).heading) == 80


def test_user_error_says_what_and_how_to_mend_it():
    error = UserError("a.txt is empty.", mend="Add text.")
    assert str(error) == "a.txt is empty. Add text."
    assert (error.what, error.mend) == ("a.txt is empty.", "Add text.")


def test_printable_keeps_every_name_that_fits_on_a_line():
    assert printable("Bildschirmfoto 2025\u202fPM – 香港 👍🏽.txt") == (
        "Bildschirmfoto 2025\u202fPM – 香港 👍🏽.txt"
    )
    assert printable("a\nb\x1b[0m\udcff\u202e\u2028") == "a?b?[0m???"
