"""The rows: articles described without their texts."""

from dataclasses import replace

from corpus.article import Article
from corpus.library import Library

TITLED = Article(text="It rained.", sources=("/a.txt",), title="Rain", published="2025-11-06")
UNTITLED = Article(text="It snowed. " * 1000, sources=("/b.txt",))


def test_described_is_all_but_the_text(tmp_path):
    with Library.open(tmp_path, create=True) as library:
        articles = [library.add(article).article for article in (TITLED, UNTITLED)]
        titled, untitled = library.described()
    assert titled == replace(articles[0], text="")
    assert untitled == replace(articles[1], text=UNTITLED.text[:400])
    assert [titled.heading, untitled.heading] == [article.heading for article in articles]
