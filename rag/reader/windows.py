"""Windows to train the reader on: a question beside a text, and where in it the answer stands.

The data is a folder of JSON lines, gzipped: questions with spans as {title, context, questions:
[[question, [[text, start], ...]], ...]} (no answers: it looks answerable and is not), claims as
{claim, evidence, label} and yes/no questions as {context, question, yes}. All contexts go into one
library; what this project's own retrieval finds for a question, and does not hold its answer, is
what the reader learns to refuse.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias

import numpy as np

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.embed import SHIPPED, open_embedder
from index.sentences import sentences
from index.store import Index
from index.words import words

from ..examples import held_out_titles, rows
from ..facts import names
from ..retrieve import DEPTH, fuse
from .runtime import LABELS
from .swap import swap

Kind: TypeAlias = Literal["answer", "adversarial", "near", "swapped", "claim"]

SPANS = ("squad1", "squad2_unanswerable", "natural_questions_qed", "tydiqa_en", "mlqa_en", "quoref")
CLAIMS = ("fever", "fm2", "fever_symmetric")
YES_NO = "boolq"
AT_ONCE = 2000  # questions compared with all passages in one matrix product
FOUND = 8  # passages found for a question, as `chatbot.PASSAGES`
CUT_WORDS = 70
SWAPPED = 0.5  # share of the other questions with answers that are changed, if they can be
LONGEST_CLAIM = 120  # words of evidence
OTHER_EVIDENCE = 0.2  # share of the claims that get the evidence of another on the same subject


@dataclass(frozen=True)
class Mix:
    """At most so many windows of each kind, and the share that are whole passages; others are cut.

    Both are what two cores read in an hour and a half, and in half an hour. The answers of `known`
    questions are left out.
    """

    most: dict[Kind, int]
    whole: float
    known: Set[str] = frozenset()


FIRST = Mix(
    {"answer": 62_000, "adversarial": 15_000, "near": 28_000, "swapped": 7_000, "claim": 12_000},
    whole=0.35,
)
LATER = Mix(
    {"answer": 62_000, "adversarial": 15_000, "near": 16_000, "swapped": 6_000, "claim": 7_000},
    whole=0.5,
)


@dataclass(frozen=True)
class Window:
    """A question beside a text: `text[start:end]` answers it; start is -1 if nothing does.

    `support` is the place in LABELS of what the text says to a claim, -1 if that is not asked.
    """

    kind: Kind
    question: str
    title: str
    text: str
    start: int = -1
    end: int = -1
    support: int = -1


@dataclass(frozen=True)
class _Asked:
    article: str  # its id
    title: str
    question: str
    answers: tuple[str, ...]
    start: int  # of the context in the article
    end: int
    first: int  # of the first answer in the article; -1 if there is none


def gather(data: Path, *, seed: int, known: Set[str] = frozenset()) -> list[Window]:
    """The windows of a data folder, in random order; those of held-out titles are left out.

    No answer is shown for a question that is `known`; it may stand beside a passage without one.
    """
    chance = random.Random(seed)
    mix = replace(LATER, known=known) if known else FIRST
    windows = [*_claims(data, chance), *_yes_no(data, chance)]
    chance.shuffle(windows)
    del windows[mix.most["claim"] :]
    with TemporaryDirectory() as folder, Library.open(Path(folder), create=True) as library:
        asked = list(_fill(library, data))
        chance.shuffle(asked)
        print(f"{len(asked):,} questions; indexing {library.count():,} articles", flush=True)
        index = build(library, open_embedder(SHIPPED), folder=Path(folder) / "index")
        asked.sort(key=lambda one: one.first >= 0 and one.question in known)
        windows += _spans(asked, index, library, mix, chance)
    chance.shuffle(windows)
    return windows


def _fill(library: Library, data: Path) -> Iterator[_Asked]:
    """Puts all contexts into the library, one article a title; gives the questions."""
    held_out = held_out_titles(data)
    contexts: dict[str, dict[str, int]] = defaultdict(dict)  # text -> its start in the article
    asked: dict[str, list[Any]] = defaultdict(list)
    for name in SPANS:
        for number, row in enumerate(rows(data, name)):
            if row["title"] in held_out:
                continue
            title = row["title"].replace("_", " ") or f"{name} {number}"
            there = contexts[title]
            there.setdefault(row["context"], sum(len(text) + 2 for text in there))
            asked[title].append(row)
    for title, there in contexts.items():
        text = "\n\n".join(there)
        change = library.add(Article(text=text, sources=(f"/{title}.txt",), title=title))
        for row in asked[title]:
            start = there[row["context"]]
            for question, answers in row["questions"]:
                first = start + answers[0][1] if answers else -1
                texts = tuple(dict.fromkeys(answer for answer, _ in answers))
                shown = row["title"].replace("_", " ")
                end = start + len(row["context"])
                yield _Asked(change.article.id, shown, question, texts, start, end, first)


def _spans(
    asked: Sequence[_Asked], index: Index, library: Library, mix: Mix, chance: random.Random
) -> Iterator[Window]:
    """The windows of questions with answers, and of those that look answerable."""
    passages: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, start, end in index.table.spans.tolist():
        passages[index.table.articles[place][0]].append((start, end))
    texts = {article: library.text(article, 1) or "" for article in passages}
    titles = {one.article: one.title for one in asked}
    others = {article: names(text) for article, text in texts.items()}
    answerable = [one for one in asked if one.first >= 0]
    near = dict(zip(answerable, _found(index, answerable[: mix.most["near"]]), strict=False))
    left = dict(mix.most)
    for one in asked:
        text = texts[one.article]
        mine = [(s, e) for s, e in passages[one.article] if s < one.end and e > one.start]
        if one.first < 0:
            start, end = max(mine, key=lambda span: _shared(one.question, text[slice(*span)]))
            fresh = [_window("adversarial", one, text[start:end], chance)]
        else:
            last = one.first + len(one.answers[0])
            holding = [(s, e) for s, e in mine if s <= one.first and last <= e]
            if not holding:
                continue
            start, end = holding[0]
            passage = text[start:end]
            span = (one.first - start, last - start)
            fresh = []
            if one.question not in mix.known:
                fresh.append(_window("answer", one, passage, chance, span=span))
            wrong = [
                (article, texts[article][first:until])
                for article, first, until in near.get(one, ())
                if (article, first) != (one.article, start)
            ]
            wrong = [(a, t) for a, t in wrong if not _holds_any(t, one.answers)]
            if wrong:
                article, other = chance.choice(wrong)
                fresh.append(_window("near", replace(one, title=titles[article]), other, chance))
            elif chance.random() < SWAPPED and left["swapped"]:
                swapped = swap(one.question, passage, others[one.article], chance)
                if swapped:
                    changed = replace(one, question=swapped)
                    fresh.append(_window("swapped", changed, passage, chance))
        for window in fresh:
            if left[window.kind]:
                left[window.kind] -= 1
                yield window if chance.random() < mix.whole else _cut(window, chance)


def _holds_any(text: str, answers: Sequence[str]) -> bool:
    low = text.lower()
    return any(answer.lower() in low for answer in answers)


def _found(index: Index, asked: Sequence[_Asked]) -> Iterator[list[tuple[str, int, int]]]:
    """What retrieval finds for each question, many at once: article, start and end of passages."""
    stored = index.vectors.vectors.T
    spans = index.table.spans.tolist()
    for first in range(0, len(asked), AT_ONCE):
        print(f"{first:,} of {len(asked):,} questions", flush=True)
        questions = [one.question for one in asked[first : first + AT_ONCE]]
        cosines = index.embedder.embed(questions) @ stored
        for question, row in zip(questions, cosines, strict=True):
            best = np.argpartition(-row, DEPTH)[:DEPTH] if len(row) > DEPTH else np.arange(len(row))
            meaning = best[np.argsort(-row[best], kind="stable")].tolist()
            ranked = fuse({"meaning": meaning, "words": index.by_words(question, k=DEPTH)})
            yield [
                (index.table.articles[spans[one.row][0]][0], *spans[one.row][1:])
                for one in ranked[:FOUND]
            ]


def _window(
    kind: Kind,
    one: _Asked,
    passage: str,
    chance: random.Random,
    *,
    span: tuple[int, int] = (-1, -1),
) -> Window:
    title = one.title if chance.random() > 0.2 else ""
    return Window(kind, one.question, title, passage, *span)


def _cut(window: Window, chance: random.Random) -> Window:
    """The window with only the sentences around what matters in it."""
    passage, start, end = window.text, window.start, window.end
    parts = sentences(passage)
    if len(parts) < 3:
        return window
    if start >= 0:
        focus = next((n for n, (_, e) in enumerate(parts) if e > start), len(parts) - 1)
    else:
        focus = max(
            range(len(parts)), key=lambda n: _shared(window.question, passage[slice(*parts[n])])
        )
    first = last = focus
    while len(passage[parts[first][0] : parts[last][1]].split()) < CUT_WORDS:
        ways = [
            way for way in ("back", "on") if (first > 0 if way == "back" else last < len(parts) - 1)
        ]
        if not ways:
            break
        if chance.choice(ways) == "back":
            first -= 1
        else:
            last += 1
    cut, cut_end = parts[first][0], parts[last][1]
    if start < 0:
        return replace(window, text=passage[cut:cut_end])
    if not (cut <= start and end <= cut_end):  # the answer runs over a sentence's end
        return window
    return replace(window, text=passage[cut:cut_end], start=start - cut, end=end - cut)


def _claims(data: Path, chance: random.Random) -> Iterator[Window]:
    about: dict[str, list[str]] = defaultdict(list)  # a name -> what is said of it
    kept = []
    for name in CLAIMS:
        for row in rows(data, name):
            if len(row["evidence"].split()) > LONGEST_CLAIM or row["label"] not in LABELS:
                continue
            kept.append(row)
            for found in names(row["claim"])[:1]:
                about[found].append(row["evidence"])
    for row in kept:
        label, evidence = LABELS.index(row["label"]), row["evidence"]
        if chance.random() < OTHER_EVIDENCE:
            same = [
                other
                for found in names(row["claim"])[:1]
                for other in about[found]
                if not _shared(other, evidence) > 3
            ]
            label, evidence = (
                LABELS.index("neither"),
                chance.choice(same or [chance.choice(kept)["evidence"]]),
            )
        yield Window("claim", row["claim"], "", evidence, support=label)


def _yes_no(data: Path, chance: random.Random) -> Iterator[Window]:
    for row in rows(data, YES_NO):
        if len(row["context"].split()) <= LONGEST_CLAIM:
            label = LABELS.index("supported" if row["yes"] else "refuted")
            yield Window("claim", row["question"], "", row["context"], support=label)


def _shared(question: str, text: str) -> int:
    return len(set(words(question)) & set(words(text)))
