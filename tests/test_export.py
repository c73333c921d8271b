"""Word and Markdown files of a chat, opened again: text, numbers, references, checks."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.document import Document
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.article import Article
from rag.answer import Answer, Check, Claim, Turn
from tests.fakes_chat import ARTICLES, FakeChatbot, FakeLibrary, HostileChatbot, hostile_strings
from tests.test_draw import cite
from ui.export import CHECKED, escaped, to_docx, to_markdown
from ui.references import Find

TODAY = date(2026, 11, 22)
OPENED = "When did the harbour tunnel open?"
EVERY_CHARACTER = (
    "".join(map(chr, range(0x20))) + "\x7f\x9f\ud83d\udc00\ufffe\uffff\U000e0041\u2028"
)


def word(turns: Sequence[Turn], find: Find, title: str = "A chat") -> Document:
    """The chat as Word, opened again."""
    return docx.Document(io.BytesIO(to_docx(turns, title=title, find=find, today=TODAY)))


def styled(document: Document, style: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style and each.style.name == style]


def asked(*questions: str) -> tuple[list[Turn], FakeChatbot]:
    chatbot = FakeChatbot()
    return [Turn(question, chatbot.ask(question)) for question in questions], chatbot


class TestWord:
    def test_a_question_of_any_length_is_a_title(self) -> None:
        question = "Why " + "so " * 600 + "long?"  # one answer is saved under its question
        document = word([Turn(question)], FakeLibrary(ARTICLES).get, title=question)
        assert styled(document, "Title") == [question]
        assert document.core_properties.title == question[:255]

    def test_questions_answers_references_and_checks_have_their_places(self) -> None:
        turns, chatbot = asked(OPENED, "What about zebras?")
        document = word(turns, chatbot.library.get)
        assert styled(document, "Title") == ["A chat"]
        assert styled(document, "Heading 1") == [
            f"1. {OPENED}", "2. What about zebras?", "References", CHECKED
        ]  # fmt: skip
        texts = [each.text for each in document.paragraphs]
        assert "The harbour tunnel opened on Monday. [1]" in texts
        assert "The articles do not answer this." in texts
        assert "What the orchard census found (unknown publisher, no date; " in "".join(texts)
        assert styled(document, "List Number")[0] == (
            "“The harbour tunnel opened on Monday.” Harbour tunnel opens a month early. "
            "Harbour Post, 15 January 2026. Source: tunnel.txt. Accessed 22 November 2026."
        )
        assert styled(document, "List Bullet")[-1] == (
            "Question 2. Nothing was claimed, so nothing is checked."
        )

    def test_the_exact_words_are_bold(self) -> None:
        turns, chatbot = asked(OPENED)
        answer = turns[0].answer
        assert answer
        start, end = answer.claims[0].highlight or (0, 0)
        paragraphs = word(turns, chatbot.library.get).paragraphs
        claim = next(each for each in paragraphs if each.text.startswith(answer.claims[0].text))
        bold = [run.text for run in claim.runs if run.bold]
        assert bold == [answer.claims[0].text[start:end]]

    def test_the_same_sentence_is_one_reference_and_numbers_run_through(self) -> None:
        turns, chatbot = asked(OPENED, "How many apple trees did the census count?", OPENED)
        document = word(turns, chatbot.library.get)
        texts = [each.text for each in document.paragraphs]
        references = styled(document, "List Number")
        markers = [re.findall(r"\[(\d+)\]", each) for each in texts if each.startswith("The ")]
        first, second, third = (marker for marker in markers if marker)
        assert first == third
        assert set(first).isdisjoint(second)
        assert sorted({*map(int, first), *map(int, second)}) == [*range(1, len(references) + 1)]
        assert "12,000 apple trees" in references[int(second[0]) - 1]

    def test_who_wrote_the_file_and_when(self) -> None:
        properties = word([], lambda *_: None).core_properties
        assert (properties.author, properties.comments) == ("Footnote", "")
        assert properties.created
        assert properties.created.date() == TODAY

    @pytest.mark.parametrize("title", ["", "  ", EVERY_CHARACTER])
    def test_nothing_and_odd_titles_make_a_file(self, title: str) -> None:
        document = word([], lambda *_: None, title=title)
        assert styled(document, "Title")[0].strip()
        assert not styled(document, "List Number")

    def test_characters_that_xml_cannot_hold_are_left_out(self) -> None:
        article = Article(text=f"It {EVERY_CHARACTER} rained.", sources=("a\x00.txt",), id="a1")
        citation = cite(1, article, article.text)
        claim = Claim(article.text, (1,), (0, 30), True)
        answer = Answer(EVERY_CHARACTER, EVERY_CHARACTER, "answered", (claim,), (citation,))
        shown = "\n".join(
            each.text
            for each in word([Turn(EVERY_CHARACTER, answer)], lambda *_: article).paragraphs
        )
        assert re.search(r"“It \?\? rained.”|“It \? rained.”", " ".join(shown.split()))
        assert not re.search(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", shown
        )


class TestMarkdown:
    def test_it_says_what_the_word_file_says(self) -> None:
        turns, chatbot = asked(OPENED, "What about zebras?", "Why did the harbour tunnel open?")
        written = to_markdown(turns, title="A chat", find=chatbot.library.get, today=TODAY)
        rendered = plain(parsed(written))
        document = word(turns, chatbot.library.get)
        assert rendered == " ".join(" ".join(each.text for each in document.paragraphs).split())

    def test_an_address_that_may_be_a_link_is_one(self) -> None:
        turns, chatbot = asked("How many apple trees did the census count?")
        written = to_markdown(turns, title="t", find=chatbot.library.get, today=TODAY)
        assert "Source: <https://example.org/orchards>. Accessed" in written
        assert tokens(parsed(written)) & {"link_open", "image", "html_inline", "html_block"} == {
            "link_open"
        }

    def test_hostile_words_stay_words(self) -> None:
        chatbot = HostileChatbot()
        every = "\n".join(hostile_strings())
        turns = [Turn(every, chatbot.ask(every))]
        written = to_markdown(turns, title=every, find=chatbot.library.get, today=TODAY)
        parts = parsed(written)
        assert not tokens(parts) & {
            "link_open", "image", "html_inline", "html_block", "fence", "code_block",
            "table_open", "s_open", "em_open", "blockquote_open",
        }  # fmt: skip
        rendered = "".join(plain(parts).split())
        for string in hostile_strings():
            assert "".join(string.replace("\u202e", "").split()) in rendered

    @pytest.mark.parametrize(
        "words",
        [
            "", "# not a heading", "1. not a list", "12) not one", "- no", "+ no", "* no", "> no",
            "=== ---", "--- ", "    four spaces", "\ttab", "a\n\nb", "[1]: http://a.org", "[x][1]",
            "<http://a.org>", "http://a.org www.a.org a@b.org", "&lt;&#60;", "`a` ~~b~~ __c__",
            "\\", "a\\", "\\[", "| a |\n|---|", "$x$ $$y$$", ":smile: :red[x]", "**d** 1986.",
        ],
    )  # fmt: skip
    def test_escaped_words_mean_themselves(self, words: str) -> None:
        written = escaped(words)
        assert plain(parsed(written)) == " ".join(words.split())
        assert tokens(parsed(written)) <= {
            "paragraph_open", "paragraph_close", "inline", "text", "code_inline"
        }  # fmt: skip

    @pytest.mark.parametrize(
        "address",
        ["http://a.org", "https://a.org/`x`", "FTP://a", "www.a.org", "a.b+c@d-e.org", "`www.x`"],
    )
    def test_addresses_stand_in_code_spans_where_no_reader_links_them(self, address: str) -> None:
        parts = [
            part for one in parsed(escaped(f"*See* {address} now")) for part in one.children or ()
        ]
        (code,) = [part.content for part in parts if part.type == "code_inline"]
        assert code.strip("`") in address
        outside = "".join(part.content for part in parts if part.type == "text")
        assert not re.search(r"://|www\.|@", outside)

    def test_figures_and_plain_sentences_are_left_as_they_are(self) -> None:
        for words in (
            "It rose 0.4 per cent to 25,001.64 at 10:30 - as planned!",
            "(Why? “So.”) 10% + 5",
        ):
            assert escaped(words) == words


class TestChecks:
    def answer(self, *checks: Check, text: str = "Engineers dug for three years.") -> Answer:
        citation = cite(1, ARTICLES[0], "Engineers dug for three years.")
        claim = Claim(text, (1,), None, True, checks)
        return Answer("q", "q", "answered", (claim,), (citation,))

    def check_of(self, answer: Answer, find: Find) -> str:
        document = word([Turn("q", answer)], find)
        return styled(document, "List Bullet")[0]

    def test_what_the_source_says_and_does_not(self) -> None:
        checks = (
            Check("name", "Ana", True),
            Check("date", "2025", True),
            Check("name", "Bo", False),
        )
        said = self.check_of(self.answer(*checks), FakeLibrary(ARTICLES).get)
        start = ARTICLES[0].text.index("Engineers")
        assert said == (
            "Question 1, sentence 1 [1]. The quote [1] was looked up again on 22 November 2026 and "
            f"stands word for word in its article, version 1, characters {start} to {start + 30}. "
            "The sentence is the article's own. "
            "Of the question, the source says “Ana”, “2025”; it does not say “Bo”."
        )

    def test_words_left_out_are_told(self) -> None:
        short = self.answer(text="Engineers dug … years.")
        assert "with words left out" in self.check_of(short, FakeLibrary(ARTICLES).get)
        other = self.answer(text="It took three years.")
        assert "in words of its own" in self.check_of(other, FakeLibrary(ARTICLES).get)

    def test_a_quote_that_does_not_stand_there_is_told(self) -> None:
        torn = replace(ARTICLES[0], text=ARTICLES[0].text.replace("three", "seven"))
        assert "does not stand at version 1" in self.check_of(self.answer(), lambda *_: torn)

    def test_a_changed_article_is_told(self) -> None:
        newest = replace(ARTICLES[0], version=2, text="All is new.")
        said = self.check_of(
            self.answer(), lambda _, version: ARTICLES[0] if version == 1 else newest
        )
        assert "stands word for word" in said
        assert "The article has changed since." in said

    def test_an_old_text_that_is_not_kept_is_told(self) -> None:
        newest = replace(ARTICLES[0], version=2)
        said = self.check_of(self.answer(), lambda _, version: None if version else newest)
        assert "is not kept any more" in said


class TestRemoved:
    def test_nothing_of_a_removed_article_is_taken_away(self) -> None:
        turns, chatbot = asked(OPENED, "What about zebras?", "Was the harbour tunnel cheap?")
        for article in ARTICLES:
            chatbot.library.remove(article.id)
        written = to_markdown(turns, title="A chat", find=chatbot.library.get, today=TODAY)
        document = word(turns, chatbot.library.get)
        shown = [each.text for each in document.paragraphs]
        assert "The article that said this was removed. [1]" in shown
        assert set(styled(document, "List Number")) == {"This article was removed."}
        assert "[1] was removed from the library and cannot be looked up." in "".join(shown)
        for text in (written, "\n".join(shown)):
            assert not re.search("Monday|Harbour Post|tunnel.txt|orchard|signed|They do say", text)


def parsed(written: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)


def tokens(parts: list[Token]) -> set[str]:
    """The kinds of all parts of a Markdown text."""
    return {each.type for one in parts for each in (one, *(one.children or ()))}


def plain(parts: list[Token]) -> str:
    """The words of a Markdown text as they are shown, on one line."""
    shown = ("".join(part.content for part in one.children or ()) for one in parts)
    return " ".join(" ".join(shown).split())
