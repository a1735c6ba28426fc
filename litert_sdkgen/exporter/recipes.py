"""Quantization by ai-edge-quantizer: calibrated integer arithmetic, and weights in fewer bits, on the finished float32 file."""

import contextlib
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

from ..errors import ExportError, MissingDependencyError, SdkgenError
from .calibration import Examples
from .graph.graph import Kinds, code_of
from .quantization import Quantization

RECIPES = {
    "int8": "static_wi8_ai8",
    "int16x8": "static_wi8_ai16",
    "weight_int8": "weight_only_wi8_afp32",
    "int4": "dynamic_wi4_afp32",
}
"""Our modes -> the recipes of ai-edge-quantizer that they take."""
_TENSOR_INDEX = 6  # place of TensorMap.tensor_index among the offsets of its table


def are_for(quantization: Quantization) -> bool:
    """Whether this library does it, not our own passes."""
    return quantization.mode in RECIPES or quantization.recipe is not None


def apply(path: Path, quantization: Quantization, calibration: Callable[[], Examples]) -> None:
    """Quantizes the float32 file at `path` in place; inputs and outputs of its signatures stay float32.

    Args:
        path: a .tflite file whose tensors have names of their own.
        quantization: a mode of `RECIPES`, or a recipe of the caller's.
        calibration: gives the inputs that show which values activations take; asked only where activations become integers.

    Raises:
        MissingDependencyError: ai-edge-quantizer is not installed.
        ExportError: the library refuses the model, or no rule of the recipe fits any operation of it.
    """
    try:
        from ai_edge_quantizer import algorithm_manager, qtyping, quantizer, recipe
    except ImportError:
        raise MissingDependencyError("ai-edge-quantizer", f"Quantizing to {quantization.mode}", extra="quantize") from None
    rules = list(quantization.recipe.rules) if quantization.recipe else getattr(recipe, RECIPES[quantization.mode])()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):  # its progress bars and reports
        try:
            tool = quantizer.Quantizer(str(path))
            tool.load_quantization_recipe(rules)
            # The boundary stays float32, so that callers and contract do not change: LiteRT converts inside.
            for boundary in (qtyping.TFLOperationName.INPUT, qtyping.TFLOperationName.OUTPUT):
                tool.update_quantization_recipe(".*", boundary, algorithm_key=algorithm_manager.AlgorithmName.NO_QUANTIZE)
            ranges = None
            if tool.need_calibration:
                ranges = tool.calibrate(calibration()) if quantization.recipe else _widest_ranges(path, tool, calibration())
            result = bytearray(tool.quantize(ranges).quantized_model)
        except SdkgenError:
            raise  # examples that cannot be read
        except (ValueError, RuntimeError, NotImplementedError, struct.error) as error:
            reason = str(error).rstrip(".")
            raise ExportError(
                f"ai-edge-quantizer cannot quantize this model to {quantization.mode}: {reason}. "
                "Try --quantize dynamic_int8, which is made without this library"
            ) from error
    before = flatbuffer_utils.read_model(str(path))
    if quantization.recipe:
        _check_effect(before, flatbuffer_utils.convert_bytearray_to_object(bytearray(result)))
    _mend_outputs(before, result)
    path.write_bytes(result)


def _mend_outputs(before: Any, result: bytearray) -> None:
    """An output that operations of the graph read too is converted back to float32 for them and for callers. The library forgets that in
    the signature, which names the integers still (seen with 0.10.0).

    In place, since large weights lie behind the flatbuffer at recorded offsets.
    """
    model = schema.Model.GetRootAsModel(result, 0)
    for i, old in enumerate(before.signatureDefs):
        definition = model.SignatureDefs(i)
        places, graph = list(before.subgraphs[old.subgraphIndex].outputs), model.Subgraphs(definition.SubgraphIndex())
        for j, was in enumerate(old.outputs):
            table = definition.Outputs(j)._tab
            if field := table.Offset(_TENSOR_INDEX):
                struct.pack_into("<I", result, table.Pos + field, graph.Outputs(places.index(was.tensorIndex)))


def _widest_ranges(path: Path, tool: Any, examples: Examples) -> Any:
    """Of each activation, from the least to the greatest value in any example.

    What the library does by itself is a moving average in which the first example counts for 0.95, so that later ones are clipped.
    """
    from ai_edge_quantizer import calibrator, recipe_manager
    from ai_edge_quantizer.utils import qsv_utils

    rules = recipe_manager.RecipeManager()
    rules.load_quantization_recipe(tool.get_quantization_recipe())
    calibrated = calibrator.Calibrator(str(path), qsv_update_func=qsv_utils.min_max_update)
    calibrated.calibrate(examples, rules)
    return calibrated.get_model_qsvs()


def _check_effect(before: Any, after: Any) -> None:
    """A rule for operations or layers that the model does not have is passed over in silence by the library."""
    if _stored_kinds(before) == _stored_kinds(after):
        names = {value: name for name, value in vars(schema.BuiltinOperator).items()}
        operations = ", ".join(sorted({names[code_of(code)] for code in before.operatorCodes}))
        raise ExportError(f"no rule of the recipe fits any operation of this model, which has: {operations}. Check `regex` and `operation`")


def _stored_kinds(model: Any) -> dict[int, int]:
    """How many tensors there are of each type with fewer bits."""
    kinds = [tensor.type for graph in model.subgraphs for tensor in graph.tensors]
    return {kind: kinds.count(kind) for kind in (Kinds.INT8, Kinds.INT16, Kinds.INT4, Kinds.FLOAT16)}
