"""The library's file: missing, damaged, another's, full; threads and processes at once."""

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from corpus.migrations import STEPS
from tests import weather

RAIN = Article(text="It rained.", sources=("/a.txt",))


folder, library = weather.folder, weather.library


def test_there_must_be_a_library_or_leave_to_make_one(tmp_path):
    with pytest.raises(UserError) as caught:
        Library.open(tmp_path / "none")
    assert str(caught.value) == (
        f"There is no library in {tmp_path / 'none'} yet. Add articles first: footnote add PATH"
    )
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match=r"The folder .*file/in cannot be made|for the library"):
        Library.open(tmp_path / "file" / "in", create=True)


def test_a_folder_with_an_endless_name_is_explained(tmp_path):
    for create in (False, True):
        with pytest.raises(UserError, match=r"xxx.* cannot be used: File name too long\. Choose"):
            Library.open(tmp_path / ("x" * 300), create=create)


@pytest.mark.parametrize("raw", [b"It rained.\n" * 500, b"SQLite format 3\0" + b"x" * 5000])
def test_a_file_that_is_no_database_is_named_with_what_to_do(tmp_path, raw):
    path = tmp_path / "library.sqlite3"
    path.write_bytes(raw)
    with pytest.raises(UserError, match="is damaged") as caught:
        Library.open(tmp_path)
    assert str(path) in caught.value.what
    assert caught.value.mend.startswith("Restore it from a copy, or move it away")
    assert path.read_bytes() == raw


def test_a_torn_file_is_found_damaged_at_the_latest_when_it_is_read(folder):
    with Library.open(folder, create=True) as library:
        for number in range(10):
            library.add(Article(text=f"Number {number}. " * 500, sources=(f"/{number}",)))
    path = folder / "library.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def use() -> None:
        with Library.open(folder) as library:
            library.articles()

    with pytest.raises(UserError, match="is damaged"):
        use()


def test_an_empty_file_becomes_a_library(tmp_path):
    (tmp_path / "library.sqlite3").touch()  # torn in the making
    with Library.open(tmp_path) as library:
        assert library.add(RAIN).outcome == "added"


def test_the_database_of_another_program_is_left_alone(tmp_path):
    database = sqlite3.connect(tmp_path / "library.sqlite3")
    database.execute("CREATE TABLE songs (title)")
    database.close()
    with pytest.raises(UserError, match="is the database of another program"):
        Library.open(tmp_path, create=True)


def test_a_library_of_a_newer_release_is_left_alone(folder):
    Library.open(folder, create=True).close()
    database = sqlite3.connect(folder / "library.sqlite3")
    database.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    database.close()
    with pytest.raises(UserError, match="made by a newer Footnote") as caught:
        Library.open(folder)
    assert caught.value.mend.startswith("Update Footnote")


def an_older_library(folder: Path) -> None:
    """What the first release wrote: an article in two versions and two files, and a refusal."""
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "library.sqlite3")
    STEPS[0](database)
    database.executescript("""
        INSERT INTO articles VALUES (1, 'kt5oidmfpm', 2), (3, 'abcdefghij', 1);
        INSERT INTO versions VALUES
            (1, 1, 'old', 'Rain', 'The Post', 'Ana Li', '2025-11-06', 'en',
                '2025-11-07', 'It rained'),
            (1, 2, 'new', 'Rain', 'The Post', NULL, NULL, NULL, '2025-11-08', 'It  rained.'),
            (3, 1, 'other', NULL, NULL, NULL, NULL, NULL, '2025-11-09', 'It snowed.');
        INSERT INTO sources VALUES (1, '/a.txt', 1), (4, '/copy.txt', 1), (5, '/b.txt', 3);
        INSERT INTO retired VALUES ('retired234');
        INSERT INTO refused VALUES ('/c.txt', 'c.txt is empty.', 'Add text.', '2025-11-09');
        INSERT INTO flags VALUES ('samples loaded');
        PRAGMA user_version = 1;
    """)
    database.execute(f"PRAGMA application_id = {0x466F6F74}")
    database.close()


def test_a_library_of_the_first_release_goes_on(folder):
    an_older_library(folder)
    with Library.open(folder) as library:
        rain, snow = library.articles()
        assert (rain.id, rain.version, rain.text) == ("kt5oidmfpm", 2, "It  rained.")
        assert (rain.sources, rain.part, rain.title) == (("/a.txt", "/copy.txt"), 1, "Rain")
        assert (rain.is_opinion, rain.published_from) == (False, None)
        old = library.get(rain.id, 1)
        assert (old.text, old.author, old.published) == ("It rained", "Ana Li", "2025-11-06")
        assert [one.reason for one in library.refused()] == ["c.txt is empty."]
        assert library.flag("samples loaded")
        assert library.outlets(rain.id) == ("The Post",)
        assert (
            library.add(Article(text="It rained.", sources=("/copy.txt",))).outcome == "unchanged"
        )
        assert library.add(Article(text="It snowed.", sources=("/d.txt",))).article.id == snow.id
        assert library.add(Article(text="It froze.", sources=("/b.txt",))).article.version == 1
        assert library.remove(rain.id).sources == ("/a.txt", "/copy.txt")


def test_a_text_that_is_none_any_more_is_not_certified_by_a_step(folder):
    an_older_library(folder)
    path = folder / "library.sqlite3"
    path.write_bytes(path.read_bytes().replace(b"It snowed.", b"It \xff\xfeowed."))
    for _ in range(2):  # no step is taken, so no digest of it is written
        with pytest.raises(
            UserError, match=r"library\.sqlite3 is damaged\. Restore it from a copy"
        ):
            Library.open(folder)
    path.write_bytes(path.read_bytes().replace(b"It \xff\xfeowed.", b"It snowed."))
    with Library.open(folder) as library:
        library.check()


def test_a_title_that_is_none_any_more_is_listed_and_can_be_removed(library, folder):
    rain = library.add(replace(RAIN, title="Monsoon")).article
    with sqlite3.connect(folder / "library.sqlite3") as database:
        database.execute("UPDATE versions SET title = CAST(X'4D6FFF' AS TEXT)")
    database.close()
    assert [one.title for one in library.described()] == ["Mo\ufffd"]
    assert library.remove(rain.id).title == "Mo\ufffd"


def test_an_older_library_has_the_tables_of_a_new_one(folder, tmp_path):
    an_older_library(folder)
    Library.open(folder).close()
    Library.open(tmp_path / "fresh", create=True).close()
    tables = []
    for place in (folder, tmp_path / "fresh"):
        database = sqlite3.connect(place / "library.sqlite3")
        tables.append(set(database.execute("SELECT type, name, sql FROM sqlite_master")))
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.close()
    assert tables[0] == tables[1]


def test_the_file_is_set_to_lose_nothing(library, folder):
    with library._database.reading() as database:
        settings_of = {
            name: database.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings_of == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_writer_that_waited_in_vain_says_so(library, folder, monkeypatch):
    monkeypatch.setattr("corpus.sqlite.WAIT_SECONDS", 0.05)
    with (
        library._database.writing(),
        Library.open(folder) as other,
        pytest.raises(UserError, match="is being written by another program"),
    ):
        other.add(RAIN)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("max_page_count = 1", "cannot grow: the disk is full"),
        ("query_only = ON", "cannot be written"),
    ],
)
def test_what_stops_a_change_is_said_and_nothing_is_changed(library, limit, words):
    with library._database.reading() as database:
        database.execute(f"PRAGMA {limit}")
    with pytest.raises(UserError, match=words):
        library.add(Article(text="It rained. " * 10_000, sources=("/a.txt",)))
    assert library.count() == 0


def test_threads_share_one_library(library):
    def add(thread: int) -> None:
        for number in range(5):
            library.add(Article(text=f"{thread} {number}", sources=(f"/{thread}/{number}",)))
            assert library.articles()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert library.count() == 20
    assert all(len(article.sources) == 1 for article in library.articles())


def test_a_reader_does_not_wait_for_a_writer(library, folder):
    library.add(RAIN)
    with library._database.writing() as database, Library.open(folder) as other:
        database.execute("DELETE FROM articles")
        assert other.count() == 1


ADD = """
import sys
from pathlib import Path
from corpus.article import Article
from corpus.library import Library

folder, name = Path(sys.argv[1]), sys.argv[2]
with Library.open(folder, create=True) as library:
    for number in range(40):
        library.add(Article(text=f"Number {number}.", sources=(f"/shared/{number}.txt",)))
        library.add(Article(text=f"{name} {number}.", sources=(f"/{name}/{number}.txt",)))
"""


@pytest.mark.slow
def test_processes_that_make_and_fill_a_library_at_once_all_succeed(folder):
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD, str(folder), name], stderr=subprocess.PIPE)
        for name in ("one", "two", "three", "four")
    ]
    errors = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, errors
    with Library.open(folder) as library:
        articles = library.articles()
    assert len(articles) == 40 + 4 * 40
    assert {article.version for article in articles} == {1}
    assert all(len(article.sources) == 1 for article in articles)


@pytest.mark.slow
def test_a_process_killed_while_adding_leaves_whole_articles(folder):
    process = subprocess.Popen(
        [sys.executable, "-c", ADD.replace("range(40)", "range(10**6)"), str(folder), "one"]
    )
    while not (folder / "library.sqlite3").exists() or not _count(folder):
        assert process.poll() is None
    process.kill()
    process.wait()
    with Library.open(folder) as library:
        articles = library.articles()
        assert articles
        assert all(article.text and len(article.sources) == 1 for article in articles)
        library.add(RAIN)
        assert library.count() == len(articles) + 1


def _count(folder: Path) -> int:
    with Library.open(folder) as library:
        return library.count()
