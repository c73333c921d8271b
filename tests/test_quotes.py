import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article
from rag.evidence import Reading
from rag.quotes import Quote, claim_of, quote_of

TALK = Article(
    text='Bo Lee leads the bank. "Rates fall," he hopes. "That is all." So said Lee on Monday.',
    sources=("/a.txt",),
    id="a",
    version=1,
)


def of(quote: str, words: str = "", article: Article = TALK) -> Reading:
    start = article.text.index(quote)
    first = article.text.index(words) if words else 0
    placed = (first, first + len(words)) if words else None
    return Reading(article, start, start + len(quote), 0.9, placed)


def test_the_words_that_answer_stand_out_in_the_claim() -> None:
    claim = claim_of(quote_of(of("Bo Lee leads the bank.", "the bank"), max_words=80), 1)
    assert claim.highlight is not None
    assert claim.text[slice(*claim.highlight)] == "the bank"


def test_the_words_that_answer_stop_within_no_name() -> None:
    text = "He met Unitree and Deep Robotics on Monday."
    article = Article(text=text, sources=("/r.txt",), id="r", version=1)
    quote = quote_of(of(text, "Unitree and Deep", article), max_words=80)
    assert quote.words is not None
    assert text[slice(*quote.words)] == "Unitree and Deep Robotics"
    plain = quote_of(of(text, "met", article), max_words=80)
    assert plain.words is not None
    assert text[slice(*plain.words)] == "met"


def test_a_quotation_brings_who_said_it() -> None:
    assert quote_of(of('"That is all."'), max_words=80).text.endswith("So said Lee on Monday.")
    assert quote_of(of('"Rates fall," he hopes.'), max_words=80).text.startswith("Bo Lee")


def test_the_two_of_them_bring_who_they_are() -> None:
    article = Article(text="A met B. The two signed.", sources=("/b.txt",), id="b", version=1)
    assert quote_of(of("The two signed.", article=article), max_words=80).text == article.text


@pytest.mark.parametrize(
    ("sentence", "is_alone"),
    [
        ("It was also through monks that letters came.", True),
        ("It is often said that rain helps.", True),
        ("It was announced that, from May on, rates fall.", True),
        ("Both officers and men train there.", True),
        ("Those who stayed were paid.", True),
        ("It was a song that sold well.", False),
        ("It is the port that grew.", False),
        ("It was signed in May.", False),
        ("Both of them and Ana left.", False),
        ("Both left early.", False),
        ("Those were paid.", False),
    ],
)
def test_a_word_that_points_nowhere_brings_nothing(sentence: str, is_alone: bool) -> None:
    article = Article(text=f"Rain fell. {sentence}", sources=("/p.txt",), id="p", version=1)
    quote = quote_of(of(sentence, article=article), max_words=80)
    assert (quote.text == sentence) is is_alone


def test_several_things_bring_the_sentence_that_names_them() -> None:
    text = "Firms face several key challenges. They include rates and costs. Rain fell."
    article = Article(text=text, sources=("/c.txt",), id="c", version=1)
    first = "Firms face several key challenges."
    named = quote_of(of(first, "several key challenges", article), max_words=80)
    assert named.text == text.removesuffix(" Rain fell.")
    assert quote_of(of(first, "Firms", article), max_words=80).text == first
    assert quote_of(of(first, "several key challenges", article), max_words=9).text == first
    last = quote_of(of("Rain fell.", "Rain fell", article), max_words=80)
    assert last.text == "Rain fell."


def test_what_links_a_sentence_to_the_one_before_hides_no_pronoun() -> None:
    text = "Bo Lee leads the bank. Specifically, he expects growth. In May, Ana Ek left."
    article = Article(text=text, sources=("/p.txt",), id="p", version=1)
    assert quote_of(of("Specifically, he expects growth.", article=article), max_words=80).text == (
        "Bo Lee leads the bank. Specifically, he expects growth."
    )
    assert quote_of(of("In May, Ana Ek left.", article=article), max_words=80).text == (
        "In May, Ana Ek left."
    )


def test_a_long_sentence_is_cut_around_the_words_that_answer() -> None:
    text = " ".join(f"w{number}" for number in range(200))
    giant = Article(text=text, sources=("/g.txt",), id="g", version=1)
    late = quote_of(Reading(giant, 0, len(text), 0.9, (text.index("w150"), len(text) - 5)),
                    max_words=60)  # fmt: skip
    assert late.text.split()[-1] == "w198"
    assert len(late.text.split()) == 60
    early = quote_of(Reading(giant, 0, len(text), 0.9, (0, 2)), max_words=60)
    assert early.text.split()[0] == "w0"


@given(st.text(alphabet="ab \n\t“,", max_size=60), st.data())
def test_the_highlight_is_the_words_whatever_the_white_space(
    text: str, data: st.DataObject
) -> None:
    article = Article(text=text, sources=("/x.txt",), id="x", version=1)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first = data.draw(st.integers(start, end))
    last = data.draw(st.integers(first, end))
    if not text[first:last].strip() or text[first:last].strip() != text[first:last]:
        return
    claim = claim_of(Quote(article, start, end, (first, last)), 1)
    assert claim.highlight is not None
    assert claim.text[slice(*claim.highlight)] == " ".join(text[first:last].split())
