"""The head of the library page: what is in the library, in a few lines and a small chart."""

from collections.abc import Callable

import streamlit as st

from rag.settings import Settings
from ui import shelf_adding
from ui.dates import zone_of
from ui.pieces import Act, node, piece
from ui.shelf import Shelf, publishers, timeline
from ui.shelf_nodes import NAMED, period_in_words, publishers_node, summary_node, timeline_in_words

_LEAST = 3  # articles: fewer are told in words
_FEW = 12  # bars of 24 pixels, which fit at 390


def draw_summary(settings: Settings, shelf: Shelf, *, on_act: Callable[[Act], None]) -> None:
    """How much there is, of when, and a small chart of it."""
    moment = shelf_adding.last_indexed(settings)
    indexed = moment.astimezone(zone_of(st.context.timezone)) if moment else None
    piece(summary_node(shelf.articles, indexed=indexed), key="library_summary", on_act=on_act)
    if len(publishers(shelf.articles)) > NAMED:
        with st.expander("All publishers"):
            piece(publishers_node(shelf.articles), key="library_publishers", on_act=on_act)
    found = timeline(shelf.articles)
    if found is None or len(found.counts) < 2 or len(shelf.articles) - found.undated < _LEAST:
        return
    words = timeline_in_words(found)
    bars = [{"when": _label(when), "articles": count} for when, count in found.counts]
    st.vega_lite_chart(
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "tooltip": True, "color": _colour()} | _width(len(bars)),
            "encoding": {
                "x": {
                    "field": "when",
                    "type": "ordinal",
                    "sort": None,  # as they come: in time
                    "title": None,
                    "axis": {"labelOverlap": "greedy", "labelAngle": 0},
                },
                "y": {
                    "field": "articles",
                    "type": "quantitative",
                    "title": None,
                    "axis": {"tickCount": 3, "format": ",d", "tickMinStep": 1},
                },
            },
        },
        height=120,
        alt=words,
    )
    piece(node("p", words, look="quiet"), key="library_chart_words", on_act=on_act)


def _colour() -> str:
    """The colour of the theme that is shown."""
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    return str(st.get_option(f"theme.{scheme}.primaryColor") or "#1f5673")


def _width(bars: int) -> dict[str, int]:
    """A few bars are not to be slabs; many take the room there is."""
    return {"size": 24} if bars <= _FEW else {}


def _label(period: str) -> str:
    """The period in as few letters as can be read: "Feb 2026"."""
    month, _, year = period_in_words(period).partition(" ")
    return f"{month[:3]} {year}" if "-" in period else period
