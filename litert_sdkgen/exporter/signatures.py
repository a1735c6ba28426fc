"""Gives a converted flatbuffer our signature: names, order, and one tensor of its own for every output."""

import re
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

from ..errors import ExportError
from .plan import PlannedSignature

_OPS = schema.BuiltinOperator


def sign(converted: bytes, signature: PlannedSignature) -> bytes:
    """`converted` with `signature`'s key, names and order in the SignatureDef, the list and the subgraph's positions alike.

    Raises:
        ExportError: the file has a custom or Flex operation, or other inputs than the plan.
    """
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(converted))
    _refuse_custom(model)
    graph = model.subgraphs[0]
    _separate_outputs(model, graph)
    _rename(graph)
    definition = schema.SignatureDefT()
    definition.signatureKey = signature.key.encode()
    definition.subgraphIndex = 0
    definition.inputs = _maps([spec.name for spec in signature.inputs], graph.inputs, "inputs")
    definition.outputs = _maps(list(signature.output_names), graph.outputs, "outputs")
    for entry in (*definition.inputs, *definition.outputs):
        graph.tensors[entry.tensorIndex].name = entry.name
    model.signatureDefs = [definition]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def _maps(names: list[str], indices: Any, side: str) -> list[Any]:
    if len(names) != len(indices):
        raise ExportError(f"the converted file has {len(indices)} {side}, the plan {len(names)}: {', '.join(names)}")
    entries = []
    for name, index in zip(names, indices, strict=True):
        entry = schema.TensorMapT()
        entry.name = name.encode()
        entry.tensorIndex = int(index)
        entries.append(entry)
    return entries


def _refuse_custom(model: Any) -> None:
    custom = sorted({(code.customCode or b"?").decode(errors="replace") for code in model.operatorCodes if _code(code) == _OPS.CUSTOM})
    if custom:
        raise ExportError(f"no phone can run this model: LiteRT has no builtin operation for {', '.join(custom)}")


def _separate_outputs(model: Any, graph: Any) -> None:
    """Gives an output that is an input, a constant, another output or a loop's result a tensor of its own, by a RESHAPE.

    CompiledModel finds no output tensor for two names on one tensor, answers zeros for an output that is an input, and fails at
    run time on the output of a WHILE (all seen with LiteRT 2.3.0); the classic Interpreter takes all three.
    """
    loops = (_OPS.WHILE, _OPS.IF)
    settled = {int(i) for op in graph.operators if _code(model.operatorCodes[op.opcodeIndex]) not in loops for i in op.outputs}
    taken = {int(i) for i in graph.inputs}
    outputs = []
    for index in map(int, graph.outputs):
        if index in taken or index not in settled:
            index = _copy(model, graph, index)
        taken.add(index)
        outputs.append(index)
    graph.outputs = np.array(outputs, np.int32)


def _copy(model: Any, graph: Any, index: int) -> int:
    """Appends `RESHAPE(tensor, its own shape)` and gives the new tensor's index."""
    source = graph.tensors[index]
    shape = np.array([] if source.shape is None else source.shape, np.int32)
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(shape.tobytes(), np.uint8)
    model.buffers.append(buffer)
    wanted = _tensor(graph, b"output_shape", np.array([len(shape)], np.int32), schema.TensorType.INT32, len(model.buffers) - 1)
    copy = _tensor(graph, b"output_copy", shape, source.type, 0)
    graph.tensors[copy].quantization = source.quantization
    operator = schema.OperatorT()
    operator.opcodeIndex = _operator_code(model, _OPS.RESHAPE)
    operator.inputs = np.array([index, wanted], np.int32)
    operator.outputs = np.array([copy], np.int32)
    operator.builtinOptionsType = schema.BuiltinOptions.ReshapeOptions
    operator.builtinOptions = schema.ReshapeOptionsT()
    operator.builtinOptions.newShape = shape
    graph.operators.append(operator)
    return copy


def _tensor(graph: Any, name: bytes, shape: Any, kind: int, buffer: int) -> int:
    tensor = schema.TensorT()
    tensor.name, tensor.shape, tensor.type, tensor.buffer, tensor.hasRank = name, shape, kind, buffer, True
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _operator_code(model: Any, wanted: int) -> int:
    for i, code in enumerate(model.operatorCodes):
        if _code(code) == wanted:
            return i
    code = schema.OperatorCodeT()
    code.builtinCode, code.deprecatedBuiltinCode, code.version = wanted, min(wanted, 127), 1
    model.operatorCodes.append(code)
    return len(model.operatorCodes) - 1


def _code(code: Any) -> int:
    return max(int(code.builtinCode), int(code.deprecatedBuiltinCode))


_NUMBERED = re.compile(r"([A-Za-z]\w*?)((?:_\d+)*)(?=[/:;@]|\Z)")


def _rename(graph: Any) -> None:
    """Replaces the numbers in layer names by their rank: `dense_17` depends on what the process built before, `dense_1` does not.

    Repeated exports of a model are the same to the byte that way, and the names still tell the layers and their order.
    """
    texts = [(tensor.name or b"").decode(errors="replace") for tensor in graph.tensors]
    numbers: dict[str, set[tuple[int, ...]]] = {}
    for text in texts:
        for base, suffix in _NUMBERED.findall(text):
            numbers.setdefault(base, set()).add(_parts(suffix))
    ranks = {base: {parts: rank for rank, parts in enumerate(sorted(found))} for base, found in numbers.items()}

    def renumbered(match: re.Match[str]) -> str:
        rank = ranks[match.group(1)][_parts(match.group(2))]
        return match.group(1) + (f"_{rank}" if rank else "")

    for tensor, text in zip(graph.tensors, texts, strict=True):
        tensor.name = _NUMBERED.sub(renumbered, text).encode()


def _parts(suffix: str) -> tuple[int, ...]:
    return tuple(int(part) for part in suffix.split("_")[1:])
