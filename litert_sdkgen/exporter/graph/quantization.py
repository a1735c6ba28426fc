"""Stores the weights of a graph in fewer bits; the arithmetic stays float32 (float16) or becomes hybrid (int8)."""

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .graph import Graph, Kinds, Ops
from .weight import Float16Weight, Int8Weight, Weight

_SMALLEST = 1024  # elements; below that a scale for each row costs more than it saves
# (operation, operand) -> axis of the output channels, for the operations whose kernels take int8 weights with float activations.
_HYBRID = {
    (Ops.FULLY_CONNECTED, 1): 0,
    (Ops.CONV_2D, 1): 0,
    (Ops.DEPTHWISE_CONV_2D, 1): 3,
    (Ops.EMBEDDING_LOOKUP, 1): 0,
}
_HYBRID_VERSION = {Ops.FULLY_CONNECTED: 12, Ops.CONV_2D: 5, Ops.DEPTHWISE_CONV_2D: 6, Ops.EMBEDDING_LOOKUP: 3}


def to_float16(graph: Graph) -> None:
    """Every weight in half precision behind a DEQUANTIZE, which runtimes fold away when they load the file."""
    added = []
    read = {int(index) for operator in graph.operators for index in operator.inputs}
    for index, weight in list(graph.weights.items()):
        if index not in read or not isinstance(weight, Weight):  # passes leave weights behind that nothing reads any more
            continue
        name = (graph.tensor(index).name or b"weight").decode(errors="replace")
        half = graph.add_tensor(f"{name}/float16", weight.shape, Kinds.FLOAT16, weight=Float16Weight(weight))
        del graph.weights[index]
        added.append(graph.operator(Ops.DEQUANTIZE, [half], [index], schema.DequantizeOptionsT(), version=3))
    graph.replace([*added, *graph.operators])


def to_int8(graph: Graph) -> None:
    """Weights of matrix products, convolutions and embeddings in 8 bits, one scale for each output channel or row."""
    _gathers_to_lookups(graph)
    readers: dict[int, set[tuple[int, int]]] = {}
    for operator in graph.operators:
        for operand, index in enumerate(map(int, operator.inputs)):
            readers.setdefault(index, set()).add((graph.code(operator), operand))
    for index, weight in list(graph.weights.items()):
        axes = {_HYBRID.get(reader) for reader in readers.get(index, ())}
        if not isinstance(weight, Weight) or weight.size < _SMALLEST or len(axes) != 1 or None in axes:
            continue
        (axis,) = axes
        assert axis is not None
        stored = Int8Weight(weight, axis)
        graph.weights[index] = stored
        tensor = graph.tensor(index)
        tensor.type = Kinds.INT8
        tensor.quantization = schema.QuantizationParametersT()
        tensor.quantization.scale = stored.scales
        tensor.quantization.zeroPoint = np.zeros(len(stored.scales), np.int64)
        tensor.quantization.quantizedDimension = axis
    for operator in graph.operators:
        code = graph.code(operator)
        if code in _HYBRID_VERSION and isinstance(graph.weights.get(int(operator.inputs[1])), Int8Weight):
            known = graph.model.operatorCodes[operator.opcodeIndex]
            known.version = max(known.version, _HYBRID_VERSION[code])
            if code == Ops.FULLY_CONNECTED:
                operator.builtinOptions.asymmetricQuantizeInputs = True


def _gathers_to_lookups(graph: Graph) -> None:
    """GATHER of a rank-2 weight's rows becomes EMBEDDING_LOOKUP: only that has a kernel for int8 rows."""
    operators: list[Any] = []
    for operator in graph.operators:
        table = int(operator.inputs[0]) if len(operator.inputs) else -1
        weight = graph.float_weight(table)
        options = operator.builtinOptions
        if graph.code(operator) != Ops.GATHER or weight is None or len(weight.shape) != 2 or options.axis != 0 or options.batchDims:
            operators.append(operator)
            continue
        ids, output = int(operator.inputs[1]), int(operator.outputs[0])
        count = int(np.prod(graph.shape(ids)))
        flat_ids = graph.add_tensor("ids", (count,), graph.tensor(ids).type)
        rows = graph.add_tensor("rows", (count, weight.shape[1]), Kinds.FLOAT32)
        lookup = graph.operator(Ops.EMBEDDING_LOOKUP, [flat_ids, table], [rows], version=1)
        operators += [graph.reshape(ids, flat_ids), lookup, graph.reshape(rows, output)]
    graph.replace(operators)
