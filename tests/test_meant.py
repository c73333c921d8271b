import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.wording.aliases import NO_ALIASES, Aliases
from rag.wording.meant import meant, part
from rag.wording.spelling import Vocabulary

TEXTS = ["John Lee and Philip Wong met North Korea's envoy in Hong Kong. Lee spoke."]
VOCABULARY, ALIASES = Vocabulary.of(TEXTS), Aliases.of(TEXTS)


@pytest.mark.parametrize(
    ("question", "parted"),
    [
        ("Who met in Hongkong?", "Who met in Hong Kong?"),
        ("who met in hongkong's port?", "who met in Hong Kong's port?"),
        ("Who met in HongKong?", "Who met in HongKong?"),  # a name of its own: MediaOne
        ("Who spoke in Kongho?", "Who spoke in Kongho?"),
        ("", ""),
    ],
)
def test_a_name_run_together_is_parted(question: str, parted: str) -> None:
    assert part(question, VOCABULARY, ALIASES) == parted


@pytest.mark.parametrize(
    ("question", "typed", "written"),
    [
        ("Who is Phillip Wang?", "Phillip Wang", "Philip Wong"),
        ("what did jon lee say?", "jon lee", "John Lee"),
        ("What did John Leee say to Macau?", "John Leee", "John Lee"),
    ],
)
def test_a_name_that_was_meant(question: str, typed: str, written: str) -> None:
    assert meant(question, ALIASES) == (typed, written)


@pytest.mark.parametrize(
    "question",
    [
        "What did South Korea say?",  # two letters from the North
        "What did John Lee say?",
        "What did Ron Lee say?",  # another first letter is another name
        "Who is Lee?",
        "",
        "?" * 50,
    ],
)
def test_other_names_are_their_own(question: str) -> None:
    assert meant(question, ALIASES) is None


@given(st.text(max_size=80))
def test_any_question_can_be_looked_at(question: str) -> None:
    assert meant(question, NO_ALIASES) is None
    assert part(question, VOCABULARY, NO_ALIASES) == question
