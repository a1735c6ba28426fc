"""Models that bring no preprocessing along: named tensors, or a task that the caller's options describe."""

from collections.abc import Callable
from dataclasses import replace

from ..errors import UsageError
from ..exporter import run_time_sizes
from ..exporter.plain import Fill, Pins
from ..exporter.plan import ExportPlan
from . import image_tensors
from .image_converters import StepPreprocessor
from .preparation import preparation
from .registry import Request, TaskExporter, exporters

Making = Callable[[str, Pins | None, Fill], ExportPlan]


def plan(make: Making, request: Request, task: str | None) -> ExportPlan:
    """What `make(name, inputs, fill)` gives, as the task that the caller names.

    Raises:
        UsageError: a task that options cannot describe, or options of another one.
    """
    exporter = _exporter(task)
    _check(request, exporter)
    if exporter is None or exporter.of_tensors is None:
        return make(request.name, request.inputs, run_time_sizes.fill(request.dynamic))
    typed = exporter.of_tensors(make(request.name, request.inputs, image_tensors.fill(request)), request)
    (step,) = typed.preprocess
    assert step.type == "image"  # the tasks that options describe take a picture
    return replace(typed, prepare=preparation(exporter, StepPreprocessor(step), typed))


def refuse(request: Request, model: str) -> None:
    """Raises UsageError for options that describe a model, where it describes itself."""
    for option, value in (("--image", request.image), ("--activation", request.activation), ("--depth", request.depth)):
        if value is not None:
            raise UsageError(f"{option} is for models without preprocessing of their own; the {model} brings it along")


def _exporter(task: str | None) -> TaskExporter | None:
    """None for named tensors."""
    if task in (None, "tensors"):
        return None
    described = [exporter for exporter in exporters().values() if exporter.of_tensors is not None]
    for exporter in described:
        if task in (exporter.task, exporter.keras_class):
            return exporter
    known = ", ".join(["tensors", *(exporter.task for exporter in described)])
    raise UsageError(f"--task: a model without preprocessing of its own is exported as one of {known}. Received: {task!r}")


def _check(request: Request, exporter: TaskExporter | None) -> None:
    hub = {
        "--sequence-length": request.sequence_length,
        "--context-length": request.context_length,
        "--cache-dtype": request.cache_dtype,
        "--audio-in-graph": request.audio_in_graph or None,
        "--sampler": request.sampler,
        "--chat-template": request.chat_template,
    }
    typed = {
        "--image-size": request.image_size,
        "--labels": request.labels,
        "--image": request.image,
        "--activation": request.activation,
        "--depth": request.depth,
    }
    for option, value in (hub if exporter is not None else hub | typed).items():
        if value is not None:
            other = " or of a --task that takes a picture" if option in typed else ""
            raise UsageError(
                f"{option} is an option of KerasHub tasks{other}; this model has named tensors. Fix a size with --input NAME:DTYPE[1,64]"
            )
