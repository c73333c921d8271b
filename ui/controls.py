"""What can be done with an answer: ask it in other words, take it away, say whether it is good."""

from typing import TYPE_CHECKING

from ui.pieces import Node, node

if TYPE_CHECKING:
    from ui.chats import Feedback

MAX_NOTE = 2_000  # characters, as ui/chats.py keeps of a note
MAX_QUESTION = 2_000  # characters, as rag/question.py takes of a question
FORMATS = (("docx", "Word"), ("md", "Markdown"))
REASONS = (  # as ui/chats.py names them, and as people say it
    ("wrong", "Wrong"),
    ("source does not say this", "The source does not say this"),
    ("out of date", "Out of date"),
    ("missing", "Something is missing"),
)


def asked_as_node(asked_as: str, *, turn: int) -> Node:
    """The question as it was understood, on a button that lets it be put in other words."""
    return node(
        "div",
        node(
            "button",
            "Asked as: ",
            node("span", asked_as),
            look="asked",
            opens="rewrite",
            label=f"Asked as: {asked_as} Change the question",
        ),
        node(
            "form",
            node(
                "label",
                node("span", "Ask instead"),
                node("input", field="question", value=asked_as, most=MAX_QUESTION),
            ),
            _sending_node("Send"),
            name="rewrite",
            look="fold",
            act={"do": "rewrite", "turn": turn},
        ),
    )


def controls_node(
    *, turn: int, copied: str, rating: "Feedback | None" = None, can_rate: bool = True
) -> Node:
    """The row under an answer: copy, export, and two thumbs; what they open stands below it.

    What is kept nowhere cannot be rated: there are no thumbs.
    """
    is_good = rating is not None and rating.is_good
    is_bad = rating is not None and not rating.is_good
    undo = {"do": "unrate", "turn": turn}
    good = {"do": "rate", "turn": turn, "is_good": True, "reason": None, "note": ""}
    return node(
        "div",
        node(
            "div",
            node("button", "Copy with sources", look="plain", copy=copied) if copied else None,
            node("button", "Export", look="plain", opens="export"),
            node("button", label="Good answer", look="thumb up", is_pressed=is_good,
                 act=undo if is_good else good) if can_rate else None,
            node("button", label="Something is wrong", look="thumb down", is_pressed=is_bad,
                 opens="rate") if can_rate else None,
            look="row",
        ),
        node(
            "div",
            node("span", "As a file:", look="quiet"),
            *(
                node("button", words, look="plain", closes=True,
                     act={"do": "export", "turn": turn, "format": form})
                for form, words in FORMATS
            ),
            name="export",
            look="fold row",
            role="group",
            label="Export this answer",
        ),
        _reasons_node(turn, rating if is_bad else None) if can_rate else None,
        _given_node(rating, undo) if is_bad else None,
        look="controls",
    )  # fmt: skip


def _reasons_node(turn: int, given: "Feedback | None") -> Node:
    """The four reasons and a note, sent together; as they were given, where they were."""
    reason, note = (given.reason, given.note) if given else (None, "")
    return node(
        "form",
        node(
            "fieldset",
            node("legend", "What is wrong with this answer?"),
            *(
                node(
                    "label",
                    node("input", kind="radio", field="reason", value=value,
                         is_checked=value == reason),
                    node("span", words),
                )
                for value, words in REASONS
            ),
        ),
        node("label", node("span", "Note (optional)"),
             node("input", field="note", value=note, most=MAX_NOTE)),
        _sending_node("Send"),
        name="rate",
        look="fold",
        act={"do": "rate", "turn": turn, "is_good": False, "reason": None, "note": ""},
    )  # fmt: skip


def _sending_node(words: str) -> Node:
    return node(
        "div",
        node("button", words, look="main", submits=True),
        node("button", "Cancel", look="plain", closes=True),
        look="row",
    )


def _given_node(given: "Feedback | None", undo: dict[str, object]) -> Node | None:
    if given is None:
        return None
    said = dict(REASONS).get(given.reason or "", "Something is wrong")
    return node(
        "p",
        f"You said: {said}.",
        f" “{given.note}”" if given.note else None,
        " ",
        node("button", "Take it back", look="plain", act=undo),
        look="quiet given",
    )
