"""FULLY_CONNECTED [-> RESHAPE | TRANSPOSE]* -> MUL by one number becomes a scaled weight and bias (attention's 1/sqrt(d))."""

from typing import Any

import numpy as np

from ..graph import Graph, Kinds, Ops, Uses


def run(graph: Graph) -> int:
    uses = Uses(graph)
    gone = set()
    for operator in graph.operators:
        if graph.code(operator) != Ops.FULLY_CONNECTED or operator.builtinOptions.fusedActivationFunction:
            continue
        weight_index = int(operator.inputs[1])
        weight = graph.float_weight(weight_index)
        if weight is None or not graph.owns_weight(weight_index):
            continue
        last, product = _follow(graph, uses, operator)
        if product is None or product.builtinOptions.fusedActivationFunction:
            continue
        left, right = map(int, product.inputs)
        factor = graph.constant(right if left == int(last.outputs[0]) else left)
        if factor is None or factor.size != 1 or graph.shape(int(product.outputs[0])) != graph.shape(int(last.outputs[0])):
            continue
        bias_index = int(operator.inputs[2]) if len(operator.inputs) > 2 else -1
        if bias_index >= 0:
            bias = graph.constant(bias_index)
            if bias is None:
                continue
            bias_index = graph.add_tensor("bias", bias.shape, Kinds.FLOAT32, data=(bias * factor.reshape(())).astype(np.float32))
        scaled = graph.add_weight(weight_index, weight.scale(factor))
        operator.inputs = np.array([operator.inputs[0], scaled, bias_index], np.int32)
        last.outputs = product.outputs
        gone.add(id(product))
    graph.replace([operator for operator in graph.operators if id(operator) not in gone])
    return len(gone)


def _follow(graph: Graph, uses: Uses, operator: Any) -> tuple[Any, Any]:
    """The last operator that only moves the values of `operator` about, and the MUL behind it, None if there is none."""
    last = operator
    while (reader := uses.only_reader(int(last.outputs[0]))) is not None:
        if graph.code(reader) not in (Ops.RESHAPE, Ops.TRANSPOSE):
            return last, reader if graph.code(reader) == Ops.MUL else None
        last = reader
    return last, None
