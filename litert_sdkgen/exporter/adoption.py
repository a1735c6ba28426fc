"""A .tflite file made elsewhere as an export plan: what it says of itself, and its own answers to compare the copy with."""

import tempfile
import typing
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

from ..errors import ExportError, PresetError
from ..litert import FileSignature, FileTensor, LiteRtFile
from ..manifest.model import Source, ValueDType
from . import pinning, plain, signatures
from .classic_runner import ClassicRunner
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .samples import tensor_samples

_KEY = "serving_default"


def plan(path: Path, name: str, inputs: plain.Pins | None = None, fill: plain.Fill = plain.no_fill) -> ExportPlan:
    """The plan that copies the file at `path`: names, list order and positions are the file's own.

    Args:
        path: a .tflite file of builtin operations. Where it has no signature, the copy gets one with the names of its tensors.
        name: snake_case name of the bundle.
        inputs: dtype and shape by input name, for sizes that the file leaves to run time; the copy has them fixed.
        fill: gives a size by input name and axis where the file leaves it open, None where only the caller can know it.

    Raises:
        PresetError: not a .tflite file, or a damaged one.
        UsageError: `inputs` names no input, or a dtype or shape that does not fit it.
        ExportError: a custom or Flex operation, a size that only the caller knows, a dtype that no wrapper has, or LiteRT fails.
    """
    content = path.read_bytes()
    model = _read(path, content)
    signatures.refuse_custom(model)
    if not model.signatureDefs:
        model.signatureDefs = [_signature_of_tensors(model.subgraphs[0])]
        content = bytes(flatbuffer_utils.convert_object_to_bytearray(model))
    _check_types(model)
    runner = ClassicRunner(path, content)
    if pinning.pin(model, runner, inputs or {}, fill):
        content = bytes(flatbuffer_utils.convert_object_to_bytearray(model))
    planned = tuple(_planned(signature, runner) for signature in _signatures(path, content))
    samples = tuple(sample for signature in planned for sample in tensor_samples(signature))
    nothing = keras.Model()  # there are no variables but those in the file
    return ExportPlan(name, "tensors", Source("tflite"), nothing, planned, samples=samples, adopted=content)


def _read(path: Path, content: bytes) -> Any:
    if content[4:8] != b"TFL3":
        raise PresetError(f"{path}: not a .tflite file")
    try:
        model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
        for definition in model.signatureDefs or ():
            definition.inputs, definition.outputs = definition.inputs or [], definition.outputs or []
            for name in (definition.signatureKey, *(entry.name for entry in (*definition.inputs, *definition.outputs))):
                name.decode()
        return model
    except Exception as error:  # the reader follows whatever offsets stand in a damaged file
        raise PresetError(f"{path}: a damaged .tflite file: {type(error).__name__}: {error}") from None


def _signature_of_tensors(subgraph: Any) -> Any:
    definition = schema.SignatureDefT()
    definition.signatureKey = _KEY.encode()
    definition.subgraphIndex = 0
    definition.inputs = _named(subgraph, subgraph.inputs, "input")
    definition.outputs = _named(subgraph, subgraph.outputs, "output")
    return definition


def _named(subgraph: Any, indices: Sequence[int], default: str) -> list[Any]:
    """A name for each tensor: its own without TensorFlow's `:0`, else `default` and its place."""
    entries: list[Any] = []
    for i, index in enumerate(map(int, () if indices is None else indices)):
        entry = schema.TensorMapT()
        name = (subgraph.tensors[index].name or b"").decode(errors="replace").removesuffix(":0") or f"{default}_{i}"
        entry.name = (name if name.encode() not in [other.name for other in entries] else f"{name}_{i}").encode()
        entry.tensorIndex = index
        entries.append(entry)
    return entries


def _check_types(model: Any) -> None:
    for definition in model.signatureDefs:
        for entry in (*definition.inputs, *definition.outputs):
            kind = flatbuffer_utils.type_to_name(model.subgraphs[definition.subgraphIndex].tensors[entry.tensorIndex].type).lower()
            if kind not in typing.get_args(ValueDType):
                raise ExportError(
                    f"the tensor {entry.name.decode()!r} has the dtype {kind}; wrappers know {', '.join(typing.get_args(ValueDType))}"
                )


def _signatures(path: Path, content: bytes) -> list[FileSignature]:
    """What LiteRT reads in the copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content)
        try:
            with LiteRtFile(copy) as file:
                return file.signatures()
        except ExportError as error:
            raise ExportError(str(error).replace(str(copy), str(path))) from None


def _planned(signature: FileSignature, runner: ClassicRunner) -> PlannedSignature:
    def function(*values: Any) -> list[Any]:
        stored = {tensor.name: tensor.stored(value) for tensor, value in zip(signature.inputs, values, strict=True)}
        results = runner.run(signature.key, stored)
        return [tensor.values(results[tensor.name]) for tensor in signature.outputs]

    return PlannedSignature(
        signature.key, function, tuple(map(_spec, signature.inputs)), tuple(tensor.name for tensor in signature.outputs)
    )


def _spec(tensor: FileTensor) -> NamedSpec:
    dtype = typing.cast(ValueDType, tensor.value_dtype)
    if tensor.quantization is None:
        return NamedSpec(tensor.name, None, dtype, tensor.shape, high=1 if dtype == "float32" else 2)
    limits = np.iinfo(tensor.dtype)
    low, high = (tensor.quantization.scale * (limit - tensor.quantization.zero_point) for limit in (limits.min, limits.max))
    return NamedSpec(tensor.name, None, dtype, tensor.shape, low=low, high=high)
