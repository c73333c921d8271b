"""An answer on a page: claims with their markers, the sources under them, refusals, errors.

Pure functions from our nouns to nodes; `ui/pieces.py` puts nodes on the page.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Claim, Turn
from ui.chips import chip_node, closest_node, newest_node, sources_node
from ui.controls import asked_as_node, controls_node
from ui.dates import date_in_words
from ui.pieces import Node, node
from ui.references import NOT_TOLD, Cited, Find, copy_of, is_told, look_up, message_of

if TYPE_CHECKING:
    from ui.chats import Feedback

CHECKING = "Being checked. What the articles do not say is taken out."


def answer_node(
    turn: Turn,
    *,
    number: int,
    find: Find,
    ratings: "Mapping[int, Feedback] | None" = None,
    today: date | None = None,
) -> Node:
    """What the articles say to a question, or that they do not, with buttons to the sources.

    With `today` each marker shows the age of its source. `ratings` is what was thought of the
    turns, by their number; None where nothing is kept, and there is no rating.
    """
    answer = turn.answer
    if answer is None:
        return node("p", "This question has no answer yet.", look="quiet")
    # `answer.question` is on one line already: odd white space alone is nothing to tell.
    is_rewritten = answer.asked_as.strip() != answer.question.strip()
    cited = look_up(answer.citations, find)
    message = message_of(answer, cited)
    return node(
        "div",
        asked_as_node(answer.asked_as, turn=number) if is_rewritten else None,
        node("p", message, look="message") if message else None,
        *(
            _claim_node(claim, cited, turn=number, today=today, is_one=len(answer.claims) == 1)
            for claim in answer.claims
        ),
        _checks_node(answer, cited, message),
        *(_missing_node(part) for part in answer.missing),
        *(node("p", note, look="quiet") for note in answer.notes),
        newest_node(answer, cited),
        sources_node(cited, turn=number) if cited else None,
        closest_node(answer.closest, find) if answer.closest else None,
        controls_node(
            turn=number,
            copied=copy_of(answer.claims, cited, message=message) if cited else "",
            rating=ratings.get(number) if ratings else None,
            can_rate=ratings is not None,
        ),
        look=_LOOKS.get(answer.verdict, "answer"),
    )


def settled_node(answer: Answer) -> Node:
    """The sentences that are checked, of an answer that is still being written: nothing to press,
    since a click would begin it again.
    """
    claims = (
        node("p", claim.text, *(node("span", f" [{n}]", look="number") for n in claim.citations),
             look="claim")
        for claim in answer.claims
    )  # fmt: skip
    return node("div", *claims, look="answer")


def checking_node() -> Node:
    """What stands above words that are no answer yet."""
    return node("p", CHECKING, look="quiet checking")


def stopped_node() -> Node:
    """What is said in the place of an answer that was stopped before any of it was there."""
    return node(
        "div",
        node("p", "Stopped before there was an answer.", look="quiet"),
        node("button", "Ask it again", look="plain", act={"do": "again"}),
        look="answer",
    )


def question_node(question: str) -> Node:
    """A question as it was typed."""
    return node("p", question, look="question")


def problem_node(error: UserError) -> Node:
    """What went wrong and what to do about it, announced to screen readers."""
    return node(
        "div", node("p", node("strong", error.what)), node("p", error.mend),
        look="problem", role="alert",
    )  # fmt: skip


def in_articles(count: int) -> str:
    """A number of articles in words: "1 article", "2,000 articles"."""
    return f"{count:,} article{'s' if count != 1 else ''}"


def welcome_node(articles: Sequence[Article]) -> Node:
    """What this page does, and what it knows."""
    newest = max((a.published for a in articles if a.published), default=None)
    count = f"{in_articles(len(articles))} in the library"
    about = f"{count}, the newest from {date_in_words(newest)}." if newest else f"{count}."
    return node(
        "section",
        node("h1", "Ask your articles"),
        node("p", "Every answer comes with the exact sentence it was found in.", look="lead"),
        node("p", about, look="quiet"),
        look="welcome",
    )


def suggestions_node(suggestions: Sequence[str]) -> Node:
    """A few questions to begin with, each as a button that asks it."""
    asks = (
        node("li", node("button", question, look="ask", act={"do": "ask", "question": question}))
        for question in suggestions
    )
    return node("section", node("h2", "Questions to begin with"), node("ul", *asks, look="asks"))


def empty_node() -> Node:
    """What to do first, where the library has no articles yet."""
    return node(
        "section",
        node("h1", "Your library is empty"),
        node("p", "Load the sample articles to look around, or add your own.", look="lead"),
        node("p", "In a terminal, with the file or folder in place of PATH:", look="quiet"),
        look="welcome",
    )


_LOOKS = {"not_found": "refusal", "false_premise": "answer premise"}


def _claim_node(
    claim: Claim, cited: Mapping[int, Cited], *, turn: int, today: date | None, is_one: bool
) -> Node:
    """A claim with its markers; its own copy button, unless it is all that there is to copy."""
    known = [cited[number] for number in claim.citations if number in cited]
    chips = (chip_node(one, turn=turn, today=today) for one in known)
    if not is_told(claim, cited):
        return node("p", node("span", NOT_TOLD, look="quiet"), *chips, look="claim")
    start, end = claim.highlight or (0, 0)
    return node(
        "p",
        claim.text[:start],
        node("strong", claim.text[start:end]) if start < end else None,
        claim.text[end:],
        *chips,
        None
        if is_one
        else node(
            "button",
            "Copy",
            look="plain copy",
            label="Copy this sentence with its source",
            copy=copy_of([claim], cited),
        ),
        look="claim",
    )


def _checks_node(answer: Answer, cited: Mapping[int, Cited], message: str) -> Node | None:
    """What the question names and its sources do not say, beside what they do; None for nothing.

    What the message speaks of is said there.
    """
    found: dict[str, bool] = {}
    for claim in answer.claims:
        for check in claim.checks if is_told(claim, cited) else ():
            found[check.value] = found.get(check.value, False) or check.found
    found = {value: is_found for value, is_found in found.items() if f"“{value}”" not in message}
    present = ", ".join(f"“{value}”" for value, is_found in found.items() if is_found)
    absent = ", ".join(f"“{value}”" for value, is_found in found.items() if not is_found)
    if not absent and not (present and answer.verdict == "false_premise"):
        return None
    is_one = len(cited) == 1
    source, says, does = ("The source", "says", "does") if is_one else ("The sources", "say", "do")
    if not absent:
        return node("p", f"{source} {does} say {present}.", look="quiet")
    first = f"{source} {says} {present}, but {does}" if present else f"{source} {does}"
    return node("p", f"{first} not say {absent}.", look="quiet")


def _missing_node(part: str) -> Node:
    return node("p", node("strong", "Not found in the articles: "), part, look="message")
