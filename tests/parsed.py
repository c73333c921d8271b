"""What a parser of one format makes of some bytes: its one page, or why it refuses."""

from collections.abc import Callable, Iterable

import pytest

from corpus.errors import UserError
from corpus.page import Page


def refusal(parser: Callable[..., Iterable[object]], raw: bytes) -> str:
    """What the refusal says is wrong; it says what to do, too."""
    with pytest.raises(UserError) as caught:
        list(parser(raw, name="a.x"))
    assert caught.value.mend.endswith(".")
    return caught.value.what


def page(parser: Callable[..., Iterable[object]], raw: bytes) -> Page:
    """The one page that there is."""
    (found,) = parser(raw, name="a.x")
    assert isinstance(found, Page)
    return found
