"""A .tflite file in the form of its format's own schema, mapped and not read, since most of it are weights."""

import contextlib
import mmap
import os
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def mapped_model(path: str | os.PathLike[str]) -> Iterator[Any]:
    """The schema's Model of the file at `path`, which is there inside the block only.

    Raises:
        ValueError: the file does not begin as one.
    """
    from ai_edge_litert import schema_py_generated as schema

    with open(path, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if not schema.Model.ModelBufferHasIdentifier(content, 0):
            raise ValueError("it does not begin as one")
        yield schema.Model.GetRootAs(content, 0)


def kind_of(model: Any, operator: Any) -> int:
    """The number of a builtin operation."""
    code = model.OperatorCodes(operator.OpcodeIndex())
    return max(int(code.BuiltinCode()), int(code.DeprecatedBuiltinCode()))
