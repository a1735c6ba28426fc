"""How far a file may be from Keras, by the way its weights are stored."""

from dataclasses import dataclass

from ..manifest.quantization import Quantize

MIN_COSINE = {"dynamic_int8": 0.98, "int8": 0.98, "int16x8": 0.98, "weight_int8": 0.98, "int4": 0.95, "recipe": 0.95}
"""Of an output and Keras' own, for integer weights, whose single values say little."""


@dataclass(frozen=True)
class Tolerance:
    """Largest allowed difference relative to the scale of Keras' output (at least 1); `cosine` replaces it for integer modes."""

    relative: float
    cosine: float | None = None

    @classmethod
    def of(cls, quantize: Quantize, relative: float | None = None) -> "Tolerance":
        """The tolerance of a quantization mode, or `relative` in its place."""
        if relative is not None:
            return cls(relative)
        if quantize in MIN_COSINE:
            return cls(0.0, MIN_COSINE[quantize])
        return cls(5e-3 if quantize == "float16" else 1e-4)
