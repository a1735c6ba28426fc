"""From a traced graph to a flatbuffer, through TensorFlow's converter."""

import re
from typing import Any, Literal

import tensorflow as tf
from tensorflow.lite.python import convert as tf_convert
from tensorflow.lite.python.lite import QuantizationMode

from ..errors import ExportError
from .tracing import Trace

Quantize = Literal["none", "float16", "dynamic_int8"]


def convert(trace: Trace, quantize: Quantize = "none") -> bytes:
    """A .tflite file of builtin operations, its inputs and outputs in the order of `trace`, without signatures.

    TensorFlow's public converter takes functions only by way of a SavedModel, which costs ten times the time and reorders inputs;
    `convert_graphdef` is what it calls in the end. tests/export/test_conversion.py pins the internals used here.

    Raises:
        ExportError: operations that no builtin kernel runs; the error names them and the layers they come from.
    """
    converter = tf.lite.TFLiteConverter.from_concrete_functions([_identity()], tf.Module())
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    if quantize != "none":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if quantize == "float16":
        converter.target_spec.supported_types = [tf.float16]
    mode = QuantizationMode(
        converter.optimizations,
        converter.target_spec,
        None,
        trace.graph,
        experimental_new_dynamic_range_quantizer=converter.experimental_new_dynamic_range_quantizer,
    )
    options = {**converter._get_base_converter_args(), **mode.converter_flags()}
    try:
        return bytes(
            tf_convert.convert_graphdef(
                input_data=trace.graph, input_tensors=[*trace.inputs, *trace.weights], output_tensors=list(trace.outputs), **options
            )
        )
    except tf_convert.ConverterError as error:
        raise ExportError(explain(str(error))) from error


def explain(log: str) -> str:
    """What a converter's log means for a user: which operations no device kernel runs, and in which layers they stand."""
    blamed: dict[str, set[str]] = {}
    for line in log.splitlines():
        if match := re.search(r"error: '?(tf\.\w+)'? op is neither a custom op nor a flex op", line):
            blamed.setdefault(match.group(1), set()).update(_layers(line))
    if not blamed:
        # Summary lines such as "Flex ops: FlexFFT2D" or "Custom ops: ..." carry no place.
        for kind, names in re.findall(r"^\s*(Flex|Custom) ops: (.+)$", log, re.MULTILINE):
            for name in names.split(","):
                blamed.setdefault(f"{kind} {name.strip()}", set())
    if not blamed:
        return f"the converter failed: {log.strip()[-800:]}"
    named = "; ".join(op + (f" in {', '.join(sorted(layers))}" if layers else "") for op, layers in sorted(blamed.items()))
    return (
        f"no phone can run this model: LiteRT has no builtin operation for {named}. "
        "Replace these layers, or move them out of the model into preprocessing"
    )


def _layers(line: str) -> set[str]:
    """Layer names out of a location such as `loc(fused["FFT2D:", "functional_1/f_net/FFT2D@__inference..."])`."""
    return {path.rsplit("/", 1)[0] for path in re.findall(r'"([^"@:]+/[^"@:]+)[@:"]', line)}


def _identity() -> Any:
    """A function for the converter object, of which only the option handling is used."""
    return tf.function(lambda x: x, autograph=False).get_concrete_function(tf.TensorSpec((1,), tf.float32))
