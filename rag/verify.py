"""Is each quote real, and does it support its claim? What is not, is not shown."""

from dataclasses import replace

from corpus.library import Library

from .answer import Answer, Check, Citation, Claim
from .facts import holds, names, numbers


def verify(answer: Answer, library: Library) -> Answer:
    """The answer with its checks, less every claim and citation that does not hold.

    A citation holds if its article is in the library in that version and says the quote, word for
    word, from `start` to `end`. A claim holds if it has a citation and every name and number in
    it stands in the quotes it cites. An answer that loses all its claims becomes `not_found`.
    """
    real = {
        citation.number: citation for citation in answer.citations if _is_real(citation, library)
    }
    checked = [
        _checked(claim, [real[number] for number in claim.citations if number in real])
        for claim in answer.claims
    ]
    claims = tuple(claim for claim in checked if claim.supported)
    used = {number for claim in claims for number in claim.citations}
    citations = tuple(citation for number, citation in real.items() if number in used)
    if answer.claims and not claims:
        message = "What was found could not be traced to the articles, so it is not shown."
        return replace(answer, verdict="not_found", claims=(), citations=(), message=message)
    return replace(answer, claims=claims, citations=citations)


def _is_real(citation: Citation, library: Library) -> bool:
    text = library.text(citation.article, citation.version)
    return text is not None and text[citation.start : citation.end] == citation.quote != ""


def _checked(claim: Claim, citations: list[Citation]) -> Claim:
    quotes = " ".join(citation.quote for citation in citations)
    checks = [Check("name", name, holds(quotes, name)) for name in names(claim.text)]
    checks += [Check("number", number, holds(quotes, number)) for number in numbers(claim.text)]
    return replace(
        claim,
        citations=tuple(citation.number for citation in citations),
        checks=tuple(checks),
        supported=bool(citations) and all(check.found for check in checks),
    )
