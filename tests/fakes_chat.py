"""A chatbot that behaves without models, and the chat page over it.

Run by Streamlit (`streamlit run tests/fakes_chat.py`) or by AppTest; FAKE_CHAT names the case:
articles (the default), empty, broken, defect, slow, or hostile (what must do nothing, everywhere).
"""

import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from corpus.article import Article
from corpus.errors import UserError
from rag.answer import Answer, Check, Citation, Claim, Closest, Turn
from rag.narrow import EVERYTHING, Narrowing
from rag.settings import Settings
from ui.chats import Chats

ARTICLES = (
    Article(
        id="a1",
        version=1,
        title="Harbour tunnel opens a month early",
        publisher="Harbour Post",
        author="Ana Lee",
        published="2026-01-15",
        sources=("/news/tunnel.txt", "/copies/tunnel.md"),
        text=(
            "The harbour tunnel opened on Monday.\n\nIt cost 4.2 billion dollars, a tenth less "
            "than planned. Engineers dug for three years. The mayor called it a good day for "
            "commuters.\n\nBuses will use it from March."
        ),
    ),
    Article(
        id="a2",
        version=1,
        published="2025-11-06",
        sources=("/news/000_6d8aa40588d9199b.txt",),
        text=(
            "Two regions signed agreements covering over 50 projects. They range from trade to "
            "housing, and Zoë’s naïve 😀 critics doubt them.\nMore talks follow in spring."
        ),
    ),
    Article(
        id="a3",
        version=1,
        title="What the orchard census found",
        sources=("https://example.org/orchards",),
        text="The census counted 12,000 apple trees.\n\n"
        + "Every tree was measured twice. " * 120
        + "\n\nThe last orchard tree stands in a schoolyard.",
    ),
)
COMMON = set(
    re.findall(r"\w+", "a an and are did do does for how in is it of on the to was what who")
)


class FakeLibrary:
    """Articles by id, in the order in which they were added."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def get(self, article_id: str, version: int | None = None) -> Article | None:
        found = self._articles.get(article_id)
        return found if found and version in (None, found.version) else None

    def count(self) -> int:
        return len(self._articles)

    def described(self) -> list[Article]:
        return list(self._articles.values())

    def versions(self) -> list[tuple[str, int]]:
        return [(article.id, article.version) for article in self._articles.values()]

    def add(self, article: Article) -> None:
        self._articles[article.id] = article

    def remove(self, article_id: str) -> None:
        del self._articles[article_id]


class FakeChatbot:
    """Answers with the sentence that shares most words with the question, or refuses."""

    def __init__(
        self, articles: Sequence[Article] = ARTICLES, suggestions: Sequence[str] = ()
    ) -> None:
        self.library = FakeLibrary(articles)
        self.heard: list[tuple[str, tuple[Turn, ...]]] = []
        self.narrowed: list[Narrowing] = []
        self._suggestions = list(suggestions)

    def suggestions(self) -> list[str]:
        return self._suggestions

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        self.heard.append((question, tuple(history)))
        self.narrowed.append(narrowing)
        if len(question) > 500:
            raise UserError(
                "The question is longer than 500 characters.", mend="Ask in fewer words."
            )
        asked_as = question
        if history and re.search(r"\b(it|they|that)\b", question):
            asked_as = f"{question} ({history[-1].question})"
        found = sorted(self._sentences(asked_as, narrowing), key=lambda hit: -hit[0])[:2]
        if not found or found[0][0] < 2:
            return Answer(
                question,
                asked_as,
                "not_found",
                message="The articles do not answer this.",
                closest=tuple(_near(article) for article in self.library.described()[:3]),
            )
        citations = tuple(
            _cite(number, article, start, end)
            for number, (_, article, start, end) in enumerate(found, start=1)
        )
        best = citations[0]
        exact = max(re.finditer(r"\w[\w,.]*\w", best.quote), key=lambda word: len(word.group()))
        claim = Claim(best.quote, tuple(c.number for c in citations), exact.span(), True)
        if "cheap" in question:
            claim = Claim(best.quote, (1,), None, False, (Check("name", "Macau", False),))
            return Answer(
                question, asked_as, "false_premise", (claim,), (best,),
                message="The articles do not say that it was cheap. They do say:",
            )  # fmt: skip
        if "why" in question.lower():
            return Answer(question, asked_as, "partial", (claim,), citations, ("why it did",))
        return Answer(question, asked_as, "answered", (claim,), citations)

    def _sentences(
        self, question: str, narrowing: Narrowing
    ) -> list[tuple[int, Article, int, int]]:
        asked = _words(question)
        return [
            (len(asked & _words(match.group())), article, match.start(), match.end())
            for article in narrowing.choose(self.library.described())[0]
            for match in re.finditer(r"\S([^.\n]|\.\d)*\.?", article.text)
            if asked & _words(match.group())
        ]


def hostile_strings() -> list[str]:
    """The strings that must do nothing when they are shown."""
    file = Path(__file__).with_name("data") / "hostile_rendering.json"
    return list(json.loads(file.read_text(encoding="utf-8")))


class HostileChatbot(FakeChatbot):
    """A hostile string as the title, publisher, author, source and text of each article, and all
    of them in the last; all in every part of one answer, or of one error when asked "error"."""

    def __init__(self) -> None:
        strings = hostile_strings()
        every = [*strings, "\n".join(strings)]
        articles = [_hostile_article(number, string) for number, string in enumerate(every)]
        super().__init__(articles, suggestions=strings)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        strings = tuple(hostile_strings())
        every = "\n".join(strings)
        if question == "error":
            raise UserError(every, mend=every)
        citations = []
        for number, article in enumerate(self.library.described(), start=1):
            start = article.text.index("Quote")
            citations.append(_cite(number, article, start, article.text.rindex("\n\nAfter")))
        claims = tuple(Claim(c.quote, (c.number,), (0, len(c.quote)), True) for c in citations)
        closest = tuple(_near(article) for article in self.library.described())
        return Answer(
            question, every, "partial", claims, tuple(citations), strings, closest, every, strings
        )


class SlowChatbot(FakeChatbot):
    """Takes long enough over an answer to be stopped."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        time.sleep(3)
        return super().ask(question, history, narrowing=narrowing)


class DefectiveChatbot(FakeChatbot):
    """Fails in a way that no user can mend."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, narrowing: Narrowing = EVERYTHING
    ) -> Answer:
        raise RuntimeError("<b>a defect</b> of ours")


def _hostile_article(number: int, string: str) -> Article:
    return Article(
        id=f"h{number}",
        version=1,
        title=f"{string} title",
        publisher=string,
        author=string,
        published="2026-01-01",
        sources=(string,),
        text=f"Before {string}\n\nQuote {number}: {string}\n\nAfter {string}",
    )


def _cite(number: int, article: Article, start: int, end: int) -> Citation:
    return Citation(
        number, article.id, article.version, article.source,
        tuple(article.sources), article.title, article.publisher, article.published,
        article.text[start:end], start, end,
    )  # fmt: skip


def _near(article: Article) -> Closest:
    return Closest(
        article.id,
        article.source,
        article.title,
        article.heading,
        article.publisher,
        article.published,
    )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - COMMON


@st.cache_resource
def open_fake(settings: Settings) -> FakeChatbot:
    """The chatbot of the case that FAKE_CHAT names."""
    case = os.environ.get("FAKE_CHAT", "articles")
    if case == "broken":
        raise UserError("The index in notes is damaged.", mend="Run: footnote add --again")
    if case == "hostile":
        return HostileChatbot()
    if case == "slow":
        return SlowChatbot()
    if case == "defect":
        return DefectiveChatbot()
    if case == "empty":
        return FakeChatbot(())
    return FakeChatbot(
        suggestions=("How much did the harbour tunnel cost?", "What did the two regions sign?")
    )


def load_fake(settings: Settings) -> None:
    """The samples are in the library of the case "empty"."""
    open_fake(settings).library = FakeLibrary(ARTICLES)


@st.cache_resource
def open_fake_chats(settings: Settings) -> Chats:
    """Chats that are gone with the server; those of the case "hostile" have hostile titles."""
    return Chats.open(Path(tempfile.mkdtemp(prefix="footnote-chats-")))


if __name__ == "__main__":
    from ui.app import page

    page(open_fake, load_fake, open_fake_chats)
