import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.shorten import holds_words, shorten
from tests.marked import MOST, check_shortened, check_whole, told

# Each sentence with the words that answer in brackets of its own, what is asked, what is left.
SHORTENED = {
    "brackets": (
        "The policy of the bank (an agency that was set up by one state) had ended in <2009>.",
        "When did the policy end?",
        "The policy of the bank … had ended in <2009>.",
    ),
    "a relative clause at the end": (
        "The judges were named by <Jack Straw>, who had started the whole affair in the nineties.",
        "Who named the judges?",
        "The judges were named by <Jack Straw> …",
    ),
    "a participle at the end": (
        "Napoleon beat the Russians at <Friedland>, wiping out most of an army in one day.",
        "Where did Napoleon beat the Russians?",
        "Napoleon beat the Russians at <Friedland> …",
    ),
    "what follows a semicolon": (
        "The port exported <40 tonnes> of tea; the airport that stands beside it sent 2.",
        "How much tea did the port export?",
        "The port exported <40 tonnes> of tea …",
    ),
    "a concession at the start": (
        "Although the harbour was closed for most of a year, <Macau> sold more ships than before.",
        "Who sold more ships?",
        "… <Macau> sold more ships than before.",
    ),
    "a relative clause in the middle": (
        "Phil Cavarretta, who had been a key player of the club for so long, was fired in <1954>.",
        "When was Phil Cavarretta fired?",
        "Phil Cavarretta … was fired in <1954>.",
    ),
}
KEPT_WHOLE = {
    "a condition": (
        "The grant will be paid to <every farm>, with the money due unless the harvest is sold.",
        "Who will get the grant?",
    ),
    "a contrast": (
        "Hamas was praised for <driving them out>, but blamed for what it did not win after that.",
        "What was Hamas praised for?",
    ),
    "who said it": (
        "Exports will rise by <five per cent>, which is what Lee had told the whole bureau.",
        "By how much will exports rise?",
    ),
    "what was asked for": (
        "The ferry was built by <Ana Lim>, who was also the mayor of the town of Macau in 1990.",
        "Who was the mayor of Macau that built the ferry?",
    ),
    "items of a list": (
        "They hired <Van Braam> as a guide; Gist, a company surveyor of land; and several Mingo.",
        "Whom did they hire?",
    ),
    "a clause that another goes round": (
        "The minister, with whom <Lee> had met in Macau on Tuesday evening, won the vote on trade.",
        "Who met the minister?",
    ),
    "the sentence before, which says who": (
        "The prime minister met the king in the castle. He will resign on <3 May> of this year.",
        "When will he resign?",
    ),
    "what became of it": (
        "Police found <300 kilograms> of cocaine in the port, which turned out to be plain flour.",
        "How much cocaine did police find?",
    ),
    "a judgement since": (
        "Sugar will be taxed at <25 percent> from May on; a judge has since struck down the law.",
        "At what rate will sugar be taxed?",
    ),
    "an answer to a charge": (
        "The banker moved <$12 million> out of the bank in May; he has pleaded innocent to that.",
        "How much did the banker move?",
    ),
    "a figure in brackets": (
        "The group made a profit of <3 billion> (a loss of 1 billion under the standard rules).",
        "How much profit did the group make?",
    ),
    "a mark that would lose its other half": (
        'He spoke of <"a great year, which is what we all wished for in the spring of that year">.',
        "What did he speak of?",
    ),
}


@pytest.mark.parametrize("name", SHORTENED)
def test_what_was_not_asked_for_gives_way(name: str) -> None:
    check_shortened(*SHORTENED[name])


@pytest.mark.parametrize("name", KEPT_WHOLE)
def test_what_bears_on_the_answer_stays(name: str) -> None:
    check_whole(*KEPT_WHOLE[name])


def test_a_short_sentence_is_left_alone() -> None:
    text, words = told("They met in <Macau> (in May).")
    assert shorten(text, words, "Where did they meet?", most=MOST) == (text, words)


def test_other_words_are_not_the_quotes_own() -> None:
    quote = "They met, which took a day, in Macau."
    assert holds_words(quote, "They met … in Macau.")
    assert not holds_words(quote, "in Macau … They met")
    assert not holds_words(quote, "They met in Macau.")
    assert not holds_words("He is unable to do nothing.", "He is … able to do not")
    assert not holds_words(quote, "…")
    assert not holds_words(quote, "")


def test_a_comma_may_touch_what_is_left_out() -> None:
    quote = "They met Lee, Bo, Cy, and Di."
    assert holds_words(quote, "They met Lee …, and Di.")
    assert not holds_words(quote, "They met Lee …, or Di.")


def test_no_more_is_left_out_than_it_takes() -> None:
    text, words = told("The <port> of Rio (in the south) grew fast, which no doubt helped (a bit).")
    short, _ = shorten(text, words, "What grew?", most=len(text.split()) - 1)
    assert short.count("…") == 1


def test_a_sentence_is_never_left_out() -> None:
    text, words = told("The king won, and Bo Park was fond of him. He left <Rio> on a cold day.")
    assert shorten(text, words, "Where did he leave?", most=10) == (text, words)


PIECES = st.one_of(
    st.sampled_from(["It rained", "Lee", "signed", "a pact", "in 2025", "which was long", "not"]),
    st.sampled_from([", which was long", ", and it", ", while", ", including tea", "Although"]),
    st.sampled_from(["(so", ")", '"', ";", "—", ".", "…"]),
)


@given(st.lists(PIECES, min_size=1, max_size=40), st.data())
@settings(max_examples=60)  # a hundred take half a second
def test_whatever_is_left_stands_in_the_text(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(" ".join(pieces).split()) or "It"
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    short, (start, end) = shorten(text, (first, last), "What did Lee sign?", most=MOST)
    assert holds_words(text, short)
    assert short == text or len(short.split()) <= MOST
    assert short[start:end] == text[first:last]
