"""The same story in several outlets: linked as it is added, with few comparisons."""

import random
import sqlite3

import pytest
from datasketch import MinHash

import corpus.near_copies
from corpus.article import Article
from corpus.library import Library
from corpus.near_copies import have_other_figures, likeness, open_apart, sign, words_of
from corpus.read import read
from corpus.samples import sample_files
from tests import weather

STORY = (
    "Officials in the harbour city closed the northern tunnel on Monday after water rose above the"
    " lower road. Engineers pumped for nine hours before the first buses could pass. The mayor said"
    " the pumps were older than most of the drivers who had waited. A new station is planned beside"
    " the fish market, where the ground is higher. Residents of the old quarter asked why it had"
    " taken so long. The council will vote on the budget in spring."
)
OTHER = (
    "A museum of clocks opened in a former bakery, with an exhibition about the time signals that"
    " once reached ships by cannon. Its founder collected marine chronometers for forty years and"
    " repaired most of them at her kitchen table. Visitors may wind a tower clock from a village"
    " church. Entry is free on the first Sunday of each month, and schools are asked to book."
)

folder, library = weather.folder, weather.library


def add(library: Library, text: str, name: str, publisher: str | None = None) -> str:
    source = name if "://" in name else f"/{name}.txt"
    return library.add(Article(text=text, sources=(source,), publisher=publisher)).article.id


# --- the measures


def test_words_are_figures_whole_and_characters_where_no_spaces_are():
    assert words_of("The 1,200.5 DOGS, e\u0301t\u00e9") == [
        "the",
        "1,200.5",
        "dogs",
        "e\u0301t\u00e9",
    ]
    assert words_of("\u9999\u6e2f2\u4eba") == ["\u9999", "\u6e2f", "2", "\u4eba"]
    assert words_of("") == []


def test_likeness_is_that_of_the_sets_of_runs():
    assert likeness(sign(STORY), sign(STORY.upper().replace(" ", "\n"))) == 1
    assert likeness(sign(STORY), sign(OTHER)) < 0.1
    assert 0.35 < likeness(sign(STORY), sign(STORY[: len(STORY) // 2])) < 0.65
    assert likeness(sign("It rained."), sign("It rained.")) == likeness(b"", sign(STORY)) == 0


def test_a_signature_is_that_of_datasketch_in_groups_of_any_size(monkeypatch: pytest.MonkeyPatch):
    words = words_of(STORY)
    sketch = MinHash(num_perm=128)
    sketch.update_batch(
        " ".join(words[at : at + corpus.near_copies.RUN]).encode()
        for at in range(len(words) - corpus.near_copies.RUN + 1)
    )
    assert sign(STORY) == sketch.hashvalues.astype("<u4").tobytes()
    monkeypatch.setattr(corpus.near_copies, "_GROUP", 7)
    assert sign(STORY) == sketch.hashvalues.astype("<u4").tobytes()
    assert len(sign(STORY)) == 512


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (
            "Rescuers have said that 12 people were found dead.",
            "Rescuers have said that 34 people were found dead.",
            True,
        ),
        (
            "Rescuers have said that twelve people were found dead.",
            "Rescuers have said that 34 people were found dead.",
            True,
        ),
        (
            "Rescuers have said that 12 people were found dead.",
            "Rescuers have said that 12 people were found dead today.",
            False,
        ),
        (
            "Rescuers have said that 12 people were found dead.",
            "Police counted 34 cars on the road.",
            False,
        ),
        ("No figure at all.", "Rescuers have said that 34 people were found dead.", False),
        ("", "", False),
    ],
)
def test_other_figures_in_the_same_words_are_news(one, other, differ):
    assert have_other_figures(one, other) is have_other_figures(other, one) is differ


NOTICE = (
    " All rights reserved. Write to the editor with a link to the story and a short description of"
    " what should be put right, and your full name and address. We keep to the code of the council."
)
RAIN = (
    "Rain closed the northern tunnel of the harbour city on Monday, and engineers pumped all day."
)
CLOCKS = "A museum of clocks has opened in a bakery, with a show about cannon that told ships time."


def test_a_notice_under_two_stories_does_not_make_them_one(library):
    assert likeness(sign(RAIN + NOTICE), sign(CLOCKS + NOTICE)) > 0.4
    assert open_apart(RAIN + NOTICE, CLOCKS + NOTICE)
    assert not open_apart(RAIN + NOTICE, RAIN)
    assert not open_apart("(AP) - " + RAIN + NOTICE, "Tunnel shut\n" + RAIN)
    assert open_apart("", STORY)
    first = add(library, RAIN + NOTICE * 2, "a")
    assert library.story_of(add(library, CLOCKS + NOTICE * 2, "b")) != library.story_of(first)


# --- the stories of a library


def test_a_near_copy_is_the_same_story(library):
    first = add(library, STORY, "a", "The Post")
    other = add(library, OTHER, "b", "The Clock")
    second = add(library, "PORT CITY (AP) - " + STORY + " Reporting by our staff.", "c")
    third = add(library, STORY.replace("fish market", "old mill"), "https://news.example/x")
    assert library.story_of(second) == (first, second, third) == library.story_of(first)
    assert library.story_of(other) == (other,)
    assert library.outlets(third) == ("The Post", "c.txt", "news.example")
    assert library.outlets(other) == ("The Clock",)
    assert library.count() == 4


def test_an_exact_copy_is_an_outlet_too(library):
    first = add(library, STORY, "a", "The Post")
    assert add(library, STORY.replace(" ", "\n"), "b", "The Gazette") == first
    assert library.outlets(first) == ("The Post", "The Gazette")
    assert library.story_of(first) == (first,)


def test_the_same_story_with_other_figures_is_another(library):
    first = add(library, STORY, "a")
    assert library.story_of(add(library, STORY.replace("nine hours", "40 hours"), "b")) != (first,)
    assert library.story_of(first) == (first,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("had taken so long", "had been so quick"),
        ("will vote", "will not vote"),
        ("The mayor", "Ana"),
    ],
)
def test_a_story_is_one_origin_and_not_one_truth(library, before, after):
    """What an outlet edited keeps it in the story: who cites it compares the sentence."""
    first = add(library, STORY, "a")
    second = add(library, STORY.replace(before, after), "b")
    assert library.story_of(first) == (first, second)
    texts = [library.get(name).text for name in (first, second)]
    assert [after in text for text in texts] == [False, True]


def test_unknown_and_short_articles_have_no_story_but_their_own(library):
    short = add(library, "It rained.", "a")
    again = add(library, "It rained!", "b")
    assert library.story_of(short) == (short,)
    assert library.story_of(again) == (again,)
    assert library.story_of("nobody") == library.outlets("nobody") == ()


def test_an_article_that_changes_leaves_its_story_and_the_others_stay_in_it(library):
    first, second, third = (add(library, STORY + f" {x}", x) for x in ("end", "close", "stop"))
    assert library.story_of(third) == (first, second, third)
    add(library, OTHER, "end")
    assert library.story_of(first) == (first,)
    assert library.story_of(third) == (second, third)
    add(library, STORY + " again", "end")
    assert library.story_of(first) == (first, second, third)
    library.remove(second)
    assert library.story_of(third) == (first, third)
    library.remove(first)
    library.remove(third)
    with library._database.reading() as database:
        assert database.execute("SELECT count(*) FROM bands").fetchone() == (0,)


def test_an_article_between_two_stories_shows_that_they_are_one(library):
    sentences = STORY.split(". ")
    first = add(library, ". ".join(sentences[:4]), "first")
    last = add(library, ". ".join(sentences[2:]), "last")
    assert library.story_of(last) == (last,)
    whole = add(library, STORY, "whole")
    assert library.story_of(first) == library.story_of(last) == (first, last, whole)


def test_a_crowd_under_one_notice_is_not_compared_whole(library, monkeypatch):
    monkeypatch.setattr(corpus.near_copies, "_CROWD", 5)
    compared = []
    real = corpus.near_copies.likeness

    def counted(one: bytes, other: bytes) -> float:
        compared.append(one)
        return real(one, other)

    monkeypatch.setattr(corpus.near_copies, "likeness", counted)
    chance = random.Random(7)
    names = [f"w{number}" for number in range(2000)]
    for number in range(40):
        add(library, " ".join(chance.sample(names, 40)) + " " + OTHER, f"n{number}")
    compared.clear()
    story = add(library, STORY + " " + OTHER, "a")
    assert len(compared) <= corpus.near_copies._CANDIDATES
    assert library.story_of(add(library, STORY + "\n" + OTHER + " End.", "b"))[0] == story


def test_the_samples_are_stories_of_their_own(library):
    names = [
        library.add(article).article.id
        for path in sample_files()
        for article in read(path)
        if isinstance(article, Article)
    ]
    assert [library.story_of(name) for name in names] == [(name,) for name in names]


def test_what_is_kept_waits_to_be_linked_and_groups_make_no_difference(library, monkeypatch):
    monkeypatch.setattr("corpus.library._LINKED", 2)
    texts = [STORY, OTHER, STORY + " End.", STORY + " Fin.", "It rained."]
    for number, text in enumerate(texts):
        library.keep(f"/{number}", [Article(text=text, sources=(f"/{number}",))])
    ids = [name for name, _ in library.versions()]
    assert [library.story_of(name) for name in ids] == [(name,) for name in ids]
    told = []
    library.link(lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert library.story_of(ids[3]) == (ids[0], ids[2], ids[3])
    assert [library.story_of(ids[at]) for at in (1, 4)] == [(ids[1],), (ids[4],)]
    library.link(lambda done, total: told.append((done, total)))
    assert len(told) == 4  # nothing waits
    library.keep("/2", [Article(text=OTHER + " End.", sources=("/2",))])
    assert library.story_of(ids[3]) == (ids[0], ids[3])
    assert library.story_of(ids[2]) == (ids[2],)
    library.link()
    assert library.story_of(ids[2]) == (ids[1], ids[2])


def test_what_an_older_release_added_is_linked_with_the_next_article(library):
    first = add(library, STORY, "a")
    with library._database.writing() as database:  # as the migration leaves it
        database.execute("UPDATE articles SET story = NULL, signature = NULL")
        database.execute("DELETE FROM bands")
    assert library.story_of(first) == (first,)
    assert library.outlets(first) == ("a.txt",)
    second = add(library, STORY + " End.", "b")
    assert library.story_of(first) == (first, second)


def test_no_signature_is_left_of_a_removed_article(library, folder):
    library.remove(add(library, STORY, "a"))
    database = sqlite3.connect(folder / "library.sqlite3")
    rows = [database.execute(f"SELECT * FROM {name}").fetchall() for name in ("bands", "articles")]
    database.close()
    assert rows == [[], []]
