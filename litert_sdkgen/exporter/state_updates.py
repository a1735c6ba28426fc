"""Which state a written file updates where it lies, so that no call copies what it leaves as it is.

A DYNAMIC_UPDATE_SLICE copies its operand only where its result lies elsewhere. If nothing else reads that operand, one memory can be both:
no operation is left that could still want the former values.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from ai_edge_litert import schema_py_generated as schema

from ..flatbuffer import kind_of, mapped_model
from ..manifest.model import StatePair


def with_places(path: Path, state: Sequence[StatePair]) -> tuple[StatePair, ...]:
    """`state` of the file at `path`, with its `update` where each signature that has both tensors of a pair just writes places anew."""
    with mapped_model(path) as model:
        graphs = [_Signature(model, model.SignatureDefs(i)) for i in range(model.SignatureDefsLength())]
        both = {pair: [graph for graph in graphs if pair.input in graph.inputs and pair.output in graph.outputs] for pair in state}
        return tuple(replace(pair, update=_update(pair, graphs)) for pair, graphs in both.items())


def _update(pair: StatePair, graphs: Sequence["_Signature"]) -> Literal["in_place"] | None:
    return "in_place" if graphs and all(graph.updates(pair) for graph in graphs) else None


class _Signature:
    """Tensors by name of a signature, and the operations between them."""

    def __init__(self, model: Any, definition: Any) -> None:
        self._model = model
        self._graph = model.Subgraphs(definition.SubgraphIndex())
        self.inputs = _by_name(definition.Inputs, definition.InputsLength())
        self.outputs = _by_name(definition.Outputs, definition.OutputsLength())

    def updates(self, pair: StatePair) -> bool:
        """Whether the input's one reader puts something into it and gives the output; or it has none, since all of it is written anew."""
        given, left = self.inputs[pair.input], self.outputs[pair.output]
        readers = [operator for operator in self._operators() if given in _inputs(operator)]
        named = list(self.outputs.values())
        if len(readers) > 1 or given in named or named.count(left) > 1:
            return False
        return all(self._is_update(reader) and _inputs(reader).index(given) == 0 and reader.Outputs(0) == left for reader in readers)

    def _is_update(self, operator: Any) -> bool:
        return kind_of(self._model, operator) == int(schema.BuiltinOperator.DYNAMIC_UPDATE_SLICE)

    def _operators(self) -> Iterator[Any]:
        return map(self._graph.Operators, range(self._graph.OperatorsLength()))


def _by_name(entry_at: Callable[[int], Any], count: int) -> dict[str, int]:
    return {entry.Name().decode(): entry.TensorIndex() for entry in map(entry_at, range(count))}


def _inputs(operator: Any) -> list[int]:
    return [operator.Inputs(i) for i in range(operator.InputsLength())]
