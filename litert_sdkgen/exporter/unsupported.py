"""Layers that no .tflite file can carry, refused before anything is traced, with what would help."""

import keras

from ..errors import RouteUnsupported

_QUANTIZED = (None, "int8", "int4")


def refuse(model: keras.Model) -> None:
    """Raises RouteUnsupported for a layer that keeps a state between calls, or whose weights Keras holds in a way of its own."""
    for layer in model._flatten_layers():
        if getattr(layer, "stateful", False) is True:
            raise RouteUnsupported(
                f"the layer {layer.name!r} keeps its state between calls (stateful=True), which a .tflite file of ours does not. "
                "Build it with stateful=False, and pass the state in (initial_state) and out (return_state=True) as tensors"
            )
        if layer.quantization_mode not in _QUANTIZED:
            raise RouteUnsupported(
                f"the layer {layer.name!r} is quantized by Keras to {layer.quantization_mode}. Export the model as it was before "
                "model.quantize(), or quantized to int8 or int4, and choose how the file stores its weights with --quantize"
            )


def resource(name: str) -> RouteUnsupported:
    """The error for a graph that reads the resource `name`."""
    return RouteUnsupported(
        f"the model uses a resource ({name}), such as a lookup table or an unseeded random "
        "generator, which a .tflite file cannot hold. Move such layers out of the model, into preprocessing"
    )
