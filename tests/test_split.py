import itertools
import random
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.read import read
from corpus.samples import sample_files
from index.build import MAX_TOKENS, OVERLAP
from index.passage import Passage
from index.split import JOINT, count_tokens, split
from tests.fakes import FakeEmbedder

FEW = settings(deadline=None, max_examples=40)
TEXTS = (
    st.text()
    | st.text(alphabet=st.sampled_from("ab .!\n。粤😀\u0301\t\u3000"), max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "It rained. ",
                "A heading\n",
                "Hong Kong has 50 schools.\n",
                "x" * 90,
                "粤港澳大湾区。",
                "\n\n",
                "“Yes!” ",
            ]
        ),
        max_size=60,
    ).map("".join)
)


@pytest.fixture(scope="module", autouse=True)
def _tiktoken() -> None:
    count_tokens("loads its table, once")


def article(text: str) -> Article:
    return Article(text=text, sources=("/news/a.txt",), id="a", version=3)


def passages(
    text: str, *, max_tokens: int = 20, overlap: int = 0, model_max: int = 254
) -> list[Passage]:
    model = FakeEmbedder(max_tokens=model_max)
    return split(article(text), max_tokens=max_tokens, overlap=overlap, model=model)


@FEW
@given(TEXTS, st.integers(1, 40), st.integers(0, 3), st.integers(1, 30))
def test_passages_are_stretches_in_order_that_hold_everything(
    text: str, max_tokens: int, overlap: int, model_max: int
) -> None:
    found = passages(text, max_tokens=max_tokens, overlap=overlap, model_max=model_max)
    covered = 0
    for passage in found:
        assert (passage.article, passage.version) == ("a", 3)
        assert text[passage.start : passage.end] == passage.text
        assert passage.text
        assert passage.text == passage.text.strip()
        assert not text[covered : passage.start].strip()  # nothing but blanks is left out
        assert passage.end > covered  # each brings something new
        covered = passage.end
    assert not text[covered:].strip()
    for one, other in itertools.pairwise(found):
        assert one.start < other.start
        assert overlap > 0 or one.end <= other.start


@FEW
@given(TEXTS, st.integers(1, 40), st.integers(0, 2), st.integers(1, 30))
def test_no_passage_is_longer_than_either_limit(
    text: str, max_tokens: int, overlap: int, model_max: int
) -> None:
    model = FakeEmbedder(max_tokens=model_max)
    for passage in split(article(text), max_tokens=max_tokens, overlap=overlap, model=model):
        if len(passage.text) > 1:  # one character is never cut
            assert model.count_tokens([passage.text])[0] <= model_max
            assert count_tokens(passage.text) <= max_tokens * (1 + JOINT)


@FEW
@given(TEXTS)
def test_the_same_article_gives_the_same_passages(text: str) -> None:
    assert passages(text) == passages(text)


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_has_no_passages(text: str) -> None:
    assert passages(text) == []


def test_what_fits_is_one_passage() -> None:
    assert [p.text for p in passages(" It rained.\nIt poured. ")] == ["It rained.\nIt poured."]


def test_overlap_repeats_sentences() -> None:
    text = " ".join(f"Sentence number {number} is here." for number in range(12))
    for overlap in (1, 2):
        found = passages(text, max_tokens=30, overlap=overlap)
        assert len(found) > 2
        for one, other in itertools.pairwise(found):
            assert text[other.start : one.end].count(".") == overlap


def test_overlap_gives_way_where_it_would_leave_no_room() -> None:
    text = "One two three four five six seven eight. " * 4
    found = passages(text, max_tokens=12, overlap=3)
    assert [passage.text for passage in found] == [text[:40]] * 4


def test_a_giant_word_is_cut_into_parts_that_fit() -> None:
    chance = random.Random(1)
    text = "".join(chance.choice(string.ascii_letters) for _ in range(20_000))
    found = passages(text, max_tokens=160)
    assert "".join(passage.text for passage in found) == text
    assert max(count_tokens(passage.text) for passage in found) <= 160


def test_a_giant_sentence_is_cut_between_words() -> None:
    text = "and it rained in Hong Kong on Monday " * 500
    found = passages(text, max_tokens=160)
    assert " ".join(passage.text for passage in found) == text.strip()


def test_cjk_is_cut_without_spaces() -> None:
    text = "粤港澳大湾区签署了五十个项目" * 200
    found = passages(text, max_tokens=160)
    assert "".join(passage.text for passage in found) == text
    assert len(found) > 10


def test_a_long_paragraph_on_one_line_is_cut_at_sentence_ends() -> None:
    text = " ".join(f"Company {number} opened a plant in Macau last year." for number in range(60))
    found = passages(text, max_tokens=100)
    assert all(passage.text.startswith("Company") for passage in found)
    assert all(passage.text.endswith("year.") for passage in found)


def test_a_heading_opens_the_next_passage() -> None:
    text = (
        "It rained on Monday in Hong Kong, and much of it.\nSchools\nFifty of them closed at noon."
    )
    assert [passage.text for passage in passages(text, max_tokens=16)] == [
        "It rained on Monday in Hong Kong, and much of it.",
        "Schools\nFifty of them closed at noon.",
    ]


def test_headings_alone_are_passages_all_the_same() -> None:
    text = "\n".join(f"Heading number {number}" for number in range(30))
    found = passages(text, max_tokens=10)
    assert "\n".join(passage.text for passage in found) == text


def test_a_paragraph_that_does_not_fit_whole_opens_the_next_passage() -> None:
    first = "It rained on Monday. It poured on Tuesday. It hailed on Wednesday."
    second = "Schools closed at noon. Children went home. Buses stood still."
    found = passages(f"{first}\n{second}", max_tokens=25)
    assert [passage.text for passage in found] == [first, second]


def test_special_tokens_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert [p.text for p in passages("<|endoftext|> is a token.")] == ["<|endoftext|> is a token."]


@pytest.mark.parametrize("path", sample_files(), ids=lambda path: path.name[:3])
def test_the_samples(path: Path) -> None:
    sample = next(one for one in read(path) if isinstance(one, Article))
    model = FakeEmbedder()
    found = split(sample, max_tokens=MAX_TOKENS, overlap=OVERLAP, model=model)
    assert len(found) > 1
    squeezed = "".join("".join(passage.text.split()) for passage in found)
    assert squeezed == "".join(sample.text.split())
    for passage in found:
        assert count_tokens(passage.text) <= MAX_TOKENS
        assert passage is found[-1] or passage.text[-1] in ".!?\"'”’)]:;…"
