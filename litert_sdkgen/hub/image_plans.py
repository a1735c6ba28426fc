"""What the plans of all tasks have in common that take a picture: its size, its converter, samples, and KerasHub's own preprocessing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from ..exporter import plain
from ..exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ..manifest.model import Source, Task
from ..manifest.steps import ImageStep
from . import image_converters, pictures
from .answer import Answer
from .registry import Request

INPUT = "image"
Inputs = Callable[[Any, Any, Sequence[NamedSpec]], dict[str, Any]]
_SAMPLE_SIZES = ((48, 64), (61, 40), (32, 32))  # landscape, portrait with odd sizes, square


def plan(
    task: Task, model: Any, request: Request, source: Source, answer: Callable[[Any, Request, PlannedSignature], Answer]
) -> ExportPlan:
    """One input `image`, float32[1, height, width, channels], after the converter. `answer(model, request, signature)` does the rest.

    Raises:
        ExportError: no converter, one that the device cannot repeat, or further inputs.
        UsageError: the size is open, or none that the model can take.
    """
    shape = tuple(model.input.shape) if hasattr(model.input, "shape") else (None, None, None, 3)
    height, width, channels = size_of(shape, model, request)
    bare = plain.bare_model(model)
    arguments, specs = plain.input_specs(
        bare, request.inputs or {}, lambda name, axis: (height, width)[axis - 1] if axis in (1, 2) else None
    )
    if len(specs) != 1 or specs[0].shape != (1, height, width, channels):
        raise ExportError(
            f"expected one image input of shape {(1, height, width, channels)} but the model has {[(s.name, s.shape) for s in specs]}"
        )
    specs = [replace(specs[0], name=INPUT, low=-2.5, high=2.5)]
    answered = answer(model, request, plain.signature_of(bare, arguments, specs))
    step, samples = prepared(model.preprocessor, inputs, answered.signature)
    return ExportPlan(request.name, task, source, bare, (answered.signature,), (step,), answered.postprocess, answered.assets, samples)


def prepared(
    preprocessor: Any, make: Inputs, signature: PlannedSignature, describe: Callable[..., ImageStep] = image_converters.describe
) -> tuple[ImageStep, tuple[Sample, ...]]:
    """The step that feeds the one input of `signature`, float32[1, height, width, channels], and samples that `make` preprocesses.
    `describe` is what the converter is described by.

    Raises:
        ExportError: a converter that the device cannot repeat.
    """
    (spec,) = signature.inputs
    _, height, width, channels = spec.shape
    converter = preprocessor.image_converter
    with image_converters.at_size(converter, height, width):
        step = describe(converter, height, width, channels, {"pixels": spec.name})
        sizes = _SAMPLE_SIZES if step.fit != "none" else ((height, width),)
        pngs = [pictures.synthetic(seed, *size) for seed, size in enumerate(sizes)]
        samples = tuple(Sample(signature.key, make(preprocessor, pictures.decode(png), (spec,)), image=png) for png in pngs)
    return step, samples


def step_of(model: Any, request: Request, shape: tuple[int | None, ...]) -> ImageStep:
    """The step for pictures in an input `image` of `shape`, beside other inputs.

    Raises:
        ExportError: no converter, or one that the device cannot repeat.
        UsageError: the size is open, or none that the model can take.
    """
    height, width, channels = size_of(shape, model, request)
    converter = model.preprocessor.image_converter
    with image_converters.at_size(converter, height, width):
        return image_converters.describe(converter, height, width, channels, {"pixels": INPUT})


def inputs(preprocessor: Any, picture: Any, specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one picture, float32[height, width, 3] from 0 to 255."""
    (spec,) = specs
    channels = spec.shape[-1]
    converted = preprocessor(pictures.as_channels(picture, channels)[None])
    return {spec.name: np.asarray(converted).astype(spec.dtype)}


def size_of(shape: tuple[int | None, ...], model: Any, request: Request) -> tuple[int, int, int]:
    """(height, width, channels) of an input of `shape`: what the graph fixed, else what the caller asks for, else the converter's size.

    Raises:
        ExportError: `model` has no converter, or the input is no picture.
        UsageError: the size is open, or none that the model can take.
    """
    if model.preprocessor is None or model.preprocessor.image_converter is None:
        raise ExportError(
            f"the {type(model).__name__} has no image converter, so nothing says how pictures become tensors. Export with --task tensors"
        )
    if len(shape) != 4:
        raise ExportError(f"expected an image input [batch, height, width, channels] but the model takes {shape}")
    fixed = (shape[1], shape[2]) if shape[1] and shape[2] else None
    if request.image_size is not None and min(request.image_size) < 1:
        raise UsageError(f"--image-size: expected positive numbers. Received: {request.image_size}")
    if fixed is not None and request.image_size not in (None, fixed):
        raise UsageError(f"--image-size: the model takes {fixed[0]}x{fixed[1]} and nothing else. Received: {request.image_size}")
    size = fixed or request.image_size or model.preprocessor.image_converter.image_size
    if size is None:
        raise UsageError("the model takes images of any size, a phone needs one: choose it with --image-size, such as 224")
    return int(size[0]), int(size[1]), int(shape[3] or 3)
