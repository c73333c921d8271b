"""Files to take away: an answer or a whole chat as Word or Markdown."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.answer import Turn
from ui.conversation import Conversation, Format

if TYPE_CHECKING:
    from rag.chatbot import Chatbot

MIMES: dict[Format, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
}
WRITTEN: dict[Format, str] = {"docx": "Word", "md": "Markdown"}


def draw_saving(chatbot: "Chatbot", now: Conversation) -> None:
    """The whole chat as a file, which is made when it is asked for."""
    for written in MIMES:
        draw_download(chatbot, now, now.turns, written, "Save")


def draw_download(
    chatbot: "Chatbot", now: Conversation, turns: Sequence[Turn], written: Format, label: str
) -> None:
    """A button that saves these turns in that format; the file is made when it is pressed."""
    title = now.chat.title if now.chat and len(turns) == len(now.turns) else turns[0].question

    def made() -> bytes:
        from ui.export import to_docx, to_markdown  # python-docx is slow to load

        if written == "docx":
            return to_docx(turns, title=title, find=chatbot.library.get)
        return to_markdown(turns, title=title, find=chatbot.library.get).encode()

    st.download_button(
        f"{label} as {WRITTEN[written]}",
        made,
        file_name=f"{file_name(title)}.{written}",
        mime=MIMES[written],
        on_click="ignore",
    )


def file_name(title: str) -> str:
    """A file's name made of the words of a title, for every system.

    >>> file_name("Who signed what, with/whom?"), file_name("?")
    ('Who signed what with whom', 'Footnote')
    """
    return " ".join(re.findall(r"\w+", title))[:60].strip() or "Footnote"
