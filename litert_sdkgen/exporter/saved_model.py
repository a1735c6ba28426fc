"""A SavedModel directory as an export plan: its signatures with their own names, and its own functions to compare the file with."""

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.util import run_graph_optimizations
from tensorflow.python.framework import convert_to_constants

from ..errors import ExportError, PresetError, UsageError
from ..manifest.model import Source
from . import plain, unsupported
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .samples import tensor_samples
from .variables import LARGE

_KERAS, _DEFAULT = "serve", "serving_default"
_LISTS = ("TensorListFromTensor", "TensorListStack", "TensorListGetItem")


def plan(directory: Path, name: str, inputs: plain.Pins | None = None, fill: plain.Fill = plain.no_fill) -> ExportPlan:
    """The plan of the SavedModel in `directory` at batch size 1: all its signatures, in the order of their keys.

    Args:
        directory: made by Keras' `model.export`, or by `tf.saved_model.save` with signatures.
        name: snake_case name of the bundle.
        inputs: dtype and shape by input name, for inputs whose shape is not fixed.
        fill: gives a size by input name and axis where the signature leaves it open, None where only the caller can know it.

    Raises:
        PresetError: TensorFlow cannot load it.
        UsageError: `inputs` names no input, or a dtype or shape that does not fit it.
        ExportError: no signatures, an input with a size that only the caller knows, a dtype that no device has, or a lookup table.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = tf.saved_model.load(str(directory))
    except Exception as error:  # TensorFlow raises whatever the broken part of the directory leads to
        raise PresetError(f"{directory}: TensorFlow cannot load this SavedModel: {' '.join(str(error).split())[:600]}") from error
    functions = dict(sorted(loaded.signatures.items()))
    if _KERAS in functions and _interface(functions[_KERAS]) == _interface(functions.get(_DEFAULT)):
        del functions[_KERAS]
    if not functions:
        raise ExportError(f"{directory}: the SavedModel has no signatures. Save it with Keras' model.export, or with signatures={{...}}")
    pins, weights = inputs or {}, _Weights()
    known = sorted({name for function in functions.values() for name in _declared(function)})
    for pinned in pins:
        if pinned not in known:
            raise UsageError(f"inputs: the model has no input {pinned!r}; it has {', '.join(known)}")
    signatures = tuple(_Entry(function, pins, fill).planned(key, weights) for key, function in functions.items())
    samples = tuple(sample for signature in signatures for sample in tensor_samples(signature))
    return ExportPlan(name, "tensors", Source("saved_model"), weights, signatures, samples=samples)


class _Weights(keras.Model):  # type: ignore[misc]
    """The large constants of all signatures as variables, each once, so that they pass the converter by like those of a Keras model."""

    def variable(self, value: "np.ndarray[Any, Any]") -> Any:
        name = f"constant_{hashlib.sha256(value.tobytes() + str(value.shape).encode()).hexdigest()[:16]}"
        if not hasattr(self, name):
            setattr(self, name, keras.Variable(value, dtype="float32", trainable=False, name=name))
        return getattr(self, name)


class _Entry:
    """One signature: TensorFlow's function for eager calls, and its graph, whose large constants are variables, for tracing."""

    def __init__(self, function: Any, pins: plain.Pins, fill: plain.Fill) -> None:
        self._function = function
        self._declared = _declared(function)
        self._output_names = sorted(function.structured_outputs)
        self._specs = tuple(self._spec(name, pins, fill) for name in self._declared)

    def planned(self, key: str, weights: _Weights) -> PlannedSignature:
        """Freezes the graph at the sizes of the specs."""
        given = [tf.TensorSpec(spec.shape, spec.dtype, name=f"input_{i}") for i, spec in enumerate(self._specs)]
        concrete = tf.function(self._own_answer, autograph=False).get_concrete_function(*given)
        frozen, graph = convert_to_constants.convert_variables_to_constants_v2_as_graph(concrete, lower_control_flow=False)
        for tensor in frozen.inputs:
            if tensor.dtype in (tf.resource, tf.variant):
                raise unsupported.resource(tensor.op.name)
        self._inputs, self._outputs = ([tensor.name for tensor in side] for side in (frozen.inputs, frozen.outputs))
        self._variables = _lifted(graph, weights)
        # Sizes that the graph computes from its inputs' shapes become constants: the converter wants them for recurrent layers.
        config = tf.compat.v1.ConfigProto()
        config.graph_options.rewrite_options.optimizers[:] = ["constfold"]
        self._graph = run_graph_optimizations(graph, frozen.inputs, frozen.outputs, config, frozen.graph)
        _fix_lists(self._graph, next((spec.shape[0] for spec in self._specs if spec.shape), 1))
        return PlannedSignature(key, self._call, self._specs, tuple(self._output_names))

    def _spec(self, name: str, pins: plain.Pins, fill: plain.Fill) -> NamedSpec:
        declared = self._declared[name]
        dtype, pin = pins.get(name, (declared.dtype.name, None))
        if dtype != declared.dtype.name:
            raise UsageError(f"inputs: {name!r} has the dtype {declared.dtype.name}. Received: {dtype}")
        if declared.shape.rank is None and pin is None:
            raise ExportError(f"input {name!r} has no fixed shape. Pin it: --input {name}:{dtype}[1,N] with numbers for its shape")
        shape = pin if declared.shape.rank is None and pin is not None else plain.fixed_shape(name, declared.shape.as_list(), pin, fill)
        return NamedSpec(name, None, plain.device_dtype(name, dtype), shape, high=1 if declared.dtype.is_floating else 2)

    def _own_answer(self, *tensors: Any) -> list[Any]:
        given = {name: tf.cast(tensor, spec.dtype) for tensor, (name, spec) in zip(tensors, self._declared.items(), strict=True)}
        results = self._function(**given)
        return [_single(results[name]) for name in self._output_names]

    def _call(self, *tensors: Any) -> Sequence[Any]:
        if tf.executing_eagerly():
            return self._own_answer(*tensors)
        values = {name: tf.convert_to_tensor(variable.value) for name, variable in self._variables.items()}
        feeds = dict(zip(self._inputs, tensors, strict=True))
        results: list[Any] = tf.graph_util.import_graph_def(self._graph, feeds | values, self._outputs, name="")
        return results


def _lifted(graph: Any, weights: _Weights) -> dict[str, Any]:
    """Turns large constants of `graph` into placeholders; the variables that take their place, by tensor name."""
    variables = {}
    for node in graph.node:
        if node.op == "Const" and node.attr["dtype"].type == tf.float32.as_datatype_enum:
            value = tf.make_ndarray(node.attr["value"].tensor)
            if value.size >= LARGE:
                variables[f"{node.name}:0"] = weights.variable(value)
                node.op = "Placeholder"
                node.ClearField("attr")
                node.attr["dtype"].type = tf.float32.as_datatype_enum
                node.attr["shape"].shape.CopyFrom(tf.TensorShape(value.shape).as_proto())
    return variables


def _fix_lists(graph: Any, batch: int) -> None:
    """Puts the batch into the element shapes of recurrent layers' lists, which were traced with an open one; the converter demands it."""
    for nodes in (graph.node, *(function.node_def for function in graph.library.function)):
        shapes = {node.input[-1].partition(":")[0] for node in nodes if node.op in _LISTS}
        shapes |= {node.input[0].partition(":")[0] for node in nodes if node.op == "TensorListReserve"}
        for node in nodes:
            if node.op == "Const" and node.name in shapes and node.attr["dtype"].type == tf.int32.as_datatype_enum:
                value = tf.make_ndarray(node.attr["value"].tensor)
                if value.ndim == 1 and value.size and value[0] == -1:
                    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto([batch, *value[1:]], tf.int32))


def _interface(function: Any) -> Any:
    """What tells that Keras wrote its one function under two keys."""
    return None if function is None else (function.structured_input_signature, function.structured_outputs)


def _declared(function: Any) -> dict[str, Any]:
    """TensorFlow's specs of a signature's inputs by name, in the order of the function's own tensors."""
    return dict(sorted(function.structured_input_signature[1].items()))


def _single(tensor: Any) -> Any:
    """Other precisions are float32 at the boundary of a file."""
    return tf.cast(tensor, tf.float32) if tensor.dtype.is_floating else tensor
