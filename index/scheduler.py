"""Where work is sent: FOOTNOTE_WORKERS is the address of a Dask scheduler."""

import os
from urllib.parse import urlsplit

from corpus.errors import UserError

SETTING = "FOOTNOTE_WORKERS"
_MEND = f"Set {SETTING} to tcp://HOST:8786, or unset it to do without."


def scheduler() -> str | None:
    """The address of the Dask scheduler that the setting names; None where all is done here."""
    setting = os.environ.get(SETTING, "").strip()
    return checked(setting) if setting else None


def checked(setting: str) -> str:
    """The setting as it was given; UserError if it is no address of a Dask scheduler."""
    try:
        parts = urlsplit(setting)
        is_address = bool(
            parts.scheme == "tcp" and parts.hostname and parts.port and "@" not in setting
        )
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address or setting != f"tcp://{parts.netloc}" or len(setting.split()) != 1:
        raise UserError(
            f"{SETTING} is {setting[:80]!r}, which is no address of a Dask scheduler.", mend=_MEND
        )
    return setting
