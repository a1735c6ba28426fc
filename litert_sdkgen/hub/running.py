"""What a bundle's own KerasHub preprocessor makes of a user's input: the Python side of `run`."""

from collections.abc import Callable
from typing import Any

import keras_hub
import numpy as np

from ..bundle import Bundle
from ..errors import PresetError, UsageError
from ..exporter.plan import NamedSpec
from . import presets
from .image_converters import StepPreprocessor
from .preparation import Given, prepared
from .registry import exporters


def inputs_for(bundle: Bundle, given: Given, preset: str | None = None) -> dict[str, Any]:
    """The model's input tensors by name for a text, a pair of texts, or a picture.

    Args:
        bundle: an exported bundle of a task with preprocessing.
        given: one or two texts, for a text task; a picture, for an image task.
        preset: where the preprocessor comes from; the preset recorded in the bundle where absent.

    Raises:
        UsageError: the bundle's task takes another kind of input.
        PresetError: no preset is known, or it cannot be loaded.
    """
    manifest = bundle.manifest
    exporter = exporters()[manifest.task]
    if exporter.inputs is None:
        raise UsageError(f"{manifest.name} takes named tensors, not texts or pictures: pass them with --input NAME=1,2,3")
    kinds: list[str] = [step.type for step in manifest.preprocess]
    if _kind(given) not in kinds:
        wanted = " or ".join("a text" if kind == "text" else "a picture" for kind in kinds)
        raise UsageError(f"{manifest.name} is a {manifest.task}: expected {wanted}")
    return prepare(bundle, preprocessor_of(bundle, preset), given)


def preprocessor_of(bundle: Bundle, preset: str | None) -> Any:
    """KerasHub's preprocessor for the bundle's task, from `preset`, or the preset recorded in the bundle; of a plain model its image step.

    Raises:
        PresetError: no preset is known, or it cannot be loaded.
    """
    steps = [step for step in bundle.manifest.preprocess if step.type == "image"]
    if bundle.manifest.source.kind != "keras_hub" and steps:
        return StepPreprocessor(steps[0])
    name = exporters()[bundle.manifest.task].preprocessor_class
    assert name is not None  # every task whose inputs are made here has one
    return presets.load_preprocessor(getattr(keras_hub.models, name), _location(bundle, preset))


def sound_preparation(bundle: Bundle, preset: str | None) -> Callable[[Any], dict[str, Any]]:
    """What makes the model's input of samples, float32[n] at the step's rate: KerasHub's converter, unless the model takes samples.

    Raises:
        PresetError: no preset is known, or it cannot be loaded.
    """
    (step,) = bundle.manifest.preprocess
    if step.type == "audio":
        return lambda samples: {step.feeds["samples"]: np.pad(samples[: step.length], (0, max(0, step.length - len(samples))))[None]}
    assert step.type == "log_mel"  # the manifest's reader demands one of the two
    converter = presets.load_preprocessor(keras_hub.layers.AudioConverter, _location(bundle, preset))
    return lambda samples: {step.feeds["features"]: np.asarray(converter(samples[None]))}


def prepare(bundle: Bundle, preprocessor: Any, given: Given) -> dict[str, Any]:
    """The model's input tensors by name for texts or a picture, by a preprocessor that is loaded already.

    They are those of the signature in the place of the step that makes them.

    Raises:
        UsageError: an input that the model does not take.
    """
    place, step = next((i, step) for i, step in enumerate(bundle.manifest.preprocess) if step.type == _kind(given))
    specs = [NamedSpec(t.name, t.keras_name, t.value_dtype, _sizes(t.shape)) for t in bundle.manifest.signatures[place].inputs]
    return prepared(exporters()[bundle.manifest.task], preprocessor, step, given, specs)


def _location(bundle: Bundle, preset: str | None) -> str:
    location = preset or bundle.manifest.source.preset
    if location is None:
        raise PresetError("the bundle was exported from a local directory, which is not recorded in it: name it with --preset")
    return location


def _kind(given: Given) -> str:
    return "text" if isinstance(given, tuple) else "image"


def _sizes(shape: tuple[int | str, ...]) -> tuple[int, ...]:
    return tuple(size if isinstance(size, int) else 1 for size in shape)
