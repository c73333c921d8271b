"""The library: what is removed is gone everywhere."""

import random
import re
from dataclasses import replace

import pytest

from corpus.article import Article
from corpus.errors import Refused, UserError
from tests import weather
from tests.weather import COPY, RAIN, SNOW, kept

folder, library = weather.folder, weather.library


def test_a_source_is_removed_with_all_its_parts_but_not_those_of_others(library):
    copy = library.add(replace(COPY, text="It snowed.")).article
    ids = [name for _, name in kept(library, "It rained.", "It snowed.", "It hailed.")]
    assert library.source_named("news.jsonl") == "/news.jsonl"
    assert library.source_named("/news.jsonl") == "/news.jsonl"
    library.keep("/news.jsonl", [Refused("/news.jsonl:9", "Line 9 is no JSON.", "Mend it.")])
    gone = library.remove_source("/news.jsonl")
    assert [article.id for article in gone] == [ids[0], ids[2]]
    assert [article.id for article in library.articles()] == [copy.id]
    assert library.source_named("news.jsonl") is None
    assert library.refused() == []
    assert library.remove_source("/news.jsonl") == []


def test_a_name_that_several_files_have_is_not_guessed(library):
    for folder in ("one", "two"):
        library.add(Article(text=f"In {folder}.", sources=(f"/{folder}/a.txt",)))
    with pytest.raises(UserError, match=r"2 files are called a\.txt: /one/a\.txt, /two/a\.txt"):
        library.source_named("a.txt")
    assert library.source_named("/two/a.txt") == "/two/a.txt"


def test_removed_is_gone_everywhere(library, folder):
    secret = Article(text="The secret word is xylophone. " * 500, sources=("/a.txt",))
    first = library.add(secret).article
    library.add(replace(secret, text=secret.text + "Again."))
    library.add(replace(secret, text=secret.text + "Again.", sources=("/copy.txt",)))
    library.add(SNOW)
    assert library.remove(first.id).sources == ("/a.txt", "/copy.txt")
    assert library.get(first.id) is library.get(first.id, 1) is library.text(first.id, 2) is None
    assert [article.text for article in library.articles()] == ["It snowed."]
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"xylophone" not in kept
    assert b"copy.txt" not in kept


def test_a_removed_file_added_again_is_a_new_article(library):
    ids = []
    for _ in range(3):
        change = library.add(RAIN)
        assert (change.outcome, change.article.version) == ("added", 1)
        ids.append(change.article.id)
        library.remove(change.article.id)
    assert len(set(ids)) == 3  # an index or a chat that knows an old one finds no other text


@pytest.mark.parametrize("name", ["", "nothing", "a\nb", "' OR 1=1 --"])
def test_an_unknown_article_cannot_be_removed(library, name):
    library.add(RAIN)
    with pytest.raises(UserError, match=r"There is no article .* footnote list"):
        library.remove(name)
    assert library.count() == 1


WORDS = [f"q{number:05}z" for number in range(3000)]  # in no other bytes of the file


def test_no_page_of_the_file_keeps_a_word_of_what_was_removed(library, folder):
    """In texts of all sizes, since SQLite moves what is left as some of it goes."""
    chance = random.Random(5)
    ids = {}
    for number in range(60):
        words = " ".join(WORDS[50 * number : 50 * (number + 1)][: chance.randint(3, 50)])
        article = Article(text=words * chance.choice((1, 1, 9)), sources=(f"/{words[:6]}.txt",))
        ids[number] = library.add(article).article.id
        if number % 7 == 0:
            library.add(replace(article, text=article.text + " again", title=words))
    for number in chance.sample(sorted(ids), 40):
        library.remove(ids.pop(number))
    left = {word for number in ids for word in WORDS[50 * number : 50 * (number + 1)]}
    raw = b"".join(path.read_bytes() for path in folder.iterdir())
    found = {word.decode() for word in re.findall(rb"q\d{5}z", raw)}
    assert found <= left
    assert found


def test_what_a_source_no_longer_holds_is_forgotten_too(library, folder):
    kept(library, "The secret word is xylophone.", "It snowed.")
    assert kept(library, "It snowed.")[1][0] == "gone"
    library.forget()
    assert b"xylophone" not in b"".join(path.read_bytes() for path in folder.iterdir())
