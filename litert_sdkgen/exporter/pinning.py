"""Fixes the sizes that a finished .tflite file leaves to run time."""

from typing import Any

import numpy as np
from ai_edge_litert.tools import flatbuffer_utils

from ..errors import UsageError
from . import plain
from .classic_runner import ClassicRunner


def pin(model: Any, runner: ClassicRunner, pins: plain.Pins, fill: plain.Fill) -> bool:
    """Fixes the sizes of `model`'s inputs, and those of inner tensors as `runner` finds them; tells whether any had been open.

    Raises:
        UsageError: a pin that names no input, or a dtype or shape that does not fit it.
        ExportError: a size that neither `pins` nor `fill` knows, or the file does not run at these sizes.
    """
    known = sorted({entry.name.decode() for definition in model.signatureDefs for entry in definition.inputs})
    for pinned in pins:
        if pinned not in known:
            raise UsageError(f"inputs: the model has no input {pinned!r}; it has {', '.join(known)}")
    changed = False
    for definition in model.signatureDefs:
        subgraph = model.subgraphs[definition.subgraphIndex]
        tensors = {entry.name.decode(): subgraph.tensors[entry.tensorIndex] for entry in definition.inputs}
        shapes = {name: plain.fixed_shape(name, _declared(t), _pin_of(name, t, pins), fill) for name, t in tensors.items()}
        if all(None not in _declared(tensor) for tensor in tensors.values()):
            continue
        runner.run(definition.signatureKey.decode(), {name: np.zeros(shapes[name], _numpy(tensor)) for name, tensor in tensors.items()})
        for index, shape in runner.shapes(definition.subgraphIndex).items():
            tensor = subgraph.tensors[index] if index < len(subgraph.tensors) else None
            if tensor is not None and model.buffers[tensor.buffer].data is None:
                tensor.shape, tensor.shapeSignature = np.array(shape, np.int32), None
        changed = True
    return changed


def _declared(tensor: Any) -> list[int | None]:
    """The shape of an input, None where it is left to run time."""
    sizes = tensor.shapeSignature if tensor.shapeSignature is not None else tensor.shape
    return [int(size) if size >= 0 else None for size in (() if sizes is None else sizes)]


def _pin_of(name: str, tensor: Any, pins: plain.Pins) -> tuple[int, ...] | None:
    dtype, shape = pins.get(name, (None, None))
    if dtype is not None and dtype != np.dtype(_numpy(tensor)).name:
        raise UsageError(f"inputs: {name!r} has the dtype {np.dtype(_numpy(tensor)).name}. Received: {dtype}")
    return shape


def _numpy(tensor: Any) -> Any:
    return np.dtype(flatbuffer_utils.type_to_name(tensor.type).lower())
