"""RESHAPE, TRANSPOSE and SLICE of a weight become steps of its expression.

The converter would have done so with a constant; it could not with an argument.
"""

from ..graph import Graph, Ops

_SHAPE_ONLY = (Ops.RESHAPE, Ops.EXPAND_DIMS, Ops.SQUEEZE)


def run(graph: Graph) -> int:
    kept = [operator for operator in graph.operators if not _fold(graph, operator)]
    folded = len(graph.operators) - len(kept)
    graph.replace(kept)
    return folded


def _fold(graph: Graph, operator: object) -> bool:
    inputs = [int(index) for index in operator.inputs]  # type: ignore[attr-defined]
    weight = graph.float_weight(inputs[0]) if inputs else None
    if weight is None:
        return False
    (target,) = (int(index) for index in operator.outputs)  # type: ignore[attr-defined]
    code = graph.code(operator)
    if code in _SHAPE_ONLY:
        graph.weights[target] = weight.reshape(graph.shape(target))
        return True
    if code == Ops.TRANSPOSE and (permutation := graph.constant(inputs[1])) is not None:
        graph.weights[target] = weight.transpose(tuple(int(axis) for axis in permutation))
        return True
    if code == Ops.SLICE and (begin := graph.constant(inputs[1])) is not None and graph.constant(inputs[2]) is not None:
        graph.weights[target] = weight.slice(tuple(int(at) for at in begin), graph.shape(target))
        return True
    return False
