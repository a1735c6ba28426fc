"""Leaves out tensors, buffers and operation codes that nothing uses any more, and stores equal constants once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..graph import Graph


def run(model: Any, graphs: Sequence[Graph]) -> None:
    """Compacts the whole model; `graphs` are all its subgraphs."""
    for place, graph in enumerate(graphs):
        _tensors(graph, [definition for definition in model.signatureDefs if definition.subgraphIndex == place])
    _buffers(model)
    _operator_codes(model)


def _tensors(graph: Graph, signatures: Sequence[Any]) -> None:
    subgraph = graph.subgraph
    lists = [
        subgraph.inputs,
        subgraph.outputs,
        *(side for op in subgraph.operators for side in (op.inputs, op.outputs, _intermediates(op))),
    ]
    used = sorted({int(index) for indices in lists for index in indices if index >= 0})
    places = {old: new for new, old in enumerate(used)} | {-1: -1}

    def moved(indices: Any) -> Any:
        return np.array([places[int(index)] for index in indices], np.int32)

    subgraph.tensors = [subgraph.tensors[old] for old in used]
    graph.weights = {places[old]: weight for old, weight in graph.weights.items() if old in places}
    for entry in (entry for definition in signatures for entry in (*definition.inputs, *definition.outputs)):
        entry.tensorIndex = places[int(entry.tensorIndex)]
    subgraph.inputs, subgraph.outputs = moved(subgraph.inputs), moved(subgraph.outputs)
    for operator in subgraph.operators:
        operator.inputs, operator.outputs = moved(operator.inputs), moved(operator.outputs)
        if len(_intermediates(operator)):
            operator.intermediates = moved(operator.intermediates)


def _intermediates(operator: Any) -> Any:
    return [] if operator.intermediates is None else operator.intermediates


def _buffers(model: Any) -> None:
    """Buffer 0 is the empty one by convention; metadata of the converter describes a file that is not this one any more."""
    kept = [model.buffers[0]]
    places: dict[int, int] = {0: 0}
    by_content: dict[bytes, int] = {}
    for tensor in (tensor for subgraph in model.subgraphs for tensor in subgraph.tensors):
        if tensor.buffer not in places:
            data = model.buffers[tensor.buffer].data
            if data is None or len(data) == 0:
                places[tensor.buffer] = 0
            else:
                content = bytes(data)
                if content not in by_content:
                    by_content[content] = len(kept)
                    kept.append(model.buffers[tensor.buffer])
                places[tensor.buffer] = by_content[content]
        tensor.buffer = places[tensor.buffer]
    model.buffers = kept
    model.metadata, model.metadataBuffer = [], None


def _operator_codes(model: Any) -> None:
    operators = [operator for subgraph in model.subgraphs for operator in subgraph.operators]
    used = sorted({operator.opcodeIndex for operator in operators})
    places = {old: new for new, old in enumerate(used)}
    model.operatorCodes = [model.operatorCodes[old] for old in used]
    for operator in operators:
        operator.opcodeIndex = places[operator.opcodeIndex]
