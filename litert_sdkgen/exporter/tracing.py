"""Traces a planned signature into a TensorFlow graph that holds nothing but the model, under our own names.

No SavedModel, no captured resources. A small variable becomes a constant of the graph; a large one becomes a further argument, so that
its values pass the converter by and go straight into the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.framework import func_graph

from . import cures, unsupported
from .checkpoint.mapped_file import release
from .checkpoint.stored_values import stored_array
from .graph.weight import Source, Weight
from .plan import NamedSpec, PlannedSignature
from .variables import values_of, variables_of, view_of


@dataclass(frozen=True)
class Trace:
    """A GraphDef with TensorSpecs of its inputs and outputs in the plan's order, and of its further inputs, with the weights for these."""

    graph: Any
    inputs: Sequence[Any]
    outputs: Sequence[Any]
    weight_inputs: Sequence[Any] = ()
    weights: Sequence[Weight] = ()


def trace(signature: PlannedSignature, model: keras.Model, streamed: int | None = None) -> Trace:
    """The graph of `signature`: variables of at least `streamed` elements are inputs of it, all others are constants in it.

    Raises:
        RouteUnsupported: the graph keeps something that is no constant, such as a lookup table, or a layer keeps a state.
    """
    unsupported.refuse(model)
    with cures.applied(model):
        return _traced(signature, model, streamed)


def _traced(signature: PlannedSignature, model: keras.Model, streamed: int | None) -> Trace:
    variables = list(enumerate(variables_of(model)))
    passing = [(i, v) for i, v in variables if streamed is not None and v.dtype == "float32" and np.prod(v.shape) >= streamed]
    weights = [_weight(i, variable) for i, variable in passing]
    kept = [(variable, values_of(variable)) for i, variable in variables if i not in {i for i, _ in passing}]
    graph = func_graph.FuncGraph("trace")
    with graph.as_default():
        # Signatures carry the real names, which need not be identifiers.
        tensors = [_placeholder(f"input_{i}", spec.dtype, _open_shape(spec, signature)) for i, spec in enumerate(signature.inputs)]
        values = [_placeholder(f"weight_{i}", "float32", weight.shape) for i, weight in enumerate(weights)]
        # Constants are made inside the graph, so that they belong to it and the converter can fold them.
        state = [(variable, tf.constant(value)) for variable, value in kept]
        # A matrix comes as FULLY_CONNECTED takes it, [out, in]. The converter would turn a run-time matrix around itself, but then
        # forgets the activation of `relu(x @ w)` without a bias (seen with TensorFlow 2.21).
        state += [(v, tf.transpose(value) if len(v.shape) == 2 else value) for (_, v), value in zip(passing, values, strict=True)]
        with keras.StatelessScope(state_mapping=state, initialize_variables=False):
            results = signature.function(*tensors)
        outputs = [tf.identity(tf.convert_to_tensor(result), name=f"output_{i}") for i, result in enumerate(results)]
    inputs, outputs, weight_inputs = ([_described(tensor) for tensor in side] for side in (tensors, outputs, values))
    traced = Trace(_with_constants(graph), inputs, outputs, weight_inputs, weights)
    _dismantle(graph)
    return traced


def _placeholder(name: str, dtype: str, shape: Sequence[int | None]) -> Any:
    return tf.compat.v1.placeholder(dtype, shape, name)


def _described(tensor: Any) -> Any:
    """What a converter asks of a tensor, without the graph that it belongs to."""
    return tf.TensorSpec(tensor.shape, tensor.dtype, tensor.name)


def _dismantle(graph: Any) -> None:
    """Ends the cycles that `graph` is part of, so that it goes at once: its memory is what the converter needs next."""
    func_graph.dismantle_func_graph(graph)
    graph._unfeedable_tensors.clear()  # which TensorFlow 2.21 forgets


def _open_shape(spec: NamedSpec, signature: PlannedSignature) -> tuple[int | None, ...]:
    axes = signature.run_time.inputs.get(spec.name, {}) if signature.run_time else {}
    return tuple(None if axis in axes else size for axis, size in enumerate(spec.shape))


def _weight(index: int, variable: Any) -> Weight:
    array = stored_array(variable)
    read = (lambda: view_of(variable)) if array is None else lambda: array
    source = Source(f"variable {index}", tuple(variable.shape), read, release)
    return Weight.of(source).transpose((1, 0)) if len(variable.shape) == 2 else Weight.of(source)


def _with_constants(graph: Any) -> Any:
    """The GraphDef of `graph`, in which each captured eager tensor is a constant."""
    values = {}
    for outside, placeholder in graph.captures:
        if placeholder.dtype in (tf.resource, tf.variant):
            raise unsupported.resource(getattr(outside, "name", placeholder.name))
        values[placeholder.op.name] = np.asarray(outside)
    definition = graph.as_graph_def()
    for node in definition.node:
        if node.name in values:
            dtype = node.attr["dtype"].type
            node.ClearField("attr")
            node.op = "Const"
            node.attr["dtype"].type = dtype
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(values[node.name]))
    return definition
