import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.wording.aliases import NO_ALIASES, Aliases, expand, find_aliases, key

MONETARY = "The Hong Kong Monetary Authority (HKMA) said so. The HKMA will tell."
KNOWN = Aliases.of(
    [
        MONETARY,
        "The Greater Bay Area grows. GBA firms export.",
        "The Belt and Road Initiative, or BRI, and Macau. The Trade Development Council met.",
        "Firms of the United States. Hearing aids help. Aid for AIDS (Acquired Immune Deficiency "
        "Syndrome).",
    ]
)
ONE_ARTICLE = Aliases.of([MONETARY])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (MONETARY, {"HKMA": "Hong Kong Monetary Authority"}),
        ("HKMA (Hong Kong Monetary Authority)", {"HKMA": "Hong Kong Monetary Authority"}),
        ("the Greater Bay Area [GBA]", {"GBA": "Greater Bay Area"}),
        ("Belt and Road Initiative, or BRI, is", {"BRI": "Belt and Road Initiative"}),
        ("known to the HKMA, the Hong Kong Monetary Authority said",
         {"HKMA": "Hong Kong Monetary Authority"}),
        ("daylight saving time (DST) or summer", {"DST": "daylight saving time"}),
        ("research and development (R&D; see 2)", {"R&D": "research and development"}),
        ("The HKMA, the city's de facto central bank, spoke", {}),  # a description, no name
        ("John Lee (Hong Kong) and Game Science (2024)", {}),
        ("as he said (IBM)", {}),
        ("a line of words\n(HKMA)", {}),
        ("()", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_abbreviations_that_a_text_explains(text: str, found: dict[str, str]) -> None:
    assert find_aliases(text) == found


@pytest.mark.parametrize(
    ("question", "expanded"),
    [
        # What the library does not have is replaced.
        ("What did the TDC organise?", "What did the Trade Development Council organise?"),
        ("what did the tdc organise", "what did the Trade Development Council organise"),
        ("What is Macao's budget?", "What is Macau's budget?"),
        ("Are US firms in the U.S.?", "Are United States firms in the U.S.?"),
        # What it has stays as it is.
        ("What did the HKMA say?", "What did the HKMA say?"),
        ("What is the Greater Bay Area?", "What is the Greater Bay Area?"),
        # What is no name of it stays, too.
        ("What did the WTO say to us?", "What did the WTO say to us?"),
        ("who said it", "who said it"),
        ("", ""),
    ],
)
def test_a_form_that_the_library_lacks_is_replaced(question: str, expanded: str) -> None:
    assert expand(question, KNOWN) == expanded


def test_an_abbreviation_of_two_names_stands_for_the_clearly_more_frequent() -> None:
    often = "Trade Development Council (TDC). " * 2
    rare = "Total Debt Cover (TDC). "
    assert Aliases.of([often, rare]).others["TDC"] == ("Trade Development Council",)
    assert "TDC" not in Aliases.of([often, rare * 2]).others


def test_no_library_changes_nothing() -> None:
    assert expand("What did the HKMA say?", NO_ALIASES) == "What did the HKMA say?"
    assert expand("What did the HKMA say?", Aliases.of([])) == "What did the HKMA say?"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("the HKMA", "Hong Kong Monetary Authority"),
        ("Greater Bay Area", "GBA"),
        ("Britain", "UK"),
        ("Kyiv", "Kiev"),
        ("CEO", "chief executive"),
    ],
)
def test_the_other_forms_of_a_name(name: str, other: str) -> None:
    assert other in KNOWN.forms(name)
    assert name not in KNOWN.forms(name)


def test_a_name_that_nobody_knows_has_no_other_form() -> None:
    assert NO_ALIASES.forms("Ovar") == NO_ALIASES.forms("") == ()
    assert "Macao" in NO_ALIASES.forms("Macau's")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("the US", "US"),
        ("U.S.", "US"),
        ("us", "us"),
        ("Beyoncé’s", "beyonce"),
        ("", ""),
        ("A", "a"),
    ],
)
def test_keys(name: str, plain: str) -> None:
    assert key(name) == plain


@settings(max_examples=30)
@given(st.text(max_size=80))
def test_any_text_can_be_read_and_expanded(text: str) -> None:
    aliases = Aliases.of([text])
    assert all(short in text for short in find_aliases(text))
    assert expand(text, aliases) == text  # it holds every form that it defines


@settings(max_examples=30)
@given(st.lists(st.sampled_from(MONETARY.split()), max_size=12).map(" ".join))
def test_what_the_library_writes_is_not_replaced(question: str) -> None:
    assert expand(question, ONE_ARTICLE) == question
