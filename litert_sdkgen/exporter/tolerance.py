"""How far a file may be from Keras, by the way its weights are stored."""

from dataclasses import dataclass

from ..manifest.quantization import Quantize

MIN_COSINE = {"dynamic_int8": 0.98, "int8": 0.98, "int16x8": 0.98, "weight_int8": 0.98, "int4": 0.95, "recipe": 0.95}
"""Of an output and Keras' own, for integer weights, whose single values say little."""
_EXAMPLES = "or give examples of real use with --calibration"
_ADVICE: dict[str, str] = {
    "int8": f"This model does not stand activations in 8 bits: try --quantize dynamic_int8 or int16x8, {_EXAMPLES}",
    "int16x8": f"This model does not stand these ranges of its activations: try --quantize dynamic_int8, {_EXAMPLES}",
    "int4": "This model does not stand 4-bit weights: try --quantize dynamic_int8",
    "recipe": "This model does not stand the recipe: let it leave more layers in float32",
}
_OTHER_ADVICE = "This model does not stand 8-bit weights: try --quantize float16 or none"


@dataclass(frozen=True)
class Tolerance:
    """Largest allowed difference relative to the scale of Keras' output (at least 1); `cosine` replaces it for integer modes.

    `advice` is for the user whose model is further off.
    """

    relative: float
    cosine: float | None = None
    advice: str = "Please report this model; the option --tolerance loosens the check where the difference is acceptable"

    @classmethod
    def of(cls, quantize: Quantize, relative: float | None = None) -> "Tolerance":
        """The tolerance of a quantization mode, or `relative` in its place."""
        if relative is not None:
            return cls(relative)
        if quantize in MIN_COSINE:
            return cls(0.0, MIN_COSINE[quantize], _ADVICE.get(quantize, _OTHER_ADVICE))
        return cls(5e-3 if quantize == "float16" else 1e-4)
