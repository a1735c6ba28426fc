"""What `inspect` tells of a .tflite file: the orders of its tensors, its operations, the sizes of its layers."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingDependencyError

if TYPE_CHECKING:
    from ..file_contents import FileContents
    from ..litert import FileSignature, FileTensor
    from ..manifest.model import Signature, Tensor

_LAYERS = 12


def order_lines(signature: "Signature | FileSignature") -> Iterator[str]:
    """The orders of the inputs, and of the outputs, where there are several."""
    from .table import printable

    titles = {"list": "run(List)", "position": "Interpreter, by position", "name": "Interpreter, by name"}
    for side, orders in _orders(signature).items():
        if len(orders["list"]) > 1:
            yield from (f"  {side} of {titles[kind]}: {printable(', '.join(names))}" for kind, names in orders.items())


def contents_sections(path: Path) -> Iterator[str]:
    """Operations by kind, one column for each subgraph, and the largest layers."""
    from .table import size, table

    contents = _contents(path)
    if isinstance(contents, str):
        yield f"operations\n  unknown: {contents}"
        return
    kinds = {kind: None for counts in contents.operations.values() for kind in counts}
    rows = [(kind, *(counts.get(kind, "") for counts in contents.operations.values())) for kind in kinds]
    yield "operations\n" + table([("", *contents.operations), *rows])
    largest = list(contents.layers.items())[:_LAYERS]
    total = sum(contents.layers.values())
    lines = [(size(count), f"{count / total:.1%}", layer) for layer, count in largest]
    rest = len(contents.layers) - len(largest)
    more = [(size(total - sum(count for _, count in largest)), "", f"in {rest} more (--json lists them)")] if rest else []
    yield f"weights by layer: {size(total)}\n" + table([*lines, *more])


def file_form(path: Path, signatures: "Sequence[Signature | FileSignature]") -> dict[str, Any]:
    """The same for programs: nothing left out."""
    contents = _contents(path)
    known = {} if isinstance(contents, str) else {"operations": contents.operations, "layers": contents.layers}
    return {
        "bytes": path.stat().st_size if path.is_file() else None,
        "signatures": [{"key": signature.key, **_sides(signature), "orders": _orders(signature)} for signature in signatures],
        **known,
    }


def _contents(path: Path) -> "FileContents | str":
    """The contents, or why they cannot be told."""
    from ..file_contents import joined, read_contents
    from ..litertlm.container import tflites_of

    if not path.is_file():
        return f"{path.name} is missing"
    try:
        with tflites_of(path) as models:
            return joined([read_contents(model) for model in models])
    except MissingDependencyError as error:  # the rest of a bundle can be shown by a base install
        return str(error)


def _sides(signature: "Signature | FileSignature") -> dict[str, Any]:
    return {
        side: [{"name": t.name, "dtype": t.dtype, "shape": t.shape, "list_index": t.list_index, "position": t.position} for t in tensors]
        for side, tensors in (("inputs", signature.inputs), ("outputs", signature.outputs))
    }


def _orders(signature: "Signature | FileSignature") -> dict[str, dict[str, list[str]]]:
    """Names in the order of `run(List)`, of the subgraph's positions, and sorted, as the Interpreter's signature list gives them."""
    return {"inputs": _orders_of(signature.inputs), "outputs": _orders_of(signature.outputs)}


def _orders_of(tensors: "Sequence[Tensor | FileTensor]") -> dict[str, list[str]]:
    return {
        "list": [tensor.name for tensor in sorted(tensors, key=lambda tensor: tensor.list_index)],
        "position": [tensor.name for tensor in sorted(tensors, key=lambda tensor: tensor.position)],
        "name": sorted(tensor.name for tensor in tensors),
    }
