"""FULLY_CONNECTED [-> RESHAPE that splits the last axis] -> ADD constant becomes FULLY_CONNECTED with a bias."""

from typing import Any

import numpy as np

from ..graph import Graph, Kinds, Ops, Uses

_LARGEST_BIAS = 1 << 20


def run(graph: Graph) -> int:
    uses = Uses(graph)
    gone = set()
    for operator in graph.operators:
        if graph.code(operator) != Ops.FULLY_CONNECTED or operator.builtinOptions.fusedActivationFunction:
            continue
        if len(operator.inputs) > 2 and operator.inputs[2] >= 0:
            continue
        last = operator
        addition = uses.only_reader(int(operator.outputs[0]))
        if addition is not None and graph.code(addition) == Ops.RESHAPE:
            last = addition
            addition = uses.only_reader(int(last.outputs[0]))
        if addition is None or graph.code(addition) != Ops.ADD or addition.builtinOptions.fusedActivationFunction:
            continue
        bias = _bias(graph, int(operator.outputs[0]), int(last.outputs[0]), addition)
        if bias is None:
            continue
        index = graph.add_tensor("bias", bias.shape, Kinds.FLOAT32, data=bias)
        operator.inputs = np.array([operator.inputs[0], operator.inputs[1], index], np.int32)
        last.outputs = addition.outputs
        gone.add(id(addition))
    graph.replace([operator for operator in graph.operators if id(operator) not in gone])
    return len(gone)


def _bias(graph: Graph, product: int, reshaped: int, addition: Any) -> Any:
    """The added constant as float32[out], None if it is none or does not span exactly the axes that the product made."""
    left, right = map(int, addition.inputs)
    other = right if left == reshaped else left
    values = graph.constant(other)
    weight = graph.float_weight(other)
    if values is None and weight is not None and weight.size <= _LARGEST_BIAS:
        values = weight.array()
    shape, out = graph.shape(reshaped), graph.shape(product)[-1]
    if values is None or values.dtype != np.float32 or graph.shape(int(addition.outputs[0])) != shape:
        return None
    axis, spanned = len(shape), 1
    while spanned < out and axis > 0:
        axis -= 1
        spanned *= shape[axis]
    padded = (1,) * (len(shape) - values.ndim) + values.shape
    if spanned != out or any(size != 1 for size in padded[:axis]):
        return None
    return np.broadcast_to(values.reshape(padded[axis:]), shape[axis:]).reshape(-1)
