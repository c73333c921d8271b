"""Whose chats are listed: a token of chance that each browser keeps in a cookie.

There is no login. Whoever has a chat's address may read it, and the token only says which chats
are one's own. It is not told to pages of other sites (SameSite=Strict); owner.js sets it.
"""

import re
import secrets
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

COOKIE = "footnote_owner"
_KEY = "owner_cookie"


def owner() -> str:
    """The token of this browser; a new one where it has none yet, which the cookie then holds."""
    if "owner" not in st.session_state:
        found = st.context.cookies.get(COOKIE)
        st.session_state.owner = found if is_token(found) else secrets.token_urlsafe(16)
    token: str = st.session_state.owner
    return token


def keep_owner() -> None:
    """Have the browser keep the token; where it has another one already, that is taken over."""

    def take() -> None:
        found = st.session_state[_KEY].get("token")
        if is_token(found):
            st.session_state.owner = found

    _renderer()(key=_KEY, data={"token": owner()}, on_token_change=take)


def is_token(found: object) -> bool:
    """Whether it is one that we could have made: 128 bits.

    >>> is_token("Q2hhdHMgb2YgbXkgb3duLg"), is_token("short"), is_token(None)
    (True, False, False)
    """
    return isinstance(found, str) and re.fullmatch(r"[A-Za-z0-9_-]{22}", found) is not None


@cache
def _renderer() -> "ComponentRenderer":
    script = Path(__file__).with_name("owner.js").read_text(encoding="utf-8")
    return st.components.v2.component("footnote_owner", js=script)
