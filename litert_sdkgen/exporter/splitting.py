"""One signature of a finished file as a file of its own, for runtimes that want each part of a model for itself."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from ..errors import ExportError
from . import writer
from .graph.graph import Graph
from .graph.passes import compaction
from .graph.weight import Source, StoredWeight

_SMALL = 1024  # bytes up to which a constant stays in the flatbuffer's skeleton


def write_signature(model: Path, key: str, path: Path) -> None:
    """Writes `path` with the signature `key` of the file `model` alone, and the weights that it uses.

    Raises:
        ExportError: a file whose signatures share subgraphs, such as the bodies of loops.
    """
    content = np.memmap(model, np.uint8, "r")
    parts = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    if len(parts.subgraphs) != len(parts.signatureDefs):
        raise ExportError(f"{model.name}: a model with loops or branches cannot be split into its signatures")
    (definition,) = (found for found in parts.signatureDefs if found.signatureKey.decode() == key)
    graph = Graph(parts, parts.subgraphs[definition.subgraphIndex])
    parts.signatureDefs, parts.subgraphs, definition.subgraphIndex = [definition], [graph.subgraph], 0
    for index, tensor in enumerate(graph.subgraph.tensors):
        buffer = parts.buffers[tensor.buffer]
        values = _values(content, buffer)
        if len(values) <= _SMALL:
            buffer.data, buffer.offset, buffer.size = values, 0, 0
        else:
            graph.weights[index] = StoredWeight(Source(str(tensor.buffer), values.shape, partial(np.asarray, values)))
            tensor.buffer = 0
    compaction.run(parts, [graph])
    writer.write(parts, [graph], path)


def _values(content: Any, buffer: Any) -> Any:
    """The bytes of a buffer, which lie in the flatbuffer or behind it."""
    if buffer.offset > 1:
        return content[buffer.offset : buffer.offset + buffer.size]
    return np.empty(0, np.uint8) if buffer.data is None else np.asarray(buffer.data)
