"""The lexicon beside the index: the same as a new one, never of what was removed, never missed."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index.build import build
from index.manifest import INDEX
from index.store import Index
from rag.chatbot import Chatbot
from rag.wording import kept
from rag.wording.kept import LEXICON, Lexicons, keep_lexicon
from rag.wording.lexicon import Lexicon
from tests.fakes import FakeEmbedder
from ui.cli import main

SQUAD = Path(__file__).parent / "data" / "squad"
BAKU = "Ana Quillon won the chess match in Baku. The Baku Chess Federation (BCF) cheered."


@pytest.fixture
def at(library: Library, embedder: FakeEmbedder, tmp_path: Path) -> Path:
    """The folder of a library of two articles with an index, and no lexicon yet."""
    build(library, embedder, folder=tmp_path / "library" / INDEX)
    return tmp_path / "library"


@pytest.fixture
def _as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two articles are many already."""
    monkeypatch.setattr(kept, "SMALL", 1)


def opened(at: Path, library: Library) -> Index:
    return Index.open(at / INDEX, library, FakeEmbedder())


def add(
    at: Path, library: Library, *, published: str | None = None, publisher: str | None = None
) -> str:
    article = Article(
        text=BAKU, sources=("/news/baku.txt",), published=published, publisher=publisher
    )
    name = library.add(article).article.id
    build(library, FakeEmbedder(), folder=at / INDEX)
    return name


def knows_baku(lexicon: Lexicon) -> bool:
    return lexicon.vocabulary.counts.get("baku", 0) > 0


def plant(at: Path) -> None:
    """The kept lexicon gets a word that no article has: who knows it has read the file."""
    found = kept._read(at / INDEX)
    assert found is not None
    found.lexicon.vocabulary.counts["planted"] = 1
    kept._write(at / INDEX, found)


def is_planted(lexicon: Lexicon) -> bool:
    return "planted" in lexicon.vocabulary.counts


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["Ünïcode 東京 ﬁne \u2028 naïve É’s İstanbul (İST) \U0001f600", "a\n\n\n\nb"],
        [path.read_text("utf-8") for path in sorted(SQUAD.glob("*.txt"))[:2]],
    ],
    ids=["none", "empty", "odd", "real"],
)
def test_a_kept_lexicon_is_the_one_that_was_made(
    at: Path, library: Library, texts: list[str]
) -> None:
    made = Lexicon.of([Article(text=text, sources=("/a.txt",)) for text in texts])
    mark = opened(at, library).manifest.files["articles.json"]
    kept._write(at / INDEX, kept.Kept(made, mark, 7, frozenset({"a", "b"})))
    found = kept._read(at / INDEX)
    assert found == kept.Kept(made, mark, 7, frozenset({"a", "b"}))
    assert list(found.lexicon.aliases.held) == list(made.aliases.held)  # the first found counts
    assert found.lexicon.vocabulary.targets == made.vocabulary.targets


def test_the_first_question_keeps_it_and_the_next_process_reads_it(
    at: Path, library: Library
) -> None:
    index = opened(at, library)
    made = Lexicons(library, at / INDEX).of(index)
    assert made == Lexicon.of(library.articles()[::-1])
    plant(at)
    read = Lexicons(library, at / INDEX).of(index)
    assert is_planted(read)
    assert (read.newest, read.publishers) == ("2025-05-02", {"The Post"})


def test_a_small_library_has_the_words_of_all_its_articles(at: Path, library: Library) -> None:
    lexicons = Lexicons(library, at / INDEX)
    assert not knows_baku(lexicons.of(opened(at, library)))
    add(at, library)
    assert knows_baku(lexicons.of(opened(at, library)))
    found = kept._read(at / INDEX)
    assert found is not None
    assert knows_baku(found.lexicon)


@pytest.mark.usefixtures("_as_large")
def test_a_large_library_answers_at_once_and_is_renewed_later(
    at: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "DELAY", 0.05)
    lexicons = Lexicons(library, at / INDEX)
    lexicons.of(opened(at, library))
    add(at, library, published="2025-11-02", publisher="The Sun")
    index = opened(at, library)
    first = lexicons.of(index)
    assert not knows_baku(first)
    assert (first.newest, first.publishers) == ("2025-11-02", {"The Post", "The Sun"})
    assert becomes(lambda: knows_baku(lexicons.of(index)))
    assert knows_baku(Lexicons(library, at / INDEX).of(index))  # kept for the next process


@pytest.mark.usefixtures("_as_large")
def test_what_another_process_has_kept_is_used_at_once(at: Path, library: Library) -> None:
    lexicons = Lexicons(library, at / INDEX)
    lexicons.of(opened(at, library))
    add(at, library)
    index = opened(at, library)
    assert not knows_baku(lexicons.of(index))
    keep_lexicon(at)
    assert knows_baku(lexicons.of(index))


def becomes(so: Callable[[], bool]) -> bool:
    """Whether it is so within five seconds."""
    end = time.monotonic() + 5
    while not (is_so := so()) and time.monotonic() < end:
        time.sleep(0.01)
    return is_so


@pytest.mark.usefixtures("_as_large")
def test_one_of_too_few_articles_does_not_answer(at: Path, library: Library) -> None:
    lexicons = Lexicons(library, at / INDEX)
    lexicons.of(opened(at, library))
    for number in range(3):
        library.add(Article(text=f"Article {number}.", sources=(f"/n/{number}.txt",)))
    add(at, library)
    assert knows_baku(lexicons.of(opened(at, library)))


@pytest.mark.usefixtures("_as_large")
def test_one_of_a_removed_article_does_not_answer(at: Path, library: Library) -> None:
    name = add(at, library)
    lexicons = Lexicons(library, at / INDEX)
    assert knows_baku(lexicons.of(opened(at, library)))
    library.remove(name)
    build(library, FakeEmbedder(), folder=at / INDEX)
    assert not knows_baku(lexicons.of(opened(at, library)))


def test_a_removed_article_is_in_no_file(
    at: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embed.open_embedder", lambda name: FakeEmbedder())
    name = add(at, library)
    keep_lexicon(at)
    assert b"quillon" in (at / INDEX / LEXICON).read_bytes()
    (at / INDEX / f".{LEXICON}").write_bytes(b"quillon")  # what a kill left
    assert main(["remove", name, "--library", str(at)]) == 0
    assert kept._read(at / INDEX) is not None
    for path in at.rglob("*"):
        assert path.is_dir() or b"quillon" not in path.read_bytes().lower(), path


def test_what_was_made_before_a_removal_is_not_kept_after_it(at: Path, library: Library) -> None:
    name = add(at, library)
    keep_lexicon(at)
    late = kept._read(at / INDEX)
    assert late is not None
    library.remove(name)
    build(library, FakeEmbedder(), folder=at / INDEX)
    keep_lexicon(at)
    kept._write(at / INDEX, late)
    found = kept._read(at / INDEX)
    assert found is not None
    assert not knows_baku(found.lexicon)


def of_other_rules(raw: bytes) -> bytes:
    head, body = raw.split(b"\n", 1)
    return json.dumps(json.loads(head) | {"rules": kept.RULES + 1}).encode() + b"\n" + body


@pytest.mark.parametrize(
    "damaged",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:40],
        lambda raw: raw.replace(b"zhejiang", b"zhejiung"),
        lambda raw: b"[]\n" + raw,
        lambda raw: b"\xff\xfe\n{}",
        of_other_rules,
    ],
    ids=["empty", "cut", "cut in its head", "another word", "a list", "no text", "other rules"],
)
def test_a_damaged_one_is_made_anew(
    at: Path, library: Library, damaged: Callable[[bytes], bytes]
) -> None:
    index = opened(at, library)
    made = Lexicons(library, at / INDEX).of(index)
    raw = (at / INDEX / LEXICON).read_bytes()
    assert damaged(raw) != raw
    (at / INDEX / LEXICON).write_bytes(damaged(raw))
    assert Lexicons(library, at / INDEX).of(index) == made
    assert (at / INDEX / LEXICON).read_bytes() == raw


@pytest.mark.parametrize("name", [LEXICON, f".{LEXICON}", f".{LEXICON}.lock"])
def test_where_nothing_can_be_written_it_is_made_in_memory(
    at: Path, library: Library, chatbot: Chatbot, name: str
) -> None:
    (at / INDEX / name).mkdir()  # root may write into any folder, but not this name
    assert "50 schools" in chatbot.ask("How many schols did officials close?").text
    assert not (at / INDEX / LEXICON).is_file()


def test_without_an_index_nothing_is_kept(tmp_path: Path) -> None:
    keep_lexicon(tmp_path)
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
def test_processes_that_keep_it_at_once_leave_a_whole_one(at: Path, library: Library) -> None:
    add(at, library)
    code = (
        "import sys; from pathlib import Path; from rag.wording.kept import *\n"
        "folder = Path(sys.argv[1])\n"
        "for _ in range(8):\n"
        f"    (folder / '{INDEX}' / LEXICON).unlink(missing_ok=True)\n"
        "    keep_lexicon(folder)"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(at)]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    keep_lexicon(at)
    found = kept._read(at / INDEX)
    assert found is not None
    assert knows_baku(found.lexicon)
    assert not (at / INDEX / f".{LEXICON}").exists()
