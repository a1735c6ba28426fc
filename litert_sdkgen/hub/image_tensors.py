"""Tasks that take a picture, made of named tensors by what the caller says: for models without a preprocessor of their own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import UsageError
from ..exporter.cures import reference
from ..exporter.plain import Fill
from ..exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ..exporter.verification import keras_outputs
from ..manifest.model import Task
from ..manifest.steps import ImageStep
from . import image_plans
from .answer import Answer
from .image_converters import StepPreprocessor
from .image_options import ImageOptions
from .registry import Request

Answering = Callable[[Request, PlannedSignature, tuple[Sample, ...]], Answer]


def fill(request: Request) -> Fill:
    """The picture's size where the model leaves it open."""
    size = (request.image.size if request.image else None) or request.image_size
    return lambda name, axis: size[axis - 1] if size is not None and axis in (1, 2) else None


def plan(task: Task, tensors: ExportPlan, request: Request, answer: Answering) -> ExportPlan:
    """The plan of `task` for a model whose one input is float32[1, height, width, channels]; `answer` says what its outputs mean.

    Raises:
        UsageError: several signatures or inputs, an input that is no picture, or options that do not fit it.
    """
    options = request.image or ImageOptions()
    if len(tensors.signatures) != 1:
        keys = ", ".join(signature.key for signature in tensors.signatures)
        raise UsageError(f"--task {task}: expected a model with one signature. Received: {keys}")
    (signature,) = tensors.signatures
    spec = _picture(task, signature, options)
    step = _step(spec, options, request)
    signature = replace(signature, inputs=(_in_range(spec, step),))
    _, samples = image_plans.prepared(StepPreprocessor(step), image_plans.inputs, signature)
    with reference(tensors.model):
        answered = answer(request, signature, samples)
    return replace(
        tensors,
        task=task,
        signatures=(answered.signature,),
        preprocess=(step,),
        postprocess=answered.postprocess,
        assets=answered.assets,
        samples=samples,
    )


def one_output(task: Task, signature: PlannedSignature, samples: Sequence[Sample], shape: str) -> tuple[str, Any]:
    """The name of the one output, float32 of `shape` such as `1, dimensions`, and its values for all samples, one behind the other.

    Sizes in `shape` that are numbers have to be these.

    Raises:
        UsageError: several outputs, or another shape.
    """
    answers = [keras_outputs(signature, sample.inputs) for sample in samples]
    shown = ", ".join(f"{name}:{value.dtype}{list(value.shape)}" for name, value in answers[0].items())
    (name, first), *others = answers[0].items()
    sizes = [int(size) if size.isdigit() else None for size in shape.split(", ")]
    fits = len(sizes) == first.ndim and all(size in (None, found) for size, found in zip(sizes, first.shape, strict=True))
    if others or not fits or first.dtype != np.float32:
        raise UsageError(f"--task {task}: expected one output float32[{shape}]. Received: {shown}. Export with --task tensors")
    return name, np.concatenate([answer[name] for answer in answers])


def refuse(task: Task, request: Request, *options: str) -> None:
    """Raises UsageError for options, of `labels`, `activation` and `depth`, that mean nothing for `task`."""
    for option in options:
        if getattr(request, option) is not None:
            raise UsageError(f"--{option}: --task {task} takes none. Received: {getattr(request, option)!r}")


def _picture(task: Task, signature: PlannedSignature, options: ImageOptions) -> NamedSpec:
    shown = ", ".join(f"{spec.name}:{spec.dtype}{list(spec.shape)}" for spec in signature.inputs)
    if options.input is not None and options.input not in (spec.name for spec in signature.inputs):
        raise UsageError(f"--image: the model has no input {options.input!r}; it has {shown}")
    if len(signature.inputs) != 1:
        raise UsageError(f"--task {task}: expected a model whose one input is a picture. Received: {shown}")
    (spec,) = signature.inputs
    if len(spec.shape) == 4 and spec.shape[1] in (1, 3) and spec.shape[3] not in (1, 3):
        raise UsageError(f"--task {task}: the input {shown} has its channels first; export a model that takes them last (NHWC)")
    if len(spec.shape) != 4 or spec.shape[0] != 1 or spec.shape[3] not in (1, 3) or spec.dtype != "float32":
        raise UsageError(f"--task {task}: expected an input float32[1, height, width, 3 or 1], quantized or not. Received: {shown}")
    return spec


def _step(spec: NamedSpec, options: ImageOptions, request: Request) -> ImageStep:
    _, height, width, channels = spec.shape
    for option, size in (("--image: size", options.size), ("--image-size", request.image_size)):
        if size not in (None, (height, width)):
            raise UsageError(f"{option}: the input {spec.name!r} takes {height}x{width} and nothing else. Received: {size}")
    color = options.color or ("rgb" if channels == 3 else "grayscale")
    if (color == "grayscale") != (channels == 1):
        raise UsageError(f"--image: color: the input {spec.name!r} has {channels} channels. Received: {color}")
    for name, values in (("scale", options.scale), ("offset", options.offset)):
        if len(values) not in (0, 1, channels):
            raise UsageError(f"--image: {name}: expected one value, or one for each of {channels} channels. Received: {len(values)}")
    return ImageStep(
        height=height,
        width=width,
        channels=channels,  # type: ignore[arg-type]
        fit=options.resize,
        interpolation=options.interpolation,
        antialias=options.antialias,
        scale=options.scale,
        offset=options.offset,
        feeds={"pixels": spec.name},
        channel_order="bgr" if color == "bgr" else None,
    )


def _in_range(spec: NamedSpec, step: ImageStep) -> NamedSpec:
    """Random inputs from black to white."""
    shades: list[Any] = [shade * scale + offset for shade in (0, 255) for scale in step.scale or (1.0,) for offset in step.offset or (0.0,)]
    return replace(spec, low=min(shades), high=max(shades))
