from dataclasses import replace

import pytest

from corpus.library import Library
from rag.answer import Answer, Check, Citation, Claim
from rag.verify import verify


@pytest.fixture
def answer(library: Library) -> Answer:
    article = library.articles()[0]
    quote = "Officials closed 50 schools."
    start = article.text.index(quote)
    citation = Citation(
        1,
        article.id,
        1,
        "rain.txt",
        ("rain.txt",),
        None,
        None,
        None,
        quote,
        start,
        start + len(quote),
    )
    claim = Claim("Officials closed 50 schools.", (1,))
    return Answer("q", asked_as="q", verdict="answered", claims=(claim,), citations=(citation,))


def test_a_verbatim_quote_supports_its_claim(answer: Answer, library: Library) -> None:
    asked = Check("place", "Macau", False)
    checked = verify(replace(answer, claims=(replace(answer.claims[0], checks=(asked,)),)), library)
    assert checked.claims[0].supported
    assert checked.claims[0].checks == (asked,)  # of the question: it says nothing of the claim


def test_a_claim_in_its_own_words_is_checked_name_by_name(answer: Answer, library: Library) -> None:
    checked = verify(replace(answer, claims=(Claim("50 schools, say Officials", (1,)),)), library)
    assert checked.claims[0].supported
    assert {(c.kind, c.value, c.found) for c in checked.claims[0].checks} == {
        ("name", "Officials", True),
        ("number", "50", True),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"quote": "Officials closed 60 schools."},
        {"start": 0},
        {"end": 1000},
        {"version": 2},
        {"article": "nobody"},
        {"quote": "", "start": 0, "end": 0},
    ],
)
def test_a_quote_that_is_not_there_is_not_shown(
    answer: Answer, library: Library, change: dict[str, object]
) -> None:
    citation = replace(answer.citations[0], **change)  # type: ignore[arg-type]
    checked = verify(replace(answer, citations=(citation,)), library)
    assert (checked.verdict, checked.claims, checked.citations) == ("not_found", (), ())
    assert "not shown" in checked.message


@pytest.mark.parametrize("text", ["Officials closed 51 schools.", "Mayor Chan closed 50 schools."])
def test_a_claim_with_a_number_or_name_of_its_own_is_not_shown(
    answer: Answer, library: Library, text: str
) -> None:
    assert verify(replace(answer, claims=(Claim(text, (1,)),)), library).is_abstained


def test_what_holds_stays_when_the_rest_falls(answer: Answer, library: Library) -> None:
    claims = (
        Claim("Officials closed 99 schools.", (1,)),
        answer.claims[0],
        Claim("No source.", ()),
    )
    checked = verify(replace(answer, claims=claims), library)
    assert [claim.text for claim in checked.claims] == ["Officials closed 50 schools."]
    assert [citation.number for citation in checked.citations] == [1]


def test_a_removed_article_is_quoted_no_more(answer: Answer, library: Library) -> None:
    library.remove(answer.citations[0].article)
    assert verify(answer, library).is_abstained


def test_a_refusal_passes_as_it_is(library: Library) -> None:
    refusal = Answer("q", asked_as="q", verdict="not_found", message="No.")
    assert verify(refusal, library) == refusal
