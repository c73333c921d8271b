import pytest

from rag.rewrite import rewrite


@pytest.mark.parametrize(
    ("question", "earlier", "asked_as"),
    [
        ("Where did they meet?",
         ["What did the South Korean and Japanese business lobbies pledge?"],
         "Where did the South Korean and Japanese business lobbies meet?"),
        ("What does he expect for commerce?", ["Who is Frederick Ma?"],
         "What does Frederick Ma expect for commerce?"),
        ("And how much did they pay for it?", ["What did Zhejiang and Hong Kong sign?"],
         "How much did Zhejiang and Hong Kong pay for it?"),
        ("What about Macau?", ["What did Zhejiang and Hong Kong sign?"],
         "What did Zhejiang and Macau sign?"),
        ("What are its members?", ["What is the GoGlobal Task Force?"],
         "What are the GoGlobal Task Force's members?"),
        ("When?", ["Who organised the promotion conference in Shanghai?"],
         "When (the promotion conference in Shanghai)?"),
        ("How much does it cost?", ["When does the old bridge at Fontes close?"],
         "How much does the old bridge at Fontes cost?"),
        ("What about the price?", ["What did Zhejiang and Hong Kong sign?"],
         "What about the price (Zhejiang and Hong Kong)?"),
        ("What does  he\texpect?", ["Who is Frederick  Ma?"], "What does Frederick Ma expect?"),
        ("How many of their firms came?", ["What did Zhejiang and Hong Kong sign?"],
         "How many of Zhejiang and Hong Kong's firms came?"),
    ],
)  # fmt: skip
def test_a_follow_up_takes_what_it_leaves_out(
    question: str, earlier: list[str], asked_as: str
) -> None:
    assert rewrite(question, earlier) == asked_as


def test_a_chain_is_followed_from_its_start() -> None:
    earlier = ["Who is Frederick Ma?", "What does he lead?"]
    assert rewrite("Where was he born?", earlier) == "Where was Frederick Ma born?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the chemical symbol for gold?",
        "Which conference did Xi Jinping preside over?",
        "How much did the Hang Seng Index rise?",
        "What is inflation?",
        "How did Beijing raise its exports?",
        "How did the council raise its budget?",
        "Why did President Xi say he would resign?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert rewrite(question, ["What did Zhejiang and Hong Kong sign?"]) == question


@pytest.mark.parametrize("earlier", [[], ["?"], [""], ["…"], ["they"]])
def test_nothing_to_carry_over_changes_nothing(earlier: list[str]) -> None:
    assert rewrite("Where did the lobbies meet?", earlier) == "Where did the lobbies meet?"
