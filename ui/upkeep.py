"""The commands of upkeep: a backup made and restored, feedback listed, the library examined."""

from dataclasses import asdict, replace

from corpus.library import Library
from ui import lines, upkeep_lines
from ui.given import Given, print_found, settings_of, with_library


def backup(given: Given) -> int:
    """0 when the articles and chats are in one file."""
    from ui.backup import back_up

    made = back_up(settings_of(given).folder, given.file, replace=given.replace)
    found = {"file": str(given.file), "bytes": given.file.stat().st_size} | asdict(made)
    print_found(given, found, upkeep_lines.backup(made, given.file))
    return 0


def restore(given: Given) -> int:
    """0 when the library is that of the backup, with its index built."""
    from ui.restore import restore

    settings = settings_of(given)
    with lines.Progress() as progress:
        made = restore(
            given.file,
            settings.folder,
            embedder_name=settings.embedder,
            replace=given.replace,
            progress=progress.passages,
        )
    found = {"library": str(settings.folder)} | asdict(made)
    print_found(given, found, upkeep_lines.restored(made, settings.folder))
    return 0


def feedback(given: Given) -> int:
    """0 when what readers thought of answers is listed."""
    from ui.chats import Chats

    found = Chats.open(settings_of(given).folder).feedback()
    rows = [upkeep_lines.rated_json(one) for one in found]
    print_found(given, {"feedback": rows}, upkeep_lines.feedback(found))
    return 0


def doctor(given: Given) -> int:
    """0 when all is well, or 1; with --repair the index is built again first."""
    from index.check import check
    from index.compact import compact
    from index.ingest import reindex
    from index.manifest import INDEX
    from rag.wording.kept import keep_lexicon

    settings = settings_of(given)
    if given.repair:
        with Library.open(settings.folder) as library, lines.Progress() as progress:
            reindex(
                library,
                settings.folder,
                settings.embedder,
                progress.passages,
                linking=progress.linking,
            )
            compact(settings.folder / INDEX, progress=progress.tidying)
        keep_lexicon(settings.folder)
    findings = [
        replace(one, mend=with_library(one.mend, given.library))
        for one in check(settings.folder, settings.embedder)
    ]
    print_found(given, {"findings": [asdict(one) for one in findings]}, lines.findings(findings))
    return 0 if all(finding.is_well for finding in findings) else 1
