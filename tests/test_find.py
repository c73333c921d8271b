"""Finding: folders, links, and what in them cannot be used."""

import os

import pytest

from corpus.errors import Refused
from corpus.find import find


def write(folder, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained.")


def found_names(folder, paths) -> list[str]:
    return [
        os.path.relpath(found, folder) if isinstance(found, str) else f"refused: {found.reason}"
        for found in find(paths)
    ]


def test_a_folder_stands_for_all_files_in_it_in_order(tmp_path):
    write(tmp_path, "b.txt", "a/2.md", "a/1.xyz", "c", ".hidden.txt", ".git/config", "a/.x/y.txt")
    assert found_names(tmp_path, [tmp_path]) == ["a/1.xyz", "a/2.md", "b.txt", "c"]


def test_each_file_is_found_once_and_hidden_ones_when_named(tmp_path, monkeypatch):
    write(tmp_path, "b.txt", ".hidden.txt")
    monkeypatch.chdir(tmp_path)
    assert found_names(tmp_path, ["b.txt", ".", "./b.txt", ".hidden.txt"]) == [
        "b.txt",
        ".hidden.txt",
    ]


def test_web_addresses_pass_and_what_is_not_there_is_refused(tmp_path):
    found = list(find(["https://example.org//a", str(tmp_path / "no.txt"), " "]))
    assert found[0] == "https://example.org//a"
    assert [item.mend for item in found[1:] if isinstance(item, Refused)] == [
        "Check its spelling."
    ] * 2


def test_a_folder_in_which_nothing_is_found_is_refused(tmp_path, monkeypatch):
    write(tmp_path, "hidden/.a.txt", "full/a.txt")
    (tmp_path / "empty" / "in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "empty")
    found = list(find([".", tmp_path / "hidden", tmp_path / "empty", tmp_path / "full"]))
    assert found == [
        Refused(
            source=str(tmp_path / name),
            reason=f"The folder {name} holds no files.",
            mend="Add a folder with articles in it.",
        )
        for name in ("empty", "hidden")
    ] + [str(tmp_path / "full" / "a.txt")]


def test_links_neither_loop_nor_leave_the_folder(tmp_path):
    write(tmp_path, "in/a.txt", "in/b/c.txt", "out/secret.txt", "out/more/d.txt")
    inside = tmp_path / "in"
    (inside / "b" / "loop").symlink_to(inside)
    (inside / "b" / "self").symlink_to("self")
    (inside / "link.txt").symlink_to("a.txt")
    (inside / "nothing.txt").symlink_to("nowhere")
    (inside / "secret.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (inside / "stolen").symlink_to(tmp_path / "out")
    assert found_names(inside, [inside]) == [
        "a.txt",
        "b/c.txt",
        "refused: self is a link to nothing.",
        "link.txt",
        "refused: nothing.txt is a link to nothing.",
        "refused: secret.txt is a link that points outside the folder in.",
        "refused: stolen is a link that points outside the folder in.",
    ]
    assert found_names(inside, [inside / "secret.txt"]) == ["secret.txt"]  # named, so meant


def test_a_folder_named_by_a_link_keeps_the_name_it_was_given(tmp_path):
    write(tmp_path, "in/a.txt")
    (tmp_path / "link").symlink_to("in")
    assert found_names(tmp_path, [tmp_path / "link"]) == ["link/a.txt"]


def test_pipes_are_found_so_that_reading_refuses_them(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    assert found_names(tmp_path, [tmp_path]) == ["pipe.txt"]


def test_a_name_that_cannot_be_shown_is_refused(tmp_path):
    write(tmp_path, "a\nb.txt", os.fsdecode(b"c\xff.txt"))
    refused = [item for item in find([tmp_path]) if isinstance(item, Refused)]
    assert [item.source.rsplit("/", 1)[1] for item in refused] == ["a?b.txt", "c?.txt"]


def test_a_folder_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    write(tmp_path, "a/b.txt", "c.txt")
    listed = os.listdir

    def guarded(path):
        if path == tmp_path / "a":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr("os.listdir", guarded)
    assert found_names(tmp_path, [tmp_path]) == [
        "refused: The folder a could not be opened: Permission denied.",
        "c.txt",
    ]


@pytest.mark.slow
def test_very_deep_folders_are_walked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 1200  # more than Python's stack
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    found = list(find([tmp_path]))
    for _ in range(depth):  # pytest could not take them away: it goes by recursion
        os.chdir("..")
        os.rmdir("d")
    assert [item.reason for item in found if isinstance(item, Refused)] == [
        f"The folder {tmp_path.name} holds no files."
    ]
