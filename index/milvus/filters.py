"""Milvus filters: the only place that writes one. Values are data, whatever stands in them.

Milvus can take values apart from the filter that uses them, but milvus-lite 3.2 cannot; so each is
written as a string literal here. In one, a quote, a backslash and a line's end are all that means
something; milvus-lite knows no other escapes than these.
"""

from collections.abc import Iterable

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def literal(value: str) -> str:
    r"""The value as a string of the filter language.

    >>> print(literal('a" or "1" == "1'))
    "a\" or \"1\" == \"1"
    """
    return f'"{value.translate(_ESCAPES)}"'


def among(field: str, values: Iterable[str]) -> str:
    """Rows whose field is one of some values; none of them where there are no values."""
    return f"{field} in [{', '.join(literal(value) for value in values)}]"


def not_among(field: str, values: Iterable[str]) -> str:
    """Rows whose field is none of some values."""
    return f"{field} not in [{', '.join(literal(value) for value in values)}]"


def holding(field: str, word: str) -> str:
    """Rows whose analysed text has the word."""
    return f"text_match({field}, {literal(word)})"
