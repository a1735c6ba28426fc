"""Quantization by ai-edge-quantizer: calibrated integer arithmetic, and weights in fewer bits, on the finished float32 file."""

import contextlib
import io
import struct
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..errors import ExportError, MissingDependencyError
from ..manifest.model import Quantize

Arrays = dict[str, Any]
RECIPES = {
    "int8": "static_wi8_ai8",
    "int16x8": "static_wi8_ai16",
    "weight_int8": "weight_only_wi8_afp32",
    "int4": "dynamic_wi4_afp32",
}
"""Our modes -> the recipes of ai-edge-quantizer that they take."""
_CALIBRATED = ("int8", "int16x8")


def apply(path: Path, quantize: Quantize, calibration: Callable[[], dict[str, Iterable[Arrays]]]) -> None:
    """Quantizes the float32 file at `path` in place; inputs and outputs of its signatures stay float32.

    Args:
        path: a .tflite file whose tensors have names of their own.
        quantize: a mode of `RECIPES`.
        calibration: gives the inputs, by signature key, that show which values activations take; asked by calibrated modes only.

    Raises:
        MissingDependencyError: ai-edge-quantizer is not installed.
        ExportError: the library refuses the model.
    """
    try:
        from ai_edge_quantizer import algorithm_manager, qtyping, quantizer, recipe
    except ImportError:
        raise MissingDependencyError("ai-edge-quantizer", f"Quantizing to {quantize}", extra="quantize") from None
    examples = {key: list(inputs) for key, inputs in calibration().items()} if quantize in _CALIBRATED else {}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):  # its progress bars and reports
        try:
            tool = quantizer.Quantizer(str(path))
            tool.load_quantization_recipe(getattr(recipe, RECIPES[quantize])())
            # The boundary stays float32, so that callers and contract do not change: LiteRT converts inside.
            for boundary in (qtyping.TFLOperationName.INPUT, qtyping.TFLOperationName.OUTPUT):
                tool.update_quantization_recipe(".*", boundary, algorithm_key=algorithm_manager.AlgorithmName.NO_QUANTIZE)
            ranges = tool.calibrate(examples) if tool.need_calibration else None
            result = tool.quantize(ranges)
        except (ValueError, RuntimeError, NotImplementedError, struct.error) as error:
            raise ExportError(f"ai-edge-quantizer cannot quantize this model to {quantize}: {error}") from error
    path.write_bytes(bytes(result.quantized_model))
