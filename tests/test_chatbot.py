from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import UserError
from corpus.library import Library
from index.build import build
from index.manifest import INDEX
from rag.answer import Turn
from rag.chatbot import Chatbot
from rag.narrow import Narrowing
from rag.question import MAX_QUESTION, clean_question
from rag.settings import Settings
from tests.fakes import FakeEmbedder


def test_a_question_is_answered_with_the_sentence_it_came_from(chatbot: Chatbot) -> None:
    answer = chatbot.ask("How many schools did officials close in Hong Kong?")
    assert answer.verdict == "answered"
    assert "Officials closed 50 schools." in answer.text
    for citation in answer.citations:
        article = chatbot.library.get(citation.article, citation.version)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
    assert {"retrieve", "read", "total"} == set(answer.seconds)


def test_what_nothing_answers_is_refused(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What is the chemical symbol for gold?")
    assert (answer.verdict, answer.claims) == ("not_found", ())
    assert answer.closest


def test_a_follow_up_is_asked_with_what_it_leaves_out(chatbot: Chatbot) -> None:
    answer = chatbot.ask("When did they sign it?", [Turn("What did Zhejiang and Macau sign?")])
    assert answer.asked_as == "When did Zhejiang and Macau sign it?"
    assert answer.question == "When did they sign it?"


def test_only_some_articles_may_answer(chatbot: Chatbot) -> None:
    question = "How many schools did officials close in Hong Kong?"
    answer = chatbot.ask(question, narrowing=Narrowing.parse(since="2025"))
    assert all(citation.source == "trade.txt" for citation in answer.citations)
    assert answer.notes == ("1 article without a date was left out of the date range.",)
    empty = chatbot.ask(question, narrowing=Narrowing.parse(since="2030"))
    assert (empty.verdict, empty.closest) == ("not_found", ())


@pytest.mark.parametrize("blank", ["", "  \n\t ", "\u202e\u200f", "\x00\x07", "\ud800"])
def test_a_blank_question_is_refused_in_words(blank: str) -> None:
    with pytest.raises(UserError, match="The question is empty"):
        clean_question(blank)


def test_an_endless_question_is_refused_with_its_size() -> None:
    with pytest.raises(UserError, match="20,000 characters"):
        clean_question("x" * 20_000)
    assert len(clean_question("x" * MAX_QUESTION)) == MAX_QUESTION


def test_invisible_characters_are_taken_out() -> None:
    assert clean_question(" What\tdid\u202e they\x00 \n sign?\ud800 ") == "What did they sign?"
    wide = "\uff37\uff48\uff4f\u3000\uff12\uff10\uff12\uff15\uff1f\u7c73"
    assert clean_question(wide) == "Who 2025?\u7c73"


def test_a_new_index_is_seen_and_a_removed_article_is_gone_at_once(
    chatbot: Chatbot, library: Library, embedder: FakeEmbedder
) -> None:
    question = "Who won the chess match in Baku?"
    assert chatbot.ask(question).is_abstained
    text = "Ana won the chess match in Baku."
    added = library.add(Article(text=text, sources=("/news/chess.txt",))).article
    build(library, embedder, folder=chatbot.settings.folder / INDEX)
    assert chatbot.ask(question).text.startswith(text)
    library.remove(added.id)
    assert chatbot.ask(question).is_abstained


def test_search_gives_ranked_passages(chatbot: Chatbot) -> None:
    hits = chatbot.search("storm schools", k=1)
    assert [hit.rank for hit in hits] == [1]
    assert "storm" in hits[0].passage.text


def test_no_library_and_no_index_are_said_in_words(
    tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.chatbot.open_embedder", lambda name: embedder)
    settings = Settings(library=tmp_path / "nowhere")
    with pytest.raises(UserError, match="no library"):
        Chatbot.open(settings)
    Library.open(settings.folder, create=True).close()
    with pytest.raises(UserError, match=r"Nothing is indexed yet\. Add articles first"):
        Chatbot.open(settings)


def test_an_index_of_another_model_names_the_command_that_mends_it(
    chatbot: Chatbot, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FakeEmbedder(fingerprint="fake-2")
    monkeypatch.setattr("rag.chatbot.open_embedder", lambda name: other)
    with pytest.raises(UserError, match="footnote doctor --repair"):
        Chatbot.open(replace(chatbot.settings, embedder="other"))


def test_a_story_of_several_outlets_is_cited_once_and_names_them(
    library: Library, chatbot: Chatbot, embedder: FakeEmbedder
) -> None:
    story = (
        "Macau opened its fourth bridge on Tuesday, eight months later than planned. Officials of "
        "both cities said that it would bring small firms closer to their customers on the islands."
    )
    for outlet in ("The Sun", "The Moon"):
        text = f"{story}\n\nReported for {outlet}."
        library.add(Article(text=text, sources=(f"/{outlet}.txt",), publisher=outlet))
    build(library, embedder, folder=chatbot.settings.folder / INDEX)
    answer = chatbot.ask("When did Macau open its fourth bridge?")
    assert len(answer.citations) == 1
    assert "The same words stand in: The Sun, The Moon." in answer.notes


def test_several_questions_in_one_are_each_answered_or_named(chatbot: Chatbot) -> None:
    question = "How many schools did officials close in Hong Kong, and what is the symbol for gold?"
    answer = chatbot.ask(question)
    assert (answer.verdict, answer.question) == ("partial", question)
    assert answer.missing == ("what is the symbol for gold",)
    assert "Officials closed 50 schools." in answer.text
    assert {"retrieve", "read", "total"} == set(answer.seconds)


def test_what_hangs_on_a_false_premise_falls_with_it(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What did Zhejiang and Taiwan sign, and when?")
    assert answer.is_abstained
    assert answer.missing == ()


def test_who_published_is_no_premise(chatbot: Chatbot) -> None:
    for asked in ("What did The Post say that Zhejiang and Macau signed?", "What did they sign?"):
        assert chatbot.ask(asked).verdict != "false_premise"
    assert chatbot.lexicon.without_publishers("What did the post say?") == "What did   say?"
