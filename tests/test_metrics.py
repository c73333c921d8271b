from dataclasses import replace

from rag.answer import Answer, Citation, Claim
from rag.metrics import Question, quantile, score

ASKED = Question("q", "What was signed?", "fact", ("50 projects",), "a.txt", "50 projects")
QUOTE = Citation(
    1,
    "id",
    1,
    "a.txt",
    ("a.txt",),
    None,
    None,
    None,
    quote="They signed 50\nprojects.",
    start=0,
    end=24,
)
RIGHT = Answer(
    ASKED.question,
    asked_as=ASKED.question,
    verdict="answered",
    claims=(Claim("They signed 50 projects.", (1,)),),
    citations=(QUOTE,),
)


def test_a_right_answer_is_found_short_and_cited() -> None:
    one = score(ASKED, RIGHT)
    assert (one.is_right, one.is_found, one.is_short, one.is_cited, one.words) == (
        True, True, True, True, 5,
    )  # fmt: skip


def test_each_fault_alone_makes_it_wrong() -> None:
    other = replace(RIGHT, citations=(replace(QUOTE, source="b.txt"),))
    beside = replace(RIGHT, citations=(replace(QUOTE, quote="They met."),))
    endless = replace(RIGHT, citations=(replace(QUOTE, quote="50 projects " * 41),))
    seventh = replace(RIGHT, citations=(*[replace(QUOTE, quote="They met.")] * 6, QUOTE))
    vague = replace(RIGHT, claims=(Claim("They signed much.", (1,)),))
    long = replace(RIGHT, claims=(Claim("50 projects " + "word " * 79, (1,)),))
    refused = replace(RIGHT, verdict="not_found")
    for wrong in (other, beside, endless, seventh, vague, long, refused):
        assert not score(ASKED, wrong).is_right


def test_a_question_without_an_answer_wants_a_refusal() -> None:
    none = Question("n", "Who?", "none")
    assert not score(none, RIGHT).is_right
    assert score(none, replace(RIGHT, verdict="not_found")).is_right
    assert score(none, replace(RIGHT, verdict="false_premise")).is_right
    assert not score(none, replace(RIGHT, verdict="partial")).is_right


def test_quantiles_by_nearest_rank() -> None:
    assert quantile([5.0, 1.0, 3.0], 0.95) == 5.0
    assert quantile([5.0, 1.0, 3.0], 0.0) == 1.0
