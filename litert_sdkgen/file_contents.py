"""What a .tflite file is made of: its operations, and the bytes of each layer's weights. Read from the file, without running it."""

import os
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ExportError, MissingDependencyError
from .flatbuffer import kind_of, mapped_model


@dataclass(frozen=True)
class FileContents:
    """`operations`: how many of each kind, by signature key, or by the name of a subgraph that a loop or a branch runs.

    `layers`: bytes of weights by layer, the largest first; a layer is the path in the names of its tensors, which recipes of
    quantization match as well. Weights that several layers share count for the first one.
    """

    operations: dict[str, dict[str, int]]
    layers: dict[str, int]


def read_contents(path: str | os.PathLike[str]) -> FileContents:
    """The contents of a file that LiteRT can load.

    Raises:
        ExportError: another kind of file, or a broken one.
        MissingDependencyError: ai-edge-litert, which knows the format, is not installed.
    """
    try:
        from ai_edge_litert import schema_py_generated as schema
    except ImportError:
        raise MissingDependencyError("ai-edge-litert", "Reading a .tflite file") from None
    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
    try:
        with mapped_model(path) as model:
            return _contents(model, names)
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        raise ExportError(f"{os.fspath(path)}: expected a .tflite file: {error}") from None


def joined(contents: Sequence[FileContents]) -> FileContents:
    """The contents of the models of one container, whose signatures have different keys."""
    layers: Counter[str] = Counter()
    for one in contents:
        layers.update(one.layers)
    return FileContents({key: kinds for one in contents for key, kinds in one.operations.items()}, _descending(layers))


def _contents(model: Any, names: dict[int, str]) -> FileContents:
    definitions = [model.SignatureDefs(i) for i in range(model.SignatureDefsLength())]
    keys = {definition.SubgraphIndex(): definition.SignatureKey() for definition in definitions}
    operations: dict[str, dict[str, int]] = {}
    sizes: Counter[str] = Counter()
    counted: set[int] = set()
    for i in range(model.SubgraphsLength()):
        graph = model.Subgraphs(i)
        title = (keys.get(i) or graph.Name() or b"subgraph").decode(errors="replace")
        kinds = Counter(_kind(model, operator, names) for operator in _operators(graph))
        operations[title if title not in operations else f"{title} {i}"] = _descending(kinds)
        sizes.update(_layers(model, graph, counted))
    return FileContents(operations, _descending(sizes))


def _descending(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _operators(graph: Any) -> Iterator[Any]:
    return (graph.Operators(i) for i in range(graph.OperatorsLength()))


def _kind(model: Any, operator: Any, names: dict[int, str]) -> str:
    number = kind_of(model, operator)
    custom = (model.OperatorCodes(operator.OpcodeIndex()).CustomCode() or b"").decode(errors="replace")
    return custom or names.get(number, f"operation {number}")


def _layers(model: Any, graph: Any, counted: set[int]) -> Counter[str]:
    """Bytes by layer of the buffers that `counted` does not have yet."""
    readers: dict[int, int] = {}  # a tensor -> the first output of the operation that reads it
    for operator in _operators(graph):
        for i in range(operator.InputsLength()):
            if operator.OutputsLength():
                readers.setdefault(operator.Inputs(i), operator.Outputs(0))
    sizes: Counter[str] = Counter()
    for i in range(graph.TensorsLength()):
        number = graph.Tensors(i).Buffer()
        buffer = model.Buffers(number)
        size = buffer.Size() or buffer.DataLength()  # above 2 GB the data lies behind the flatbuffer
        if size and number not in counted:
            counted.add(number)
            sizes[_layer(graph, i, readers)] += size
    return sizes


def _layer(graph: Any, tensor: int, readers: dict[int, int]) -> str:
    """The path of the weight's own name, else of the first name with a path along the operations that read it, else the output's name."""
    name = (graph.Tensors(tensor).Name() or b"").decode(errors="replace")
    while "/" not in name.removesuffix("/float16") and tensor in readers:
        tensor = readers.pop(tensor)
        name = (graph.Tensors(tensor).Name() or b"").decode(errors="replace")
    # A fused operation has the names of all its parts, its own first one last.
    parts = [part for part in name.removesuffix("/float16").split(";") if "/" in part]
    return parts[-1].rpartition("/")[0] if parts else name
