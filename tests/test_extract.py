from corpus.article import Article
from rag.answer import MAX_CITATIONS, MAX_WORDS
from rag.evidence import Reading
from rag.extract import THRESHOLD, Query, extract

TEXT = (
    "Frederick Ma leads the council. He expects trade with North America to decline. "
    "The weather was fine.\n"
    "Sophia Chong is its director."
)
ARTICLE = Article(text=TEXT, sources=("/news/ma.txt", "/copy/ma2.txt"), id="ma", version=2)


def reading(quote: str, probability: float, article: Article = ARTICLE) -> Reading:
    start = article.text.index(quote)
    return Reading(article, start, start + len(quote), probability)


def ask(*readings: Reading):  # type: ignore[no-untyped-def]
    return extract(Query("Who?", "Who is it?"), readings)


def test_the_best_sentence_is_quoted_verbatim_with_its_place() -> None:
    answer = ask(
        reading("Sophia Chong is its director.", 0.9), reading("The weather was fine.", 0.1)
    )
    assert answer.text == "Sophia Chong is its director. [1]"
    (citation,) = answer.citations
    assert TEXT[citation.start : citation.end] == citation.quote
    assert (citation.article, citation.version) == ("ma", 2)
    assert (citation.source, citation.sources) == ("ma.txt", ("ma.txt", "ma2.txt"))
    assert (answer.verdict, answer.question, answer.asked_as) == ("answered", "Who?", "Who is it?")


def test_a_sentence_that_points_back_brings_the_one_before() -> None:
    answer = ask(reading("He expects trade with North America to decline.", 0.9))
    assert answer.text.startswith("Frederick Ma leads the council. He expects")


def test_a_second_sentence_is_quoted_only_when_nearly_as_likely() -> None:
    near = ask(
        reading("Sophia Chong is its director.", 0.9), reading("The weather was fine.", 0.88)
    )
    far = ask(reading("Sophia Chong is its director.", 0.9), reading("The weather was fine.", 0.4))
    assert [c.number for c in near.citations] == [1, 2]
    assert [c.number for c in far.citations] == [1]


def test_neighbours_become_one_quote() -> None:
    answer = ask(
        reading("Frederick Ma leads the council.", 0.9),
        reading("The weather was fine.", 0.89),
        reading("He expects trade with North America to decline.", 0.88),
    )
    assert [c.quote for c in answer.citations] == [TEXT.split("\n", maxsplit=1)[0]]


def test_a_second_quote_stands_alone_too() -> None:
    answer = ask(
        reading("Sophia Chong is its director.", 0.9),
        reading("He expects trade with North America to decline.", 0.89),
    )
    assert answer.citations[1].quote.startswith("Frederick Ma leads")


def test_a_giant_sentence_is_cut_to_what_may_be_quoted() -> None:
    giant = Article(text="word " * 500, sources=("/giant.txt",), id="g", version=1)
    answer = ask(Reading(giant, 0, 2499, 0.9))
    assert answer.citations[0].quote.split() == ["word"] * (MAX_WORDS - MAX_CITATIONS)
    assert len(answer.text.split()) <= MAX_WORDS


def test_an_unlikely_sentence_is_refused_with_the_closest_articles() -> None:
    other = Article(text="Rain fell.", sources=("/rain.txt",), id="rain", version=1, title="Rain")
    answer = ask(
        reading("The weather was fine.", THRESHOLD - 0.01),
        reading("Rain fell.", 0.01, other),
        reading("Sophia Chong is its director.", 0.01),
    )
    assert answer.verdict == "not_found"
    assert answer.is_abstained
    assert not answer.claims
    assert [closest.article for closest in answer.closest] == ["ma", "rain"]
    assert answer.text.endswith("; Rain")


def test_no_sentence_at_all_is_refused_in_words() -> None:
    assert ask().message == "The articles do not answer this."


def test_nobody_argues_who_the_author_is() -> None:
    article = Article(
        text="Tax must fall by half.\nAna Li is a lawmaker.",
        sources=("/op.txt",),
        author="Ana Li",
        is_opinion=True,
    )
    assert ask(reading("Ana Li is a lawmaker.", 0.9, article)).text == "Ana Li is a lawmaker. [1]"
    assert "argues" in ask(reading("Tax must fall by half.", 0.9, article)).text


def test_an_opinion_says_who_argues_it() -> None:
    def said(author: str | None) -> str:
        article = Article(
            text="Tax must fall by half.",
            sources=("/a.txt",),
            id="a",
            author=author,
            is_opinion=True,
        )
        question = "What must fall?"
        reading = Reading(article, 0, 22, 0.9, (0, 3))
        return extract(Query(question, question), [reading]).text

    assert said("Ana Li") == "Ana Li argues: Tax must fall by half. [1]"
    assert said("Ana Li and Bo Ek") == "Ana Li and Bo Ek argue: Tax must fall by half. [1]"
    assert said(None) == "An opinion piece argues: Tax must fall by half. [1]"
