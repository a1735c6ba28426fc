"""What the caller wants done with weights and activations."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from ..errors import UsageError
from ..manifest.quantization import QuantizationRule, Quantize
from . import calibration, recipe_file
from .calibration import Calibration
from .recipe_file import Recipe

Choice = Quantize | str | os.PathLike[str] | Sequence[Mapping[str, Any]]
"""A mode, the path of a recipe (`.json`), or a recipe's rules."""
CalibrationData = str | os.PathLike[str] | Mapping[str, Any]
"""The path of examples, or an array [examples, ...] for each input by name."""


@dataclass(frozen=True)
class Quantization:
    """A mode, its recipe where the mode is `recipe`, and the caller's examples; without these, the plan's samples serve."""

    mode: Quantize = "none"
    recipe: Recipe | None = None
    examples: Calibration | None = None

    @classmethod
    def of(cls, choice: Choice, data: CalibrationData | None = None) -> "Quantization":
        """From a user's words.

        Raises:
            UsageError: no such mode, a recipe that cannot be followed, or examples in a form that nobody reads.
        """
        examples = None
        if data is not None:
            examples = calibration.of_arrays(data) if isinstance(data, Mapping) else calibration.of_file(Path(data))
        recipe = _recipe(choice)
        if recipe is not None:
            return cls("recipe", recipe, examples)
        mode = _mode(choice)
        if mode == "none" and examples is not None:
            raise UsageError("--calibration: nothing is quantized, so examples have no use. Choose a mode with --quantize")
        return cls(mode, None, examples)

    @property
    def calibration(self) -> Calibration:
        """The caller's examples, else the samples of the plan."""
        return self.examples or calibration.of_samples

    @property
    def rules(self) -> tuple[QuantizationRule, ...]:
        """What the manifest tells of the recipe."""
        return self.recipe.record if self.recipe else ()


def _recipe(choice: Choice) -> Recipe | None:
    if isinstance(choice, str | os.PathLike):
        return recipe_file.read(choice) if os.fspath(choice).endswith(".json") else None
    return recipe_file.parse(choice)


def _mode(choice: Choice) -> Quantize:
    known = [mode for mode in get_args(Quantize) if mode != "recipe"]
    if choice not in known:
        raise UsageError(f"--quantize: expected one of {', '.join(known)}, or a recipe.json. Received: {choice!r}")
    return choice  # type: ignore[return-value]


NOT_QUANTIZED = Quantization()
