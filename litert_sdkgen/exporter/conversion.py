"""From a traced graph to a flatbuffer, through TensorFlow's converter."""

import re
from collections.abc import Sequence
from typing import Any

import tensorflow as tf
from tensorflow.lite.python import convert as tf_convert
from tensorflow.lite.python.lite import QuantizationMode

from ..errors import ExportError
from ..manifest.quantization import Quantize
from .tracing import Trace


def convert(trace: Trace, quantize: Quantize = "none") -> bytes:
    """A .tflite file of builtin operations, its inputs and outputs in the order of `trace`, without signatures.

    TensorFlow's public converter takes functions only by way of a SavedModel, which costs ten times the time and reorders inputs;
    `convert_graphdef` is what it calls in the end. tests/exporter/test_conversion.py pins the internals used here.

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
                input_data=trace.graph, input_tensors=[*trace.inputs, *trace.weight_inputs], output_tensors=list(trace.outputs), **options
            )
        )
    except tf_convert.ConverterError as error:
        raise ExportError(explain(str(error), _nodes(trace.graph))) from error


def explain(log: str, nodes: Sequence[tuple[str, str]] = ()) -> str:
    """What a converter's log means for a user: the operations that no device kernel runs, and the layers among `nodes` that use them.

    `nodes` are (operation, name) pairs of the traced graph; a name is the path of its layer and the operation.
    """
    blamed = {
        operation.strip()
        for names in re.findall(r"^\s*(?:TF Select|Flex|Custom) ops: (.+)$", log, re.MULTILINE)
        for operation in names.split(",")
    }
    if not blamed:
        return f"the converter failed: {log.strip()[:300]}"
    described = []
    for operation in sorted(blamed):
        layers = sorted({name.rpartition("/")[0] for kind, name in nodes if kind == operation} - {""})
        described.append(operation + (f" in {', '.join(layers[:5])}" if layers else ""))
    return (
        f"no phone can run this model: LiteRT has no builtin operation for {'; '.join(described)}. "
        "Replace these layers, or move them out of the model into preprocessing"
    )


def _nodes(graph: Any) -> list[tuple[str, str]]:
    """(operation, name) of every node, those inside loops and branches included."""
    return [(node.op, node.name) for nodes in (graph.node, *(f.node_def for f in graph.library.function)) for node in nodes]


def _identity() -> Any:
    """A function for the converter object, of which only the option handling is used."""
    return tf.function(lambda x: x, autograph=False).get_concrete_function(tf.TensorSpec((1,), tf.float32))
