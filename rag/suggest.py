"""Questions that the library is known to answer, to begin with: made from its own sentences.

A few plain kinds of statement are turned into the question that they answer, by rule (as in Heilman
and Smith, "Good question! Statistical ranking for question generation", 2010, without the ranking).
Each is then asked, and offered only if the answer quotes the sentence that it was made from.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest

from corpus.article import Article
from index.sentences import sentences
from index.words import STOP_WORDS

from .answer import Answer

WANTED = 4  # as many as are read at a glance
SURE = 0.5  # probability from which an answer is worth showing first
MAX_TRIED = 12  # questions asked to find them, a fifth of a second each
MAX_ARTICLES = 40  # the newest; more would say no more to a newcomer
MAX_SENTENCES = 60  # of an article: what matters stands early

_NAME = r"(?:(?:the|The) )?[A-Z][\w’'&.-]*(?: (?:(?:of|and|for|the) )?[A-Z][\w’'&-]*){1,5}"
_PASTS = {
    "adopted": "adopt", "announced": "announce", "approved": "approve", "banned": "ban",
    "bought": "buy", "built": "build", "called": "call", "created": "create", "defeated": "defeat",
    "designed": "design", "developed": "develop", "discovered": "discover",
    "established": "establish", "founded": "found", "hosted": "host", "imposed": "impose",
    "introduced": "introduce", "invented": "invent", "launched": "launch", "opened": "open",
    "organised": "organise", "proposed": "propose", "published": "publish", "raised": "raise",
    "received": "receive", "rejected": "reject", "released": "release", "signed": "sign",
    "sold": "sell", "unveiled": "unveil", "visited": "visit", "won": "win", "wrote": "write",
}  # fmt: skip
_PROMISES = {"agreed": "agree", "pledged": "pledge", "decided": "decide", "promised": "promise"}
_MOVES = {"rose": "rise", "fell": "fall", "grew": "grow", "dropped": "drop", "gained": "gain"}
_DID = re.compile(rf"({_NAME}) ({'|'.join(_PASTS)}) (?:an?|the|its|their|his|her|\w+s)\b")
_PROMISED = re.compile(rf"({_NAME}) ({'|'.join(_PROMISES)}) to \w+")
_MOVED = re.compile(rf"({_NAME}) ({'|'.join(_MOVES)}) (?:by )?\d[\d.,]* ?(?:%|per cent|percent)")
_SHORT = re.compile(r"[A-Z]\w+ \(([A-Z]{3,6})\)")
_POST = re.compile(r"([A-Z][a-z]+(?: [A-Z][\w’'-]+){1,3}), (?:an?|the) [a-z][^,.;]{8,60}, [a-z]")


def suggest(articles: Iterable[Article], ask: Callable[[str], Answer]) -> list[str]:
    """Up to four questions, of several articles where there are several; the newest come first."""
    of_each = [_made_from(article) for article in islice(articles, MAX_ARTICLES)]
    in_turn = (one for turn in zip_longest(*of_each) for one in turn if one)
    found: list[str] = []
    for question, article, sentence in islice(in_turn, MAX_TRIED):
        answer = ask(question)
        is_sure = answer.verdict == "answered" and (answer.probability or 0.0) >= SURE
        if is_sure and any(
            one.article == article.id and one.start < sentence[1] and one.end > sentence[0]
            for one in answer.citations
        ):
            found.append(question)
        if len(found) == WANTED:
            break
    return found


def _made_from(article: Article) -> Iterator[tuple[str, Article, tuple[int, int]]]:
    """The questions of an article, no two alike, each with the sentence that answers it."""
    kinds: set[str] = set()
    for start, end in sentences(article.text)[:MAX_SENTENCES]:
        for kind, question in _asked_by(article.text[start:end]):
            if kind not in kinds:
                kinds.add(kind)
                yield question, article, (start, end)


def _asked_by(sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence answers: the kind of question, and the question."""
    first = sentence.split(" ", 1)[0].strip(",")
    if first.lower() in STOP_WORDS - {"the"}:  # "From Italy, the ...", "He and Bethe developed ..."
        return
    if match := _DID.match(sentence):
        yield "did", f"What did {_within(match[1])} {_PASTS[match[2]]}?"
    if match := _PROMISED.match(sentence):
        yield "promised", f"What did {_within(match[1])} {_PROMISES[match[2]]} to do?"
    if match := _MOVED.match(sentence):
        yield "moved", f"By how much did {_within(match[1])} {_MOVES[match[2]]}?"
    if (match := _POST.match(sentence)) and first != "The":
        yield "post", f"Who is {match[1]}?"
    if match := _SHORT.search(sentence):
        yield "short", f"What does {match[1]} stand for?"


def _within(name: str) -> str:
    """The name as it stands within a sentence."""
    return re.sub(r"^The\b", "the", name)
