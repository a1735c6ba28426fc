"""Gives a converted model our signature: names, order, and one tensor of its own for every output."""

import re
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from ..errors import ExportError
from .graph.graph import Graph, Ops, code_of
from .plan import PlannedSignature


def sign(graph: Graph, signature: PlannedSignature) -> None:
    """Gives the model of `graph` one SignatureDef: `signature`'s key, names and order, in the list and the subgraph's positions alike.

    Raises:
        ExportError: the model has a custom or Flex operation, or other inputs than the plan.
    """
    refuse_custom(graph.model)
    _separate_outputs(graph)
    _rename(graph.subgraph)
    definition = schema.SignatureDefT()
    definition.signatureKey = signature.key.encode()
    definition.subgraphIndex = 0
    definition.inputs = _maps([spec.name for spec in signature.inputs], graph.subgraph.inputs, "inputs")
    definition.outputs = _maps(list(signature.output_names), graph.subgraph.outputs, "outputs")
    boundary = {entry.tensorIndex: entry.name for entry in definition.inputs}
    read = set(boundary.values())
    # What is read and written under one name is two tensors.
    boundary |= {entry.tensorIndex: entry.name + b";written" * (entry.name in read) for entry in definition.outputs}
    for index, tensor in enumerate(graph.subgraph.tensors):
        if index in boundary:
            tensor.name = boundary[index]
        elif tensor.name in boundary.values():
            tensor.name = tensor.name + b";inner"
    graph.model.signatureDefs = [definition]


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


def refuse_custom(model: Any) -> None:
    """Raises ExportError for operations without a builtin kernel, TensorFlow's own (Flex) among them; the error names them."""
    custom = sorted({(code.customCode or b"?").decode(errors="replace") for code in model.operatorCodes if code_of(code) == Ops.CUSTOM})
    if custom:
        raise ExportError(f"no phone can run this model: LiteRT has no builtin operation for {', '.join(custom)}")


def _separate_outputs(graph: Graph) -> None:
    """Gives an output that is an input, a constant, another output or a loop's result a tensor of its own, by a RESHAPE.

    CompiledModel finds no output tensor for two names on one tensor, answers zeros for an output that is an input, and fails at
    run time on the output of a WHILE (all seen with LiteRT 2.3.0); the classic Interpreter takes all three.
    """
    settled = {int(i) for op in graph.operators if graph.code(op) not in (Ops.WHILE, Ops.IF) for i in op.outputs}
    taken = {int(i) for i in graph.subgraph.inputs}
    outputs = []
    for index in map(int, graph.subgraph.outputs):
        if index in taken or index not in settled:
            sizes = graph.tensor(index).shapeSignature
            if sizes is not None and min(sizes, default=0) < 0:
                raise ExportError(
                    "an output of open size is an input, a constant, another output or a loop's result, and LiteRT cannot hand it on. "
                    "Leave its size out of --dynamic"
                )
            copy = graph.add_tensor("output_copy", graph.shape(index), graph.tensor(index).type)
            graph.tensor(copy).quantization = graph.tensor(index).quantization
            graph.operators.append(graph.reshape(index, copy))
            index = copy
        taken.add(index)
        outputs.append(index)
    graph.subgraph.outputs = np.array(outputs, np.int32)


_NUMBERED = re.compile(r"([A-Za-z]\w*?)((?:_\d+)*)(?=[/:;@]|\Z)")


def _rename(subgraph: Any) -> None:
    """Replaces the numbers in layer names by their rank: `dense_17` depends on what the process built before, `dense_1` does not.

    Repeated exports of a model are the same to the byte that way, and the names still tell the layers and their order.
    """
    texts = [(tensor.name or b"").decode(errors="replace") for tensor in subgraph.tensors]
    numbers: dict[str, set[tuple[int, ...]]] = {}
    for text in texts:
        for base, suffix in _NUMBERED.findall(text):
            numbers.setdefault(base, set()).add(_parts(suffix))
    ranks = {base: {parts: rank for rank, parts in enumerate(sorted(found))} for base, found in numbers.items()}

    def renumbered(match: re.Match[str]) -> str:
        rank = ranks[match.group(1)][_parts(match.group(2))]
        return match.group(1) + (f"_{rank}" if rank else "")

    taken: dict[str, int] = {}
    for tensor, text in zip(subgraph.tensors, texts, strict=True):
        name = _NUMBERED.sub(renumbered, text)
        taken[name] = taken.get(name, -1) + 1
        # Tools that work on finished files, quantizers among them, find tensors by name.
        tensor.name = (f"{name};{taken[name]}" if taken[name] else name).encode()


def _parts(suffix: str) -> tuple[int, ...]:
    return tuple(int(part) for part in suffix.split("_")[1:])
