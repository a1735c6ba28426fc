"""How far a file may be from Keras, by the way its weights are stored."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Quantize = Literal["none", "float16", "dynamic_int8"]
MIN_COSINE = 0.98
"""Of an output and Keras' own, for 8-bit weights, whose single values say little."""


@dataclass(frozen=True)
class Tolerance:
    """Largest allowed difference relative to the scale of Keras' output (at least 1); `cosine` replaces it for int8 modes."""

    relative: float
    cosine: float | None = None

    @classmethod
    def of(cls, quantize: Quantize, relative: float | None = None) -> "Tolerance":
        """The tolerance of a quantization mode, or `relative` in its place."""
        if relative is not None:
            return cls(relative)
        return {"none": cls(1e-4), "float16": cls(5e-3), "dynamic_int8": cls(0.0, MIN_COSINE)}[quantize]


def cosine_of(a: Any, b: Any) -> float:
    """The cosine of two arrays as vectors; 1 for two that are all zeros."""
    norms = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.dot(np.ravel(a), np.ravel(b))) / norms if norms > 0 else float(np.array_equal(a, b))
