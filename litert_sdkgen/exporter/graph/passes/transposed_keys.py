"""TRANSPOSE of the last two axes in front of BATCH_MATMUL's right side becomes its `adjY` (attention's K^T)."""

from ..graph import Graph, Ops, Uses


def run(graph: Graph) -> int:
    uses = Uses(graph)
    rewrites = 0
    for operator in graph.operators:
        if graph.code(operator) != Ops.TRANSPOSE:
            continue
        permutation = graph.constant(int(operator.inputs[1]))
        reader = uses.only_reader(int(operator.outputs[0]))
        if permutation is None or reader is None or graph.code(reader) != Ops.BATCH_MATMUL:
            continue
        rank = len(permutation)
        swaps_last = [*range(rank - 2), rank - 1, rank - 2]
        if list(permutation) == swaps_last and int(reader.inputs[1]) == int(operator.outputs[0]) != int(reader.inputs[0]):
            reader.inputs[1] = operator.inputs[0]
            reader.builtinOptions.adjY = not reader.builtinOptions.adjY
            rewrites += 1
    return rewrites
