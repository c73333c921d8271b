"""What every answer keeps to, whatever was read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from index.sentences import sentences
from rag.answer import MAX_CITATIONS, MAX_WORDS
from rag.evidence import Reading
from rag.extract import Query, extract
from rag.shorten import holds_words

TEXTS = (
    "Ana Lee signed 12 deals in Rio in 2019. She said that 400 firms came. It rained.",
    "In 2020 Ana Lee signed 15 deals in Lima. " + "Very long words follow here " * 30 + "end.",
    "SHOUTED " * 100 + ". Bo Park signed nothing, at all, in 2019.",
    "Ana Lee signed 12 deals in Rio in 2019. The two regions agreed. “We will grow.” So said Bo.",
)
ARTICLES = [
    Article(text=text, sources=(f"/{n}.txt",), id=f"a{n}", version=1, title=title, published=day)
    for n, (text, title, day) in enumerate(
        zip(TEXTS, ("Deals", None, "A" * 90, "Rio"), ("2025-01-02", None, None, "2024-05-06"),
            strict=True)
    )
]  # fmt: skip
SPANS = [(article, *span) for article in ARTICLES for span in sentences(article.text)]
QUESTIONS = (
    "How many deals did Ana Lee sign in 2019?",
    "Which deals did Ana Lee sign, and when did Bo Park sign?",
    "What did Ana Lee and Cy Young sign in Oslo?",
    "Who didn't sign?",
    "Where is " + "Word " * 90 + "Town?",
    "w" * 300,
    "",
)


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    found = []
    for article, start, end in draw(st.lists(st.sampled_from(SPANS), max_size=8, unique=True)):
        first = draw(st.integers(start, end - 1))
        last = draw(st.integers(first + 1, end))
        words = draw(st.sampled_from([None, (first, last)]))
        found.append(Reading(article, start, end, draw(st.floats(0, 1)), words))
    return sorted(found, key=lambda reading: -reading.probability)


@given(st.sampled_from(QUESTIONS), readings())
@settings(max_examples=60, deadline=None)
def test_every_answer_is_short_cited_and_verbatim(question: str, found: list[Reading]) -> None:
    judged = ("No", found[0]) if found and len(found) % 3 == 0 else None
    answer = extract(Query(question, question), found, judged=judged)
    assert len(answer.citations) <= MAX_CITATIONS
    assert bool(answer.claims) == (answer.verdict != "not_found")
    if answer.claims:
        assert len(answer.text.split()) <= MAX_WORDS
    texts = {article.id: article.text for article in ARTICLES}
    for citation in answer.citations:
        assert texts[citation.article][citation.start : citation.end] == citation.quote
        assert 0 < len(citation.quote.split()) <= MAX_WORDS
    numbers = {citation.number for citation in answer.citations}
    quotes = {one.number: " ".join(one.quote.split()) for one in answer.citations}
    for claim in answer.claims:
        assert set(claim.citations) <= numbers
        assert holds_words(quotes[claim.citations[0]], claim.text)
        if claim.highlight:
            assert 0 <= claim.highlight[0] < claim.highlight[1] <= len(claim.text)
