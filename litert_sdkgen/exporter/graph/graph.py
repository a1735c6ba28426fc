"""One subgraph of a flatbuffer model, with what passes ask of it."""

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from .weight import AnyWeight, Weight

Ops = schema.BuiltinOperator
Kinds = schema.TensorType
NUMPY = {
    Kinds.FLOAT32: np.float32, Kinds.FLOAT16: np.float16, Kinds.INT32: np.int32, Kinds.INT64: np.int64, Kinds.BOOL: np.bool_,
    Kinds.INT8: np.int8, Kinds.UINT8: np.uint8, Kinds.INT16: np.int16,
}  # fmt: skip


class Graph:
    """A subgraph whose weights are still expressions: `weights` maps a tensor's index to its values to come."""

    def __init__(self, model: Any, subgraph: Any) -> None:
        self.model = model
        self.subgraph = subgraph
        self.weights: dict[int, AnyWeight] = {}

    @property
    def operators(self) -> list[Any]:
        operators: list[Any] = self.subgraph.operators
        return operators

    def replace(self, operators: list[Any]) -> None:
        self.subgraph.operators = operators

    def code(self, operator: Any) -> int:
        """The builtin operation of an operator."""
        return code_of(self.model.operatorCodes[operator.opcodeIndex])

    def tensor(self, index: int) -> Any:
        return self.subgraph.tensors[index]

    def shape(self, index: int) -> tuple[int, ...]:
        shape = self.tensor(index).shape
        return () if shape is None else tuple(int(size) for size in shape)

    def float_weight(self, index: int) -> Weight | None:
        """The weight at a tensor while it is float32, None for anything else."""
        weight = self.weights.get(index)
        return weight if isinstance(weight, Weight) else None

    def owns_weight(self, index: int) -> bool:
        """Whether the tensor is a float32 weight whose values no other operator reads: scaling a shared one would store it twice."""
        weight = self.float_weight(index)
        if weight is None:
            return False
        sharing = {at for at, other in self.weights.items() if other.source.key == weight.source.key}
        return sum(int(at) in sharing for operator in self.operators for at in operator.inputs) == 1

    def constant(self, index: int) -> Any:
        """The values of a small constant, None where the tensor is a weight, computed, or an input."""
        if index < 0 or index in self.weights:
            return None
        tensor = self.tensor(index)
        data = self.model.buffers[tensor.buffer].data if tensor.buffer else None
        if data is None or tensor.type not in NUMPY:
            return None
        return np.frombuffer(bytes(data), NUMPY[tensor.type]).reshape(self.shape(index))

    def add_tensor(self, name: str, shape: tuple[int, ...], kind: int, data: Any = None, weight: AnyWeight | None = None) -> int:
        """A new tensor's index: computed, or with `data`, or with a `weight` to come."""
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer, tensor.hasRank = name.encode(), np.array(shape, np.int32), kind, 0, True
        if data is not None:
            tensor.buffer = add_buffer(self.model, data)
        self.subgraph.tensors.append(tensor)
        index = len(self.subgraph.tensors) - 1
        if weight is not None:
            self.weights[index] = weight
        return index

    def add_weight(self, like: int, weight: AnyWeight) -> int:
        """A new tensor for `weight`, named and typed as the tensor `like`."""
        tensor = self.tensor(like)
        return self.add_tensor((tensor.name or b"weight").decode(errors="replace"), weight.shape, tensor.type, weight=weight)

    def operator(self, code: int, inputs: list[int], outputs: list[int], options: Any = None, version: int = 1) -> Any:
        """A new operator, not yet placed. `options` is an object of the flatbuffer's options union."""
        operator = schema.OperatorT()
        operator.opcodeIndex = operator_code(self.model, code, version)
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array(outputs, np.int32)
        if options is not None:
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
            operator.builtinOptions = options
        return operator

    def reshape(self, source: int, target: int) -> Any:
        """`target = RESHAPE(source)` to the shape that `target` has."""
        shape = np.array(self.shape(target), np.int32)
        options = schema.ReshapeOptionsT()
        options.newShape = shape
        wanted = self.add_tensor("shape", (len(shape),), Kinds.INT32, data=shape)
        return self.operator(Ops.RESHAPE, [source, wanted], [target], options)


class Uses:
    """Who makes and who reads each tensor of a graph, as it stands now. Make it anew after rewriting."""

    def __init__(self, graph: Graph) -> None:
        self.readers: dict[int, list[Any]] = {}
        self.maker: dict[int, Any] = {}
        self.outputs = {int(index) for index in graph.subgraph.outputs}
        for operator in graph.operators:
            for index in map(int, operator.inputs):
                self.readers.setdefault(index, []).append(operator)
            for index in map(int, operator.outputs):
                self.maker[index] = operator

    def only_reader(self, index: int) -> Any:
        """The operator that alone reads the tensor, None if there are more, or it is an output of the graph."""
        readers = self.readers.get(index, [])
        return readers[0] if len(readers) == 1 and index not in self.outputs else None


def code_of(operator_code_object: Any) -> int:
    return max(int(operator_code_object.builtinCode), int(operator_code_object.deprecatedBuiltinCode))


def operator_code(model: Any, code: int, version: int = 1) -> int:
    """The index of an operation in the model's list, added where it is missing, at least of `version`."""
    for i, known in enumerate(model.operatorCodes):
        if code_of(known) == code:
            known.version = max(known.version, version)
            return i
    added = schema.OperatorCodeT()
    added.builtinCode, added.deprecatedBuiltinCode, added.version = code, min(code, 127), version
    model.operatorCodes.append(added)
    return len(model.operatorCodes) - 1


def add_buffer(model: Any, data: Any) -> int:
    """The index of a new buffer that holds an array."""
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
    model.buffers.append(buffer)
    return len(model.buffers) - 1


def scalar_or_per_channel(values: Any, channels: int) -> Any:
    """`values` as float32[channels] if they are one number or one per last-axis channel, else None."""
    if values is None or values.dtype != np.float32:
        return None
    if values.size == 1 or (values.size == channels and values.shape[-1:] == (channels,)):
        return np.broadcast_to(values.reshape(-1), (channels,)).astype(np.float32)
    return None
