from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from rag.premise.checks import elements, meets, question_checks
from rag.premise.kinds import kind_of_name
from rag.premise.naming import says_name
from rag.premise.saying import dates, numeral, said


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", []),
        ("???", []),
        ("What did they sign?", []),
        ("What did Zhejiang and Macau sign in May 2025?",
         [("name", "Zhejiang"), ("name", "Macau"), ("date", "May 2025")]),
        ("Which 12 firms did not join?", [("number", "12"), ("negation", "not")]),
        ("Zhejiang's exports rose by how much?", [("name", "Zhejiang")]),
        ("Who joined the Macau-led, EU-wide talks in Jean-Marie?",
         [("name", "Macau"), ("name", "EU"), ("name", "Jean-Marie")]),
        ("Name the three kings", []),
        ("What are the two main rivers of Mali?", [("name", "Mali")]),
        ('What does "red tape" mean?', [("name", "red tape")]),
        ("Approximately how many of the 1500 ships sank in 1588?",
         [("number", "1500"), ("date", "1588")]),
        ("They signed it in 2019, didn't they?", [("date", "2019")]),
        ("Didn't Lee sign it on 7 Nov?", [("name", "Lee"), ("date", "7 Nov")]),
        ("Why can’t the 44th president come in Nov 2025?",
         [("negation", "can’t"), ("date", "Nov 2025")]),
        ("WHAT DID HONG KONG SIGN?", [("name", "HONG KONG")]),
        ("What is the Schauspielhaus in English?", [("name", "Schauspielhaus")]),
        ("What does the Greek word parthenos mean?", []),
        ("What ruled Mali in the 14th centuries?", [("name", "Mali"), ("date", "14th centuries")]),
        ("what did hong kong sign in may?", [("name", "hong kong")]),
        ("Who owned 15% in the 19th century?", [("number", "15"), ("date", "19th century")]),
        ("What sank in the 80s?", [("date", "80s")]),
        ("What sank in Feb of 2015, or DEC 2016?",
         [("date", "Feb of 2015"), ("date", "DEC 2016")]),
        ("What drew 3/4 of the crowd on 9/11?", []),
        ("Which 2 firms joined the other three?", []),
        ("Who sold the other 3.5 tons?", [("number", "3.5")]),
        ("Who won 2 medals?", [("number", "2")]),
        ("What is the English name of Sulami's work?", [("name", "Sulami")]),
        ("Which English names do they bear?", []),
        ("What happens if Lee does not pay?", [("name", "Lee")]),
        ("If Lee doesn't pay, what follows?", [("name", "Lee")]),
        ("What can dogs eat that other dogs cannot?", []),
        ("Why did Lee and Wang not pay?",
         [("name", "Lee"), ("name", "Wang"), ("negation", "not")]),
        ("Why did the part not owned by Lee fall?", [("name", "Lee")]),
        ("Which Minister resigned?", []),
        ("On what River did Lee stand?", [("name", "Lee")]),
        ("Which Apple product did Lee buy?", [("name", "Apple"), ("name", "Lee")]),
        ("Do you know what Lee did?", [("name", "Lee")]),
    ],
)  # fmt: skip
def test_the_elements_of_a_question(question: str, found: list[tuple[str, str]]) -> None:
    known = "It rained in Hong Kong."
    assert [(one.kind, one.value) for one in elements(question, known=known)] == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("China", "Chinese firms"),
        ("Chinese", "firms of China"),
        ("Norman", "the Normans"),
        ("German", "in Germany"),
        ("French", "in France"),
        ("Dutch", "the Netherlands"),
        ("Mr John Lee", "Lee said"),
        ("HKMA", "the Hong Kong Monetary Authority"),
        ("Hong Kong Monetary Authority", "the HKMA"),
        ("United States", "U.S. ships"),
        ("U.S.", "the United States"),
        ("United States", "American officials"),
        ("American", "a U.S. agency"),
        ("the USSR", "Soviet troops"),
        ("UAE", "Emirati firms"),
        ("Americans", "a U.S. agency"),
        ("american", "a U.S. agency"),
        ("us", "American troops"),
        ("british", "UK firms"),
        ("Soviets", "the USSR"),
        ("USSR", "the Soviets"),
        ("United States Congress", "the US Congress"),
        ("US Congress", "the United States Congress"),
        ("United States", "an African American"),
        ("Philippines", "Filipino workers"),
        ("Greece", "Greek law"),
        ("Zhejiamg", "in Zhejiang"),
        ("José", "Jose said"),
        ("World War II", "in WWII"),
        ("Xi Jinping", "The Central Work Conference Xi presided over"),
        ("Irish", "the Republic of Ireland"),
        ("South", "the southern coast"),
        ("Swazi", "in Swaziland"),
        ("Superbowl", "at the Super Bowl"),
        ("MPs", "an MP said"),
    ],
)
def test_a_name_is_said_in_many_ways(name: str, text: str) -> None:
    assert says_name(said(text), name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Austria", "in Australia"),
        ("Iran", "in Iraq"),
        ("Gambia", "in Zambia"),
        ("South Africa", "in Africa"),
        ("Macau", "in Hong Kong"),
        ("Michael Jordan", "Michael Jackson sang"),
        ("UK", "the United States"),
        ("United States", "South American officials"),
        ("United States", "a Latin-American bank"),
        ("US", "the Pan-American games"),
        ("United States Congress", "the Congress of Peru"),
        ("US", "they told us"),
        ("Xi Jinping", "Xi Zhongxun spoke"),
        ("John Smith", "John Baker and John spoke"),
    ],
)
def test_another_name_is_another(name: str, text: str) -> None:
    assert not says_name(said(text), name)


@pytest.mark.parametrize(
    ("question", "known", "found"),
    [
        ("When did Li Ka-shing buy Sun Lines?", "", ["Li Ka-shing", "Sun Lines"]),
        ("What did Leung Chun-ying say?", "", ["Leung Chun-ying"]),
        ("what did soong mei-ling say?", "Then Soong Mei-ling spoke.", ["soong mei-ling"]),
        ("When was the US-bound ship lost?", "", ["US"]),
        ("What was the Marvel-sponsored Comic Convention?", "", ["Marvel", "Comic Convention"]),
        ('What does "state-owned" mean?', "", ["state-owned"]),
        ("which hong kong firm signed?", "It rained in Hong Kong.", ["hong kong"]),
        ("what macau court ruled on it?", "Then Macau agreed.", ["macau"]),
        ("do you know what lee said?", "Then John Lee spoke.", ["lee"]),
        ("which era was it?", "It rained in the Cambrian Era.", []),
        ("which era was it?", "It rained when Era spoke.", ["era"]),
        ("which era was it?", "The Era began. Then came the Cambrian Era.", ["era"]),
        ("in what era", "It rained in the Cambrian Era.", []),
        ("which hkma was it?", "So the HKMA spoke.", ["hkma"]),
        ("tell me what lee has said", "Then John Lee spoke.", ["lee"]),
        ("do you know what macau did?", "It rained in Macau.", ["macau"]),
        ("what lee did was wrong", "Then Mr Lee spoke.", ["lee"]),
        (
            "what did the macau-led hong kong firm do?",
            "In Macau and Hong Kong.",
            ["macau", "hong kong"],
        ),
        ("what did li ze-run say?", "Then Li Ze-run spoke.", ["li ze-run"]),
        ("What did Yi-ting and Ta-wei-ying say?", "", ["Yi-ting", "Ta-wei-ying"]),
        ("What did Min Aung-hlaing and Al-sayed say?", "", ["Min Aung-hlaing", "Al-sayed"]),
        ("Which EU-funded Chinese-speaking firm?", "", ["EU", "Chinese"]),
        ("What did the Marvel 12 Comic Convention say?", "", ["Marvel", "12", "Comic Convention"]),
        ("What did the Macau May 2019 Summit say?", "", ["Macau", "May 2019", "Summit"]),
        ("Did Lee not Kai sign?", "", ["Lee", "not", "Kai"]),
        ("What did the Hong  Kong firm sign?", "", ["Hong  Kong"]),
        ("What does “why one failed” mean?", "", ["why one failed"]),
        ("What does “the Greek word” mean?", "", ["the Greek word"]),
        ("“Don't Panic” isn't by Lee?", "", ["Don't Panic", "isn't", "Lee"]),
    ],
)
def test_the_names_of_a_question(question: str, known: str, found: list[str]) -> None:
    told = elements(question, known=known)
    assert [one.value for one in told] == found
    assert all(question[one.start :].startswith(one.value) for one in told)


@pytest.mark.parametrize(
    ("question", "text", "is_met"),
    [
        ("In the 1990s?", "It rained in 1994.", True),
        ("In 1994?", "in the 1990s", True),
        ("In 1995?", "in 1994", False),
        ("In 2020?", "in 2019-20", True),
        ("In 2017?", "from 2014 to 2018", True),
        ("In the nineteenth century?", "in 1850", True),
        ("In the 19th century?", "in the 20th century", False),
        ("In May 2025?", "in May 2025", True),
        ("In May 2025?", "in June 2025", False),
        ("On Sep 3, 2014?", "on September 3, 2014", True),
        ("Did 15 percent vote?", "15% voted", True),
        ("Did fifteen vote?", "15 voted", True),
        ("Did 3.5 million vote?", "3,500,000 voted", True),
        ("Did 35 vote?", "thirty-five voted", True),
        ("On 7 Nov?", "on 7 November", True),
        ("On 7 Nov. 2025?", "on November 7th, 2025", True),
        ("On 7 November?", "on Nov. 7", True),
        ("On 7 Nov?", "on 7 May", False),
        ("Did 12 vote?", "13 voted", False),
        ("In the 80s?", "It rained in 1984.", True),
        ("In the '80s?", "in the 1980s", True),
        ("In the 80s?", "It rained in 1994.", False),
        ("In 1750?", "It began in 1750 as a club.", True),
        ("In the 12th century?", "in the 12th and 13th centuries", True),
        ("In the 14th century?", "in the 12th and 13th centuries", False),
        ("In the 18th century?", "18th\u2011century books", True),
        ("In Feb of 2015?", "in February 2015", True),
    ],
)
def test_dates_and_numbers_are_said_in_many_ways(question: str, text: str, is_met: bool) -> None:
    (element,) = elements(question)
    assert meets(said(text), element) is is_met


def test_the_checks_name_what_is_met_by_the_quote_or_its_article() -> None:
    checks = question_checks(
        "Which firms did not sign with Macau in 2019?",
        quote="Firms signed with Hong Kong in 2019.",
        nearby="It rained.",
        article=Article("They met in Zhejiang.", ("/a.txt",)),
    )
    assert [(check.kind, check.value, check.found) for check in checks] == [
        ("negation", "not", False), ("name", "Macau", False), ("date", "2019", True),
    ]  # fmt: skip


def test_persons_and_places_are_told_by_the_words_around_them() -> None:
    assert kind_of_name("Lee", "Mr Lee spoke. Lee said so.") == "person"
    assert kind_of_name("Ovar", "It rained in Ovar.") == "place"
    assert kind_of_name("Ovar", "Ovar.") == "name"


@pytest.mark.parametrize(
    ("number", "digits"),
    [("two hundred and five", "205"), ("0.50", "0.5"), ("0", "0"), ("1,200,000", "1200000")],
)
def test_numerals(number: str, digits: str) -> None:
    assert numeral(number) == digits


def test_dates_have_parts() -> None:
    assert sorted(dates("Monday, 5 May 1999 and the 1980s")) == ["1980s", "1999", "may", "monday"]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    tidy = " ".join(text.split())
    assert all(element.value in tidy for element in elements(tidy, known=text))
    question_checks(text, quote=text, nearby="", article=Article(text[::-1], ("/a.txt",)))


NAMED = st.sampled_from(["Hong Kong", "Mr Lee", "U.S.", "May 2025", "1990s", "15%", "not", "U.N"])


@settings(max_examples=25, deadline=None)
@given(st.lists(NAMED, max_size=5))
def test_what_is_said_is_met(parts: list[str]) -> None:
    text = f"Where is {', '.join(parts)} now?"
    assert all(meets(said(text), element) for element in elements(text))


def test_the_checks_know_publisher_and_date_and_abbreviations() -> None:
    article = Article("Firms use artificial intelligence.", ("/a.txt",),
                      publisher="Ovar Daily", published="2025-11-06")  # fmt: skip
    checks = question_checks(
        "Why don't firms use AI, the Ovar Daily asked in November 2025?",
        quote=article.text, nearby="They use it. Some refuse.", article=article,
    )  # fmt: skip
    assert [(check.value, check.found) for check in checks] == [
        ("don't", True), ("AI", True), ("Ovar Daily", True), ("November 2025", True),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["US", "WHO", "IT"])
def test_an_abbreviation_is_no_pronoun(name: str) -> None:
    assert not says_name(said("It told us who did it."), name)
    assert says_name(said(f"The {name} said so."), name)


def test_dates_are_found_wherever_they_stand() -> None:
    filler = "it rained and rained again, " * 5
    text = f"May 5 1999 {filler} 12 October 2001 {filler} the 18th century {filler} $1500 on Sunday"
    assert said(text).dates == frozenset(dates(text))
    numbers = (
        f"Twelve men {filler} 3.5 million {filler} a score of two hundred and five {filler} 1,200"
    )
    assert said(numbers).numbers >= {"12", "3500000", "205", "1200"}


@pytest.mark.parametrize("unit", ["a", "1,111,", "A.", "un-", "Lee ", "not", "5 May "])
def test_long_texts_take_no_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    start = process_time()
    kind_of_name("Lee", text)
    question_checks("Did Lee not sign 3 in May 2019?", quote="Lee", nearby="",
                    article=Article(text, ("/a.txt",)))  # fmt: skip
    assert process_time() - start < 1  # tenths on a busy machine; what is quadratic takes minutes
