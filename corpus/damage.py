"""Texts that are no longer as they were written: told, and never quoted.

A disk that rots may turn a figure into another one, in a file that SQLite finds whole. So the
digest that each text was kept with is held against it.
"""

import sqlite3

from corpus.copies import text_digest
from corpus.errors import UserError

_MEND = "Take it out, and add its file again: footnote remove {}"


class Sound:
    """The texts that were found as they were written: each is looked at once a process."""

    def __init__(self) -> None:
        """None of them yet."""
        self._found: set[tuple[str, int]] = set()

    def check(self, database: sqlite3.Connection, article_id: str, version: int, text: str) -> None:
        """Nothing; UserError where this is not the text that was kept as that version."""
        if (article_id, version) in self._found:
            return
        select = (
            "SELECT digest FROM versions JOIN articles USING (number)"
            " WHERE id = ? AND versions.version = ?"
        )
        (digest,) = database.execute(select, (article_id, version)).fetchone()
        if digest != text_digest(text):
            raise UserError(
                f"The article {article_id} is damaged: its text is not as it was written.",
                mend=_MEND.format(article_id),
            )
        self._found.add((article_id, version))


def refuse_damage(database: sqlite3.Connection) -> None:
    """Nothing, after a look at every text; UserError naming the articles that are damaged."""
    rows = database.execute("SELECT id, digest, text FROM versions JOIN articles USING (number)")
    bad = [*dict.fromkeys(name for name, digest, text in rows if digest != text_digest(text))]
    if bad:
        what = "The text of an article is" if len(bad) == 1 else f"The texts of {len(bad)} are"
        raise UserError(
            f"{what} not as it was written: {' '.join(bad)}.", mend=_MEND.format(" ".join(bad))
        )
