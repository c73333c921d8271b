from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article
from corpus.library import Library
from rag.talk.polite import without_greeting as polite
from rag.talk.reply import talk, without_greeting
from rag.talk.summary import summarise
from rag.verify import verify


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("hello", "Hello!"),
        ("Hi there!", "Hello!"),
        ("Good morning, everyone", "Hello!"),
        ("Thanks a lot!", "welcome"),
        ("OK, thanks, bye.", "Goodbye"),
        ("ok", "anything else"),
        ("That was helpful", "anything else"),
        ("What can you do?", "exact sentence"),
        ("Hello, what can I ask you?", "exact sentence"),
        ("help!", "exact sentence"),
        ("How does this work?", "exact sentence"),
        ("who are you", "Footnote"),
        ("Are you a bot?", "Footnote"),
        ("???", "exact sentence"),
        ("👍", "exact sentence"),
        ("How many articles are there?", "are 2 articles"),
        ("What articles do you have?", "Storm Kai"),
        ("Could you please list all the articles?", "Zhejiang and Macau"),
        ("What's in the library?", "Storm Kai"),
        ("Which publishers do you cover?", "The Post (1); 1 of 2 articles name no publisher"),
        ("What dates do the articles cover?", "2025-05-02"),
        ("How recent are the articles?", "2025-05-02"),
        ("Do you have any articles on Macau?", "there is 1 article"),
        ("summarise it", "Which article do you mean?"),
        ("香港和浙江签署了什么协议？", "请用英文提问"),
        ("Что подписали в мае?", "Cyrillic"),
        ("ماذا وقعت المدينة؟", "Arabic"),
    ],
)
def test_what_is_no_question_gets_a_useful_reply(library: Library, said: str, holds: str) -> None:
    answer = talk(said, library)
    assert answer is not None
    assert answer.verdict == "answered"
    assert answer.composer == "talk"
    assert holds in answer.text
    assert not answer.claims


@pytest.mark.parametrize(
    "question",
    [
        "What did the hello campaign achieve?",
        "Thanks to whom did exports rise?",
        "Hi, what did Zhejiang sign?",
        "OK Computer was released in which year?",
        "Who recorded Hello, Goodbye?",
        "What can you do with copper?",
        "What can you do to prevent flooding in Hong Kong?",
        "Who are you allowed to vote for?",
        "Who are The Who?",
        "What do you know about Zhejiang?",
        "How does this work in Macau?",
        "How many articles are there in the treaty?",
        "How many articles does the constitution have?",
        "Which articles of the Basic Law were amended?",
        "What is Article 23 about?",
        "Summarise Article 23",
        "What is the article of faith about baptism?",
        "What documents do you have to bring to the border?",
        "What sources of energy do you have in Macau?",
        "Which publishers do business in Macau?",
        "Which newspapers did Murdoch own?",
        "What dates does the festival cover?",
        "How recent are the reforms?",
        "When were the papers of Newton published?",
        "List the articles of the convention",
        "What is in the library of Alexandria?",
        "Help for whom was announced?",
        "What is your opinion on the pact?",
        "What does the article say about Macau?",
        "What do the articles say about trade?",
        "Summarise the rise of exports to the US",
        "Give me an overview of the policy on AI",
        "Is this the end?",
        "Good Friday falls on what day?",
        "See you later, alligator was written by whom?",
        "What is the test?",
        "Who said goodbye to whom?",
        "Was heißt 香港 in English articles of the press?",
        "Macau",
        "HKMA",
    ],
)
def test_a_question_stays_a_question(library: Library, question: str) -> None:
    assert talk(question, library) is None


@pytest.mark.parametrize(
    "said",
    [
        "Summarise the article on Storm Kai",
        "summarize the Storm Kai article please",
        "Please give me a short summary of the article about Storm Kai.",
        "What is the article on Storm Kai about?",
        "Summarise rain.txt",
        "Summarise Storm Kai",
    ],
)
def test_a_summary_quotes_its_article(library: Library, said: str) -> None:
    answer = talk(said, library)
    assert answer is not None
    assert answer.verdict == "answered"
    article = library.get(answer.citations[0].article)
    assert article is not None
    assert [c.quote for c in answer.citations] == [
        article.text[c.start : c.end] for c in answer.citations
    ]
    assert answer.citations[0].quote == "It rained in Hong Kong on Monday."
    assert len(answer.text.split()) <= 80
    checked = verify(answer, library)
    assert len(checked.claims) == len(answer.claims)
    assert all(claim.supported for claim in checked.claims)


def test_an_article_is_found_by_what_it_says(library: Library) -> None:
    answer = talk("Summarise the article on Macau", library)
    assert answer is not None
    assert answer.citations[0].quote.startswith("Zhejiang and Macau signed")
    newest = talk("Summarise the latest article", library)
    assert newest is not None
    assert newest.citations == answer.citations


def test_a_topic_of_no_article_and_of_several(library: Library) -> None:
    none = talk("Summarise the article on Brazilian Football", library)
    assert none is not None
    assert none.verdict == "not_found"
    assert none.message == "No article in the library is about “Brazilian Football”."
    library.add(Article(text="Storm Kai did harm.", sources=("/b.txt",), title="Storm Kai, later"))
    library.add(Article(text="Storm Kai is over.", sources=("/c.txt",), title="After Storm Kai"))
    both = talk("Summarise the article on the storm", library)
    assert both is not None
    assert not both.claims
    assert len(both.closest) == 3


@pytest.mark.parametrize(
    "question",
    [
        "Are there any reports on inflation in Japan?",
        "Do you have any articles about Brazilian football?",
        "Which articles are there on Lisbon?",
    ],
)
def test_what_no_article_is_named_after_is_asked_of_the_articles(
    library: Library, question: str
) -> None:
    assert talk(question, library) is None


@pytest.mark.parametrize("said", ["How does it work?", "What is this?", "How do I use this?"])
def test_in_a_chat_it_is_what_was_spoken_of(library: Library, said: str) -> None:
    answer = talk(said, library)
    assert answer is not None
    assert "exact sentence" in answer.text
    assert talk(said, library, is_first=False) is None


@pytest.mark.parametrize(
    "said", ["Help!", "How do you work?", "What can you do?", "What is this app?"]
)
def test_help_is_given_at_any_time(library: Library, said: str) -> None:
    answer = talk(said, library, is_first=False)
    assert answer is not None
    assert "exact sentence" in answer.text


def test_no_text_is_read_where_a_title_or_the_language_tells(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Library, "articles")  # what reads every text
    for said in ("Summarise the article on Storm Kai", "Any news?", "香港签署了什么协议？"):
        talk(said, library)
    with pytest.raises(AttributeError):
        talk("Summarise the article on rainfall", library)


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    with Library.open(tmp_path / "none", create=True) as empty:
        for said in ("What articles do you have?", "Summarise it", "Which dates do you cover?"):
            answer = talk(said, empty)
            assert answer is not None
            assert "footnote add" in answer.text


def test_a_script_that_an_article_has_is_a_question(library: Library) -> None:
    library.add(Article(text="Тесла родился в Смиляне.", sources=("/t.txt",)))
    assert talk("Где родился Тесла?", library) is None
    assert talk("特斯拉在哪里出生？", library) is not None


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Hi, what did Zhejiang sign?", "What did Zhejiang sign?"),
        ("Hello! Can you please tell me how many firms took part?", "How many firms took part?"),
        ("I would like to know who Howard Lee is", "Who Howard Lee is"),
        ("please, what is the HKMA?", "What is the HKMA?"),
        ("What did Zhejiang sign, please?", "What did Zhejiang sign?"),
        ("who signed it please", "who signed it"),
        ("Thanks! And who is Howard Lee?", "And who is Howard Lee?"),
        ("OK, so what about Macau?", "So what about Macau?"),
        ("Can you tell me about Zhejiang's exports?", "Zhejiang's exports?"),
        ("What did Zhejiang sign? Thanks in advance!", "What did Zhejiang sign?"),
        # Nothing is taken from these.
        ("Thanks to whom did exports rise?", "Thanks to whom did exports rise?"),
        ("Please Please Me was released when?", "Please Please Me was released when?"),
        ("Hey Jude was written by whom?", "Hey Jude was written by whom?"),
        ("Hello, Dolly! was first sung when?", "Hello, Dolly! was first sung when?"),
        ("Hi-tech exports rose by how much?", "Hi-tech exports rose by how much?"),
        ("When did Burke receive a vote of thanks?", "When did Burke receive a vote of thanks?"),
        ("can you find a pearl in a mussel", "can you find a pearl in a mussel"),
        ("Who wrote Thank You", "Who wrote Thank You"),
        ("About how many firms came?", "About how many firms came?"),
        ("please", "please"),
        ("", ""),
    ],
)
def test_politeness_is_taken_off(said: str, question: str) -> None:
    assert without_greeting(said) == polite(said) == question


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_politeness_is_taken_off_once_for_all(said: str) -> None:
    once = without_greeting(said)
    assert without_greeting(once) == once
    assert len(once) <= len(said) or once.upper() == said.upper()


@settings(max_examples=50)
@given(st.text(max_size=300), st.integers(10, 80))
def test_a_summary_is_verbatim_and_short(text: str, max_words: int) -> None:
    article = Article(text=text, sources=("/a.txt",), title="A title")
    claims, citations = summarise(article, max_words=max_words)
    assert [text[c.start : c.end] for c in citations] == [c.quote for c in citations]
    assert sum(len(claim.text.split()) + 1 for claim in claims) <= max_words


def test_a_summary_skips_furniture_and_what_points_back() -> None:
    text = (
        "Menu / Home\nWe use cookies here to make it nicer for you.\nExports of Zhejiang rose "
        "in May, said the trade office.\nHe added that exports of Zhejiang may rise.\nThe trade "
        "office of Zhejiang counts exports by month."
    )
    claims, _ = summarise(Article(text=text, sources=("/a.txt",)), max_words=80)
    assert claims[0].text.startswith("Exports of Zhejiang rose")
    assert not any(claim.text.startswith(("He added", "Menu")) for claim in claims)
