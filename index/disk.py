"""How the files of an index reach the disk and come back: by named steps, and checked.

A file that is read is checked first, whole. A large array is not read but mapped: its head and its
size are checked when it is opened, the rest later (`index/guard.py`) or by `check`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError

CHECK = "Check that you may write there, and that its disk has room."
# In bytes: an array of more is mapped. 4 MiB, the vectors of 5,461 passages, are read and checked
# in 5 ms, so that a small library is checked whole whenever it is opened.
MAPPED = 4 << 20
REPAIR = "Build it again from the library: footnote doctor --repair"
_HEAD = 10 + 65_535  # of a .npy file: its first ten bytes, and as many as they can say


def _go_on(name: str) -> None:
    """Nothing: a step is just taken."""


# Called with a step's name just before it is taken. Only tests set it: to a function that ends the
# process there, as a power cut or `kill -9` would.
on_step: Callable[[str], None] = _go_on


def write(path: Path, *parts: bytes | memoryview) -> str:
    """Writes a file of some parts; the sha256 of all of it, in hexadecimal."""
    sha256 = hashlib.sha256()
    on_step(f"make {path.name}")
    with path.open("wb") as file:
        for place, part in enumerate(parts, start=1):
            view = memoryview(part)
            sha256.update(view)
            if place == len(parts):  # a file that is half there: what a crash may leave
                file.write(view[: len(view) // 2])
                file.flush()
                on_step(f"finish {path.name}")
                view = view[len(view) // 2 :]
            file.write(view)
    return sha256.hexdigest()


def sync(path: Path) -> None:
    """Forces a file, or a folder's entries, onto the disk."""
    on_step(f"sync {path.name}")
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(path: Path, target: Path) -> None:
    """Gives a file or folder another name, at once."""
    on_step(f"rename to {target.name}")
    path.rename(target)


def drop(folder: Path) -> None:
    """Removes a folder with all that is in it, as far as that goes."""
    on_step(f"drop {folder.name}")
    shutil.rmtree(folder, ignore_errors=True)


def read(
    folder: Path, files: Mapping[str, str], *, mappable: Collection[str] = ()
) -> dict[str, Any]:
    """The bytes of some files of a folder, by name; each has the sha256 that is given for it.

    What is checked is what is returned: nothing is read a second time. Of those that are mappable
    it is the file itself where it has more than MAPPED bytes: an mmap, of which nothing was
    checked. Raises UserError, naming the first file that is missing or not as it was written.
    """
    found: dict[str, bytes | mmap] = {}
    for name, sha256 in files.items():
        try:
            with (folder / name).open("rb") as file:
                if name in mappable and os.fstat(file.fileno()).st_size > MAPPED:
                    found[name] = mmap(file.fileno(), 0, access=ACCESS_READ)
                    continue
                raw = found[name] = file.read()
        except (OSError, ValueError) as error:
            raise UserError(f"The index is damaged ({error}).", mend=REPAIR) from error
        if hashlib.sha256(raw).hexdigest() != sha256:
            raise _damaged(folder / name)
    return found


def check(folder: Path, files: Mapping[str, str]) -> None:
    """Nothing; UserError, naming the first file that is missing or not as it was written."""
    for name, sha256 in files.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError) as error:
            raise UserError(f"The index is damaged ({error}).", mend=REPAIR) from error
        if found != sha256:
            raise _damaged(folder / name)


def _damaged(path: Path) -> UserError:
    return UserError(f"The index is damaged: {path} is not what was written.", mend=REPAIR)


def json_parts(value: Any) -> tuple[bytes]:
    """A value as the bytes of a .json file."""
    return (json.dumps(value).encode(),)


def array_parts(array: NDArray[Any]) -> tuple[bytes, memoryview]:
    """An array as the bytes of a .npy file, without a second copy of it in memory."""
    whole = np.ascontiguousarray(array)
    header = BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(whole))
    return header.getvalue(), whole.reshape(-1).view(np.uint8).data


def array_from(raw: bytes | mmap) -> NDArray[Any]:
    """The array in the bytes of a .npy file; it shares their memory and cannot be written to.

    Raises ValueError unless the bytes are just as many as its head says.
    """
    stream = BytesIO(raw[:_HEAD])
    np.lib.format.read_magic(stream)
    try:
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    except (SyntaxError, TokenError) as error:  # NumPy's, for some of what is no head
        raise ValueError(f"no head of an array: {error}") from error
    if is_fortran:
        raise ValueError("arrays of an index lie row by row")
    return np.frombuffer(raw, dtype, offset=stream.tell()).reshape(shape)
