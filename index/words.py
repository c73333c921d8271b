"""A text as the words that searches and checks compare."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

# One token: a number with its separators, a character of a script that writes without
# spaces (Han, kana), or a run of other letters and digits with inner apostrophes.
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:['’][^\W_]+)*"
)
_SEPARATOR = re.compile(r"(?<=\d),(?=\d)")
_local = threading.local()  # a Snowball stemmer must not be used by two threads at once

# NLTK's English list (Apache-2.0), with contractions written without their apostrophe and less the
# pieces that it cuts them into: here "don't" is one word, and "Ma", "Shan" and "Don" are people.
_STOP_WORDS = """
    a about above after again against all am an and any are aren arent as at be because been
    before being below between both but by can couldn couldnt did didn didnt do does doesn doesnt
    doing dont down during each few for from further had hadn hadnt has hasn hasnt have haven
    havent having he her here hers herself him himself his how i if in into is isn isnt it its
    itself just me mightn mightnt more most mustn mustnt my myself needn neednt no nor not now of
    off on once only or other our ours ourselves out over own same shant she shes should shouldn
    shouldnt shouldve so some such than that thatll the their theirs them themselves then there
    these they this those through to too under until up very was wasn wasnt we were weren werent
    what when where which while who whom why will with wont wouldn wouldnt you youd youll your
    youre yours yourself yourselves youve
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


LONGEST = 64  # characters of a token that is remembered: 100,000 of them take some megabytes


def words(text: str, *, keep_stop_words: bool = False) -> list[str]:
    """The words of a text in order: lower case, accents and possessives off, stemmed.

    Numbers lose their thousands separators. Stop words are left out unless asked for.

    >>> words("Zhejiang's exporters signed 25,001.64 deals")
    ['zhejiang', 'export', 'sign', '25001.64', 'deal']
    """
    found = (
        _word(token) if len(token) <= LONGEST else _word.__wrapped__(token)
        for token in _TOKEN.findall(_fold(text))
    )
    return [word for word, is_stop in found if word and (keep_stop_words or not is_stop)]


def _fold(text: str) -> str:
    """The text in lower case without accents, so that José finds Jose."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=100_000)  # an article's words repeat; looking at each once halves the cost
def _word(token: str) -> tuple[str, bool]:
    """A token as a word, which may be none, and whether it is a stop word."""
    word = token.replace("’", "'").removesuffix("'s").replace("'", "")
    return _stem(_SEPARATOR.sub("", word)) if word else "", word in STOP_WORDS


def _stem(word: str) -> str:
    if word[0].isdigit():
        return word
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    stem: str = _local.stemmer.stemWord(word)
    return stem
