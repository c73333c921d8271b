import json
from pathlib import Path

import pytest

from corpus.errors import UserError
from rag.reader.encode import MAX_QUESTION_TOKENS
from rag.reader.hub import TorchReader, open_reader
from rag.reader.runtime import LightReader

pytestmark = [pytest.mark.slow, pytest.mark.ci]

PASSAGES = ["Ana signed the pact in Rio.", "It rained."]
WORDS = "[PAD] [UNK] [CLS] [SEP] who signed the pact in rio ana it rain ##ed . ?".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> TorchReader:
    """A model of two small layers that was never trained: its spans are somewhere, and in order."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForQuestionAnswering

    folder = tmp_path_factory.mktemp("reader")
    wordpiece = BertWordPieceTokenizer({word: number for number, word in enumerate(WORDS)})
    wordpiece.save(str(folder / "tokenizer.json"))
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 96}
    config |= {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep")}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=96,
    )
    BertForQuestionAnswering(shape).save_pretrained(folder)
    opened = open_reader(str(folder))
    assert isinstance(opened, TorchReader)
    return opened


def test_each_passage_is_read_and_its_spans_lie_in_it(reader: TorchReader) -> None:
    found = reader.read("Who signed the pact?", PASSAGES, ["", ""])
    assert len(found) == len(PASSAGES)
    for scores, passage in zip(found, PASSAGES, strict=True):
        span = scores.best(0, len(passage))
        assert span is not None
        assert 0 <= span.start < span.end <= len(passage)
        assert 0 < scores.no_answer < 1
        assert len(scores.starts) == len(scores.ends) == len(scores.offsets)
    words = [PASSAGES[1][start:end] for start, end in found[1].offsets]
    assert words == ["It", "rain", "ed", "."]
    assert reader.read("Who?", [], []) == []


@pytest.mark.parametrize("question", ["pact" * 2_000, "who? " * 500, "??" * 500])
def test_a_long_question_leaves_room_for_the_passage(reader: TorchReader, question: str) -> None:
    (scores,) = reader.read(question, ["rio " * 200], [""])
    # [CLS] question [SEP] passage [SEP]
    assert len(scores.offsets) >= 96 - MAX_QUESTION_TOKENS - 3
    assert reader.read("", PASSAGES, ["", ""])


def test_the_question_is_cut_by_tokens(reader: TorchReader) -> None:
    whole = "who signed it ? " * (MAX_QUESTION_TOKENS // 4)
    kept, longer = (
        reader.read(question, PASSAGES[:1], [""])[0].starts for question in (whole, whole * 9)
    )
    assert kept == pytest.approx(longer, abs=1e-5)


def test_no_claim_is_judged(reader: TorchReader) -> None:
    assert reader.support("Ana signed.", PASSAGES).tolist() == [[0, 0, 1]] * 2


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in (str(tmp_path / "none"), str(tmp_path / "empty"), "no-one/no-such-reader"):
        with pytest.raises(UserError, match="cannot be loaded") as error:
            open_reader(name)
        assert "FOOTNOTE_READER" in str(error.value.mend)
    assert isinstance(open_reader("footnote-reader"), LightReader)
