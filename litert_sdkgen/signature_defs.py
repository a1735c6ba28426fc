"""What a .tflite file says about the tensors of its signatures beyond what LiteRT's Python API tells."""

from dataclasses import dataclass
from typing import Any

from .flatbuffer import mapped_model
from .manifest.model import Quantization


@dataclass(frozen=True)
class Boundary:
    """A tensor of a signature: its index among the subgraph's tensors of that side, how it stores real values, and its run-time sizes."""

    position: int
    quantization: Quantization | None
    open_axes: tuple[int, ...] = ()


Sides = tuple[dict[str, Boundary], dict[str, Boundary]]


def boundaries(path: str) -> dict[str, Sides]:
    """The inputs and outputs by name of each signature, from the file itself: the Interpreter tells those of the first one only."""
    with mapped_model(path) as model:
        found = {}
        for i in range(model.SignatureDefsLength()):
            definition = model.SignatureDefs(i)
            graph = model.Subgraphs(definition.SubgraphIndex())
            inputs = {graph.Inputs(j): j for j in range(graph.InputsLength())}
            outputs = {graph.Outputs(j): j for j in range(graph.OutputsLength())}
            named_inputs = (definition.Inputs(j) for j in range(definition.InputsLength()))
            named_outputs = (definition.Outputs(j) for j in range(definition.OutputsLength()))
            found[definition.SignatureKey().decode()] = (
                {entry.Name().decode(): _boundary(graph, entry.TensorIndex(), inputs) for entry in named_inputs},
                {entry.Name().decode(): _boundary(graph, entry.TensorIndex(), outputs) for entry in named_outputs},
            )
    return found


def _boundary(graph: Any, index: int, positions: dict[int, int]) -> Boundary:
    from ai_edge_litert import schema_py_generated as schema

    tensor = graph.Tensors(index)
    parameters = tensor.Quantization() if tensor.Type() in (schema.TensorType.INT8, schema.TensorType.UINT8) else None
    position = positions.get(index, -1)
    open_axes = tuple(axis for axis in range(tensor.ShapeSignatureLength()) if tensor.ShapeSignature(axis) < 0)
    if parameters is None or parameters.ScaleLength() != 1 or not parameters.Scale(0) > 0:
        return Boundary(position, None, open_axes)
    zero_point = parameters.ZeroPoint(0) if parameters.ZeroPointLength() else 0
    return Boundary(position, Quantization(float(parameters.Scale(0)), int(zero_point)), open_axes)
