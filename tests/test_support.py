"""Sentences of a language model, true and false, against the passage that they cite."""

import pytest

from corpus.article import Article
from rag.quantities import quantities
from rag.support import Place, support
from tests.fakes import FakeReader

TEXT = (
    "Lee, who met Wang in Macau, signed 12 pacts in May 2025. He said China may ban exports. "
    "Exports rose 7.2% in July, while imports fell 4.1%. China accused the US of a breach.\n"
    "Officials closed 50 schools (all of them public) in Hong Kong on Monday. Ana met Bo. She left "
    "for Rio. The fund has US$300 million. Zhejiang did not sign the lease. Half of the firms left."
)


class Agrees(FakeReader):
    """A reader that supports everything, as the small one does where the words are the same."""

    def support(self, claim, texts):  # type: ignore[no-untyped-def]
        return super().support("", texts) * 0 + [0.9, 0.05, 0.05]


def fault_of(sentence: str, text: str = TEXT) -> str:
    place = Place(Article(text=text, sources=("/a.txt",)), 0, len(text))
    return support(sentence, [place], Agrees()).fault


@pytest.mark.parametrize(
    "sentence",
    [
        "Exports rose 7.2% in July.",
        "Exports rose 7.2 per cent in July.",
        "China accused the US of a breach.",
        "Officials closed fifty schools in Hong Kong on Monday.",
        "Officials closed 50 schools in Hong Kong.",
        "The fund has $300m.",
        "Zhejiang did not sign the lease.",
        "Lee, who met Wang in Macau, signed twelve pacts in May 2025.",
        "Half of the firms left.",
    ],
)
def test_what_the_passage_says_is_kept(sentence: str) -> None:
    assert fault_of(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Exports rose 7.3% in July.", "number 7.3"),
        ("Exports rose 7.2 km in July.", "number 7.2 km"),
        ("Exports rose seven per cent in July.", "number seven"),
        ("Exports rose 4.1% in July.", "order"),
        ("Exports fell 7.2% in July.", "order"),
        ("Exports rose 4.1%.", "leaves out"),
        ("Imports rose 7.2% in July.", "order"),
        ("Exports did not rise 7.2% in July.", "negation not"),
        ("The US accused China of a breach.", "order"),
        ("Wang signed 12 pacts in May 2025.", "leaves out"),
        ("Lee signed 12 pacts in May 2024.", "number 2024"),
        ("Lee signed 12 pacts in June 2025.", "date June"),
        ("Lee signed one of 12 pacts in May 2025.", "number one"),
        ("John Lee, who met Wang in Macau, signed 12 pacts.", "name John Lee"),
        ("Lee, who met Wang in Taipei, signed 12 pacts.", "Taipei"),
        ("Officials closed 50 schools in Hong Kong on Tuesday.", "date Tuesday"),
        ("Officials closed over 50 schools in Hong Kong.", "“over”"),
        ("Officials closed 50 to 60 schools in Hong Kong.", "number 60"),
        ("Officials closed 50% schools in Hong Kong.", "number 50%"),
        ("Officials closed no schools in Hong Kong.", "negation no"),
        ("The fund has HK$300 million.", "number HK$300 million"),
        ("The fund has US$300 billion.", "number US$300 billion"),
        ("The fund has US$300 million for weapons and secret prisons.", "words of its own"),
        ("Zhejiang did sign the lease.", "“not”"),
        ("China bans exports today.", "“"),
        ("Bo left for Rio.", ""),
        ("A third of the firms left.", "number third"),
        ("None of the firms left.", "None"),
        ("Is China a breach of the US?", "states nothing"),
        ("Yes.", "states nothing"),
        ("See https://example.org/ for schools in Hong Kong.", "no plain sentence"),
        ("<b>Officials closed 50 schools</b>", "no plain sentence"),
        ("官员周一关闭了香港的五十所学校。", ""),
        ("Les autorités ont fermé 50 écoles à Hong Kong lundi.", ""),
        ("", "states nothing"),
        ("9" * 5_000, "states nothing"),
    ],
)
def test_what_the_passage_does_not_say_is_not(sentence: str, fault: str) -> None:
    found = fault_of(sentence)
    assert found
    assert fault in found


def test_the_quote_is_the_span_that_says_it() -> None:
    place = Place(Article(text=TEXT, sources=("/a.txt",)), 0, len(TEXT))
    found = support("Exports rose 7.2% in July.", [place], Agrees())
    assert found.quote is not None
    assert found.quote.text == "Exports rose 7.2% in July, while imports fell 4.1%."
    assert [(check.kind, check.value, check.found) for check in found.checks] == [
        ("number", "7.2%", True), ("date", "July", True), ("name", "Exports", True),
    ]  # fmt: skip


def test_the_reader_may_reject_and_never_admit() -> None:
    place = Place(Article(text=TEXT, sources=("/a.txt",)), 0, len(TEXT))
    assert support("Exports rose much in July.", [place], FakeReader()).fault
    assert "no passage" in support("Exports rose 7.2% in July.", [], Agrees()).fault


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two hundred ships, 2.5 million people", [("200", ""), ("2500000", "")]),
        ("between 5 and 7 per cent", [("5", ""), ("7", "%")]),
        ("a zero-tariff deal, half of it", [("0", ""), ("0.5", "")]),
        (
            "in the 1990s, on the 21st, the fourth day",
            [("1990s", ""), ("21st", ""), ("4th", "day")],
        ),
        ("RMB2,000, 300m dollars", [("2000", "cny"), ("300000000", "$")]),
        ("no figure, nobody, a stone", []),
    ],
)
def test_quantities_are_told_in_one_form(text: str, values: list[tuple[str, str]]) -> None:
    assert [(one.value, one.unit) for one in quantities(text)] == values
