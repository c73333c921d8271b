"""The part of the library page that adds: uploads, a folder of this computer, how far it is."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import streamlit as st

from corpus.errors import UserError
from corpus.find import is_url
from corpus.library import Library
from index.check import damaged
from index.ingest import Report, Watch, ingest, reindex
from index.manifest import INDEX, MANIFEST, current, read_manifest
from index.table import Pair
from rag.settings import Settings
from ui.draw import problem_node
from ui.pieces import Act, node, piece
from ui.shelf_report import outcome_node, progress_node
from ui.shelf_work import Desk, Work
from ui.uploads import MAX_UPLOAD_MB, Upload, keep_uploads, may_name_files

_EVERY = 0.7  # seconds between two looks at how far the work is: it is seen to move
_FEW = 100  # articles, looked at whenever the page is drawn: 10 ms at 0.1 ms each
_KINDS = "Text, Markdown, web pages, PDF, Word, JSON lines and feeds"


def draw_work(desk: Desk) -> None:
    """What is being added now, with a way to stop it, and how what this page saw begin ended."""
    works = desk.works()
    running = [work for work in works if not work.is_over]
    for work in running:
        _watch(work)
    if running:
        _draw_running(running)
    for work in works:
        if work.is_over and work.number in _watched():
            _draw_over(work)


def draw_adding(settings: Settings, desk: Desk) -> None:
    """Files from the browser, or a path of this computer where that may be named."""
    state = st.session_state
    number = state.setdefault("library_upload", 0)  # another number empties the uploader
    words = (
        f"{_KINDS}, up to {MAX_UPLOAD_MB} MB each. A file of a name that was uploaded before "
        "becomes a new version of it. The file itself is not kept, its text is."
    )
    piece(node("p", words, look="quiet"), key="library_add_about", on_act=_nothing)
    files = st.file_uploader(
        "Files to add",
        accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD_MB,
        key=f"library_files_{number}",
    )
    if st.button("Add these files", disabled=not files, key="library_add"):
        uploads = [Upload(file.name, file.getvalue()) for file in files]
        _watch(_add_uploads(settings, desk, uploads))
        state.library_upload += 1
        st.rerun()
    address, hosts = st.get_option("server.address"), st.get_option("server.allowedHosts")
    if may_name_files(address, st.context.headers.to_dict(), hosts=hosts or ()):
        _draw_path(settings, desk)


def draw_unindexed(settings: Settings, library: Library, desk: Desk) -> None:
    """What answers do not use yet, and the button that mends it; nothing while work goes on."""
    if any(not work.is_over for work in desk.works()):
        return
    try:
        missing = unindexed(settings.folder, library)
        # Of many a run was stopped: it goes on, and says then what is damaged.
        damages = damaged(library, missing) if len(missing) <= _FEW else {}
    except UserError as error:
        piece(problem_node(error), key="library_index_problem", on_act=_nothing)
        words = "Build the index again"
    else:
        for number, damage in enumerate(damages.values()):
            piece(problem_node(damage), key=f"library_damage_{number}", on_act=_nothing)
        count = len(missing) - len(damages)
        if not count:
            return
        noun = "article is" if count == 1 else "articles are"
        problem = UserError(
            f"{count:,} {noun} not indexed yet, and not used in answers.",
            mend="An earlier run was stopped. Index now: what is done stays done.",
        )
        piece(problem_node(problem), key="library_unindexed", on_act=_nothing)
        words = "Index now"
    if st.button(words, key="library_index"):
        index(settings, desk)
        st.rerun()  # now it is drawn how far that is


def unindexed(folder: Path, library: Library) -> list[Pair]:
    """The articles that answers do not use yet; UserError where the index is damaged."""
    wanted = library.versions()
    if not wanted:
        return []
    generation = current(folder / INDEX)
    known = set(read_manifest(generation)[1]) if generation else set()
    return [pair for pair in wanted if pair not in known]


def last_indexed(settings: Settings) -> datetime | None:
    """When the index was written that answers now; None where there is none that can be used."""
    try:
        generation = current(settings.folder / INDEX)
        if generation is None:
            return None
        return datetime.fromtimestamp((generation / MANIFEST).stat().st_mtime, UTC)
    except (UserError, OSError):  # told by `draw_unindexed`; gone since, for a newer one
        return None


def index(settings: Settings, desk: Desk) -> Work:
    """The work that brings the index up to date with the library."""

    work = desk.start(partial(_reindex, settings), what="Bringing the index up to date")
    _watch(work)
    return work


def _add_uploads(settings: Settings, desk: Desk, uploads: list[Upload]) -> Work:
    def do(watch: Watch, report: Report) -> None:
        keep_uploads(
            uploads,
            folder=settings.folder,
            embedder_name=settings.embedder,
            watch=watch,
            report=report,
        )

    return desk.start(do, what="Adding files", finish=partial(_reindex, settings))


def _add_path(settings: Settings, desk: Desk, path: Path) -> Work:
    def do(watch: Watch, report: Report) -> None:
        found = ingest([path], folder=settings.folder, embedder_name=settings.embedder, watch=watch)
        for each in fields(report):
            setattr(report, each.name, getattr(found, each.name))

    return desk.start(do, what="Adding files", finish=partial(_reindex, settings))


def _reindex(settings: Settings, watch: Watch, report: Report) -> None:
    if not Library.is_in(settings.folder):  # nothing was added at all
        return
    with Library.open(settings.folder) as library:
        library.forget()
        report.passages = reindex(
            library, settings.folder, settings.embedder, watch.passages, linking=watch.linking
        )


def _draw_path(settings: Settings, desk: Desk) -> None:
    with st.form("library_path_form", border=False):
        given = st.text_input(
            "Or a file or folder on this computer",
            key="library_path",
            placeholder="/home/ana/articles",
            help="All files in the folder and the folders in it are read from where they are.",
        )
        is_wanted = st.form_submit_button("Add this path", key="library_add_path")
    if not is_wanted:
        return
    try:
        path = path_of(given)
    except UserError as error:
        piece(problem_node(error), key="library_path_problem", on_act=_nothing)
    else:
        _watch(_add_path(settings, desk, path))
        st.rerun()


def path_of(given: str) -> Path:
    """The path that was typed; UserError where it is none, or not a whole one."""
    given = given.strip()
    if is_url(given):
        raise UserError(
            "Web addresses are not read from this page.",
            mend="Save the page as a file and add that, or use: footnote add --allow-url ADDRESS",
        )
    path = Path(given).expanduser() if given else Path()
    if not path.is_absolute() or "\0" in given:
        raise UserError(
            "That is no whole path." if given else "No path was given.",
            mend="Type it from its beginning, such as /home/ana/articles or ~/articles.",
        )
    return path


@st.fragment(run_every=_EVERY)
def _draw_running(running: Sequence[Work]) -> None:
    if any(work.is_over for work in running):
        st.rerun()  # the whole page: there is more in its list now
    for work in running:
        with st.container(border=True, key=f"library_work_{work.number}"):
            piece(progress_node(work), key=f"library_progress_{work.number}", on_act=_nothing)
            if work.total:
                words = {"reading": "Reading", "linking": "Comparing"}.get(work.state, "Indexing")
                st.progress(work.done / work.total, text=words)
            st.button(
                "Stop",
                key=f"library_stop_{work.number}",
                on_click=work.stop,
                disabled=work.stopping.is_set(),
            )


def _draw_over(work: Work) -> None:
    if work.state == "done" and not is_telling(work.report):
        return
    with st.container(border=True, key=f"library_over_{work.number}"):
        piece(outcome_node(work), key=f"library_outcome_{work.number}", on_act=_nothing)
        st.button(
            "Close",
            key=f"library_close_{work.number}",
            on_click=_watched().discard,
            args=(work.number,),
        )


def is_telling(report: Report) -> bool:
    """Whether anything became of any file."""
    return report.is_usable or bool(report.refused or report.removed)


def _watch(work: Work) -> None:
    """This page shows how the work ends."""
    _watched().add(work.number)


def _watched() -> set[int]:
    watched: set[int] = st.session_state.setdefault("library_watched", set())
    return watched


def _nothing(act: Act) -> None:
    """These pieces have no buttons."""
