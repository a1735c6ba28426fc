"""What was done to a model's weights and activations, as the manifest records it."""

from dataclasses import dataclass
from typing import Literal

Quantize = Literal["none", "float16", "dynamic_int8", "int8", "int16x8", "weight_int8", "int4", "recipe"]


@dataclass(frozen=True)
class QuantizationRule:
    """A rule of a recipe: which operations, in layers whose names match `layers`, ai-edge-quantizer stored by which algorithm."""

    layers: str
    operation: str
    algorithm: str
    weight_bits: int | None = None
    activation_bits: int | None = None


@dataclass(frozen=True)
class QuantizationReport:
    """What quantization cost and gained.

    `float32_bytes`: size of the same model unquantized, where it was small enough to be written too. `agreement`: of the largest
    elements along the outputs' last axis, the part that stood where Keras' stood, over `examples` inputs; None where no output has two.
    """

    examples: int
    agreement: float | None = None
    float32_bytes: int | None = None


@dataclass(frozen=True)
class QuantizationMode:
    """What was done to the weights at export."""

    mode: Quantize = "none"
    rules: tuple[QuantizationRule, ...] = ()
    report: QuantizationReport | None = None
