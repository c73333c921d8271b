"""Segments made by hand, and searches that tell whether two indexes find the same."""

from index.passage import Passage
from index.segment import Segment
from tests.fakes import FakeEmbedder


def segment_of(**texts: str) -> Segment:
    """A segment of some articles by id, in version 1; every line is a passage."""
    passages = []
    for name, text in texts.items():
        found, start = [], 0
        for line in text.splitlines(keepends=True):
            kept = line.rstrip("\n")
            found.append(Passage(name, 1, start, start + len(kept), kept))
            start += len(line)
        passages.append(found)
    vectors = FakeEmbedder().embed([one.text for found in passages for one in found])
    return Segment.of([(name, 1) for name in texts], passages, vectors)
