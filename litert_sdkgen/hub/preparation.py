"""A user's texts and pictures as a model's inputs, by KerasHub's own preprocessor at the sizes of an exported file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..exporter.plan import Array, ExportPlan, NamedSpec
from ..manifest.steps import ImageStep, PreprocessStep
from . import image_converters, packers, pictures
from .registry import TaskExporter

Given = tuple[str, ...] | Path | Array
"""One or two texts, the file of a picture, or the picture: float32[height, width, 3] from 0 to 255."""


def prepared(exporter: TaskExporter, preprocessor: Any, step: PreprocessStep, given: Given, specs: Sequence[NamedSpec]) -> dict[str, Array]:
    """The inputs `specs` by name for what was given.

    Raises:
        UsageError: the file holds no picture.
    """
    assert exporter.inputs is not None
    if isinstance(step, ImageStep):
        picture = pictures.read(given) if isinstance(given, Path) else given
        with image_converters.at_size(preprocessor.image_converter, step.height, step.width):
            return exporter.inputs(preprocessor, picture, specs)
    assert step.type == "text" and step.packer.type != "prompt"  # this kind begins a text that a model continues
    with packers.at_length(preprocessor, step.packer.sequence_length):
        return exporter.inputs(preprocessor, given, specs)


def preparation(exporter: TaskExporter, preprocessor: Any, plan: ExportPlan) -> Callable[[Any], dict[str, Array]] | None:
    """What `plan.prepare` is: None where the model takes tensors, or the device does more than to prepare
    one call, or a container's own runtime prepares it."""
    if exporter.inputs is None or len(plan.preprocess) != 1 or plan.container is not None:
        return None
    (step,), specs = plan.preprocess, plan.signatures[0].inputs
    return lambda given: prepared(exporter, preprocessor, step, given, specs)
