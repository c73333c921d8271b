"""Several questions in one: taken apart, asked one by one, and put together again."""

import pytest

from rag.answer import MAX_WORDS, Answer, Citation, Claim
from rag.several import Found, split
from rag.several import together as join
from rag.when import When

SIGNED = "Ana and Bo signed a pact on cork."
DATED = "It was signed on 3 May 2024."


def cited(number: int, quote: str, start: int = 0) -> Citation:
    return Citation(
        number, "a", 1, "a.txt", ("a.txt",), None, None, None, quote, start, start + len(quote)
    )


def answered(
    *quotes: str, message: str = "", text: str = "", missing: tuple[str, ...] = ()
) -> Answer:
    """An answer of these sentences, each at a place of its own."""
    return Answer(
        "q",
        "q",
        "partial" if missing else "answered",
        tuple(Claim(text or quote, (n,)) for n, quote in enumerate(quotes, start=1)),
        tuple(cited(n, quote, start=len(quote)) for n, quote in enumerate(quotes, start=1)),
        missing=missing,
        message=message,
        probability=0.5 + len(quotes) / 10,
    )


def together(
    question: str, asked_as: str, parts: list[str], answers: list[Answer]
) -> Answer | None:
    """What is made of the answers to the parts."""
    founds = [Found(one, (), When(), ("a note",), {"read": 0.5}) for one in answers]
    joined = join(question, asked_as, parts, founds)
    if joined is None:
        return None
    assert (joined.notes, joined.seconds) == (("a note",), {"read": 0.5 * len(answers)})
    return joined.answer


REFUSED = Answer("q", "q", "not_found", message="The articles do not answer this.")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What did Ana and Bo sign, and when?", ["What did Ana and Bo sign", "when"]),
        ("Who built the dam and who owns it?", ["Who built the dam", "who owns it"]),
        ("when was it formed and why", ["when was it formed", "why"]),
        ("Why did it fail? Who paid?", ["Why did it fail", "Who paid"]),
        ("Who found it and in what year?", ["Who found it", "in what year"]),
        ("What is it, who made it, and for how much?",
         ["What is it, who made it", "for how much"]),  # a comma alone may join anything
        ("Is it open? When does it close?", ["Is it open", "When does it close"]),
        ("In 2014, who led it and by whom was it paid?",
         ["In 2014, who led it", "by whom was it paid"]),
    ],
)  # fmt: skip
def test_each_question_in_its_own_words(question: str, parts: list[str]) -> None:
    assert split(question) == tuple(parts)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "When?",
        "What did Ana and Bo sign?",
        "When and where was it signed?",
        "Who decides when and where to meet?",
        "The fund supports women, men, and who else?",
        "Insects use sound and what other means?",
        "What system tells the probe where to go and what to do?",
        "What did he explain and how it would change?",
        "Dogs were bred from hunters and what?",
        "Who signed? and ? when",
        "What is it and who made it and when and why?",  # four: a list
        'Who wrote "Who Governs? A Study of Power"?',
        "Who is the president and who is the vice president of the Macau Federation?",
        "What does the city that signed and which attracted 500 firms promote?",
        "What happens to workers who resign and who are fired?",
    ],
)
def test_what_is_one_question_stays_one(question: str) -> None:
    assert split(question) == (question,)


def test_the_answers_stand_together_with_their_citations() -> None:
    found = together("q", "Q", ["What", "when"], [answered(SIGNED), answered(DATED)])
    assert found is not None
    assert (found.verdict, found.missing, found.asked_as) == ("answered", (), "Q")
    assert found.text == f"{SIGNED} [1] {DATED} [2]"
    assert [one.quote for one in found.citations] == [SIGNED, DATED]
    assert found.probability == 0.6


def test_what_has_no_answer_is_named() -> None:
    parts = ["What", "when", "who"]
    found = together("q", "q", parts, [answered(SIGNED, missing=("Bo",)), REFUSED, REFUSED])
    assert found is not None
    assert (found.verdict, found.missing) == ("partial", ("Bo", "when", "who"))
    found = together("q", "q", parts[:2], [REFUSED, answered(DATED)])
    assert found is not None
    assert (found.missing, found.text) == (("What",), f"{DATED} [1]")
    assert together("q", "q", parts, [REFUSED, REFUSED, REFUSED]) is None


def test_a_part_that_takes_something_false_for_granted_has_no_answer() -> None:
    wrong = Answer("q", "q", "false_premise", message="No article says this.")
    assert together("q", "q", ["What", "when"], [wrong, wrong]) is None
    for answers, left in (([answered(SIGNED), wrong], "when"), ([wrong, answered(DATED)], "What")):
        found = together("q", "q", ["What", "when"], answers)
        assert found is not None
        assert (found.verdict, found.missing) == ("partial", (left,))


def test_a_sentence_that_answers_both_stands_once_and_whole() -> None:
    short = answered(SIGNED, text="Ana and Bo signed a pact …")
    found = together("q", "q", ["What", "on what"], [short, answered(SIGNED)])
    assert found is not None
    assert found.text == f"{SIGNED} [1]"
    assert len(found.citations) == 1


def test_the_messages_must_fit_all() -> None:
    yes, argued = answered(SIGNED, message="Yes."), answered(DATED, message="Ana Li argues:")
    plain, differing = answered(DATED), answered(DATED, message="The articles differ:")
    told = [
        found.message if (found := together("q", "q", ["a", "b"], pair)) else None
        for pair in (
            [yes, plain], [answered(SIGNED), argued], [argued, argued], [plain, yes],
            [answered(SIGNED), differing],
        )
    ]  # fmt: skip
    assert told == ["Yes.", "Partly opinion:", "Ana Li argues:", None, None]
    other = together("q", "q", ["a", "b"], [argued, answered(SIGNED, message="Bo Ek argues:")])
    assert other is not None
    assert other.message == "Opinion pieces argue:"


def test_no_more_words_than_an_answer_has() -> None:
    long, longer = "word " * 50, "other " * 50
    assert together("q", "q", ["a", "b"], [answered(long), answered(longer)]) is None
    several = answered(*(f"{n} " + "word " * 12 for n in range(5)))
    found = together("q", "q", ["a", "b"], [several, answered("other " * 30)])
    assert found is not None
    assert len(found.text.split()) <= MAX_WORDS
    assert found.claims[-1].text.startswith("other")
    assert [one.number for one in found.citations] == list(range(1, len(found.citations) + 1))
