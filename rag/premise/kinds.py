"""What a name is of, as the words around it tell."""

import re
from itertools import islice

from .saying import Kind

_MAX_SEEN = 50  # more tell nothing new, and an article may be long
_BESIDE = 30  # characters
_BEFORE = re.compile(r"(?<!\S)(\S{1,20})[ \t]+$")
_BEHIND = re.compile(r"(?:['’]s)?,?[ \t]+(\w+)")
_PERSON = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Prof|Professor|President)\.?")
_PLACE = re.compile(r"(?:in|at|near|across|throughout|within|outside|inside|visit(?:ed|s)?)")
_PERSON_DOES = frozenset({"said", "says", "told", "wrote", "argued", "added", "born", "who"})


def kind_of_name(name: str, *texts: str) -> Kind:
    """Person or place if more of the words around a name say so, else name.

    >>> kind_of_name("Kai", "Mr Kai said so"), kind_of_name("Macau", "It rained in Macau.")
    ('person', 'place')
    """
    people = places = 0
    finder = re.compile(rf"{re.escape(name)}\b", re.I)
    for text in texts:
        for match in islice(finder.finditer(text), _MAX_SEEN):
            before = _BEFORE.search(text, max(0, match.start() - _BESIDE), match.start())
            behind = _BEHIND.match(text, match.end(), match.end() + _BESIDE)
            people += bool(before and _PERSON.fullmatch(before.group(1)))
            people += bool(behind and behind.group(1) in _PERSON_DOES)
            places += bool(before and _PLACE.fullmatch(before.group(1)))
    if people == places:
        return "name"
    return "person" if people > places else "place"
