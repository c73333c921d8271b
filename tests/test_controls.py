"""What can be done with an answer: ask it in other words, take it away, say whether it is good."""

from dataclasses import replace
from typing import Any, get_args

from tests.test_draw import TWO, drawn_answer, every, words
from ui.chats import MAX_NOTE, Feedback, Reason
from ui.controls import MAX_NOTE as MOST


def thumb(name: str, rating: Feedback | None = None) -> dict[str, Any]:
    buttons = every(drawn_answer(TWO, ratings={0: rating} if rating else {}), "button")
    return next(button for button in buttons if button.get("label") == name)


class TestControls:
    def test_the_question_as_understood_can_be_changed(self) -> None:
        node = drawn_answer(replace(TWO, asked_as="When did the tunnel open?"))
        (chip,) = [b for b in every(node, "button") if b.get("look") == "asked"]
        form = next(f for f in every(node, "form") if f["name"] == chip["opens"])
        assert form["act"] == {"do": "rewrite", "turn": 0}
        (field,) = every(form, "input")
        assert (field["field"], field["value"]) == ("question", "When did the tunnel open?")

    def test_a_good_answer_is_said_to_be_with_one_click_and_so_taken_back(self) -> None:
        rate = {"do": "rate", "turn": 0, "is_good": True, "reason": None, "note": ""}
        assert thumb("Good answer")["act"] == rate
        assert thumb("Good answer")["is_pressed"] is False
        given = thumb("Good answer", Feedback(True))
        assert (given["act"], given["is_pressed"]) == ({"do": "unrate", "turn": 0}, True)

    def test_what_is_wrong_is_asked_for_and_shown(self) -> None:
        form = next(f for f in every(drawn_answer(TWO), "form") if f["name"] == "rate")
        assert form["act"]["reason"] is None
        reasons = [i["value"] for i in every(form, "input") if i.get("kind") == "radio"]
        assert reasons == list(get_args(Reason))
        node = drawn_answer(TWO, ratings={0: Feedback(False, "out of date", "It is <b>old</b>.")})
        assert "You said: Out of date. “It is <b>old</b>.” Take it back" in words(node)
        assert [i["value"] for i in every(node, "input") if i.get("is_checked")] == ["out of date"]
        assert thumb("Something is wrong", Feedback(False))["is_pressed"] is True

    def test_a_note_may_be_as_long_as_is_kept(self) -> None:
        assert MOST == MAX_NOTE

    def test_both_kinds_of_file(self) -> None:
        acts = [b["act"] for b in every(drawn_answer(TWO), "button") if "act" in b]
        assert [a["format"] for a in acts if a["do"] == "export"] == ["docx", "md"]

    def test_every_control_has_a_name(self) -> None:
        node = drawn_answer(replace(TWO, asked_as="x"), ratings={0: Feedback(False, None, "n")})
        assert all(b.get("label") or words(b) for b in every(node, "button"))
        labelled = [i for label in every(node, "label") for i in every(label, "input")]
        assert labelled == every(node, "input")
