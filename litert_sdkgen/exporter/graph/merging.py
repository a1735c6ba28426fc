"""Joins models that were converted one signature at a time into one file with several signatures."""

from typing import Any

from ai_edge_litert import schema_py_generated as schema

from .graph import code_of, operator_code

# The fields by which control-flow options name other subgraphs of their model.
_SUBGRAPH_FIELDS = (
    "condSubgraphIndex",
    "bodySubgraphIndex",
    "thenSubgraphIndex",
    "elseSubgraphIndex",
    "initSubgraphIndex",
    "subgraphIndex",
)
_CALLS = tuple(
    getattr(schema, name)
    for name in ("WhileOptionsT", "IfOptionsT", "CallOnceOptionsT", "CallOptionsT", "StablehloWhileOptionsT")
    if hasattr(schema, name)
)


def merge(target: Any, added: Any) -> None:
    """Appends the subgraphs, buffers, operation codes and signatures of `added` to `target`. `added` is used up.

    Tensors of `added` whose names are taken get others, since quantizers find tensors by name; signatures have names of their own.
    """
    _rename(added, {tensor.name for subgraph in target.subgraphs for tensor in subgraph.tensors}, len(target.subgraphs))
    first_subgraph, first_buffer = len(target.subgraphs), len(target.buffers)
    codes = [operator_code(target, code_of(code), code.version) for code in added.operatorCodes]
    for subgraph in added.subgraphs:
        for tensor in subgraph.tensors:
            tensor.buffer = tensor.buffer + first_buffer if tensor.buffer else 0
        for operator in subgraph.operators:
            operator.opcodeIndex = codes[operator.opcodeIndex]
            if isinstance(operator.builtinOptions, _CALLS):
                for field in _SUBGRAPH_FIELDS:
                    index = getattr(operator.builtinOptions, field, None)
                    if index is not None:
                        setattr(operator.builtinOptions, field, index + first_subgraph)
    for definition in added.signatureDefs:
        definition.subgraphIndex += first_subgraph
    target.subgraphs += added.subgraphs
    target.buffers += added.buffers
    target.signatureDefs += added.signatureDefs


def _rename(model: Any, taken: set[bytes], place: int) -> None:
    for tensor in (tensor for subgraph in model.subgraphs for tensor in subgraph.tensors):
        if tensor.name in taken:
            tensor.name += f";graph {place}".encode()
        taken.add(tensor.name)
