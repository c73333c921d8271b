"""Puts trained weights to use: python -m rag.reader.convert OUT

OUT is the folder that `rag.reader.train` wrote. The weights become an OpenVINO graph with its
matrices in 8 bits, a scale a row: a quarter of the size. They go into `rag/reader/weights/`.
"""

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import file_sha256, shipped_folder
from index.runtime import openvino_quietly

from .runtime import MODEL, WEIGHTS

LEAST = 10_000  # numbers in a matrix that is worth 8 bits


def main() -> None:
    """Converts, writes, and names the sha256 of what was written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("trained", type=Path)
    given = parser.parse_args()
    WEIGHTS.mkdir(exist_ok=True)
    model = in_8_bits(traced(given.trained / "model.safetensors"))
    openvino_quietly().save_model(model, WEIGHTS / MODEL, compress_to_fp16=True)
    files = {
        file.name: file_sha256(file)
        for file in sorted(WEIGHTS.iterdir())
        if file.suffix in (".xml", ".bin")
    }
    (WEIGHTS / "model.json").write_text(json.dumps({"files": files}, indent=1) + "\n")
    for name, sha256 in files.items():
        print(f"{name}  {(WEIGHTS / name).stat().st_size / 1e6:.1f} MB  sha256 {sha256}")


def traced(weights: Path) -> Any:
    """The trained reader as an OpenVINO graph in full precision."""
    import torch
    from safetensors.torch import load_file

    from .net import Net

    net = Net(shipped_folder())
    net.load_state_dict(load_file(weights))
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
