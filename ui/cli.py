"""The footnote command: `footnote --help` tells all of it. Heavy imports wait for their command."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UserError

EXAMPLES = """\
examples:
  footnote add ~/articles                    read a folder: text, web pages, PDF, Word, feeds
  footnote ask "Who signed what with whom?"  one answer, with the sentence it came from
  footnote chat                              the same in the browser
  footnote doctor                            is everything well, and how to mend it

Everything is kept in one folder: --library DIR, or FOOTNOTE_LIBRARY, or your user data folder.
"""


UPKEEP = frozenset(("backup", "restore", "feedback", "doctor"))  # ui/upkeep.py; others: commands.py


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 what the user can mend (one line on standard error), 2 usage."""
    given = parser().parse_args(arguments)
    from ui import commands, upkeep
    from ui.given import Told, with_library

    told = logging.StreamHandler()  # on standard error; other packages' logs stay quiet
    told.setFormatter(Told(given.library))
    logging.getLogger("footnote").handlers = [told]
    logging.getLogger("footnote").setLevel(logging.INFO)
    try:
        code: int = getattr(upkeep if given.command in UPKEEP else commands, given.command)(given)
    except UserError as error:
        print(f"footnote: {with_library(str(error), given.library)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "footnote: Stopped. What was read is kept; the same command goes on.", file=sys.stderr
        )
        return 130
    except ModuleNotFoundError as error:
        print(
            f"footnote: The package {error.name} is missing. Install it: make install",
            file=sys.stderr,
        )
        return 1
    except BrokenPipeError:  # the reader, such as head, has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def parser() -> argparse.ArgumentParser:
    """The parser of every command and option."""
    top = argparse.ArgumentParser(
        prog="footnote",
        parents=[_shared(library=None, json=False)],
        description="Ask your articles, get the answer with the exact sentence it came from.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: str, more: str = "") -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            parents=[_shared()],
            help=does,
            description=f"{does[:1].upper()}{does[1:]}. {more}".strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    add = command(
        "add", "read files and folders into the library", "Only what is new or changed is indexed."
    )
    add.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a .txt, .md, .html, .pdf, .docx, .jsonl or feed file, a folder, or a web address",
    )
    add.add_argument("--allow-url", action="store_true", help="read web addresses too")
    add.add_argument(
        "--samples",
        action="store_true",
        help="the five sample articles, unless they were added before",
    )
    remove = command("remove", "take articles out of the library, for good")
    remove.add_argument(
        "articles",
        nargs="+",
        metavar="ARTICLE",
        help="an article's id, or a file's name: all in it",
    )
    listing = command("list", "list the articles in the library")
    listing.add_argument(
        "--refused", action="store_true", help="list what could not be read, and why"
    )
    show = command("show", "print an article's clean text, which citations count characters in")
    show.add_argument("article", metavar="ARTICLE", help="an article's id, from footnote list")
    show.add_argument("--version", type=int, metavar="N", help="an earlier version, from 1")
    ask = command("ask", "answer a question, with the sentence the answer came from")
    _question(ask, "QUESTION")
    ask.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question of the same chat, oldest first; repeatable",
    )
    ask.add_argument(
        "--from",
        dest="publishers",
        action="append",
        default=[],
        metavar="PUBLISHER",
        help="only articles of this publisher; repeatable",
    )
    ask.add_argument(
        "--since",
        metavar="DATE",
        help="only articles from this date on: 2025, 2025-11 or 2025-11-06",
    )
    ask.add_argument("--until", metavar="DATE", help="only articles up to this date")
    _llm(ask, "let this language model word answers, each sentence checked: openai:gpt-5")
    search = command("search", "find passages, without an answer")
    _question(search, "WORDS")
    search.add_argument("--k", type=_count, default=10, metavar="N", help="how many passages (10)")
    evaluate = command(
        "evaluate",
        "score answers on questions whose answers you know",
        'Each line: {"question": "...", "kind": "fact" or "none", "gold": [regex, ...],\n'
        '"source": "FILE.txt", "evidence": regex, "history": [earlier questions]}',
    )
    evaluate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument(
        "--floors",
        type=Path,
        metavar="FILE.json",
        help='fail when a measure falls below its floor: {"right": 0.7}',
    )
    _llm(evaluate, "score this language model's answers beside the quoted ones")
    chat = command("chat", "open the chat in the browser")
    _llm(chat, "let this language model word answers, each sentence checked: openai:gpt-5")
    chat.add_argument(
        "--port", type=int, default=8501, metavar="N", help="serve it on this port (8501)"
    )
    chat.add_argument(
        "--address",
        default="localhost",
        metavar="ADDRESS",
        help="serve it on this address of this computer (localhost: for this computer only)",
    )
    chat.add_argument(
        "--allow-host",
        dest="hosts",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that people reach it by, such as footnote.example.org; repeatable",
    )
    backup = command(
        "backup", "write the articles and the chats to one file", "The index is built from them."
    )
    backup.add_argument("file", type=Path, metavar="FILE.zip")
    backup.add_argument("--replace", action="store_true", help="write over a file that is there")
    restore = command("restore", "make a library of a backup, whole or not at all")
    restore.add_argument("file", type=Path, metavar="FILE.zip")
    restore.add_argument(
        "--replace", action="store_true", help="in place of the library that is there"
    )
    command("feedback", "list what readers thought of answers, newest first")
    doctor = command("doctor", "say what is installed, and whether the library and index are whole")
    doctor.add_argument(
        "--repair", action="store_true", help="build the index again from the library"
    )
    return top


def _shared(**defaults: object) -> argparse.ArgumentParser:
    """The options that stand before or after any command; only the first place has defaults."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--library", type=Path, metavar="DIR", help="the folder that Footnote keeps everything in"
    )
    shared.add_argument(
        "--json", action="store_true", help="print JSON on standard output, and nothing else there"
    )
    shared.set_defaults(**defaults)
    return shared


def _question(command: argparse.ArgumentParser, what: str) -> None:
    asked = command.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar=what)
    asked.add_argument(
        "--file",
        type=Path,
        metavar="QUESTIONS.jsonl",
        help='many, one a line: {"id": "...", "question": "...", "history": [...]}',
    )


def _llm(command: argparse.ArgumentParser, does: str) -> None:
    command.add_argument("--llm", metavar="PROVIDER:MODEL", help=does)


def _count(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return number


if __name__ == "__main__":
    sys.exit(main())
