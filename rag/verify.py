"""Is each quote real, and does it support its claim? What is not, is not shown."""

from dataclasses import replace

from corpus.library import Library

from .answer import Answer, Check, Citation, Claim
from .facts import holds_name, holds_number, names, numbers
from .shorten import holds_words


def verify(answer: Answer, library: Library) -> Answer:
    """The answer with its checks, less every claim and citation that does not hold.

    A claim brings checks of what the question names; those of what it says itself, where it is in
    words of its own, are added here. A citation holds if its article is in the library in that
    version and says the quote, word for word, from `start` to `end`. A claim holds if it has a
    citation and every name and number in it stands in the quotes it cites. What is left is
    numbered from 1 again. An answer that loses all its claims becomes `not_found`.
    """
    real = {
        citation.number: citation for citation in answer.citations if _is_real(citation, library)
    }
    checked = [
        _checked(claim, [real[number] for number in claim.citations if number in real])
        for claim in answer.claims
    ]
    kept = [claim for claim in checked if claim.supported]
    if answer.claims and not kept:
        message = "What was found could not be traced to the articles, so it is not shown."
        return replace(
            answer, verdict="not_found", claims=(), citations=(), missing=(), message=message
        )
    used = dict.fromkeys(number for claim in kept for number in claim.citations)
    renumbered = {old: new for new, old in enumerate(used, start=1)}
    return replace(
        answer,
        claims=tuple(
            replace(claim, citations=tuple(renumbered[number] for number in claim.citations))
            for claim in kept
        ),
        citations=tuple(replace(real[old], number=new) for old, new in renumbered.items()),
    )


def _is_real(citation: Citation, library: Library) -> bool:
    article = library.get(citation.article, citation.version)  # without a text if it is damaged
    return article is not None and (
        article.text[citation.start : citation.end] == citation.quote != ""
    )


def _checked(claim: Claim, citations: list[Citation]) -> Claim:
    each = [" ".join(citation.quote.split()) for citation in citations]
    quotes = " ".join(each)
    if any(
        holds_words(quote, claim.text) for quote in each
    ):  # said in the articles' own words: there is nothing more to check
        own: tuple[Check, ...] = ()
    else:
        own = (
            *(Check("name", name, holds_name(quotes, name)) for name in names(claim.text)),
            *(Check("number", n, holds_number(quotes, n)) for n in numbers(claim.text)),
        )
    return replace(
        claim,
        citations=tuple(citation.number for citation in citations),
        checks=(*claim.checks, *own),
        supported=bool(citations) and all(check.found for check in own),
    )
