import random

import pytest

from rag.premise.opposites import PAIRS, forms
from rag.premise.premise import Premise, Thresholds
from rag.premise.premises import Outcome, fit_thresholds, rates, table
from rag.premise.saying import said
from rag.premise.swaps import Asked, Changed, alike, breaks, changed, names_of, profiles
from tests.test_premise import PACT, reading

CONTEXT = "In 1912 the larger port of Ovar sold 40 ships to traders in Lisbon."
ELSEWHERE = [f"It rained in {place} and in {place} again." for place in ("Ovar", "Porto")] * 9


def asked(question: str, *answers: str) -> Asked:
    return Asked("Ovar", CONTEXT, question, answers or ("traders",))


def changes(question: str, *answers: str) -> list[Changed]:
    texts = [CONTEXT, *ELSEWHERE]
    names_by = {"Ovar": ["Porto", "Ovar"]}
    one = asked(question, *answers)
    return [*changed(one, random.Random(0), names_by=names_by, around=profiles(texts))]


@pytest.mark.parametrize(
    ("question", "kind", "before"),
    [
        ("Who bought the 40 ships of the port?", "number", "40"),
        ("Who bought ships of the port in 1912?", "date", "1912"),
        ("Who bought ships of the larger port?", "relation", "larger"),
        ("Who bought ships of the port in Ovar?", "name", "Ovar"),
    ],
)
def test_one_element_is_swapped(question: str, kind: str, before: str) -> None:
    (change,) = [one for one in changes(question) if one.kind == kind and one.after != "not "]
    assert change.before == before
    assert change.question == question.replace(before, change.after) != question
    assert change.after.lower() not in CONTEXT.lower()


def test_the_answer_is_never_swapped() -> None:
    assert not {"40"} & {one.before for one in changes("Were the 40 ships sold?", "40 ships")}


def test_what_another_passage_makes_true_is_not_broken() -> None:
    question = "Who sold ships of the larger port in Ovar?"
    change = Changed(asked(question), "name", "Ovar", "Porto", question.replace("Ovar", "Porto"))
    assert breaks(change, [said("It rained in Porto.")])
    assert not breaks(change, [said("They sold ships of the larger port of Porto.")])


def test_names_are_alike_by_the_words_around_them() -> None:
    around = profiles([*ELSEWHERE, "Mr Lee said so."])
    assert alike(around["Ovar"], around["Porto"]) > alike(around["Ovar"], around["Lee"])
    assert "Ovar" not in names_of([CONTEXT], {"ovar"})


def test_verbs_are_turned_in_their_form() -> None:
    assert ("bought", "sold") in [*forms("buy", "sell")]
    assert all(pair.count("/") == 1 for pair in PAIRS.split())


def test_thresholds_catch_without_false_alarms() -> None:
    one = Changed(asked("true?"), "name", "a", "b", "false?")
    two = Changed(asked("doubted?"), "date", "a", "b", "wrong?")

    def outcome(fault: str, covered: float) -> Outcome:
        found = Premise("name", "a", None, reading(PACT), fault, covered)  # type: ignore[arg-type]
        return Outcome(True, (found,))

    outcomes = {
        "true?": Outcome(True, ()),
        "false?": outcome("absent", 0.9),
        "doubted?": outcome("distant", 0.9),
        "wrong?": outcome("distant", 0.8),
    }
    fitted = fit_thresholds([one, two], outcomes)
    assert fitted.absent <= 0.9
    assert fitted.distant > 0.9  # it would refuse the question that is true
    assert rates([one, two], outcomes, fitted) == (0.5, 0.0, 0.0)
    assert len(table([one, two], outcomes, Thresholds())) == 3
