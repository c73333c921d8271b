"""Pieces of the page that are drawn in the browser, node by node, with text that stays text.

Markdown and HTML would let the words of an article fetch, link or run something, so whatever
comes from an article, a question or a setting is sent as a tree of nodes, and `pieces.js`
builds it with createElement and textContent. A node may also carry an `act`: a button that
sends it back to Python, where the page decides what it means.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

Node = str | dict[str, Any]  # text, or a tag with its options and children
Act = dict[str, Any]  # for example {"do": "cite", "turn": 0, "number": 1}

# Control characters but for tabs and line ends, marks that turn the direction of text around, and
# tag characters, which hold words that nobody sees.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


def node(tag: str, *children: Node | None, **options: Any) -> Node:
    """One node; a child that is None is left out, and so is an option that is None.

    Options: `look` (CSS classes), `label` (accessible name), `role`, `act` (what a click or a form
    sends), `tip` (a node shown on hover and focus), `copy` (what a click puts on the clipboard).
    A node with a `name` is hidden until the button that `opens` it is pressed, and again when one
    in it that `closes` it is; `is_pressed` shows a button as chosen, `submits` sends its form.
    An `input` has a `field` (its name in the act), a `kind` ("radio"; text without), a `value`,
    `is_checked` and `most` (characters). An `a` has a `href`, which ui/links.py has decided on.
    To a tree that is `newest` the page scrolls, once.

    >>> node("p", "See ", node("strong", "this"), look="claim")
    {'tag': 'p', 'look': 'claim', 'children': ['See ', {'tag': 'strong', 'children': ['this']}]}
    """
    drawn = [text(child) if isinstance(child, str) else child for child in children if child]
    kept = {
        name: text(value) if isinstance(value, str) else value for name, value in options.items()
    }
    return {"tag": tag} | {n: v for n, v in kept.items() if v is not None} | {"children": drawn}


def text(words: str) -> str:
    r"""The words in a form that can be shown beside others.

    Half of a surrogate pair cannot be sent, and becomes a question mark. Control and tag characters
    go, and so do marks that turn the direction of text around: they would turn what follows too.

    >>> text("\ud83d \u202egnp.exe")
    '? gnp.exe'
    """
    return _UNSEEN.sub("", words.encode("utf-8", "replace").decode("utf-8"))


def piece(
    tree: Node,
    *,
    key: str,
    on_act: Callable[[Act], None],
    reveal: str | None = None,
    said: str | None = None,
) -> None:
    """Puts the tree on the page; an act that is sent goes to `on_act` before the next drawing.

    With `reveal` the piece is a panel beside the page: it takes the focus and scrolls to its
    mark whenever `reveal` changes, and Escape sends {"do": "close"}. Screen readers say `said`
    when it appears. The page scrolls to a tree that is the newest, once.
    """

    def act() -> None:
        sent = streamlit.session_state[key].get("act")
        if isinstance(sent, dict):
            on_act(sent)

    said = text(said) if said else None
    data = {"tree": tree, "reveal": reveal, "said": said}
    _renderer()(key=key, data=data, on_act_change=act)


@cache
def _renderer() -> "ComponentRenderer":
    """The component that draws trees, registered once for the whole program."""
    folder = Path(__file__).parent
    return streamlit.components.v2.component(
        "footnote_piece",
        css="".join((folder / f"{n}.css").read_text(encoding="utf-8") for n in ("pieces", "shelf")),
        js=(folder / "pieces.js").read_text(encoding="utf-8"),
    )
