"""What is removed from the library is gone from the saved chats too, word for word."""

import json
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.library import Library
from index import disk
from index.ingest import Report, Watch
from rag.answer import Answer, Check, Citation, Claim, Closest, Turn
from rag.settings import Settings
from tests.fakes import FakeEmbedder
from tests.kept_chats import aged, all_bytes, turn
from tests.test_draw import words
from ui.app import _open_chats
from ui.chat_database import FILE, writing
from ui.chat_records import NEAREST, searched, stripped
from ui.chats import Chats, Feedback, strip_removed
from ui.cli import main
from ui.draw import answer_node
from ui.references import NOT_TOLD, REMOVED
from ui.shelf_work import Desk, desk_of

SECRET = "The secret word is xylophone."
OPEN = "It snowed in Oslo."


def cited(number: int, article: str, quote: str, title: str = "Of xylophones") -> Citation:
    source = f"/news/{title}.txt"
    return Citation(
        number, article, 1, source, (source,), title, f"{title} Post", "2026-01-01", quote, 0,
        len(quote), title,
    )  # fmt: skip


def answered(question: str, *claims: Claim, citations: tuple[Citation, ...]) -> Turn:
    return Turn(question, Answer(question, question, "answered", claims, citations))


BOTH = answered(
    "What is the word?",
    Claim(SECRET, (1,), (20, 29), supported=True, checks=(Check("name", "xylophone", True),)),
    Claim(OPEN, (2,), (0, 2), supported=True),
    Claim(OPEN, (1, 2)),
    citations=(cited(1, "a", SECRET), cited(2, "b", OPEN, title="Snow")),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library that is not there yet."""
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(tmp_path / "library"))
    for place in ("index.embed", "index.ingest"):
        monkeypatch.setattr(f"{place}.open_embedder", lambda name: FakeEmbedder())
    return tmp_path / "library"


@pytest.fixture
def names(folder: Path, tmp_path: Path) -> list[str]:
    """The ids of the secret article and the open one, which a chat with feedback cites."""
    with Library.open(folder, create=True) as library:
        found = [
            library.add(Article(text=text, sources=(str(tmp_path / name),))).article.id
            for name, text in (("secret.txt", SECRET), ("open.txt", OPEN))
        ]
    kept(folder, *found)
    return found


def kept(folder: Path, secret: str, other: str) -> Chats:
    chats, answer = Chats.open(folder), BOTH.answer
    assert answer
    first, second = answer.citations
    citations = (replace(first, article=secret), replace(second, article=other))
    both = replace(answer, citations=citations)
    chats.keep("c", Turn(BOTH.question, both), number=0, owner="ana")
    chats.rate("c", 0, Feedback(True), reader="ana")
    return chats


def test_of_two_sources_one_loses_its_words_and_keeps_its_place() -> None:
    (found,) = stripped([BOTH], {"a"})
    assert found.answer
    assert [one.text for one in found.answer.claims] == [NOT_TOLD, OPEN, OPEN]
    assert found.answer.claims[0] == Claim(NOT_TOLD, (1,))
    assert found.answer.citations == (
        Citation(1, "a", 1, "", (), None, None, None, "", 0, 0),
        BOTH.answer.citations[1],  # type: ignore[union-attr]
    )
    assert "xylophone" not in searched(found)
    assert stripped([found], {"a"}) == (found,)
    assert stripped([BOTH, Turn("And?")], {"c"}) == (BOTH, Turn("And?"))
    assert stripped([], {"a"}) == ()


@pytest.mark.parametrize("is_back", [True, False])
def test_the_page_says_what_was_removed(is_back: bool) -> None:
    (found,) = stripped([BOTH], {"a"})
    article = Article(id="b", version=1, text=OPEN, sources=("/b",))
    page = words(
        answer_node(
            found, number=0, find=lambda name, _: article if name == "b" or is_back else None
        )
    )
    assert NOT_TOLD in page
    assert OPEN in page
    assert (REMOVED in page) is not is_back
    assert "xylophone" not in page.casefold()


def test_what_a_message_and_notes_say_goes_with_the_words() -> None:
    told = cited(1, "a", SECRET)
    answer = Answer(
        "Is it?", "Is the xylophone it?", "false_premise", (Claim(SECRET, (1,)),), (told,),
        message="No article found says this of “xylophone”; the nearest says:",
        notes=("The same words stand in: Xylophone Post.",), missing=("the xylophone",),
    )  # fmt: skip
    (found,) = stripped([Turn("Is it?", answer)], {"a"})
    assert "xylophone" not in json.dumps(found.answer and found.answer.to_json()).casefold()
    assert found.answer
    assert (found.answer.asked_as, found.answer.message) == ("Is it?", "")
    two = replace(
        answer,
        claims=(*answer.claims, Claim(OPEN, (2,))),
        citations=(told, cited(2, "b", OPEN, "Snow")),
    )
    (found,) = stripped([Turn("Is it?", two)], {"a"})
    assert found.answer
    assert found.answer.message == NEAREST


def test_a_refusal_loses_the_closest_article_and_stays_a_refusal() -> None:
    near = [Closest(name, f"/{name}", None, f"Of {name}", None, None) for name in ("a", "b")]
    refusal = Answer(
        "Who?", "Who?", "not_found", closest=tuple(near),
        message="The articles do not answer this.",
        notes=("No article names “xylofone”. Did you mean “xylophone”?",),
    )  # fmt: skip
    (found,) = stripped([Turn("Who?", refusal)], {"a"})
    assert found.answer == replace(refusal, closest=(near[1],), notes=())


def test_a_follow_up_is_not_asked_as_in_words_that_are_gone() -> None:
    first = Turn("Who plays?", Answer("Who plays?", "Who plays?", "not_found"))
    later = Answer(
        "Is it in Oslo?", "Is the xylophone in Oslo?", "false_premise",
        (Claim(OPEN, (1,), checks=(
            Check("name", "xylophone", False), Check("place", "Oslo", True))),),
        (cited(1, "b", OPEN, "Snow"),),
        missing=("the xylophone", "in Oslo"),
        message="No article found says this of “xylophone”; the nearest says:",
    )  # fmt: skip
    turns = [first, BOTH, Turn("Is it in Oslo?", later), first]
    found = stripped(turns, {"a"})
    assert (found[0], found[3]) == (first, first)
    assert found[2].answer == replace(
        later,
        asked_as="Is it in Oslo?",
        claims=(Claim(OPEN, (1,), checks=(Check("place", "Oslo", True),)),),
        missing=("in Oslo",),
        message=NEAREST,
    )
    assert stripped([turns[2], BOTH], {"a"})[0] == turns[2]  # asked before


@pytest.mark.slow
def test_removed_is_gone_from_search_feedback_file_and_backup(
    names: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chats = Chats.open(folder)
    (before,) = chats.listed("ana", "xylophone")
    assert b"xylophone" in all_bytes(folder)
    assert main(["remove", names[0]]) == 0
    capsys.readouterr()
    assert chats.listed("ana", "xylophone") == []
    assert chats.listed("ana", "oslo") == [before]  # not changed: it is kept no longer for that
    assert main(["feedback"]) == 0
    printed = capsys.readouterr().out
    assert f"[1] {names[0]} version 1: {REMOVED}" in printed
    assert NOT_TOLD in printed
    assert main(["feedback", "--json"]) == 0
    printed += capsys.readouterr().out
    assert "xylophone" not in printed.casefold()
    # "secret" alone is ordinary English, which the kept words of every library have.
    for name in (b"xylophone", b"Xylophone", b"secret word", b"secret.txt"):
        assert name not in all_bytes(folder)
    assert main(["backup", str(tmp_path / "b.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert all(b"ylophone" not in archive.read(name) for name in archive.namelist())


def test_removing_a_file_strips_all_that_was_in_it(
    names: list[str], folder: Path, tmp_path: Path
) -> None:
    assert main(["remove", str(tmp_path / "secret.txt")]) == 0
    assert Chats.open(folder).said() == {names[1]}


def test_a_file_that_lost_its_article_is_no_longer_quoted(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in (SECRET, OPEN)))
    assert main(["add", str(file)]) == 0
    with Library.open(folder) as library:
        ids = [one.id for text in (SECRET, OPEN) for one in library.articles() if one.text == text]
    chats = kept(folder, *ids)
    file.write_text(json.dumps({"text": OPEN}) + "\n")
    assert main(["add", str(file)]) == 0
    assert chats.said() == {ids[1]}
    assert b"xylophone" not in all_bytes(folder)


@pytest.mark.parametrize("is_stopped", [True, False])
def test_work_of_the_page_strips_what_it_removes(
    names: list[str], folder: Path, is_stopped: bool
) -> None:
    def do(watch: Watch, report: Report) -> None:
        with Library.open(folder) as library:
            library.remove(names[0])
        if is_stopped:
            work.stop()
            watch.reading("a.txt", 1, 1)

    desk = Desk(folder)
    work = desk.start(do, what="Work")
    work.wait(60)  # seconds, more than this takes on a busy machine too
    assert work.state == ("stopped" if is_stopped else "done")
    assert Chats.open(folder).said() == {names[1]}
    assert desk_of(folder)._folder == folder


def test_removing_makes_no_chats_and_needs_no_library(
    folder: Path, tmp_path: Path, names: list[str]
) -> None:
    assert strip_removed(tmp_path / "none") == 0
    assert not (tmp_path / "none").exists()
    kept(tmp_path / "moved", *names)
    assert strip_removed(tmp_path / "moved") == 0  # its library was moved away: nothing is removed
    assert Chats.open(tmp_path / "moved").said() == {*names}
    assert strip_removed(folder) == 0
    with Library.open(folder) as library:
        for name in names:
            library.remove(name)
    assert (strip_removed(folder), strip_removed(folder)) == (1, 0)


@pytest.mark.slow
def test_no_page_of_the_file_keeps_a_word(tmp_path: Path) -> None:
    """In answers of all sizes, since SQLite moves what is left as some of it goes."""
    chance, chats = random.Random(5), Chats.open(tmp_path)
    wanted: dict[str, list[str]] = {}
    for number in range(60):
        name = f"a{number}"
        wanted[name] = [f"q{number:03}{word:02}z" for word in range(chance.randint(3, 50))]
        text = " ".join(wanted[name] * chance.choice((1, 1, 9)))
        one = answered("Who?", Claim(text, (1,)), citations=(cited(1, name, text),))
        chats.keep(f"c{number // 3}", one, number=number % 3, owner="ana")
    gone = chance.sample(sorted(wanted), 40)
    for at in range(0, 40, 10):
        assert chats.strip(gone[at : at + 10]) == 10
    found = {word.decode() for word in re.findall(rb"q\d{5}z", all_bytes(tmp_path))}
    assert found == {word for name in wanted if name not in gone for word in wanted[name]}


def test_a_torn_turn_does_not_keep_the_words_of_others(tmp_path: Path) -> None:
    chats = Chats.open(tmp_path)
    assert (chats.said(), chats.strip({"k7f3q2"})) == (set(), 0)
    for name in ("c", "torn"):
        chats.keep(name, turn("Did it rain?"), number=0, owner="ana")
    with writing(tmp_path / FILE) as database:
        database.execute("UPDATE turns SET turn = '{' WHERE chat = 2")
    assert chats.strip([]) == chats.strip(["", "'", "nobody"]) == 0
    assert chats.turns("c") == (turn("Did it rain?"),)
    assert (chats.strip({"k7f3q2"}), chats.said()) == (1, set())


def test_only_the_page_deletes_what_is_not_to_be_kept(
    names: list[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(folder, "c", days=31)
    monkeypatch.setenv("FOOTNOTE_KEEP_CHATS", "30")
    assert main(["feedback"]) == main(["backup", str(tmp_path / "b.zip")]) == 0
    assert main(["remove", names[0]]) == 0
    assert Chats.open(folder).find("c")
    _open_chats.clear()
    assert _open_chats(Settings.from_environment()).find("c") is None


def test_the_name_of_a_backup_is_on_the_disk_too(
    names: list[str], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(disk, "on_step", steps.append)
    assert main(["backup", str(tmp_path / "b.zip")]) == 0
    assert steps == [f"sync {tmp_path.name}"]
