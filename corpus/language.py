"""Which script a text is written in, and which language, where that is plain."""

import re

_SAMPLE = 20_000  # characters; the share of letters hardly moves after so many
_MIN_SHARE = 0.5  # of the letters, for a script to be that of the text
_MIN_KANA_SHARE = 0.05  # Japanese mixes kana with Han; half of a news text is kana
_MIN_STOP_WORDS = 0.08  # of the words; the samples have 0.15 to 0.20, Dutch 0.02, German none

_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-\u024f\u0250-\u02af\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
# Scripts that one widely written language has to itself; Cyrillic or Arabic name none.
_OF_ONE_LANGUAGE = {
    "ko": re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "el": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "th": re.compile(r"[\u0e01-\u0e33\u0e40-\u0e46]"),
}
# Frequent in English and words of few other languages: not "in", "is", "was", "for".
_STOP_WORDS = frozenset(
    {"the", "of", "and", "to", "that", "with", "it", "from", "by"}
    | {"are", "has", "have", "be", "this", "which", "were", "their", "not"}
)


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language where its script or its words make it plain.

    >>> language_of("It opened to the public."), language_of("香港与深圳"), language_of("42")
    ('en', 'zh', None)
    """
    sample = text[:_SAMPLE]
    letters = count_letters(sample)
    if not letters:
        return None
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    if han + kana > _MIN_SHARE * letters:
        return "ja" if kana > _MIN_KANA_SHARE * letters else "zh"
    for code, script in _OF_ONE_LANGUAGE.items():
        if len(script.findall(sample)) > _MIN_SHARE * letters:
            return code
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    stop_words = sum(word in _STOP_WORDS for word in words)
    return "en" if stop_words >= _MIN_STOP_WORDS * len(words) else None


def count_letters(text: str) -> int:
    """How many letters of any script the text has."""
    return len(_LETTER.findall(text))


def count_latin(text: str) -> int:
    """How many letters of the Latin script the text has."""
    return len(_LATIN.findall(text))
