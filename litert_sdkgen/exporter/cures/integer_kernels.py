"""Layers quantized by Keras to int8 multiply int8 activations with int8 kernels, which no float graph can express.

Their activations stay float32 here, and their kernels are the same integers in float32, which the scale behind them follows; Keras'
own rounding of activations is lost, so the answers differ by its error (`rounds_activations`). Layers quantized to int4 need no cure:
Keras computes them in float32. Seen with Keras 3.15.1 and TensorFlow 2.21.0 after `model.quantize("int8")`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for layer in _layers(model):
            if getattr(layer, "inputs_quantizer", None) is not None:
                stack.enter_context(replaced(layer, "inputs_quantizer", None))
            for variable in layer.variables:
                if variable._dtype == "int8":
                    stack.enter_context(replaced(variable, "_dtype", "float32"))
        yield


def rounds_activations(model: Any) -> bool:
    """Whether Keras itself computes `model` with activations in 8 bits."""
    return any(getattr(layer, "inputs_quantizer", None) is not None for layer in _layers(model))


def _layers(model: Any) -> list[Any]:
    return [layer for layer in model._flatten_layers() if layer.quantization_mode == "int8"]
