"""Takes tensors without elements out of a graph: no kernel runs on them.

They come from inputs that a signature leaves out: no pictures, no points. What is computed from nothing is nothing, joining it changes
nothing, and writing it into a tensor leaves that as it was.
"""

from typing import Any

import tensorflow as tf


def fold(graph: Any, definition: Any) -> None:
    """Rewrites `definition`, the GraphDef of `graph`, in place. Shapes must be known."""
    empty = {operation.name for operation in graph.get_operations() if operation.outputs and all(map(_is_empty, operation.outputs))}
    if not empty:
        return
    for node in definition.node:
        if node.name in empty and node.op != "Const":
            _make_constant(node, graph.get_operation_by_name(node.name).outputs[0])
        elif node.op == "ConcatV2":
            _join_the_rest(node, empty)
        elif node.op == "TensorScatterUpdate" and _name(node.input[1]) in empty:
            dtype = node.attr["T"].type
            _clear(node, "Identity", [node.input[0]])
            node.attr["T"].type = dtype


def _make_constant(node: Any, tensor: Any) -> None:
    _clear(node, "Const", [])
    node.attr["dtype"].type = tensor.dtype.as_datatype_enum
    node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto([], tensor.dtype, tensor.shape))


def _join_the_rest(node: Any, empty: set[str]) -> None:
    """A concatenation without its empty parts; with one part left, that part."""
    axis = node.input[-1]
    parts = [part for part in node.input[:-1] if _name(part) not in empty]
    dtype, axis_dtype = node.attr["T"].type, node.attr["Tidx"].type
    _clear(node, "Identity" if len(parts) == 1 else "ConcatV2", parts if len(parts) == 1 else [*parts, axis])
    node.attr["T"].type = dtype
    if len(parts) > 1:
        node.attr["N"].i, node.attr["Tidx"].type = len(parts), axis_dtype


def _clear(node: Any, operation: str, inputs: list[str]) -> None:
    node.ClearField("attr")
    node.ClearField("input")
    node.op = operation
    node.input.extend(inputs)


def _is_empty(tensor: Any) -> bool:
    return tensor.shape.rank is not None and 0 in tensor.shape.as_list()


def _name(reference: str) -> str:
    """The node that an input refers to: `node:1` or `^node` as well as `node`."""
    return reference.lstrip("^").partition(":")[0]
