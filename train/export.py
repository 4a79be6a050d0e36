"""A trained network to the folder that is shipped: int8 ONNX, tokenizer, manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from index.encoders import bundled_folder, sha256_of
from rag.models.own import Manifest
from train.network import Network

CALIBRATION = "calibration.json"

LARGEST = 25_000_000
"""Bytes of the weights that are shipped, at most."""


def export(
    network: Network, folder: Path, *, kind: str, max_tokens: int, trained_on: Sequence[str] = ()
) -> Manifest:  # fmt: skip
    """Write the model's folder; weights become int8.

    Matrix products have a scale for each output channel, each table of embeddings has one for the whole of it. A
    calibration.json that lies there is removed: it was fitted to other weights.

    Args:
        network: A trained one.
        folder: Made where it is not there.
        kind: reader or verifier.
        max_tokens: That it was trained with.
        trained_on: Names of the sets that it learned from.

    Raises:
        ValueError: the weights came out larger than may be shipped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "model.onnx"
        _write(network, whole)
        (folder / CALIBRATION).unlink(missing_ok=True)
        _quantise(whole, folder / "model.onnx")
    if (size := (folder / "model.onnx").stat().st_size) > LARGEST:
        raise ValueError(f"model.onnx has {size:,} bytes; at most {LARGEST:,} are shipped.")
    shutil.copy(bundled_folder() / "tokenizer.json", folder / "tokenizer.json")
    digest = sha256_of(folder / "model.onnx")
    manifest = Manifest(kind=kind, sha256=digest, max_tokens=max_tokens, trained_on=tuple(trained_on))
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    return manifest


def _write(network: Network, file: Path) -> None:
    example = torch.ones((2, 16), dtype=torch.long)
    names = ("input_ids", "attention_mask", "token_type_ids")
    outputs = ("judged",) if network.spans is None else ("spans", "judged")
    axes = {name: {0: "texts", 1: "tokens"} for name in (*names, *outputs[:-1])} | {"judged": {0: "texts"}}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter warns of its own future and of traced constants
        torch.onnx.export(
            network.cpu().eval(), (example, example, example), str(file), dynamo=False, opset_version=17,
            input_names=list(names), output_names=list(outputs), dynamic_axes=axes,
        )  # fmt: skip


def _quantise(whole: Path, file: Path) -> None:
    """Matrix products and the embeddings of the encoder; the small heads, which decide, stay as they are."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    ready = whole.with_name("ready.onnx")
    quant_pre_process(str(whole), str(ready), skip_symbolic_shape=True)
    heads = [n.name for n in onnx.load(str(ready)).graph.node if n.name.startswith(("/spans/", "/pool/", "/judge/"))]
    quantize_dynamic(
        str(ready), str(file), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=[*heads, *(f"{name}_MatMul" for name in heads)],  # a Gemm is made a MatMul on the way
    )  # fmt: skip
