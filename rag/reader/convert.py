"""Puts trained weights to use: python -m rag.reader.convert OUT [OUT ...]

OUT is a folder that `rag.reader.train` wrote, or `rag/reader/weights`; of several the mean is taken
(model soup, arXiv:2203.05482). The weights become an OpenVINO graph with its matrices in 8 bits, a
scale a row: a quarter of the size. They go into `rag/reader/weights/`.
"""

import argparse
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from index.embed import file_sha256, shipped_folder
from index.runtime import openvino_quietly

from .runtime import MODEL, WEIGHTS

if TYPE_CHECKING:
    import torch

Weights: TypeAlias = "dict[str, torch.Tensor]"  # by their names in `Net`

TRAINED = "model.safetensors"
LEAST = 10_000  # numbers in a matrix that is worth 8 bits
# Which weight of its module a step of the graph takes.
_TAKES = {"Gather": "weight", "MatMul": "weight", "Multiply": "weight", "Add": "bias"}


def main() -> None:
    """Converts, writes, and names the sha256 of what was written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("trained", type=Path, nargs="+")
    given = parser.parse_args()
    try:
        trained = [weights_in(folder) for folder in given.trained]
    except UserError as error:
        parser.error(str(error))
    WEIGHTS.mkdir(exist_ok=True)
    model = in_8_bits(traced(mean(trained)))
    openvino_quietly().save_model(model, WEIGHTS / MODEL, compress_to_fp16=True)
    files = {
        file.name: file_sha256(file)
        for file in sorted(WEIGHTS.iterdir())
        if file.suffix in (".xml", ".bin")
    }
    (WEIGHTS / "model.json").write_text(json.dumps({"files": files}, indent=1) + "\n")
    for name, sha256 in files.items():
        print(f"{name}  {(WEIGHTS / name).stat().st_size / 1e6:.1f} MB  sha256 {sha256}")


def mean(trained: Sequence[Weights]) -> Weights:
    """Each weight's mean over several trainings that began with the same weights.

    What is no fraction is that of the first.
    """
    first, *others = trained
    return {
        name: (weight + sum(other[name] for other in others)) / len(trained)
        if weight.is_floating_point()
        else weight
        for name, weight in first.items()
    }


def weights_in(folder: Path) -> Weights:
    """The weights in a folder: of a training, or of a converted reader, within half a step.

    Raises UserError when the folder holds neither, or another model.
    """
    from safetensors.torch import load_file

    trained, converted = folder / TRAINED, folder / MODEL
    if not (trained.exists() or converted.exists()):
        raise UserError(
            f"{folder} holds no {TRAINED} and no {MODEL}.",
            mend="Name a folder that python -m rag.reader.train wrote.",
        )
    return load_file(trained) if trained.exists() else _in_32_bits(converted)


def _in_32_bits(model_file: Path) -> Weights:
    """The weights of a graph, by their names in `Net`: its steps are named after their modules."""
    import torch

    from .net import Net

    weights = Net(shipped_folder()).state_dict()
    left = {name for name, weight in weights.items() if weight.is_floating_point()}
    for step in openvino_quietly().Core().read_model(model_file).get_ordered_ops():
        kind = _TAKES.get(step.get_type_name())
        module = step.get_friendly_name().removeprefix("__module.").split("/")[0]
        for place in range(step.get_input_size() if kind else 0):
            values = _constant(step.input_value(place).get_node())
            if values is not None and f"{module}.{kind}" in weights and values.size > 1:
                name = f"{module}.{kind}"
                weights[name] = torch.from_numpy(values.copy()).reshape(weights[name].shape)
                left.discard(name)
    if left:
        raise UserError(
            f"{model_file} lacks {min(left)} and {len(left) - 1} more weights of the reader.",
            mend="Convert its training again: python -m rag.reader.convert OUT",
        )
    return weights


def _constant(node: Any) -> NDArray[np.float32] | None:
    """What a constant holds, converted and scaled as the graph does; None for what is computed."""
    kind = node.get_type_name()
    if kind == "Constant":
        values: NDArray[np.float32] = node.data.astype(np.float32)
        return values
    if kind not in ("Convert", "Multiply"):
        return None
    parts = [_constant(node.input_value(n).get_node()) for n in range(node.get_input_size())]
    if kind == "Convert":
        return parts[0]
    return None if parts[0] is None or parts[1] is None else parts[0] * parts[1]


def traced(weights: Weights) -> Any:
    """The reader with those weights as an OpenVINO graph in full precision."""
    import torch

    from .net import Net

    net = Net(shipped_folder())
    net.load_state_dict(weights)
    net.eval()
    openvino = openvino_quietly()
    example = torch.ones(2, 8, dtype=torch.long)
    names = ("input_ids", "token_type_ids", "attention_mask")
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns about branches on shapes
        return openvino.convert_model(
            net,
            example_input=dict.fromkeys(names, example),
            input=[(name, [-1, -1], openvino.Type.i64) for name in names],
        )


def in_8_bits(model: Any) -> Any:
    """The graph, each of its large matrices as 8-bit numbers times a scale a row."""
    from openvino import opset14

    for node in model.get_ops():
        if node.get_type_name() != "Constant" or len(node.shape) != 2:
            continue
        values = node.data
        if values.size < LEAST or values.dtype.kind != "f":
            continue
        users = list(node.output(0).get_target_inputs())
        whole, scale = quantized(values.astype(np.float32))
        weight = opset14.multiply(
            opset14.convert(opset14.constant(whole), "f32"), opset14.constant(scale)
        )
        for user in users:
            user.replace_source_output(weight.output(0))
    model.validate_nodes_and_infer_types()
    return model


def quantized(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """8-bit numbers and a scale a row, so that their product is within half a step of `values`."""
    scale = np.abs(values).max(axis=1, keepdims=True) / 127
    scale[scale == 0] = 1.0
    return np.round(values / scale).astype(np.int8), scale.astype(np.float32)


if __name__ == "__main__":
    main()
