"""Keras' functional models keep every activation of a call until its end; here each goes after the last layer that reads it.

All those of a ResNet50 are larger than its weights. Seen with Keras 3.15.1.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from keras.src.ops.function import Function
from keras.src.ops.symbolic_arguments import SymbolicArguments

from .cures.replacement import replaced


@contextlib.contextmanager
def freed() -> Iterator[None]:
    """Calls of functional models inside need memory for what is still to be read. Their answers are the same."""
    run, fill_in = Function._run_through_graph, SymbolicArguments.fill_in
    running: list[dict[int, list[int]]] = []  # models inside models, innermost last

    def run_and_free(function: Any, *arguments: Any, **options: Any) -> Any:
        running.append(_last_reads(function))
        try:
            return run(function, *arguments, **options)
        finally:
            running.pop()

    def fill_in_and_free(arguments: Any, tensors: dict[int, Any]) -> Any:
        filled = fill_in(arguments, tensors)
        for tensor in running[-1].get(id(arguments), ()) if running else ():
            tensors.pop(tensor, None)
        return filled

    with replaced(Function, "_run_through_graph", run_and_free), replaced(SymbolicArguments, "fill_in", fill_in_and_free):
        yield


def _last_reads(function: Any) -> dict[int, list[int]]:
    """The tensors that nobody reads any more once a node has its arguments: both by the ids under which Keras keeps them."""
    last: dict[int, int] = {}
    for depth in sorted(function._nodes_by_depth, reverse=True):
        for node in function._nodes_by_depth[depth]:
            last |= {id(tensor): id(node.arguments) for tensor in node.input_tensors}
    answers = {id(tensor) for tensor in function.outputs}
    reads: dict[int, list[int]] = {}
    for tensor, arguments in last.items():
        if tensor not in answers:
            reads.setdefault(arguments, []).append(tensor)
    return reads
