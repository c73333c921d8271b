"""Guard over a segment's mapped files: damage that its opening could not see is found later.

Once in a process and for each segment, all of each file is read and compared with its sha256: in
the background, so that nobody waits, and after some seconds, so that a command that asks one
question does not read a library's gigabytes. Until then damage there can mislead a search, which
only decides what passages are found: what is quoted is in SQLite.
"""

import threading
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import UserError

from . import disk

DELAY = 10.0  # seconds: a command that is asked one question has ended by then
_turn = threading.Lock()  # one file at a time: the other processor is for who asks


class Guard:
    """Whether the mapped files of a segment are as they were written, as far as that is known."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        """`files` are those that were mapped, with their sha256."""
        self._folder = folder
        self._files = files
        self._damage: UserError | None = None
        self._is_known = not files

    def begin(self) -> None:
        """Looks at them after DELAY, in a thread of its own that ends with the process."""
        if not self._is_known:
            timer = threading.Timer(DELAY, self._look)
            timer.daemon = True
            timer.start()

    def refuse(self) -> None:
        """Nothing; UserError where damage was found already."""
        if self._damage is not None:
            raise UserError(self._damage.what, mend=self._damage.mend)

    def check(self) -> None:
        """Nothing, after a look at all of them unless there was one; UserError where any is ill."""
        self._look()
        self.refuse()

    def _look(self) -> None:
        with _turn:
            if self._is_known:
                return
            for name, sha256 in self._files.items():
                try:
                    disk.check(self._folder, {name: sha256})
                except UserError as error:
                    # A later publication may take one away: what is mapped stays, as it was.
                    if (self._folder / name).exists():
                        self._damage = error
                        break
            self._is_known = True
