"""A reply to what is no question to the articles: greetings, thanks, "what can you do?", "which
articles do you have?", "summarise the article on X", a script that no article is written in.

A wrong "no question" costs an answer, a missed one only a refusal: when in doubt, it is one.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

import regex

from corpus.article import Article
from corpus.language import count_latin, count_letters, language_of
from corpus.library import Library
from index.words import words

from ..answer import MAX_CLOSEST, MAX_WORDS, Answer
from ..quotes import closest_of
from . import phrases
from .polite import without_greeting
from .summary import summarise

__all__ = ["talk", "without_greeting"]

MAX_LISTED = 20  # articles named in one reply: more is a page, and `footnote list` shows it
MAX_LENGTH = 200  # characters; what is longer is more than talk
LEAD = 2  # times as often as any other article names a topic, to be the article on it

_CAN = (
    "I answer questions from the articles in this library, each answer with the exact sentence it "
    "was found in. Ask who, what, when, where or how much, or ask which articles there are, or "
    "for a summary of one of them."
)
_REPLIES = {  # what matters most first: "Thanks, what can you do?"
    "who": f"I am Footnote, a program. {_CAN}",
    "help": _CAN,
    "pointing": _CAN,
    "greeting": f"Hello! {_CAN}",
    "bye": "Goodbye! The articles stay here for your next question.",
    "thanks": "You are welcome. Ask me anything else about the articles.",
    "ok": "Ask me anything else about the articles.",
}
_EMPTY = "The library has no articles yet. Add some: footnote add PATH"
_SCRIPTS = {
    "Han": "Chinese", "Hiragana": "Japanese", "Katakana": "Japanese", "Hangul": "Korean",
    "Cyrillic": "Cyrillic", "Arabic": "Arabic", "Hebrew": "Hebrew", "Greek": "Greek",
    "Thai": "Thai", "Devanagari": "Devanagari", "Bengali": "Bengali", "Tamil": "Tamil",
    "Telugu": "Telugu", "Armenian": "Armenian", "Georgian": "Georgian", "Ethiopic": "Ethiopic",
    "Khmer": "Khmer", "Lao": "Lao", "Myanmar": "Burmese", "Sinhala": "Sinhala",
    "Gujarati": "Gujarati", "Gurmukhi": "Gurmukhi", "Kannada": "Kannada",
    "Malayalam": "Malayalam", "Tibetan": "Tibetan", "Mongolian": "Mongolian",
}  # fmt: skip
_IN_SCRIPT = {script: regex.compile(rf"\p{{Script={script}}}") for script in _SCRIPTS}
_ASK_IN_ENGLISH = {  # of the languages that a script makes plain
    "zh": "请用英文提问。",
    "ja": "英語で質問してください。",
    "ko": "영어로 질문해 주세요.",
    "el": "Παρακαλώ ρωτήστε στα αγγλικά.",
}


def talk(question: str, library: Library, *, is_first: bool = True) -> Answer | None:
    """The reply to what is no question to the articles; None for every question.

    A summary quotes the article; other replies are a message without claims. In what is not the
    first of a chat, "How does it work?" asks for what was spoken of.
    """
    said = phrases.plain(without_greeting(question))
    if len(question) <= MAX_LENGTH:
        kinds = _kinds(phrases.plain(question)) or _kinds(said)
        if not is_first and "pointing" in kinds:
            kinds = set()
        for kind, reply in _REPLIES.items():
            if kind in kinds:
                return _reply(question, reply)
        if not re.search(r"\w", question):
            return _reply(question, _CAN)
        if not phrases.NUMBERED.search(said):
            if reply := _of_library(said, library):
                return _reply(question, reply)
            if found := _of_article(question, said, library):
                return found
    return _in_other_script(question, library)


def _kinds(said: str) -> set[str]:
    """What all that was said is made of; empty if some of it is anything else."""
    kinds: set[str] = set()
    while said:
        best = max(
            ((match.end(), kind) for kind, shape in phrases.SHAPES.items()
             if (match := shape.match(said)) and said[match.end() : match.end() + 1] in ("", " ")),
            default=None,
        )  # fmt: skip
        if best is None or not best[0]:
            return set()
        kinds.add(best[1])
        said = said[best[0] :].removeprefix(" ").removeprefix("and ")
    return kinds


def _of_library(said: str, library: Library) -> str:
    """The reply to what asks about the library; empty if nothing does."""
    if phrases.COUNT.fullmatch(said):
        return f"There {_articles(library.count())} in the library."
    asked = [shape for shape in _ABOUT_LIBRARY if shape.fullmatch(said)]
    if not asked:
        return ""
    every = library.described()
    return _ABOUT_LIBRARY[asked[0]](every) if every else _EMPTY


def _list(every: Sequence[Article]) -> str:
    listed = "; ".join(_cited(article) for article in every[:MAX_LISTED])
    more = f"; and {len(every) - MAX_LISTED:,} more: footnote list" if every[MAX_LISTED:] else ""
    return f"There {_articles(len(every))}: {listed}{more}."


def _publishers(every: Sequence[Article]) -> str:
    counts = Counter(article.publisher for article in every if article.publisher)
    if not counts:
        return f"There {_articles(len(every))}, and none names its publisher."
    named = ", ".join(f"{name} ({count:,})" for name, count in counts.most_common(MAX_LISTED))
    silent = len(every) - counts.total()
    rest = f"; {silent:,} of {len(every):,} articles name no publisher" if silent else ""
    return f"The articles are published by {named}{rest}."


def _dates(every: Sequence[Article]) -> str:
    dated = sorted((a for a in every if a.published), key=lambda a: a.published or "")
    if not dated:
        return f"There {_articles(len(every))}, and none has a date."
    silent = len(every) - len(dated)
    rest = f" {silent:,} of {len(every):,} articles have no date." if silent else ""
    first, last = dated[0].published, dated[-1].published
    span = f"run from {first} to {last}" if first != last else f"are all of {last}"
    return f"The dates {span}. The newest article: {_cited(dated[-1])}.{rest}"


_ABOUT_LIBRARY: dict[re.Pattern[str], Callable[[Sequence[Article]], str]] = {
    phrases.LIST: _list,
    phrases.PUBLISHERS: _publishers,
    phrases.DATES: _dates,
}


def _of_article(question: str, said: str, library: Library) -> Answer | None:
    """The summary of the article that is meant, or which ones may be; None for a question."""
    if phrases.NEWEST.fullmatch(said) or phrases.SUMMARISE_IT.fullmatch(said):
        return _of_the_one(question, library, is_newest=bool(phrases.NEWEST.fullmatch(said)))
    topic, is_plain = _topic(said)
    found = _named(topic, library.described()) if topic else []
    if not is_plain:  # "Summarise the rise of exports" may well be a question
        return _summary(question, found[0], library) if len(found) == 1 else None
    found = found or _naming(topic, library)
    topic = _as_written(topic, question)
    if phrases.ON.fullmatch(said):
        return _on(question, topic, found)
    if not found:
        message = f"No article in the library is about “{topic}”."
        return replace(_reply(question, message), verdict="not_found")
    if len(found) == 1:
        return _summary(question, found[0], library)
    message = f"{len(found):,} articles may be meant by “{topic}”. Which one?"
    return replace(_reply(question, message), closest=tuple(map(closest_of, found[:MAX_CLOSEST])))


def _on(question: str, topic: str, found: Sequence[Article]) -> Answer | None:
    """Which articles are on a topic; None if no name tells: "reports on inflation in Japan"."""
    if not found:
        return None
    named = "; ".join(map(_cited, found[:MAX_LISTED]))
    return _reply(question, f"On “{topic}” there {_articles(len(found))}: {named}.")


def _of_the_one(question: str, library: Library, *, is_newest: bool) -> Answer:
    """The summary of the newest article or of the only one, or a word on what there is."""
    every = library.described()
    dated = [article for article in every if article.published]
    if is_newest and dated:
        newest = max(dated, key=lambda article: article.published or "")
        return _summary(question, newest, library)
    if len(every) == 1:
        return _summary(question, every[0], library)
    if not every:
        return _reply(question, _EMPTY)
    why = "No article has a date. " if is_newest else ""
    return _reply(question, f"{why}Which article do you mean? {_list(every)}")


def _topic(said: str) -> tuple[str, bool]:
    """What an article is asked for by, and whether it is plain that an article is."""
    for shape in (phrases.ON, *phrases.SUMMARISE):
        if (match := shape.fullmatch(said)) and words(match["topic"]):
            return match["topic"], True
    match = phrases.SUMMARISE_ANY.fullmatch(said)
    return (match["topic"], False) if match and words(match["topic"]) else ("", False)


def _named(topic: str, every: Sequence[Article]) -> list[Article]:
    """The articles whose title or file has the topic's name, or else all its words."""
    wanted = set(words(topic.replace("_", " ")))
    forms = [
        (article, [set(words(form)) for form in (article.title or "", *_file(article))])
        for article in every
    ]
    same = [article for article, names in forms if wanted in names]
    within = [article for article, names in forms if any(wanted <= name for name in names)]
    return same or within or [a for a in every if wanted <= set(words(a.heading))]


def _naming(topic: str, library: Library) -> list[Article]:
    """The article that names a topic by far the most often, or those that do name it."""
    wanted = re.sub(r"^(?:the|a|an|this|that|your) ", "", topic).split()
    pattern = re.compile(r"\b" + r"\W+".join(map(re.escape, wanted)) + r"\b", re.I)
    counts = []
    for article in library.articles():
        if count := len(pattern.findall(article.text)):
            counts.append((count, article))
    counts.sort(key=lambda found: -found[0])
    is_one = len(counts) > 1 and counts[0][0] >= LEAD * counts[1][0]
    return [article for _, article in (counts[:1] if is_one else counts)]


def _summary(question: str, article: Article, library: Library) -> Answer:
    whole = library.get(article.id)
    if whole is None:  # removed while we read
        return _reply(question, _EMPTY)
    if whole.damage:
        return _reply(question, str(whole.damage))
    message = f"{_cited(whole)} in its own words:" if whole.title else "In the article's own words:"
    claims, citations = summarise(whole, max_words=MAX_WORDS - len(message.split()))
    return replace(_reply(question, message), claims=claims, citations=citations)


def _in_other_script(question: str, library: Library) -> Answer | None:
    """A word to a question in a script that none of the articles is written in."""
    script = _script(question)
    if not script:
        return None
    every = library.described()
    if not every or any(_script(article.heading) == script for article in every):
        return None
    language = language_of(question) or ""
    if any(article.language == language for article in every):
        return None
    is_english = all(article.language in ("en", None) for article in every)
    in_it = f" {_ASK_IN_ENGLISH[language]}" if is_english and language in _ASK_IN_ENGLISH else ""
    where = "in English" if is_english else "in the language of the articles"
    written = f"No article in this library is written in {_SCRIPTS[script]} script."
    return _reply(question, f"{written} Please ask {where}.{in_it} {_CAN}")


def _script(text: str) -> str:
    """The script other than Latin that most letters of a text are in; empty for none."""
    letters = count_letters(text)
    if not letters or 2 * count_latin(text) > letters:
        return ""
    counts = {name: len(script.findall(text)) for name, script in _IN_SCRIPT.items()}
    counts["Han"] += counts.pop("Hiragana") + counts.pop("Katakana")
    best = max(counts, key=lambda name: counts[name])
    return best if 2 * counts[best] > letters else ""


def _reply(question: str, message: str) -> Answer:
    return Answer(question, asked_as=question, verdict="answered", message=message, composer="talk")


def _articles(count: int) -> str:
    return "is 1 article" if count == 1 else f"are {count:,} articles"


def _cited(article: Article) -> str:
    """An article's heading with its publisher and date, where they are known."""
    facts = ", ".join(fact for fact in (article.publisher, article.published) if fact)
    return f"“{article.heading}”" + (f" ({facts})" if facts else "")


def _file(article: Article) -> tuple[str, str]:
    """The name of an article's file, or of the last part of its address: without ending and with.

    Lines in it are blanks: "Black_Death.txt".
    """
    source = unquote(article.source)
    path = PurePath(urlsplit(source).path if "://" in source else source)
    return path.stem.replace("_", " "), path.name.replace("_", " ")


def _as_written(topic: str, question: str) -> str:
    """The topic in the letters of the question."""
    pattern = r"\W+".join(re.escape(part) for part in topic.split())
    found = re.search(pattern, question, re.I)
    return found.group() if found else topic
