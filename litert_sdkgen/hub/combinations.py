"""Inputs that a user may leave out, and what KerasHub feeds in their place.

A phone cannot feed a tensor without elements, so each combination of inputs becomes a signature of its own; all share their weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import keras
import numpy as np

from ..exporter.plan import NamedSpec, PlannedSignature


@dataclass(frozen=True)
class Group:
    """Inputs that are given or left out together. `none` are those which become empty along axis 1; the others are zeros then."""

    name: str
    inputs: tuple[str, ...]
    none: tuple[str, ...]


_PICTURES = ("images", "pixel_values", "pixel_position_ids", "vision_indices")
_SOUND = ("input_features", "input_features_mask", "audio_mel", "audio_mel_mask", "audio_indices")
_LANGUAGE = (
    Group("images", (*_PICTURES, "vision_mask"), _PICTURES),
    Group("audio", (*_SOUND, "audio_mask"), _SOUND),
)
# Where a model is told by indices which tokens stand for a picture or a sound, there may be none.
_INDICES = {"vision_indices", "audio_indices"}
_CONCEPT = Group("boxes", ("boxes", "box_labels"), ("boxes", "box_labels"))
_PROMPTS = (
    Group("points", ("points", "labels"), ("points", "labels")),
    Group("boxes", ("boxes",), ("boxes",)),
    Group("masks", ("masks",), ("masks",)),
)


def signatures(full: PlannedSignature) -> tuple[PlannedSignature, ...]:
    """`full`, and one for each combination of inputs that KerasHub accepts besides: text without pictures, one kind of prompt."""
    names = {spec.name for spec in full.inputs}
    if {"points", "labels", "boxes", "masks"} <= names:  # Segment Anything
        return (full, *(_without(full, group.name, [other for other in _PROMPTS if other is not group]) for group in _PROMPTS))
    if {"box_labels", "token_ids"} <= names:  # Segment Anything 3, whose phrase may stand alone
        return (full, _without(full, "text", [_CONCEPT]))
    optional = [group for group in _LANGUAGE if _INDICES & names & set(group.inputs)]
    found = [full]
    for count in range(len(optional) - 1, -1, -1):
        for given in combinations(optional, count):
            missing = [group for group in optional if group not in given]
            found.append(_without(full, "_".join(("text", *(group.name for group in given))), missing))
    return tuple(found)


def _without(full: PlannedSignature, key: str, missing: Sequence[Group]) -> PlannedSignature:
    """`full` without the inputs of `missing`, which are fed as KerasHub's preprocessors feed them."""
    absent: dict[str, Any] = {}
    for spec in full.inputs:
        for group in missing:
            if spec.name in group.inputs:
                absent[spec.name] = np.zeros(_emptied(spec) if spec.name in group.none else spec.shape, spec.dtype)
    given = tuple(spec for spec in full.inputs if spec.name not in absent)

    def function(*tensors: Any) -> Sequence[Any]:
        # Keras wants tensors beside tensors, and each graph its own.
        values = absent | dict(zip((spec.name for spec in given), tensors, strict=True))
        return full.function(*(keras.ops.convert_to_tensor(values[spec.name]) for spec in full.inputs))

    return replace(full, key=key, function=function, inputs=given)


def _emptied(spec: NamedSpec) -> tuple[int, ...]:
    if spec.name in ("input_features", "input_features_mask"):  # Gemma 3n looks at the number of frames, not of clips
        return (spec.shape[0], 0, 0, *spec.shape[3:])
    return (spec.shape[0], 0, *spec.shape[2:])
