"""Only some publishers, only some dates: filters that stay in the address.

The address is what counts: `?from=The+Post&since=2025-05-01`. The controls show what it says, and
change it; what makes no sense in it is left out and said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from corpus.errors import UserError
from rag.narrow import EVERYTHING, Narrowing
from ui.dates import date_in_words
from ui.pieces import text

NAMES = ("from", "since", "until")  # in the address
FIRST, LAST = date(1800, 1, 1), date(2100, 12, 31)  # as far as the calendar of the controls goes


@dataclass(frozen=True)
class Filters:
    """What the address asks for, and what of it could not be used."""

    narrowing: Narrowing = EVERYTHING
    ignored: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.narrowing or self.ignored)


def filters_in(address: Mapping[str, Sequence[str]], publishers: Sequence[str]) -> Filters:
    """The filters that an address asks for; a publisher must be one of the library's.

    >>> filters_in({"from": ["the post", "Nobody"], "since": ["2025"]}, ["The Post"])
    ... # doctest: +NORMALIZE_WHITESPACE
    Filters(narrowing=Narrowing(publishers=('The Post',), since='2025-01-01', until=None),
            ignored=('Nobody',))
    """
    known = {name.casefold(): name for name in publishers}
    wanted = [word for word in address.get("from", ()) if word]
    ignored = [name for name in wanted if name.casefold() not in known]
    chosen = tuple(dict.fromkeys(known[n.casefold()] for n in wanted if n.casefold() in known))
    since = until = None
    for name in ("since", "until"):
        for word in [word for word in address.get(name, ()) if word][-1:]:
            try:
                if name == "since":
                    since = _within(Narrowing.parse(since=word).since)
                else:
                    until = _within(Narrowing.parse(since=since, until=word).until)
            except (UserError, ValueError):  # no date, or an end before the beginning
                ignored.append(word)
    return Filters(Narrowing(chosen, since, until), tuple(ignored))


def in_words(narrowing: Narrowing) -> str:
    """Which articles may answer, for example "by The Post, from 1 May 2025 on".

    >>> in_words(Narrowing(("SCMP", "The Post"), "2025-05-01", "2025-06-30"))
    'by SCMP or The Post, from 1 May 2025 to 30 June 2025'
    """
    first, last = date_in_words(narrowing.since), date_in_words(narrowing.until)
    if narrowing.since and narrowing.until:
        dates = f"from {first} to {last}" if first != last else f"of {first}"
    elif narrowing.since:
        dates = f"from {first} on"
    else:
        dates = f"up to {last}" if narrowing.until else ""
    by = f"by {' or '.join(narrowing.publishers)}" if narrowing.publishers else ""
    return ", ".join(part for part in (by, dates) if part)


def in_address() -> dict[str, list[str]]:
    """What the address says of filters."""
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}


def clear() -> None:
    """Take every filter out of the address."""
    for name in NAMES:
        st.query_params.pop(name, None)


def draw_filters(filters: Filters, publishers: Sequence[str]) -> None:
    """The controls, showing what the address says."""
    state, now = st.session_state, filters.narrowing
    # Set on every run, before they are drawn: whoever goes back in the browser sees it here too.
    state.filter_from = list(now.publishers)
    state.filter_since, state.filter_until = _day(now.since), _day(now.until)
    with st.expander("Filters", expanded=bool(filters)):
        if publishers:
            st.multiselect(
                "Publishers",
                publishers,
                key="filter_from",
                on_change=_write,
                format_func=text,
                placeholder="All publishers",
            )
        for label, name in (("Published from", "since"), ("Published until", "until")):
            st.date_input(
                label,
                value=None,
                min_value=FIRST,
                max_value=LAST,
                key=f"filter_{name}",
                on_change=_write,
                format="DD/MM/YYYY",
            )


def _write() -> None:
    """Put what the controls show into the address."""
    state = st.session_state
    clear()
    if chosen := state.get("filter_from"):
        st.query_params["from"] = list(chosen)
    for name in ("since", "until"):
        if day := state.get(f"filter_{name}"):
            st.query_params[name] = day.isoformat()


def _within(day: str | None) -> str | None:
    """The day. Raises ValueError where the calendar does not go so far."""
    if day and not FIRST.isoformat() <= day <= LAST.isoformat():
        raise ValueError(day)
    return day


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
