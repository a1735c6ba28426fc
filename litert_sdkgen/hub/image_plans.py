"""What the plans of all tasks have in common that take a picture: its size, its converter, samples, and KerasHub's own preprocessing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from ..exporter import plain
from ..exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ..manifest.model import Source, Task
from . import image_converters, pictures
from .answer import Answer
from .registry import Request

_INPUT = "image"
_SAMPLE_SIZES = ((48, 64), (61, 40), (32, 32))  # landscape, portrait with odd sizes, square


def plan(
    task: Task, model: Any, request: Request, source: Source, answer: Callable[[Any, Request, PlannedSignature], Answer]
) -> ExportPlan:
    """One input `image`, float32[1, height, width, channels], after the converter. `answer(model, request, signature)` does the rest.

    Raises:
        ExportError: no converter, one that the device cannot repeat, or further inputs.
        UsageError: the size is open, or none that the model can take.
    """
    preprocessor = model.preprocessor
    if preprocessor is None or preprocessor.image_converter is None:
        raise ExportError(
            f"the {type(model).__name__} has no image converter, so nothing says how pictures become tensors. Export with --task tensors"
        )
    converter = preprocessor.image_converter
    bare = plain.bare_model(model)
    height, width, channels = _size(model, converter, request)
    arguments, specs = plain.input_specs(
        bare, request.inputs or {}, lambda name, axis: (height, width)[axis - 1] if axis in (1, 2) else None
    )
    if len(specs) != 1 or specs[0].shape != (1, height, width, channels):
        raise ExportError(
            f"expected one image input of shape {(1, height, width, channels)} but the model has {[(s.name, s.shape) for s in specs]}"
        )
    specs = [replace(specs[0], name=_INPUT, low=-2.5, high=2.5)]
    answered = answer(model, request, plain.signature_of(bare, arguments, specs))
    with image_converters.at_size(converter, height, width):
        step = image_converters.describe(converter, height, width, channels, {"pixels": _INPUT})
        sizes = _SAMPLE_SIZES if step.fit != "none" else ((height, width),)
        samples = tuple(_sample(preprocessor, answered.signature.inputs, seed, size) for seed, size in enumerate(sizes))
    return ExportPlan(request.name, task, source, bare, (answered.signature,), (step,), answered.postprocess, answered.assets, samples)


def inputs(preprocessor: Any, picture: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one picture, float32[height, width, 3] from 0 to 255."""
    (spec,) = specs
    channels = spec.shape[-1]
    converted = preprocessor(pictures.as_channels(picture, channels)[None])
    return {spec.name: np.asarray(converted).astype(spec.dtype)}


def _sample(preprocessor: Any, specs: Sequence[NamedSpec], seed: int, size: tuple[int, int]) -> Sample:
    png = pictures.synthetic(seed, *size)
    return Sample("serving_default", inputs(preprocessor, pictures.decode(png), specs), image=png)


def _size(model: Any, converter: Any, request: Request) -> tuple[int, int, int]:
    """(height, width, channels): what the graph fixed, else what the caller asks for, else the converter's size."""
    shape = model.input.shape if hasattr(model.input, "shape") else (None, None, None, 3)
    if len(shape) != 4:
        raise ExportError(f"expected an image input [batch, height, width, channels] but the model takes {tuple(shape)}")
    fixed = (shape[1], shape[2]) if shape[1] and shape[2] else None
    if request.image_size is not None and min(request.image_size) < 1:
        raise UsageError(f"--image-size: expected positive numbers. Received: {request.image_size}")
    if fixed is not None and request.image_size not in (None, fixed):
        raise UsageError(f"--image-size: the model takes {fixed[0]}x{fixed[1]} and nothing else. Received: {request.image_size}")
    size = fixed or request.image_size or converter.image_size
    if size is None:
        raise UsageError("the model takes images of any size, a phone needs one: choose it with --image-size, such as 224")
    return int(size[0]), int(size[1]), int(shape[3] or 3)
