"""Language models whose prompts hold sounds beside pictures: one module for each family, which names the `KERAS_CLASS` that it describes.

A family module has a function `describe(model) -> PromptSounds | None` (None for a model of the class that hears nothing), and
`features(preprocessor, samples, step)`: float32[1, n, bands] that the preprocessor makes of samples, float32[m], at most `step.length`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....errors import UsageError
from ....manifest.generation import Sounds
from ....manifest.steps import LogMelStep
from ...families import families, family_of
from .prompt_sounds import PromptSounds


def of_model(model: Any) -> PromptSounds | None:
    """How the prompts of `model` hold sounds; None for a model that hears nothing."""
    family = family_of(__name__, model)
    found: PromptSounds | None = family.describe(model) if family is not None else None
    return found


def features(preprocessor: Any, samples: Any, step: LogMelStep) -> Any:
    """float32[1, n, bands]: what `preprocessor` makes of a sound by itself.

    Raises:
        UsageError: the sound is too short for one moment.
    """
    family = next(family for family in families(__name__) if isinstance(preprocessor, family.KERAS_CLASS.preprocessor_cls))
    made = np.asarray(family.features(preprocessor, samples[: step.length], step), np.float32) if len(samples) else np.zeros((1, 0, 0))
    if made.shape[1] == 0:
        raise UsageError(f"expected a sound that fills a moment of {step.frame} samples. Received: {len(samples)} samples")
    return made


def expanded(text: str, described: Sounds | None, frames: Sequence[int]) -> str:
    """`text` as KerasHub's preprocessor takes it without its sounds, which have so many `frames`: with their places, where these depend on
    that. Others it puts in itself.
    """
    if described is None or described.frames_per_place is None:
        return text
    return described.marker.expanded(text, [described.taken(count) for count in frames], described.places)


__all__ = ["PromptSounds", "expanded", "features", "of_model"]
