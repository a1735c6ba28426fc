"""A TensorFlow function as a graph without resources, whose large constants pass the converter by like the variables of a Keras model."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python.util import run_graph_optimizations
from tensorflow.python.framework import convert_to_constants

from . import unsupported
from .plan import NamedSpec
from .variables import LARGE

_LISTS = ("TensorListFromTensor", "TensorListStack", "TensorListGetItem")


class Weights(keras.Model):  # type: ignore[misc]
    """The large constants of all signatures as variables, each once, so that they pass the converter by like those of a Keras model."""

    def variable(self, value: "np.ndarray[Any, Any]") -> Any:
        name = f"constant_{hashlib.sha256(value.tobytes() + str(value.shape).encode()).hexdigest()[:16]}"
        if not hasattr(self, name):
            setattr(self, name, keras.Variable(value, dtype="float32", trainable=False, name=name))
        return getattr(self, name)


class FrozenGraph:
    """`function` at the sizes of `specs`; called while a graph is traced, it puts itself into it."""

    def __init__(self, function: Callable[..., Any], specs: Sequence[NamedSpec], weights: Weights) -> None:
        """Raises RouteUnsupported for a function that keeps something other than variables, such as a lookup table."""
        given = [tf.TensorSpec(spec.shape, spec.dtype, name=f"input_{i}") for i, spec in enumerate(specs)]
        concrete = tf.function(function, autograph=False).get_concrete_function(*given)
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
        _fix_lists(self._graph, next((spec.shape[0] for spec in specs if spec.shape), 1))

    def __call__(self, tensors: Sequence[Any]) -> list[Any]:
        values = {name: tf.convert_to_tensor(variable.value) for name, variable in self._variables.items()}
        feeds = dict(zip(self._inputs, tensors, strict=True))
        results: list[Any] = tf.graph_util.import_graph_def(self._graph, feeds | values, self._outputs, name="")
        return results


def _lifted(graph: Any, weights: Weights) -> dict[str, Any]:
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
