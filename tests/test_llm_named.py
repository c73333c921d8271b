"""A language model by its name: installed or not, in the settings and on the command line."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.chatbot import Chatbot
from rag.llm import Llm
from rag.settings import Settings
from tests.fakes import FakeEmbedder, FakeReader
from tests.llm_server import serving
from tests.test_llm import GOOD, QUESTION

pytest.importorskip("langchain_openai", reason="the extra [openai] is not installed")


def test_a_model_that_is_not_installed_names_its_pip_line(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    for provider in ("anthropic", "ollama"):
        monkeypatch.setitem(sys.modules, f"langchain_{provider}", None)
        with pytest.raises(UserError, match=rf"pip install .* '\.\[{provider}\]'$"):
            Llm.open(replace(chatbot.settings, llm=f"{provider}:some"))


@pytest.mark.parametrize("name", ["nonsense", "nobody:model", "openai:gpt-5", ":", "openai:"])
def test_a_name_that_opens_nothing_is_said_in_one_line(
    name: str, chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UserError) as caught:
        Llm.open(replace(chatbot.settings, llm=name))
    assert len(str(caught.value).splitlines()) == 1


def test_a_chat_with_a_wrong_name_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.cli import main

    assert main(["chat", "--library", str(tmp_path), "--llm", "nonsense"]) == 1
    assert "The language model nonsense could not be opened" in capsys.readouterr().err


def test_several_questions_are_answered_in_quotes_and_that_is_said(chatbot: Chatbot) -> None:
    with serving(GOOD) as server:
        settings = replace(chatbot.settings, llm="openai:fake", llm_url=server.url)
        chatbot._llm = Llm.open(settings)
        answer = chatbot.ask(f"{QUESTION.rstrip('?')}, and when did it rain?")
        assert (answer.composer, server.asked) == ("extractive", [])
        assert "Several questions at once are answered in quotes." in answer.notes


@pytest.mark.slow
def test_without_a_model_nothing_of_it_is_imported(sample_library: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from rag.answer import Turn; from rag.chatbot import Chatbot\n"
        "from rag.settings import Settings\n"
        f"bot = Chatbot.open(Settings(library=Path({str(sample_library)!r})))\n"
        "answer = bot.ask('What did Zhejiang and Hong Kong sign?')\n"
        "assert answer.verdict == 'answered'\n"
        "bot.ask('When?', [Turn(answer.question, answer)])\n"
        "names = ('langchain', 'langchain_openai', 'openai', 'rag.llm', 'rag.generate',\n"
        "         'rag.prompts', 'rag.rephrase', 'rag.support', 'langgraph', 'xllamacpp',\n"
        "         'httpx')\n"
        "print([name for name in names if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout == "[]\n"


def test_settings_name_the_model_and_its_times() -> None:
    given = Settings.from_environment(
        {"FOOTNOTE_LLM": "openai:x", "FOOTNOTE_LLM_URL": "http://x/v1", "FOOTNOTE_LLM_TOKENS": "90",
         "FOOTNOTE_LLM_FIRST_SECONDS": "2.5"}
    )  # fmt: skip
    assert given == Settings(
        llm="openai:x", llm_url="http://x/v1", llm_tokens=90, llm_first_seconds=2.5
    )


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon", "9" * 400])
def test_what_is_no_time_or_size_is_said(value: str) -> None:
    for name in ("LLM_GAP_SECONDS", "LLM_TOKENS"):
        with pytest.raises(UserError, match=f"FOOTNOTE_{name} is"):
            Settings.from_environment({f"FOOTNOTE_{name}": value})


def test_the_command_takes_a_model_by_name(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from ui.cli import main

    known = tmp_path / "known.jsonl"
    known.write_text(
        json.dumps({"question": QUESTION, "kind": "fact", "gold": ["50"], "source": "rain.txt"})
        + '\n{"question": "Who flew to the moon?", "kind": "none"}\n'
    )
    monkeypatch.setattr(
        Chatbot, "open",
        lambda settings: Chatbot(
            chatbot.library, FakeEmbedder(), FakeReader(), settings=settings,
            llm=Llm.open(settings),
        ),
    )  # fmt: skip
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(chatbot.settings.folder))
    with serving(GOOD + " Macau sank. [1]") as server:
        monkeypatch.setenv("FOOTNOTE_LLM_URL", server.url)
        assert main(["ask", QUESTION, "--llm", "openai:fake", "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["composer"], answer["written"], answer["kept"]) == ("openai:fake", 2, 1)
        assert main(["evaluate", str(known), "--llm", "openai:fake", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert set(found["composers"]) == {"quoted", "openai:fake"}
        assert found["composers"]["openai:fake"]["kept"] == 0.5
        assert "kept" not in found["composers"]["quoted"]
        assert main(["evaluate", str(known), "--llm", "openai:fake"]) == 0
        out = capsys.readouterr().out
        assert re.search(r"kept +0\.500", out)
        assert re.search(r"right +1\.000 +1\.000", out)
