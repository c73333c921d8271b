import pytest

from rag.facts import asks_for, holds_name, holds_number, names, numbers, offers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("what did they sign?", []),
        ("What did Zhejiang and Hong Kong sign?", ["Zhejiang", "Hong Kong"]),
        ("The Bank of China Tower", ["Bank of China Tower"]),
        ("Él vive en Río de Janeiro", ["Él", "Río de Janeiro"]),
        ("“Unitree’s robots” and Unitree", ["Unitree"]),
        ("Howard Lee Tat-chi (HKMA)", ["Howard Lee Tat-chi", "HKMA"]),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_numbers_are_kept_as_written_and_once() -> None:
    assert numbers("5.8 per cent of US$321.8 billion; 5.8 again; 25,001.64.") == [
        "5.8", "321.8", "25,001.64",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who founded Unitree?", "person"),
        ("By which year does Shenzhen want it?", "date"),
        ("How many people came?", "number"),
        ("Where did they meet?", "place"),
        ("What did they sign?", "other"),
        ("Which city did the man who won come from?", "place"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str) -> None:
    assert asks_for(question) == kind


def test_only_what_the_question_does_not_say_is_on_offer() -> None:
    asked = "How many of the 12 projects?"
    assert offers("50 of 12 projects", "number", besides=asked)
    assert not offers("All 12 projects", "number", besides=asked)
    assert offers("Ma said so", "person", besides="Who said so?")
    assert not offers("Ma said so", "person", besides="Who told Ma?")
    assert offers("in late April", "date", besides="When?")
    assert not offers("some day", "date", besides="When?")


def test_a_number_is_told_by_all_its_digits() -> None:
    assert offers("52 firms came.", "number", besides="How many firms came in 2025?")
    assert offers("Two came.", "number", besides="How many of 22?")


def test_a_name_is_held_in_any_order_and_a_number_with_or_without_commas() -> None:
    assert holds_name("Lee Ka-chiu, John", "John Lee")
    assert not holds_name("Lee Ka-chiu", "John Lee")
    assert holds_number("25,001.64", "25001.64")
    assert not holds_number("25,001.64", "25,001")


@pytest.mark.parametrize(
    "text",
    [
        "About 25,000 people, nearly 3.5 million.",
        "Nearly 3.5 million on Web3, the G20, H200 and C919.",
        "RMB100 million. In May 2,000 workers left.",
        "The Hang Seng Index 25,001.64 and the CSI 300.",
        "A 20th-century £5bn plan (1,5 or 1.5)",
    ],
)
def test_a_text_holds_its_own_names_and_numbers(text: str) -> None:
    assert all(holds_name(text, name) for name in names(text))
    assert all(holds_number(text, number) for number in numbers(text))
