"""Writes a flatbuffer model whose weights are still expressions: the skeleton first, then each weight, piece by piece.

The peak of memory is one piece, whatever the model's size. Below 2 GB a weight lies inside the flatbuffer, as any tool expects it;
a larger file has them behind it, by offset and size, as LiteRT's schema provides.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from ..progress import Progress, silent
from .graph.graph import Graph
from .graph.weight import AnyWeight

_ALIGNMENT = 64
_INLINE_LIMIT = (1 << 31) - (1 << 24)
_DATA_FIELD, _OFFSET_FIELD, _SIZE_FIELD = 4, 6, 8  # places in the vtable of a Buffer


def write(model: Any, graphs: Sequence[Graph], path: Path, progress: Progress = silent) -> None:
    """Writes `model` to `path`. Equal weights are stored once."""
    stored = _assign_buffers(model, graphs)
    total = sum(weight.nbytes for _, weight in stored)
    inline = total + _packed_size(model) < _INLINE_LIMIT
    for index, _ in stored:
        buffer = model.buffers[index]
        if inline:
            buffer.data = np.zeros(1, np.uint8)
        else:
            buffer.offset = buffer.size = 1 << 40  # any number, so that the fields are there to be filled in
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b"TFL3")
    skeleton = bytearray(builder.Output())
    places = _place(skeleton, stored, inline)
    with path.open("wb") as file:
        file.write(skeleton)
        done = 0
        for start, weight in places:
            prefix = struct.pack("<I", weight.nbytes) if inline else b""
            file.write(bytes(start - len(prefix) - file.tell()) + prefix)
            for piece in weight.pieces():
                file.write(np.ascontiguousarray(piece).reshape(-1).view(np.uint8).data)
                done += piece.nbytes
                progress("writing the file", done, total)
                del piece  # before the next one is made
            if file.tell() != start + weight.nbytes:
                raise AssertionError(f"weight {weight.key} wrote {file.tell() - start} bytes, expected {weight.nbytes}")
        file.write(bytes(-file.tell() % 16))


def _assign_buffers(model: Any, graphs: Sequence[Graph]) -> list[tuple[int, AnyWeight]]:
    """Gives each weight a buffer, equal ones the same; (buffer, weight) in order."""
    by_key: dict[tuple[Any, ...], int] = {}
    stored = []
    for graph in graphs:
        for index, weight in sorted(graph.weights.items()):
            if weight.key not in by_key:
                model.buffers.append(schema.BufferT())
                by_key[weight.key] = len(model.buffers) - 1
                stored.append((by_key[weight.key], weight))
            graph.tensor(index).buffer = by_key[weight.key]
    return stored


def _packed_size(model: Any) -> int:
    """About as many bytes as the skeleton will have."""
    small = sum(len(buffer.data) for buffer in model.buffers if buffer.data is not None)
    return small + 256 * sum(len(graph.tensors) + len(graph.operators) for graph in model.subgraphs)


def _place(skeleton: bytearray, stored: list[tuple[int, AnyWeight]], inline: bool) -> list[tuple[int, AnyWeight]]:
    """Decides where each weight starts in the file and writes it into the skeleton."""
    root = schema.Model.GetRootAs(skeleton, 0)
    end, places = len(skeleton), []
    for index, weight in stored:
        table = root.Buffers(index)._tab
        start = _aligned(end + (4 if inline else 0))  # a vector's length stands right before its data
        if inline:
            field = table.Pos + table.Offset(_DATA_FIELD)
            struct.pack_into("<I", skeleton, field, start - 4 - field)
        else:
            struct.pack_into("<Q", skeleton, table.Pos + table.Offset(_OFFSET_FIELD), start)
            struct.pack_into("<Q", skeleton, table.Pos + table.Offset(_SIZE_FIELD), weight.nbytes)
        places.append((start, weight))
        end = start + weight.nbytes
    return places


def _aligned(position: int) -> int:
    return -(-position // _ALIGNMENT) * _ALIGNMENT
