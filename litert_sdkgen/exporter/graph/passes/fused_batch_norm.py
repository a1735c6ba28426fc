"""CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED -> MUL -> ADD per channel, as BatchNormalization leaves it, goes into filter and bias."""

from typing import Any

import numpy as np

from ..graph import Graph, Kinds, Ops, Uses, scalar_or_per_channel

# The axis of the filter along which its output channels lie.
_CHANNEL_AXIS = {Ops.CONV_2D: 0, Ops.FULLY_CONNECTED: 0, Ops.DEPTHWISE_CONV_2D: 3}


def run(graph: Graph) -> int:
    return _fuse(graph, Ops.MUL, _multiply) + _fuse(graph, Ops.ADD, _add)


def _fuse(graph: Graph, wanted: int, apply: Any) -> int:
    uses = Uses(graph)
    gone = set()
    for operator in graph.operators:
        if graph.code(operator) not in _CHANNEL_AXIS or operator.builtinOptions.fusedActivationFunction:
            continue
        output = int(operator.outputs[0])
        reader = uses.only_reader(output)
        if not graph.owns_weight(int(operator.inputs[1])) or reader is None or graph.code(reader) != wanted:
            continue
        left, right = map(int, reader.inputs)
        values = scalar_or_per_channel(graph.constant(right if left == output else left), graph.shape(output)[-1])
        if values is None or graph.shape(int(reader.outputs[0])) != graph.shape(output) or not apply(graph, operator, values):
            continue
        operator.builtinOptions.fusedActivationFunction = reader.builtinOptions.fusedActivationFunction
        operator.outputs = reader.outputs
        gone.add(id(reader))
    graph.replace([operator for operator in graph.operators if id(operator) not in gone])
    return len(gone)


def _multiply(graph: Graph, operator: Any, values: Any) -> bool:
    bias_index = int(operator.inputs[2]) if len(operator.inputs) > 2 else -1
    bias = graph.constant(bias_index)
    if bias_index >= 0 and bias is None:
        return False
    weight_index = int(operator.inputs[1])
    weight = graph.float_weight(weight_index)
    if weight is None:
        return False
    scaled = weight.scale(values, _CHANNEL_AXIS[graph.code(operator)])
    if bias is not None:
        bias_index = graph.add_tensor("bias", bias.shape, Kinds.FLOAT32, data=(bias * values).astype(np.float32))
    operator.inputs = np.array([operator.inputs[0], graph.add_weight(weight_index, scaled), bias_index], np.int32)
    return True


def _add(graph: Graph, operator: Any, values: Any) -> bool:
    bias_index = int(operator.inputs[2]) if len(operator.inputs) > 2 else -1
    if bias_index >= 0:
        bias = graph.constant(bias_index)
        if bias is None:
            return False
        values = bias + values
    index = graph.add_tensor("bias", values.shape, Kinds.FLOAT32, data=values.astype(np.float32))
    operator.inputs = np.array([operator.inputs[0], operator.inputs[1], index], np.int32)
    return True
