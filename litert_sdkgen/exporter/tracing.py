"""Traces a planned signature into a TensorFlow graph that holds nothing but the model, under our own names.

No SavedModel, no captured resources: each variable becomes a constant of the graph. Constants are the seam for streaming: a variable
that is to pass the converter by becomes a trailing argument here instead (`Trace.weights`), and nothing else changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from ..errors import RouteUnsupported
from .plan import PlannedSignature


@dataclass(frozen=True)
class Trace:
    """A GraphDef with its input and output tensors, in the plan's order. `weights` are further inputs, none on the direct route."""

    graph: Any
    inputs: Sequence[Any]
    outputs: Sequence[Any]
    weights: Sequence[Any] = ()


def trace(signature: PlannedSignature, model: keras.Model) -> Trace:
    """The graph of `signature` with the values of `model`'s variables in it.

    Raises:
        RouteUnsupported: the graph keeps something that is no constant, such as a lookup table.
    """
    values = [(variable, np.asarray(variable)) for variable in variables_of(model)]
    # The input prefix keeps TensorFlow from renaming arguments whose names are no identifiers; signatures carry the real names.
    specs = [tf.TensorSpec(spec.shape, spec.dtype, name=f"input_{i}") for i, spec in enumerate(signature.inputs)]

    def function(*arguments: Any) -> list[Any]:
        # Inside the function, so that the constants belong to its graph and the converter can fold them.
        constants = [(variable, tf.constant(value)) for variable, value in values]
        with keras.StatelessScope(state_mapping=constants, initialize_variables=False):
            results = signature.function(*arguments)
        return [tf.identity(tf.convert_to_tensor(result), name=f"output_{i}") for i, result in enumerate(results)]

    concrete = tf.function(function, autograph=False).get_concrete_function(*specs)
    graph, captured = _with_constants(concrete)
    return Trace(graph, [tensor for tensor in concrete.inputs if tensor.op.name not in captured], concrete.outputs)


def variables_of(model: keras.Model) -> list[Any]:
    """Every variable that a call may read, each once, those of untracked sublayers and metrics-like state included."""
    found: dict[int, Any] = {}
    for owner in [model, *model._flatten_layers()]:
        for variable in owner.variables:
            found.setdefault(id(variable), variable)
    return list(found.values())


def _with_constants(concrete: Any) -> tuple[Any, set[str]]:
    """The function's GraphDef, in which each captured eager tensor is a constant."""
    values = {}
    for outside, placeholder in concrete.graph.captures:
        if placeholder.dtype in (tf.resource, tf.variant):
            raise RouteUnsupported(
                f"the model uses a resource ({getattr(outside, 'name', placeholder.name)}), such as a lookup table or an unseeded random "
                "generator, which a .tflite file cannot hold. Move such layers out of the model, into preprocessing"
            )
        values[placeholder.op.name] = np.asarray(outside)
    graph = concrete.graph.as_graph_def()
    for node in graph.node:
        if node.name in values:
            dtype = node.attr["dtype"].type
            node.ClearField("attr")
            node.op = "Const"
            node.attr["dtype"].type = dtype
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(values[node.name]))
    return graph, set(values)
