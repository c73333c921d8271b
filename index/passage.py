"""Passage and Hit: a piece of an article, and a piece that was found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A stretch of one version of an article: `text == article.text[start:end]`."""

    article: str
    version: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Hit:
    """A passage that a search found.

    `rank` counts from 1, best first. `score` is the fused score, higher is better, comparable
    within one search only. `similarity` is the cosine of question and passage, -1 to 1.
    `found_by` names the searches that found it: "meaning", "words".
    """

    passage: Passage
    rank: int
    score: float
    similarity: float
    found_by: tuple[str, ...]
